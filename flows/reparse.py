"""Run the present rules over the archive, without a network, and say what changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Annotated, Literal

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run
from prefect.states import Completed, Failed, State
from pydantic import Field

from extract.archive.read import read_captures
from extract.digest import digest
from extract.errors import NewsgaugeError
from extract.observation import EXTRACTOR_VERSION
from extract.records import Batch, Capture, Failure, LoadResult
from flows.crash import stage
from flows.plan import Plan, plan_run
from flows.settings import Settings, load_settings
from warehouse import ledger
from warehouse.connection import writer
from warehouse.load import load_batch
from warehouse.lock import run_lock
from warehouse.publish import publish

BATCH_CAPTURES = 500

Claim = tuple[str, str, float, float | None, str | None, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One observation that the present rules read otherwise than the loaded ones."""

    change: Literal["gained", "lost", "changed"]
    entity: str
    metric: str
    before: float | None
    after: float | None
    quote: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReparseSummary:
    """What a re-parse read and changed."""

    capture_count: int
    version_count: int
    differences: tuple[Difference, ...]
    failures: tuple[str, ...]
    observation_count: int
    loaded: bool


def compare(before: Iterable[Claim], after: Iterable[Claim], url: str) -> list[Difference]:
    """Differences between two readings of one article version.

    Args:
        before: (entity, metric, value, value_max, as_of, quote) of the loaded reading.
        after: The same of the present rules.
        url: The article's address.
    """
    old, new = list(before), list(after)
    for claim in [c for c in old if c in new]:
        old.remove(claim)
        new.remove(claim)
    differences: list[Difference] = []
    for claim in new:
        twin = next((c for c in old if c[:2] == claim[:2] and (c[5] == claim[5] or c[2] == claim[2])), None)
        if twin is not None:
            old.remove(twin)
        differences.append(
            Difference(
                change="gained" if twin is None else "changed",
                entity=claim[0],
                metric=claim[1],
                before=twin[2] if twin else None,
                after=claim[2],
                quote=claim[5],
                url=url,
            )
        )
    differences += [
        Difference(change="lost", entity=c[0], metric=c[1], before=c[2], after=None, quote=c[5], url=url) for c in old
    ]
    return differences


def _batches(captures: Iterator[Capture | Failure]) -> Iterator[list[Capture | Failure]]:
    while batch := list(islice(captures, BATCH_CAPTURES)):
        yield batch


@task(name="reparse batch", cache_policy=NO_CACHE, tags=["newsgauge"], persist_result=False)
def reparse_batch(captures: list[Capture | Failure], plan: Plan, settings: Settings) -> tuple[Batch, list[Difference]]:
    """Read one batch of captures again and compare with what is loaded."""
    archived = frozenset(c.record_id for c in captures if isinstance(c, Capture))
    found = digest(
        captures, sources=plan.all_sources, catalog=plan.catalog, last_digests=plan.last_digests, settled_ids=archived
    )
    versions = [reading.article.version for reading in found.readings]
    with writer(settings.places.root, deadline_seconds=settings.lock_wait_seconds, purpose="reparse") as connection:
        before: Mapping[str, list[Claim]] = ledger.loaded_claims(connection, versions)
    differences: list[Difference] = []
    for reading in found.readings:
        after = [(o.entity, o.metric, o.value, o.value_max, o.as_of, o.quote) for o in reading.observations]
        differences += compare(before.get(reading.article.version, []), after, reading.article.canonical_url)
    # A ledger row says that an answer came: only answers the ledger has lost are written again.
    fetches = tuple(f for f in found.fetches if f.record_id not in plan.known_record_ids)
    return Batch(readings=found.readings, fetches=fetches, failures=found.failures), differences


@flow(
    name="reparse",
    flow_run_name=lambda: f"reparse {datetime.now(UTC):%Y-%m-%d %H:%M} rules {EXTRACTOR_VERSION}",
    description="Run the present rules over the archive without a network; load what they read.",
)
def reparse(
    since: Annotated[date | None, Field(description="Only answers archived on or after this day.")] = None,
    source_ids: Annotated[list[str] | None, Field(description="Only these sources.")] = None,
    dry_run: Annotated[bool, Field(description="Say what would change and load nothing.")] = False,
) -> State[ReparseSummary]:
    """Read the archive again.

    Args:
        since: Only answers archived on or after this day.
        source_ids: Only these sources.
        dry_run: Load nothing.
    """
    settings = load_settings()
    run_id = str(flow_run.get_id())
    try:
        with run_lock(settings.places.root, deadline_seconds=settings.lock_wait_seconds, purpose=f"reparse {run_id}"):
            summary = _reparse(settings, run_id, since, source_ids, dry_run)
    except NewsgaugeError as error:
        get_run_logger().error("%s", error)
        return Failed(message=str(error), data=error)
    create_table_artifact(
        key="reparse",
        description="What the present rules read otherwise.",
        table=[
            {"change": d.change, "entity": d.entity, "metric": d.metric, "quote": d.quote[:200]}
            for d in summary.differences[:200]
        ],
    )
    name = "CompletedWithFailures" if summary.failures else "Completed"
    return Completed(name=name, message=f"{len(summary.differences)} differences", data=summary)


def _reparse(
    settings: Settings, run_id: str, since: date | None, source_ids: list[str] | None, dry_run: bool
) -> ReparseSummary:
    plan = plan_run(settings)
    start = datetime.combine(since, time(), UTC) if since else None
    chosen = frozenset(source_ids) if source_ids else None
    differences: list[Difference] = []
    failures: list[str] = []
    captures = versions = observations = 0
    for chunk in _batches(iter(read_captures(settings.places.archive, since=start, source_ids=chosen))):
        batch, found = reparse_batch(chunk, plan, settings)
        captures += len(chunk)
        versions += len(batch.readings)
        observations += sum(len(r.observations) for r in batch.readings)
        differences += found
        failures += [f"{f.source_id} {f.url}: {f.reason}" for f in batch.failures]
        stage("reparsed")
        if not dry_run:
            _load(settings, batch, run_id, plan.now)
    if not dry_run:
        publish(settings.places.root)
    return ReparseSummary(
        capture_count=captures,
        version_count=versions,
        differences=tuple(differences),
        failures=tuple(failures),
        observation_count=observations,
        loaded=not dry_run,
    )


def _load(settings: Settings, batch: Batch, run_id: str, now: datetime) -> LoadResult:
    with writer(settings.places.root, deadline_seconds=settings.lock_wait_seconds, purpose="reparse") as connection:
        return load_batch(connection, batch, run_id=run_id, now=now)
