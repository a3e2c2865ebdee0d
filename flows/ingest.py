"""The main job: bring the warehouse up to date with what the sources say now."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Annotated

from prefect import flow, get_run_logger
from prefect.runtime import flow_run
from prefect.states import Completed, Failed, State
from pydantic import Field

from extract.errors import NewsgaugeError
from flows import plan as planning
from flows import steps
from flows.artifacts import record_artifacts
from flows.crash import stage
from flows.settings import Settings, load_settings
from flows.summary import RunSummary
from warehouse.lock import run_lock


@flow(
    name="ingest",
    flow_run_name=lambda: f"ingest {datetime.now(UTC):%Y-%m-%d %H:%M}",
    description="Poll the sources, archive their answers, read the figures and publish the warehouse.",
)
async def ingest(
    source_ids: Annotated[
        list[str] | None, Field(description="Sources to poll, by id; every enabled one when left empty.")
    ] = None,
    due_only: Annotated[bool, Field(description="Poll only sources whose next poll is due.")] = False,
    documents: Annotated[
        list[str] | None, Field(description="Files or URLs to read instead of polling sources.")
    ] = None,
    published: Annotated[
        date | None, Field(description="Publication day of the documents that do not state one.")
    ] = None,
) -> State[RunSummary]:
    """Bring the warehouse up to date.

    Args:
        source_ids: Sources to poll; every enabled one when left empty.
        due_only: Poll only what is due by the ledger; the schedule runs so.
        documents: Paths or URLs to read in place of the sources.
        published: Publication day for documents that do not state one.

    Returns:
        The final state; its data is the run's summary.
    """
    settings = load_settings()
    run_id = str(flow_run.get_id())
    logger = get_run_logger()
    try:
        summary = await _ingest(settings, run_id, source_ids, due_only, documents, published)
    except NewsgaugeError as error:
        logger.error("%s", error)  # noqa: TRY400 - one clear line; its cause is in the line
        return Failed(message=str(error), data=error)
    for outcome in summary.outcomes:
        logger.info(
            "source=%s outcome=%s new=%d failed=%d",
            outcome.source_id,
            outcome.outcome,
            outcome.new_count,
            outcome.failed_count,
        )
    await record_artifacts(summary)
    message = f"{summary.load.observation_count} new observations, {len(summary.failures)} failures"
    if summary.state == "failed":
        return Failed(message=f"every source failed; {message}", data=summary)
    name = "Completed" if summary.state == "done" else "CompletedWithFailures"
    return Completed(name=name, message=message, data=summary)


async def _ingest(
    settings: Settings,
    run_id: str,
    source_ids: list[str] | None,
    due_only: bool,
    documents: list[str] | None,
    published: date | None,
) -> RunSummary:
    with run_lock(settings.places.root, deadline_seconds=settings.lock_wait_seconds, purpose=f"ingest {run_id}"):
        plan = planning.plan_run(
            settings, source_ids=source_ids, due_only=due_only, documents=documents, published=published
        )
        async with steps.open_collection(settings) as (fetcher, archive):
            collected = await asyncio.gather(
                *(
                    steps.collect_source.with_options(task_run_name=f"collect {source.id}")(
                        source, fetcher, archive, plan
                    )
                    for source in plan.sources
                )
            )
        stage("fetched")
        batch = steps.read_archive(settings, plan, collected)
        stage("read")
        result = steps.load(settings, plan, batch, run_id)
        steps.publish_warehouse(settings)
    return steps.summarise(batch, result, run_id)
