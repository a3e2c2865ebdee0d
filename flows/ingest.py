"""The main job: bring the warehouse up to date with what the sources say now."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from extract.collect import Collected
from extract.errors import NewsgaugeError
from flows import alerts, log, progress, steps
from flows import plan as planning
from flows.arrivals import load_arrivals, together
from flows.artifacts import RunProgress, record_artifacts
from flows.run import ended_by, only_one, running, warehouse_lock
from flows.settings import Settings, load_settings
from flows.summary import RunSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a run was asked for; see `ingest`."""

    source_ids: Sequence[str] | None = None
    due_only: bool = False
    documents: Sequence[str] | None = None
    published: date | None = None


@flow(
    name="ingest",
    flow_run_name=lambda: f"ingest {datetime.now(UTC):%Y-%m-%d %H:%M:%S}",
    description="Poll the sources, archive their answers, read the figures and publish the warehouse.",
)
async def ingest(
    source_ids: list[str] | None = None,
    due_only: bool = False,
    documents: list[str] | None = None,
    published: date | None = None,
) -> State[RunSummary]:
    """Bring the warehouse up to date.

    Args:
        source_ids: Ids of the sources to poll; every enabled one when left empty.
        due_only: Poll only sources whose next poll is due by the ledger; the schedule runs so.
        documents: Paths or URLs to read instead of polling sources.
        published: Publication day of the documents that do not state one.

    Returns:
        The final state; its data is the run's summary.
    """
    settings = load_settings()
    request = Request(source_ids=source_ids, due_only=due_only, documents=documents, published=published)
    with running(settings, "ingest") as run_id:
        try:
            with only_one(settings, f"scheduled ingest {run_id}") if due_only else nullcontext():
                summary = await _ingest(settings, run_id, request)
        except NewsgaugeError as error:
            return ended_by(error)
        await record_artifacts(summary, settings)
        await alerts.announce(settings, run_id)
        message = f"{summary.load.observation_count} new observations, {len(summary.failures)} failures"
        log.get_logger().info("ended", state=summary.state, observations=summary.load.observation_count)
        if summary.state == "failed":
            return Failed(message=f"every source failed; {message}", data=summary)
        name = "Completed" if summary.state == "done" else "CompletedWithFailures"
        return Completed(name=name, message=message, data=summary)


async def _ingest(settings: Settings, run_id: str, request: Request) -> RunSummary:
    with warehouse_lock(settings, f"ingest {run_id}"):
        steps.salvage_archive(settings)
        plan = planning.plan_run(
            settings,
            source_ids=request.source_ids,
            due_only=request.due_only,
            documents=request.documents,
            published=request.published,
        )
        left = load_arrivals(settings, plan, [], run_id)
        plan = planning.refresh(settings, plan)
        collected = await collect_all(settings, plan)
        with progress.spinner("reading and loading"):
            arrivals = together(left, load_arrivals(settings, plan, collected, run_id))
            steps.publish_warehouse(settings)
    for outcome in arrivals.outcomes:
        level = log.get_logger().warning if outcome.outcome == "failed" else log.get_logger().info
        level(
            "source polled",
            source=outcome.source_id,
            outcome=outcome.outcome,
            found=outcome.found_count,
            new=outcome.new_count,
            failed=outcome.failed_count,
            reason=outcome.message or None,
        )
    return RunSummary(
        run_id=run_id,
        outcomes=arrivals.outcomes,
        load=arrivals.load,
        observations=arrivals.observations,
        failures=(*(f"{f.source_id} {f.url}: {f.reason}" for f in arrivals.failures), *arrivals.load.set_aside),
    )


async def collect_all(settings: Settings, plan: planning.Plan) -> list[Collected]:
    """Poll the plan's sources at once; each host is asked one request at a time."""
    count = len(plan.sources)
    progress_artifact = RunProgress("ingest", f"{count} sources", count)
    with progress.bar("polling the sources", count) as advance, steps.open_archive(settings) as archive:
        async with steps.open_intake_of(settings) as intake:

            async def one(index: int) -> Collected:
                collected = await steps.collect_one(plan.sources[index], intake, archive, plan)
                advance()
                await progress_artifact.step()
                return collected

            return list(await asyncio.gather(*(one(index) for index in range(count))))
