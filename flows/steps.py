"""The Prefect tasks: each one call of a plain function on a batch.

They have no tags: for each tag of a task Prefect asks its server for a slot, which now and then takes two seconds. The
deployments are tagged.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from prefect.utilities.annotations import quote

from extract.archive.write import ArchiveWriter, salvage
from extract.collect import Collected, collect
from extract.digest import Digest, digest
from extract.errors import ArchiveError, WarehouseError
from extract.fetch.policy import FetchPolicy
from extract.intake import Intake, open_intake
from extract.records import Batch, Capture, Failure, LoadResult, Source
from flows import log
from flows.plan import Plan
from flows.settings import Settings
from flows.text import one_line
from warehouse.connection import writer
from warehouse.load import load_batch
from warehouse.publish import publish
from warehouse.report import write_report

T = TypeVar("T")


def as_it_is(value: T) -> T:
    """A task's parameter that Prefect hands on without looking into it: it would visit every address ever fetched."""
    return cast("T", quote(value))


def fetch_policy(settings: Settings) -> FetchPolicy:
    """The fetcher's numbers, from the settings."""
    return FetchPolicy(
        total_seconds=settings.fetch.total_seconds,
        connect_seconds=settings.fetch.connect_seconds,
        read_seconds=settings.fetch.read_seconds,
        source_seconds=settings.fetch.source_seconds,
        tries=settings.fetch.tries,
        max_bytes=settings.fetch.max_bytes,
        host_delay_seconds=settings.fetch.host_delay_seconds,
        obey_robots=settings.fetch.obey_robots,
        allow_hosts=frozenset(settings.allow_hosts),
        headers=settings.fetch.headers,
    )


@contextmanager
def open_archive(settings: Settings) -> Iterator[ArchiveWriter]:
    """A writer into the archive, whose files can be read when the block ends."""
    with ArchiveWriter(settings.places.archive, now=lambda: datetime.now(UTC)) as archive:
        yield archive


def salvage_archive(settings: Settings) -> None:
    """Finish the archive files that a killed run left open; call under the run lock."""
    settings.places.archive.mkdir(parents=True, exist_ok=True)
    for path in salvage(settings.places.archive):
        log.get_logger().warning("salvaged what a killed run had archived", file=path.name)


@asynccontextmanager
async def open_intake_of(settings: Settings) -> AsyncIterator[Intake]:
    """The run's one fetcher and reader: it keeps each host's pace and robots.txt for as long as it lives."""
    async with open_intake(fetch_policy(settings)) as intake:
        yield intake


@task(name="collect", cache_policy=NO_CACHE, persist_result=False)
async def collect_source(source: Source, intake: Intake, archive: ArchiveWriter, plan: Plan) -> State[Collected]:
    """Discover, fetch and archive one source; whatever goes wrong in it ends as its failure and stops no other."""
    try:
        collected = await collect(
            source,
            intake=intake,
            archive=archive,
            known=plan.known,
            now=plan.now,
            window=plan.window,
            candidates=plan.candidates.get(source.id),
            claimed=plan.claimed,
        )
    except ArchiveError:
        raise  # without its archive no source can go on
    except Exception as error:  # noqa: BLE001 - a fault in one source costs that source, and is recorded
        log.get_logger().exception("unforeseen error in a source", source=source.id)
        collected = _broken(source, error, plan.now)
    if collected.failures and not collected.record_ids:
        return Failed(message=one_line(collected.failures[0].reason, 300), data=_Kept(collected))
    message = f"{len(collected.record_ids)} answers, {len(collected.failures)} failures"
    return Completed(name="CompletedWithFailures" if collected.failures else None, message=message, data=collected)


class _Kept:
    """A failed source's record as its state's data; Prefect writes the `repr` of a failed state's data into its log."""

    def __init__(self, collected: Collected) -> None:
        self.collected = collected

    def __repr__(self) -> str:
        return f"record of {self.collected.source_id}"


def _broken(source: Source, error: Exception, at: datetime) -> Collected:
    reason = one_line(f"unforeseen {type(error).__name__}: {error}", 300)
    failure = Failure(source_id=source.id, url=source.url, stage="discover", reason=reason, at=at, kind="Unforeseen")
    return Collected(source_id=source.id, started_at=at, finished_at=datetime.now(UTC), failures=(failure,))


async def collect_one(
    source: Source, intake: Intake, archive: ArchiveWriter, plan: Plan, *, name: str = ""
) -> Collected:
    """Run the task that collects a source and give its record, also when the source failed."""
    named: Any = collect_source.with_options(task_run_name=f"collect {name or source.id}")
    state = await named(source, *map(as_it_is, (intake, archive, plan)), return_state=True)
    collected: Collected | _Kept | BaseException = await state.aresult(raise_on_failure=False)
    if isinstance(collected, BaseException):
        raise collected
    return collected.collected if isinstance(collected, _Kept) else collected


@task(name="read", task_run_name="read", cache_policy=NO_CACHE, persist_result=False)
def read_batch(captures: list[Capture | Failure], plan: Plan, settled_ids: frozenset[str]) -> Digest:
    """Parse one batch of archived answers and read its figures."""
    return digest(
        captures,
        sources=plan.all_sources,
        catalog=plan.catalog,
        last_digests=plan.last_digests,
        settled_ids=settled_ids,
    )


@task(name="load", task_run_name="load", cache_policy=NO_CACHE, persist_result=False)
def load(settings: Settings, batch: Batch, run_id: str, now: datetime) -> LoadResult:
    """One transaction into the working file."""
    root = settings.places.root
    with writer(root, deadline_seconds=settings.lock_wait_seconds, purpose=f"load {run_id}") as connection:
        return load_batch(connection, batch, run_id=run_id, now=now)


@task(
    name="publish",
    task_run_name="publish",
    cache_policy=NO_CACHE,
    persist_result=False,
)
def publish_warehouse(settings: Settings) -> State[Path]:
    """Publish the working file with its marts, and the report made from them; figures stand without their report."""
    root = settings.places.root
    path = publish(root, deadline_seconds=settings.lock_wait_seconds)
    try:
        write_report(root)
    except Exception as error:  # noqa: BLE001 - the figures are published; a fault of the report is recorded in the state
        reason = one_line(f"{type(error).__name__}: {error}", 300)
        unforeseen = not isinstance(error, WarehouseError)
        log.get_logger().error("the figures are published, their report is not", reason=reason, exc_info=unforeseen)
        return Completed(name="CompletedWithoutReport", message=f"no report: {reason}", data=path)
    return Completed(message=f"published {path}", data=path)
