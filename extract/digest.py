"""Parse and extract: archived answers become article versions with their observations. No network, no clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from extract.article.sandbox import parse_captures
from extract.catalog.load import Catalog
from extract.observation import EXTRACTOR_VERSION, observe
from extract.records import Article, ArticleReading, Capture, Failure, FetchRecord, Passage, Source
from extract.relevance import is_relevant

CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a set of captures says; `changed_ids` are record ids whose bytes were not seen at that URL before."""

    readings: tuple[ArticleReading, ...]
    fetches: tuple[FetchRecord, ...]
    failures: tuple[Failure, ...]
    changed_ids: frozenset[str]
    irrelevant: Mapping[str, int]
    parse_failed: Mapping[str, int]


def read_article(article: Article, catalog: Catalog) -> ArticleReading:
    """Read the figures of one article version."""
    passage = Passage(
        id=article.version,
        text=article.text,
        language=article.language if article.language in {"en", "zh"} else "",
        title=article.title,
        published=_day(article),
        url=article.canonical_url,
    )
    reading = observe(passage, catalog)
    return ArticleReading(article=article, observations=reading.observations, extractor_version=EXTRACTOR_VERSION)


def _day(article: Article) -> date | None:
    """The publication day as its readers had it: Chinese reports by China's clock, others by UTC."""
    if article.published_at is None:
        return None
    zone = CHINA if article.language.startswith("zh") else None
    return article.published_at.astimezone(zone).date() if zone else article.published_at.date()


def fetch_record(capture: Capture, *, changed: bool, settled: bool) -> FetchRecord:
    """The ledger row of an archived answer; only settled ones lend their validators to the next run."""
    headers = {name.lower(): value for name, value in capture.headers} if settled else {}
    return FetchRecord(
        source_id=capture.source_id,
        url=capture.url,
        final_url=capture.final_url,
        role=capture.role,
        status=capture.status,
        outcome="new" if changed else "unchanged",
        at=capture.fetched_at,
        record_id=capture.record_id,
        payload_digest=capture.payload_digest,
        byte_count=len(capture.body),
        etag=headers.get("etag", ""),
        last_modified=headers.get("last-modified", ""),
        published_at=capture.published_at,
    )


def digest(
    captures: Iterable[Capture | Failure],
    *,
    sources: Mapping[str, Source],
    catalog: Catalog,
    last_digests: Mapping[str, str],
    settled_ids: frozenset[str],
) -> Digest:
    """Turn archived answers into what the warehouse loads.

    Args:
        captures: From the archive, damaged records as failures.
        sources: By id; a capture of a source that is no longer listed is still read.
        catalog: Entities and metrics.
        last_digests: URL to the digest of its last known bytes.
        settled_ids: Record ids of answers whose poll was finished.
    """
    seen = dict(last_digests)
    failures: list[Failure] = []
    fetches: list[FetchRecord] = []
    changed_ids: set[str] = set()
    irrelevant: defaultdict[str, int] = defaultdict(int)
    parse_failed: defaultdict[str, int] = defaultdict(int)
    relevant: list[Capture] = []
    for capture in captures:
        if isinstance(capture, Failure):
            failures.append(capture)
            continue
        changed = seen.get(capture.url) != capture.payload_digest
        seen[capture.url] = capture.payload_digest
        fetches.append(fetch_record(capture, changed=changed, settled=capture.record_id in settled_ids))
        if capture.role != "article":
            continue
        if changed:
            changed_ids.add(capture.record_id)
        if is_relevant(capture.body):
            relevant.append(capture)
        else:
            irrelevant[capture.source_id] += 1
    readings: list[ArticleReading] = []
    for capture, result in parse_captures(relevant, sources=sources):
        if isinstance(result, Failure):
            failures.append(result)
            parse_failed[capture.source_id] += 1
        else:
            readings.append(read_article(result, catalog))
    return Digest(
        readings=tuple(readings),
        fetches=tuple(fetches),
        failures=tuple(failures),
        changed_ids=frozenset(changed_ids),
        irrelevant=dict(irrelevant),
        parse_failed=dict(parse_failed),
    )


def by_source(captures: Sequence[Capture]) -> dict[str, list[Capture]]:
    """Article captures under their source."""
    grouped: defaultdict[str, list[Capture]] = defaultdict(list)
    for capture in captures:
        if capture.role == "article":
            grouped[capture.source_id].append(capture)
    return dict(grouped)
