"""Records as Arrow tables in the columns of the fact tables. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC
from typing import Any

import pyarrow as pa

from extract.records import ArticleReading, Batch, Entity, Metric, Observation, Source
from warehouse.period import period

BANDS = 16
TIME = pa.timestamp("us", tz="UTC")

VERSION = pa.schema(
    [
        ("version_id", pa.string()),
        ("article_id", pa.string()),
        ("source_id", pa.string()),
        ("url", pa.string()),
        ("title", pa.string()),
        ("text", pa.string()),
        ("language", pa.string()),
        ("published_at", TIME),
        ("published_raw", pa.string()),
        ("authors", pa.list_(pa.string())),
        ("official", pa.bool_()),
        ("capture_record_id", pa.string()),
        ("payload_digest", pa.string()),
        ("known_at", TIME),
        ("signature", pa.list_(pa.uint64())),
        ("flags", pa.list_(pa.string())),
        ("canonical_url", pa.string()),
        ("site", pa.string()),
    ]
)
READING = pa.schema(
    [("version_id", pa.string()), ("extractor_version", pa.string()), ("observation_count", pa.int32())]
)
BAND = pa.schema(
    [("version_id", pa.string()), ("article_id", pa.string()), ("band_number", pa.uint8()), ("band_hash", pa.uint64())]
)
OBSERVATION = pa.schema(
    [
        ("observation_id", pa.string()),
        ("version_id", pa.string()),
        ("article_id", pa.string()),
        ("source_id", pa.string()),
        ("entity_id", pa.string()),
        ("metric_id", pa.string()),
        ("value", pa.float64()),
        ("value_max", pa.float64()),
        ("comparator", pa.string()),
        ("unit", pa.string()),
        ("change_kind", pa.string()),
        ("change_direction", pa.string()),
        ("change_value", pa.float64()),
        ("change_unit", pa.string()),
        ("as_of", pa.string()),
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),
        ("period_kind", pa.string()),
        ("published_at", TIME),
        ("known_at", TIME),
        ("attribution", pa.string()),
        ("modality", pa.string()),
        ("region", pa.string()),
        ("confidence", pa.float64()),
        ("flags", pa.list_(pa.string())),
        ("rule", pa.string()),
        ("extractor_version", pa.string()),
        ("quote", pa.string()),
        ("span_start", pa.int32()),
        ("span_end", pa.int32()),
    ]
)
FETCH = pa.schema(
    [
        ("source_id", pa.string()),
        ("url", pa.string()),
        ("final_url", pa.string()),
        ("role", pa.string()),
        ("status", pa.int32()),
        ("outcome", pa.string()),
        ("fetched_at", TIME),
        ("record_id", pa.string()),
        ("payload_digest", pa.string()),
        ("byte_count", pa.int64()),
        ("etag", pa.string()),
        ("last_modified", pa.string()),
        ("published_at", TIME),
        ("run_id", pa.string()),
    ]
)
FAILURE = pa.schema(
    [
        ("source_id", pa.string()),
        ("url", pa.string()),
        ("stage", pa.string()),
        ("reason", pa.string()),
        ("failed_at", TIME),
        ("kind", pa.string()),
        ("run_id", pa.string()),
    ]
)
OUTCOME = pa.schema(
    [
        ("source_id", pa.string()),
        ("started_at", TIME),
        ("finished_at", TIME),
        ("outcome", pa.string()),
        ("found_count", pa.int32()),
        ("fetched_count", pa.int32()),
        ("new_count", pa.int32()),
        ("unchanged_count", pa.int32()),
        ("irrelevant_count", pa.int32()),
        ("failed_count", pa.int32()),
        ("newest_published_at", TIME),
        ("message", pa.string()),
        ("run_id", pa.string()),
    ]
)


def digest(*parts: object) -> str:
    """32 hex digits of SHA-256 over the parts."""
    return hashlib.sha256("\x1f".join("" if part is None else str(part) for part in parts).encode()).hexdigest()[:32]


def observation_id(version_id: str, extractor_version: str, o: Observation) -> str:
    """The key of one claim as one version of the rules read it."""
    return digest(
        version_id, extractor_version, o.entity, o.metric, o.value, o.value_max, o.as_of, o.modality, o.start, o.end
    )


def bands(signature: Sequence[int]) -> list[tuple[int, int]]:
    """The bands of a MinHash: versions that share one are looked at as near copies. Empty for no signature."""
    size = len(signature) // BANDS
    if not size:
        return []
    return [(number, int(digest(*signature[number * size : (number + 1) * size])[:16], 16)) for number in range(BANDS)]


def _table(rows: Iterable[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=schema)


def _version(reading: ArticleReading) -> dict[str, Any]:
    a = reading.article
    return {
        "version_id": a.version, "article_id": a.id, "source_id": a.source_id, "url": a.url, "title": a.title,
        "text": a.text, "language": a.language, "published_at": a.published_at, "published_raw": a.published_raw,
        "authors": list(a.authors), "official": a.official, "capture_record_id": a.capture_record_id,
        "payload_digest": a.payload_digest, "known_at": a.known_at, "signature": list(a.signature),
        "flags": list(a.flags), "canonical_url": a.canonical_url, "site": a.site,
    }  # fmt: skip


def _observation(reading: ArticleReading, o: Observation) -> dict[str, Any]:
    a = reading.article
    start, end, kind = period(o.as_of)
    return {
        "observation_id": observation_id(a.version, reading.extractor_version, o), "version_id": a.version,
        "article_id": a.id, "source_id": a.source_id, "entity_id": o.entity, "metric_id": o.metric, "value": o.value,
        "value_max": o.value_max, "comparator": o.comparator, "unit": o.unit,
        "change_kind": o.change.kind if o.change else None,
        "change_direction": o.change.direction if o.change else None,
        "change_value": o.change.value if o.change else None, "change_unit": o.change.unit if o.change else None,
        "as_of": o.as_of, "period_start": start, "period_end": end, "period_kind": kind,
        "published_at": a.published_at, "known_at": a.known_at, "attribution": o.attribution, "modality": o.modality,
        "region": o.region, "confidence": o.confidence, "flags": list(o.flags), "rule": o.rule,
        "extractor_version": reading.extractor_version, "quote": o.quote, "span_start": o.start, "span_end": o.end,
    }  # fmt: skip


def batch_tables(batch: Batch, run_id: str) -> dict[str, pa.Table]:
    """The batch as staging tables, named for the fact table each goes to.

    Args:
        batch: What a run read; a version that occurs twice (one text under two sources) is taken once.
        run_id: The run that loads it.
    """
    unique: dict[tuple[str, str], ArticleReading] = {}
    for reading in sorted(batch.readings, key=_earliest_first):
        unique.setdefault((reading.article.version, reading.extractor_version), reading)
    readings = list(unique.values())
    versions = {r.article.version: r for r in reversed(readings)}
    observations = {
        row["observation_id"]: row for r in readings for row in (_observation(r, o) for o in r.observations)
    }
    run = {"run_id": run_id}
    return {
        "version": _table((_version(r) for r in versions.values()), VERSION),
        "reading": _table(
            (
                {
                    "version_id": r.article.version,
                    "extractor_version": r.extractor_version,
                    "observation_count": len(r.observations),
                }
                for r in readings
            ),
            READING,
        ),
        "band": _table(
            (
                {"version_id": r.article.version, "article_id": r.article.id, "band_number": n, "band_hash": h}
                for r in versions.values()
                for n, h in bands(r.article.signature)
            ),
            BAND,
        ),
        "observation": _table(observations.values(), OBSERVATION),
        "fetch": _table(({**asdict(f), "fetched_at": f.at, **run} for f in batch.fetches), FETCH),
        "failure": _table(({**asdict(f), "failed_at": f.at, **run} for f in batch.failures), FAILURE),
        "outcome": _table(({**asdict(o), **run} for o in batch.outcomes), OUTCOME),
    }


def _earliest_first(reading: ArticleReading) -> tuple[float, str, str]:
    known = reading.article.known_at
    return (known.astimezone(UTC).timestamp() if known else 0.0, reading.article.source_id, reading.article.url)


def dimension_tables(
    sources: Sequence[Source], entities: Sequence[Entity], metrics: Sequence[Metric]
) -> dict[str, pa.Table]:
    """The catalogues as tables."""
    return {
        "entity": pa.Table.from_pylist(
            [
                {"entity_id": e.id, "name_en": e.name_en, "name_zh": e.name_zh, "kind": e.kind, "parent_id": e.parent}
                for e in entities
            ],
            schema=pa.schema([(c, pa.string()) for c in ("entity_id", "name_en", "name_zh", "kind", "parent_id")]),
        ),
        "metric": pa.Table.from_pylist(
            [
                {
                    "metric_id": m.id,
                    "unit": m.unit,
                    "name_en": m.name_en,
                    "name_zh": m.name_zh,
                    "definition": m.definition,
                    "period_kind": m.period_kind,
                }
                for m in metrics
            ],
            schema=pa.schema(
                [(c, pa.string()) for c in ("metric_id", "unit", "name_en", "name_zh", "definition", "period_kind")]
            ),
        ),
        "source": pa.Table.from_pylist(
            [
                {
                    "source_id": s.id,
                    "name": s.name,
                    "kind": s.kind,
                    "url": s.url,
                    "language": s.language,
                    "official": s.official,
                    "enabled": s.enabled,
                    "poll_seconds": s.poll_seconds,
                    "stale_after_days": s.stale_after_days,
                }
                for s in sources
            ],
            schema=pa.schema(
                [(c, pa.string()) for c in ("source_id", "name", "kind", "url", "language")]
                + [
                    ("official", pa.bool_()),
                    ("enabled", pa.bool_()),
                    ("poll_seconds", pa.int64()),
                    ("stale_after_days", pa.int32()),
                ]
            ),
        ),
    }
