"""Parse and extract: archived answers become article versions with their observations. No network, no clock."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from extract.article.sandbox import parse_captures
from extract.catalog.load import Catalog
from extract.observation import EXTRACTOR_VERSION, observe
from extract.records import YEAR_ONLY, Article, ArticleReading, Capture, Failure, FetchRecord, Passage, Source
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
    if article.published_at is None or YEAR_ONLY in article.flags:
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
    sorter = _Sorter(dict(last_digests), settled_ids)
    readings: list[ArticleReading] = []
    parse_failed: defaultdict[str, int] = defaultdict(int)
    for capture, result in parse_captures(sorter.relevant(captures), sources=sources):
        if isinstance(result, Failure):
            sorter.failures.append(result)
            parse_failed[capture.source_id] += 1
            continue
        try:
            readings.append(read_article(result, catalog))
        except Exception as error:  # noqa: BLE001 - a text the rules stumble over costs that text, and is recorded
            sorter.failures.append(_stumbled(capture, error))
            parse_failed[capture.source_id] += 1
    return Digest(
        readings=tuple(readings),
        fetches=tuple(sorter.fetches),
        failures=tuple(sorter.failures),
        changed_ids=frozenset(sorter.changed_ids),
        irrelevant=dict(sorter.irrelevant),
        parse_failed=dict(parse_failed),
    )


def _stumbled(capture: Capture, error: Exception) -> Failure:
    reason = f"unforeseen {type(error).__name__}: {error}"[:300]
    return Failure(
        source_id=capture.source_id, url=capture.url, stage="extract", reason=reason, at=capture.fetched_at,
        kind="Unforeseen",
    )  # fmt: skip


@dataclass(slots=True)
class _Sorter:
    """Takes note of each archived answer and passes on what is worth parsing, one by one: many do not fit memory."""

    seen: dict[str, str]
    settled_ids: frozenset[str]
    failures: list[Failure] = field(default_factory=list)
    fetches: list[FetchRecord] = field(default_factory=list)
    changed_ids: set[str] = field(default_factory=set)
    irrelevant: Counter[str] = field(default_factory=Counter)

    def relevant(self, captures: Iterable[Capture | Failure]) -> Iterator[Capture]:
        """The article captures that name an entity, or were listed as naming one: a wall in its place is a failure."""
        for capture in captures:
            if isinstance(capture, Failure):
                self.failures.append(capture)
                continue
            changed = self.seen.get(capture.url) != capture.payload_digest
            self.seen[capture.url] = capture.payload_digest
            settled = capture.record_id in self.settled_ids
            self.fetches.append(fetch_record(capture, changed=changed, settled=settled))
            if capture.role != "article":
                continue
            if changed:
                self.changed_ids.add(capture.record_id)
            empty = not capture.body.strip()  # the parser says so, and the failure is recorded
            if empty or is_relevant(capture.body) or is_relevant(capture.title.encode(errors="replace")):
                yield capture
            else:
                self.irrelevant[capture.source_id] += 1


def by_source(captures: Sequence[Capture]) -> dict[str, list[Capture]]:
    """Article captures under their source."""
    grouped: defaultdict[str, list[Capture]] = defaultdict(list)
    for capture in captures:
        if capture.role == "article":
            grouped[capture.source_id].append(capture)
    return dict(grouped)
