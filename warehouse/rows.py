"""Records as rows of the warehouse's tables, each row with exactly its table's columns. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC
from typing import Any

from extract.records import ArticleReading, Batch, Entity, Metric, Observation, Source, SourceOutcome
from extract.text import sound_text
from warehouse.period import period

BANDS = 16
Row = dict[str, Any]


def digest(*parts: object) -> str:
    """32 hex digits of SHA-256 over the parts."""
    return hashlib.sha256("\x1f".join("" if part is None else str(part) for part in parts).encode()).hexdigest()[:32]


def observation_id(version_id: str, extractor_version: str, o: Observation) -> str:
    """The key of one claim as one version of the rules read it."""
    return digest(
        version_id, extractor_version, o.entity, o.metric, o.value, o.value_max, o.as_of, o.modality, o.start, o.end
    )


def bands(signature: Sequence[int]) -> list[int]:
    """The bands of a MinHash: versions that share one are looked at as near copies. Empty for no signature."""
    size = len(signature) // BANDS
    if not size:
        return []
    return [int(digest(n, *signature[n * size : (n + 1) * size])[:16], 16) for n in range(BANDS)]


def _article(reading: ArticleReading) -> Row:
    a = reading.article
    return {
        "article_id": a.id, "canonical_url": sound_text(a.canonical_url), "url": sound_text(a.url),
        "site": sound_text(a.site), "first_known_at": a.known_at,
    }  # fmt: skip


def _version(reading: ArticleReading) -> Row:
    a = reading.article
    return {
        "version_id": a.version, "article_id": a.id, "source_id": a.source_id, "url": sound_text(a.url),
        "title": sound_text(a.title), "text": sound_text(a.text), "language": a.language,
        "published_at": a.published_at, "published_raw": sound_text(a.published_raw),
        "authors": [sound_text(author) for author in a.authors], "official": a.official,
        "capture_record_id": a.capture_record_id, "payload_digest": a.payload_digest, "known_at": a.known_at,
        "flags": list(a.flags),
    }  # fmt: skip


def _sighting(reading: ArticleReading) -> Row:
    a = reading.article
    return {
        "article_id": a.id, "version_id": a.version, "extractor_version": reading.extractor_version,
        "record_id": a.capture_record_id, "seen_at": a.known_at,
    }  # fmt: skip


def _signature(reading: ArticleReading) -> Row:
    a = reading.article
    at = a.published_at or a.known_at
    return {
        "version_id": a.version, "article_id": a.id, "day": at.astimezone(UTC).date() if at else None,
        "bands": bands(a.signature), "signature": list(a.signature),
    }  # fmt: skip


def _observation(reading: ArticleReading, o: Observation) -> Row:
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
        "published_at": a.published_at, "known_at": a.known_at,
        "attribution": None if o.attribution is None else sound_text(o.attribution), "modality": o.modality,
        "region": o.region, "confidence": o.confidence, "flags": list(o.flags), "rule": o.rule,
        "extractor_version": reading.extractor_version, "quote": sound_text(o.quote), "span_start": o.start,
        "span_end": o.end,
    }  # fmt: skip


def _at(record: Any, column: str, run_id: str) -> Row:
    row = asdict(record)
    row[column] = row.pop("at")
    return row | {"run_id": run_id}


def _unique(rows: Iterable[Row], *keys: str) -> list[Row]:
    """The first row of each key."""
    found: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        found.setdefault(tuple(row[key] for key in keys), row)
    return list(found.values())


def batch_rows(batch: Batch, run_id: str) -> dict[str, list[Row]]:
    """The batch's rows under the table each goes to; `load_id` is added when they are loaded.

    Args:
        batch: What a run read. A text that occurs twice (under two sources, or unchanged in two answers) is one
            version, that of the earliest answer, with a sighting for each answer.
        run_id: The run that loads it.
    """
    ordered = sorted(batch.readings, key=_earliest_first)
    readings = {(r.article.version, r.extractor_version): r for r in reversed(ordered)}.values()
    return {
        "article": _unique(map(_article, ordered), "article_id"),
        "article_version": _unique(map(_version, ordered), "version_id"),
        "sighting": _unique(map(_sighting, ordered), "version_id", "extractor_version", "record_id", "seen_at"),
        "story_signature": _unique((_signature(r) for r in ordered if r.article.signature), "version_id"),
        "reading": [
            {
                "version_id": r.article.version,
                "extractor_version": r.extractor_version,
                "observation_count": len(
                    {observation_id(r.article.version, r.extractor_version, o) for o in r.observations}
                ),
            }
            for r in readings
        ],
        "observation": _unique((_observation(r, o) for r in readings for o in r.observations), "observation_id"),
        "fetch": _unique((_at(f, "fetched_at", run_id) for f in batch.fetches), "source_id", "url", "fetched_at"),
        "failure": _unique(
            (_at(f, "failed_at", run_id) for f in batch.failures), "source_id", "url", "stage", "reason", "failed_at"
        ),
        "outcome": _unique((_outcome(o, run_id) for o in batch.outcomes), "source_id", "started_at"),
    }


def _outcome(outcome: SourceOutcome, run_id: str) -> Row:
    # Whether the source is an optional service is the run's concern; the ledger tells what it answered.
    return {name: value for name, value in asdict(outcome).items() if name != "optional"} | {"run_id": run_id}


def _earliest_first(reading: ArticleReading) -> tuple[float, str, str]:
    known = reading.article.known_at
    return (known.timestamp() if known else 0.0, reading.article.source_id, reading.article.url)


def dimension_rows(
    sources: Sequence[Source], entities: Sequence[Entity], metrics: Sequence[Metric]
) -> dict[str, list[Row]]:
    """The catalogues' rows under the table each goes to."""
    return {
        "entity": [
            {"entity_id": e.id, "name_en": e.name_en, "name_zh": e.name_zh, "kind": e.kind, "parent_id": e.parent}
            for e in entities
        ],
        "metric": [
            {
                "metric_id": m.id, "unit": m.unit, "name_en": m.name_en, "name_zh": m.name_zh,
                "definition": m.definition, "period_kind": m.period_kind,
            }
            for m in metrics
        ],
        "source": [
            {
                "source_id": s.id, "name": s.name, "kind": s.kind, "url": s.url, "language": s.language,
                "official": s.official, "enabled": s.enabled, "poll_seconds": s.poll_seconds,
                "stale_after_days": s.stale_after_days,
            }
            for s in sources
        ],
    }  # fmt: skip
