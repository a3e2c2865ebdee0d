"""Discover, fetch, archive: one source polled once, its answers safe in the archive before anything is read."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from extract.archive.read import read_warc
from extract.archive.write import ArchiveWriter
from extract.discover import Discovery, discover
from extract.errors import FetchError, RefusedError, SourceError
from extract.fetch.client import Fetcher
from extract.fetch.response import Response, Validators
from extract.local import is_warc, local_path, read_local
from extract.records import Candidate, Capture, Failure, FetchRecord, Source, SourceOutcome, Window

PERMANENT = frozenset({400, 401, 403, 404, 405, 406, 410, 414, 451})
PARALLEL_ARTICLES = 8


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier runs know, so that nothing is asked twice for nothing.

    Args:
        validators: URL to (ETag, Last-Modified) of its last whole answer.
        fetched_at: Article URL to the time it was last asked for.
        recheck_after: How long a known article rests; zero asks again whenever it is listed.
    """

    validators: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    fetched_at: Mapping[str, datetime] = field(default_factory=dict)
    recheck_after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What one poll left behind. `record_ids` are archived; of these `settled_ids` may remember validators;
    `failed_for_now_count` are the articles that another try may still get."""

    source_id: str
    started_at: datetime
    finished_at: datetime
    found_count: int = 0
    resting_count: int = 0
    unchanged: bool = False
    record_ids: tuple[str, ...] = ()
    settled_ids: frozenset[str] = frozenset()
    fetches: tuple[FetchRecord, ...] = ()
    failures: tuple[Failure, ...] = ()
    failed_for_now_count: int = 0
    message: str = ""


class _Poll:
    """The state of one poll: what was asked, archived and refused so far."""

    def __init__(self, source: Source, fetcher: Fetcher, archive: ArchiveWriter, known: Known, now: datetime) -> None:
        self.source, self.fetcher, self.archive, self.known, self.now = source, fetcher, archive, known, now
        self.listing_ids: list[str] = []
        self.article_ids: list[str] = []
        self.fetches: list[FetchRecord] = []
        self.failures: list[Failure] = []
        self.failed_for_now_count = 0

    async def listing(self, url: str, *, max_bytes: int | None = None, conditional: bool = True) -> Response:
        """Ask for a feed, sitemap, list or search answer and archive it."""
        response = await self._get(url, max_bytes=max_bytes, conditional=conditional)
        self._keep(response, "listing", None)
        return response

    async def article(self, candidate: Candidate) -> None:
        """Ask for one article; a failure becomes a record of its own and stops nothing else."""
        try:
            if is_warc(candidate.url):
                self._copy_warc(candidate)
                return
            response = await self._get(candidate.url)
            self._keep(response, "article", candidate)
        except SourceError as error:
            self._failed(candidate.url, error)

    def _copy_warc(self, candidate: Candidate) -> None:
        """Take the captures of another WARC file into our archive."""
        hosts = self.source.options.get("host_filter", ())
        for found in read_warc(local_path(candidate.url, self.source), source_id=self.source.id):
            if isinstance(found, Failure):
                self.failures.append(found)
                continue
            if hosts and (urlsplit(found.url).hostname or "") not in hosts:
                continue
            self._keep(
                Response(
                    url=found.url,
                    final_url=found.final_url,
                    status=found.status,
                    headers=found.headers,
                    body=found.body,
                    fetched_at=found.fetched_at,
                ),
                "article",
                candidate,
            )

    async def _get(self, url: str, *, max_bytes: int | None = None, conditional: bool = True) -> Response:
        etag, last_modified = self.known.validators.get(url, ("", "")) if conditional else ("", "")
        validators = Validators(etag=etag, last_modified=last_modified) if etag or last_modified else None
        if url.startswith("file:"):
            return read_local(url, self.source, now=self.now)
        return await self.fetcher.get(url, source_id=self.source.id, validators=validators, max_bytes=max_bytes)

    def _keep(self, response: Response, role: Literal["article", "listing"], candidate: Candidate | None) -> None:
        if response.not_modified:
            self.fetches.append(self._fetch_record(response, role))
            return
        capture = self.archive.write(
            response,
            source_id=self.source.id,
            role=role,
            title=candidate.title if candidate else "",
            published_at=candidate.published_at if candidate else None,
        )
        (self.article_ids if role == "article" else self.listing_ids).append(capture.record_id)

    def _fetch_record(self, response: Response, role: str) -> FetchRecord:
        return FetchRecord(
            source_id=self.source.id,
            url=response.url,
            final_url=response.final_url,
            role=role,
            status=response.status,
            outcome="unchanged",
            at=response.fetched_at,
            etag=response.etag,
            last_modified=response.last_modified,
        )

    def _failed(self, url: str, error: SourceError) -> None:
        status = getattr(error, "status", None)
        refused = isinstance(error, RefusedError)
        self.failed_for_now_count += not refused and status not in PERMANENT
        self.failures.append(failure(self.source.id, url, error, self.now))
        self.fetches.append(
            FetchRecord(
                source_id=self.source.id,
                url=url,
                final_url=url,
                role="article",
                status=status,
                outcome="refused" if refused else "failed",
                at=self.now,
            )
        )


def failure(source_id: str, url: str, error: SourceError, at: datetime) -> Failure:
    """An error as the value that is recorded."""
    stage: Literal["fetch", "parse"] = "fetch" if isinstance(error, FetchError) else "parse"
    return Failure(
        source_id=error.source_id or source_id,
        url=error.url or url,
        stage=stage,
        reason=error.reason,
        at=at,
        kind=type(error).__name__,
    )


def _due(candidates: Sequence[Candidate], known: Known, now: datetime, claimed: set[str]) -> list[Candidate]:
    """The candidates worth a request, each URL once, those never asked for first; what is given is claimed."""
    first: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate.url not in claimed:
            first.setdefault(candidate.url, candidate)
    never = [c for c in first.values() if c.url not in known.fetched_at]
    rested = [c for c in first.values() if c.url in known.fetched_at and _rested(c.url, known, now)]
    claimed.update(candidate.url for candidate in never + rested)
    return never + rested


def _rested(url: str, known: Known, now: datetime) -> bool:
    return now - known.fetched_at[url] >= known.recheck_after


async def collect(
    source: Source,
    *,
    fetcher: Fetcher,
    archive: ArchiveWriter,
    known: Known,
    now: datetime,
    window: Window | None = None,
    candidates: Sequence[Candidate] | None = None,
    claimed: set[str] | None = None,
) -> Collected:
    """Poll one source: discover, fetch what is due, archive every answer.

    Args:
        source: The catalogue entry.
        fetcher: The shared fetcher, which keeps every host's pace.
        archive: The shared writer; it is flushed before this returns.
        known: What the ledger knows of earlier runs.
        now: Start of the run, aware.
        window: Days a backfill asks for; the present when None.
        candidates: Articles that are already known by name, in place of discovery.
        claimed: URLs that other polls of this run ask for; this one adds its own.

    Returns:
        The poll's record; a source that fails as a whole comes back with its failures, never as an exception.
    """
    poll = _Poll(source, fetcher, archive, known, now)
    try:
        if candidates is None:
            discovery = await discover(source, poll.listing, now=now, window=window)
        else:
            discovery = Discovery(candidates=tuple(candidates), failures=(), unchanged=False)
    except SourceError as error:
        discovery = Discovery(candidates=(), failures=(failure(source.id, source.url, error, now),), unchanged=False)
    due = _due(discovery.candidates, known, now, set() if claimed is None else claimed)
    gate = asyncio.Semaphore(PARALLEL_ARTICLES)

    async def fetch_one(candidate: Candidate) -> None:
        async with gate:
            await poll.article(candidate)

    await asyncio.gather(*(fetch_one(candidate) for candidate in due))
    archive.flush()
    whole = not poll.failed_for_now_count and not discovery.failures
    return Collected(
        source_id=source.id,
        started_at=now,
        finished_at=fetcher.now(),
        found_count=len({candidate.url for candidate in discovery.candidates}),
        resting_count=len({candidate.url for candidate in discovery.candidates}) - len(due),
        unchanged=discovery.unchanged,
        record_ids=(*poll.listing_ids, *poll.article_ids),
        settled_ids=frozenset(poll.article_ids) | frozenset(poll.listing_ids if whole else ()),
        fetches=tuple(poll.fetches),
        failures=(*discovery.failures, *poll.failures),
        failed_for_now_count=poll.failed_for_now_count,
    )


def outcome(
    collected: Collected, captures: Sequence[Capture], changed_ids: frozenset[str], irrelevant: int, parse_failures: int
) -> SourceOutcome:
    """Sum one poll up for the ledger.

    Args:
        collected: The poll.
        captures: Its article captures.
        changed_ids: Those whose bytes differ from the last known ones.
        irrelevant: How many named none of our entities.
        parse_failures: How many could not be read.
    """
    failed = len(collected.failures) + parse_failures
    nothing = (
        not collected.record_ids
        and not collected.unchanged
        and not any(fetch.outcome == "unchanged" for fetch in collected.fetches)
    )
    verdict: Literal["ok", "unchanged", "failed", "partial"]
    if failed:
        verdict = "failed" if nothing else "partial"
    else:
        verdict = "ok" if changed_ids else "unchanged"
    published = [c.published_at for c in captures if c.published_at is not None]
    return SourceOutcome(
        source_id=collected.source_id,
        started_at=collected.started_at,
        finished_at=collected.finished_at,
        outcome=verdict,
        found_count=collected.found_count,
        fetched_count=len(captures),
        new_count=len(changed_ids),
        unchanged_count=len(captures)
        - len(changed_ids)
        + sum(f.outcome == "unchanged" and f.role == "article" for f in collected.fetches)
        + collected.resting_count,
        irrelevant_count=irrelevant,
        failed_count=failed,
        newest_published_at=max(published, default=None),
        message=collected.message or (collected.failures[0].reason if collected.failures else ""),
    )
