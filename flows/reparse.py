"""Run the present rules over the archive, without a network, and say what changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed

from extract.archive.read import read_captures
from extract.digest import digest
from extract.errors import NewsgaugeError
from extract.observation import EXTRACTOR_VERSION
from extract.records import Batch, Capture, Failure, LoadResult
from flows import progress, steps
from flows.arrivals import batches, total
from flows.difference import Difference, ReparseSummary, compare
from flows.plan import Plan, choose_sources, plan_run
from flows.run import ended_by, running, warehouse_lock
from flows.settings import Settings, load_settings
from flows.text import one_line
from warehouse import ledger
from warehouse.connection import writer

SHOWN_DIFFERENCES = 500


@task(name="reparse", task_run_name="read again", cache_policy=NO_CACHE, persist_result=False)
def reparse_batch(
    captures: list[Capture | Failure], plan: Plan, settings: Settings, told: frozenset[str]
) -> tuple[Batch, list[Difference]]:
    """Read one batch of captures again and compare with what is loaded, save for the versions told already."""
    archived = frozenset(c.record_id for c in captures if isinstance(c, Capture))
    found = digest(
        captures, sources=plan.all_sources, catalog=plan.catalog, last_digests=plan.last_digests, settled_ids=archived
    )
    versions = [reading.article.version for reading in found.readings]
    with writer(settings.places.root, deadline_seconds=settings.lock_wait_seconds, purpose="reparse") as connection:
        before = ledger.loaded_claims(connection, versions)
    differences: list[Difference] = []
    seen = set(told)
    for reading in found.readings:
        if reading.article.version in seen:
            continue  # one text archived twice, as after a run that was killed, is one version
        seen.add(reading.article.version)
        after = [(o.entity, o.metric, o.value, o.value_max, o.as_of, o.quote) for o in reading.observations]
        differences += compare(before.get(reading.article.version, []), after, reading.article.canonical_url)
    # A ledger row says that an answer came: only answers the ledger has lost are written again.
    fetches = tuple(f for f in found.fetches if f.record_id not in plan.known_record_ids)
    return Batch(readings=found.readings, fetches=fetches, failures=found.failures), differences


@flow(
    name="reparse",
    flow_run_name=lambda: f"reparse {datetime.now(UTC):%Y-%m-%d %H:%M:%S} with rules {EXTRACTOR_VERSION}",
    description="Run the present rules over the archive without a network; load what they read as a new version.",
)
def reparse(
    since: date | None = None, source_ids: list[str] | None = None, dry_run: bool = False
) -> State[ReparseSummary]:
    """Read the archive again.

    Args:
        since: Only answers archived on or after this day.
        source_ids: Ids of the sources; all when left empty.
        dry_run: Say what would change and load nothing.
    """
    settings = load_settings()
    with running(settings, "reparse") as run_id:
        try:
            with warehouse_lock(settings, f"reparse {run_id}"):
                summary = _reparse(settings, run_id, since, source_ids, dry_run=dry_run)
        except NewsgaugeError as error:
            return ended_by(error)
        create_table_artifact(
            key="reparse",
            description=f"What rules {EXTRACTOR_VERSION} read otherwise" + (" (dry run)." if dry_run else "."),
            table=[
                {
                    "change": d.change,
                    "entity": d.entity,
                    "metric": d.metric,
                    "before": d.before,
                    "after": d.after,
                    "quote": one_line(d.quote, 200),
                    "report": one_line(d.url, 200),
                }
                for d in summary.differences[:SHOWN_DIFFERENCES]
            ],
        )
        name = "CompletedWithFailures" if summary.failures else "Completed"
        return Completed(name=name, message=f"{len(summary.differences)} differences", data=summary)


def _reparse(
    settings: Settings, run_id: str, since: date | None, source_ids: list[str] | None, *, dry_run: bool
) -> ReparseSummary:
    plan = plan_run(settings)
    if source_ids:
        choose_sources(tuple(plan.all_sources.values()), source_ids)
    start = datetime.combine(since, time(), UTC) if since else None
    chosen = frozenset(source_ids) if source_ids else None
    differences: list[Difference] = []
    failures: list[Failure] = []
    results: list[LoadResult] = []
    captures = 0
    observation_counts: dict[str, int] = {}  # of each article version
    with progress.spinner("reading the archive again"):
        for chunk in batches(read_captures(settings.places.archive, since=start, source_ids=chosen)):
            told = steps.as_it_is(frozenset(observation_counts))
            batch, found = reparse_batch(steps.as_it_is(chunk), steps.as_it_is(plan), settings, told)
            # The archive holds older answers before newer ones: the next batch compares with this one's.
            plan = replace(plan, last_digests={**plan.last_digests, **{f.url: f.payload_digest for f in batch.fetches}})
            captures += sum(isinstance(c, Capture) for c in chunk)
            observation_counts |= {r.article.version: len(r.observations) for r in batch.readings}
            differences += found
            failures += batch.failures
            if not dry_run:
                results.append(steps.load(settings, steps.as_it_is(batch), run_id, plan.now))
        if not dry_run:
            steps.publish_warehouse(settings)
    return ReparseSummary(
        capture_count=captures,
        version_count=len(observation_counts),
        differences=tuple(differences),
        failures=tuple(f"{f.source_id} {f.url}: {f.reason}" for f in failures),
        observation_count=sum(observation_counts.values()),
        loaded_count=total(results).observation_count,
        loaded=not dry_run,
    )
