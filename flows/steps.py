"""The Prefect tasks: each one call of a plain function on a batch."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime

from prefect import task
from prefect.cache_policies import NO_CACHE

from extract.archive.read import read_captures, record_ids
from extract.archive.write import ArchiveWriter, salvage
from extract.collect import Collected, collect, outcome
from extract.digest import by_source, digest
from extract.fetch.client import Fetcher
from extract.fetch.policy import FetchPolicy
from extract.records import Batch, Capture, Failure, LoadResult, Source
from flows.crash import stage
from flows.plan import Plan
from flows.settings import Settings
from flows.summary import NewObservation, RunSummary
from warehouse.connection import writer
from warehouse.load import load_batch
from warehouse.publish import publish


def fetch_policy(settings: Settings) -> FetchPolicy:
    """The fetcher's numbers, from the settings."""
    return FetchPolicy(
        total_seconds=settings.fetch.total_seconds,
        tries=settings.fetch.tries,
        max_bytes=settings.fetch.max_bytes,
        host_delay_seconds=settings.fetch.host_delay_seconds,
        obey_robots=settings.fetch.obey_robots,
        allow_hosts=frozenset(settings.allow_hosts),
    )


@asynccontextmanager
async def open_collection(settings: Settings) -> AsyncIterator[tuple[Fetcher, ArchiveWriter]]:
    """The run's one fetcher and one archive writer; what a killed run left open is salvaged first."""
    folder = settings.places.archive
    folder.mkdir(parents=True, exist_ok=True)
    salvage(folder)
    async with Fetcher(fetch_policy(settings)) as fetcher:
        with ArchiveWriter(folder, now=lambda: datetime.now(UTC)) as archive:
            yield fetcher, archive


@task(name="collect", cache_policy=NO_CACHE, tags=["newsgauge", "network"], persist_result=False)
async def collect_source(source: Source, fetcher: Fetcher, archive: ArchiveWriter, plan: Plan) -> Collected:
    """Discover, fetch and archive one source."""
    return await collect(
        source,
        fetcher=fetcher,
        archive=archive,
        known=plan.known,
        now=plan.now,
        window=plan.window,
        candidates=plan.candidates.get(source.id),
    )


@task(name="read archive", cache_policy=NO_CACHE, tags=["newsgauge"], persist_result=False)
def read_archive(settings: Settings, plan: Plan, collected: Sequence[Collected]) -> Batch:
    """Parse and read every archived answer that the ledger does not know: this run's, and those of a killed one."""
    folder = settings.places.archive
    pending = [record for record in record_ids(folder) if record not in plan.known_record_ids]
    captures: list[Capture | Failure] = list(read_captures(folder, record_ids=frozenset(pending)))
    settled = frozenset[str]().union(*(part.settled_ids for part in collected))
    found = digest(
        captures,
        sources=plan.all_sources,
        catalog=plan.catalog,
        last_digests=plan.last_digests,
        settled_ids=settled,
    )
    mine = by_source([c for c in captures if isinstance(c, Capture)])
    outcomes = tuple(
        outcome(
            part,
            mine.get(part.source_id, []),
            found.changed_ids,
            found.irrelevant.get(part.source_id, 0),
            found.parse_failed.get(part.source_id, 0),
        )
        for part in collected
    )
    return Batch(
        readings=found.readings,
        fetches=(*(f for part in collected for f in part.fetches), *found.fetches),
        failures=(*(f for part in collected for f in part.failures), *found.failures),
        outcomes=outcomes,
    )


@task(name="load", cache_policy=NO_CACHE, tags=["newsgauge", "warehouse"], persist_result=False)
def load(settings: Settings, plan: Plan, batch: Batch, run_id: str) -> LoadResult:
    """One transaction into the working file."""
    root = settings.places.root
    with writer(root, deadline_seconds=settings.lock_wait_seconds, purpose=f"load {run_id}") as connection:
        result = load_batch(connection, batch, run_id=run_id, now=plan.now)
    stage("loaded")
    return result


@task(name="publish", cache_policy=NO_CACHE, tags=["newsgauge", "warehouse"], persist_result=False)
def publish_warehouse(settings: Settings) -> None:
    """Publish the working file with its marts."""
    publish(settings.places.root)
    stage("published")


def summarise(batch: Batch, result: LoadResult, run_id: str) -> RunSummary:
    """A run's account."""
    return RunSummary(
        run_id=run_id,
        outcomes=batch.outcomes,
        load=result,
        observations=tuple(_new_observations(batch)),
        failures=(*(f"{f.source_id} {f.url}: {f.reason}" for f in batch.failures), *result.set_aside),
    )


@contextmanager
def progress_bar(label: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar with rate and time left on a terminal; elsewhere nothing. Yields what to call after each item."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        job = bar.add_task(label, total=total)
        yield lambda: bar.advance(job)


def _new_observations(batch: Batch) -> list[NewObservation]:
    return [
        NewObservation(
            entity=o.entity,
            metric=o.metric,
            value=o.value,
            value_max=o.value_max,
            comparator=o.comparator,
            unit=o.unit,
            as_of=o.as_of,
            quote=o.quote,
            url=reading.article.canonical_url,
            confidence=o.confidence,
        )
        for reading in batch.readings
        for o in reading.observations
    ]
