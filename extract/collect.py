"""Discover, fetch, archive: one source polled once, its answers safe in the archive before anything is read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from extract.archive.write import ArchiveWriter
from extract.discover import OPTIONAL_KINDS, Discovery, discover
from extract.discover.crawl import is_warc
from extract.errors import FetchError, SourceError
from extract.intake import Intake
from extract.poll import Known, Poll, failure
from extract.records import Candidate, Capture, Failure, FetchRecord, Source, SourceOutcome, Window

__all__ = ["Collected", "Known", "collect", "outcome"]

PARALLEL_ARTICLES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What one poll left behind. `record_ids` are archived; of these `settled_ids` may remember validators;
    `failed_for_now_count` are the articles that another try may still get; `complete` is false when another try may
    hear of more articles; `source_failed` when none were heard of because of trouble; `irrelevant_count` are pages of
    other people's WARC files that name none of our entities and were not copied."""

    source_id: str
    started_at: datetime
    finished_at: datetime
    found_count: int = 0
    resting_count: int = 0
    irrelevant_count: int = 0
    unchanged: bool = False
    complete: bool = True
    source_failed: bool = False
    optional: bool = False
    record_ids: tuple[str, ...] = ()
    settled_ids: frozenset[str] = frozenset()
    fetches: tuple[FetchRecord, ...] = ()
    failures: tuple[Failure, ...] = ()
    failed_for_now_count: int = 0
    newest_published_at: datetime | None = None
    message: str = ""


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
    if is_warc(url) and not url.startswith("file:"):
        return False  # a published WARC file never changes, and it is a gigabyte
    return now - known.fetched_at[url] >= known.recheck_after


async def collect(
    source: Source,
    *,
    intake: Intake,
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
        intake: The fetcher and the reader that all polls of a run share.
        archive: The shared writer; it is flushed before this returns.
        known: What the ledger knows of earlier runs.
        now: Start of the run, aware.
        window: Days a backfill asks for; the present when None.
        candidates: Articles that are already known by name, in place of discovery.
        claimed: URLs that other polls of this run ask for; this one adds its own.

    Returns:
        The poll's record; a source that fails as a whole comes back with its failures, never as an exception.

    Raises:
        ArchiveError: The archive cannot be written, so no source can go on.
    """
    poll = Poll(source, intake, archive, known, now)
    is_poll = window is None and candidates is None
    seconds = intake.fetcher.policy.source_seconds if is_poll else None
    deadline = _Deadline(seconds)
    source_failed = False
    if candidates is None:
        discovery, source_failed = await _discovered(poll, window, deadline)
    else:
        discovery = Discovery(candidates=tuple(candidates))
    due = _due(discovery.candidates, known, now, set() if claimed is None else claimed)
    left = await _all(poll.article, due, deadline)
    if left:
        poll.left_over(f"{left} of {len(due)} articles are left for the next run: the {seconds:g} s of a source are up")
        poll.failed_for_now_count += left
    archive.flush()
    listed = len({candidate.url for candidate in discovery.candidates})
    whole = discovery.complete and not poll.failed_for_now_count
    return Collected(
        source_id=source.id,
        started_at=now,
        finished_at=intake.fetcher.now(),
        found_count=listed,
        resting_count=listed - len(due),
        irrelevant_count=poll.irrelevant_count,
        unchanged=discovery.unchanged,
        complete=discovery.complete,
        source_failed=source_failed,
        optional=source.kind in OPTIONAL_KINDS,
        record_ids=(*poll.listing_ids, *poll.article_ids),
        settled_ids=frozenset(poll.article_ids) | frozenset(poll.listing_ids if whole else ()),
        fetches=tuple(poll.fetches),
        failures=(*discovery.failures, *poll.failures),
        failed_for_now_count=poll.failed_for_now_count,
        newest_published_at=max((c.published_at for c in discovery.candidates if c.published_at), default=None),
        message=discovery.note,
    )


class _Deadline:
    """When a poll's time is up; never for None."""

    def __init__(self, seconds: float | None) -> None:
        self._loop = asyncio.get_running_loop()
        self._ends_at = None if seconds is None else self._loop.time() + seconds

    def left(self) -> float | None:
        return None if self._ends_at is None else max(0.0, self._ends_at - self._loop.time())


async def _discovered(poll: Poll, window: Window | None, deadline: _Deadline) -> tuple[Discovery, bool]:
    """What the source lists, and whether it failed as a whole."""
    source = poll.source
    try:
        async with asyncio.timeout(deadline.left()):
            return await discover(source, poll.listing, now=poll.now, window=window, read=poll.intake.read), False
    except SourceError as error:
        trouble = failure(source.id, source.url, error, poll.now)
    except TimeoutError:
        slow = FetchError(f"its lists took more than {poll.intake.fetcher.policy.source_seconds:g} s")
        trouble = failure(source.id, source.url, slow, poll.now)
    return Discovery(failures=(trouble,), complete=False), True


async def _all(
    fetch: Callable[[Candidate], Awaitable[None]], candidates: Sequence[Candidate], deadline: _Deadline
) -> int:
    """Fetch a few at a time, in order, until the time is up; the count of those that are left."""
    gate = asyncio.Semaphore(PARALLEL_ARTICLES)

    async def one(candidate: Candidate) -> None:
        async with gate:
            await fetch(candidate)

    tasks = [asyncio.create_task(one(candidate)) for candidate in candidates]
    if not tasks:
        return 0
    try:
        done, left = await asyncio.wait(tasks, timeout=deadline.left(), return_when=asyncio.FIRST_EXCEPTION)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
    return len(left)


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
    unchanged_articles = sum(f.outcome == "unchanged" and f.role == "article" for f in collected.fetches)
    answered = bool(collected.record_ids) or collected.unchanged or bool(unchanged_articles)
    verdict: Literal["ok", "unchanged", "failed", "partial"] = "ok" if changed_ids else "unchanged"
    if failed:
        verdict = "failed" if collected.source_failed or not answered else "partial"
    published = [at for at in (collected.newest_published_at, *(c.published_at for c in captures)) if at is not None]
    return SourceOutcome(
        source_id=collected.source_id,
        started_at=collected.started_at,
        finished_at=collected.finished_at,
        outcome=verdict,
        found_count=collected.found_count,
        fetched_count=len(captures),
        new_count=len(changed_ids),
        unchanged_count=len(captures) - len(changed_ids) + unchanged_articles + collected.resting_count,
        irrelevant_count=irrelevant + collected.irrelevant_count,
        failed_count=failed,
        newest_published_at=max(published, default=None),
        message=collected.failures[0].reason if collected.failures else collected.message,
        optional=collected.optional,
    )
