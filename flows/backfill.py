"""Read years of news window by window; each window is a row of the ledger, so it goes on where it stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from prefect import flow
from prefect.artifacts import acreate_table_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import Field

from extract.archive.write import ArchiveWriter
from extract.errors import NewsgaugeError
from extract.intake import Intake
from extract.records import Window
from flows import alerts, log, progress, steps
from flows import plan as planning
from flows.arrivals import Arrivals, load_arrivals
from flows.artifacts import RunProgress
from flows.run import ended_by, running, warehouse_lock
from flows.settings import Settings, load_settings
from flows.summary import DONE, FAILED
from flows.windows import (
    BackfillSummary,
    WindowLength,
    WindowRow,
    check_span,
    gaps,
    judged,
    todo,
    unreachable,
    windows_of,
)
from warehouse import ledger
from warehouse.connection import writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a backfill was asked for; see `backfill`."""

    start: date
    end: date
    source_ids: Sequence[str] | None
    window: WindowLength
    order: Literal["oldest", "newest"]
    parallel: int
    retry_failed: bool
    again: bool
    dry_run: bool


@flow(
    name="backfill",
    flow_run_name=lambda: f"backfill {datetime.now(UTC):%Y-%m-%d %H:%M:%S}",
    description="Read years of news window by window; run it again and it goes on where it stopped.",
)
async def backfill(
    start: date,
    end: date,
    source_ids: list[str] | None = None,
    window: WindowLength = "month",
    order: Literal["oldest", "newest"] = "oldest",
    parallel: Annotated[int, Field(ge=1, le=8)] = 1,
    retry_failed: bool = False,
    again: bool = False,
    dry_run: bool = False,
) -> State[BackfillSummary]:
    """Read the news of a span of days.

    Args:
        start: First day.
        end: Last day, included.
        source_ids: Ids of the sources; every one that reaches back when left empty.
        window: Length of one window; calendar months by default.
        order: Which windows come first.
        parallel: Windows under way at once; each host still gets one request at a time.
        retry_failed: Only the windows that failed, or that lack articles.
        again: Also windows that are done; articles in the archive are not asked for again.
        dry_run: Plan and show the windows, ask nobody.
    """
    settings = load_settings()
    request = Request(
        start=start, end=end, source_ids=source_ids, window=window, order=order, parallel=parallel,
        retry_failed=retry_failed, again=again, dry_run=dry_run,
    )  # fmt: skip
    with running(settings, "backfill") as run_id:
        try:
            check_span(start, end)
            summary = await _backfill(settings, run_id, request)
        except NewsgaugeError as error:
            return ended_by(error)
        await _record_artifacts(summary)
        if not dry_run:
            await alerts.announce(settings, run_id)
        if summary.exit_code == FAILED:
            return Failed(message="every window failed", data=summary)
        name = "Completed" if summary.exit_code == DONE else "CompletedWithFailures"
        return Completed(name=name, message=f"{len(summary.windows)} windows, {len(summary.gaps)} gaps", data=summary)


async def _backfill(settings: Settings, run_id: str, request: Request) -> BackfillSummary:
    with warehouse_lock(settings, f"backfill plan {run_id}"):
        plan = planning.plan_run(settings, source_ids=request.source_ids, past=True)
        if not request.dry_run:
            steps.salvage_archive(settings)
            load_arrivals(settings, plan, [], run_id)
        rows = _planned(settings, plan, request)
    chosen = todo(rows, retry_failed=request.retry_failed, again=request.again)
    sources = len({row.source_id for row in rows})
    if not request.dry_run:
        log.get_logger("plan").info("windows planned", windows=len(rows), sources=sources, to_do=len(chosen))
        done = await _work(settings, plan, chosen, run_id, request.parallel)
        rows = [done.get(row.key, row) for row in rows]
        with warehouse_lock(settings, f"backfill publish {run_id}"):
            steps.publish_warehouse(settings)
    out_of_reach = unreachable(plan.sources, request.start, request.end)
    return BackfillSummary(windows=tuple(rows), planned_count=len(chosen), gaps=gaps(rows, out_of_reach))


def _planned(settings: Settings, plan: planning.Plan, request: Request) -> list[WindowRow]:
    """The windows of the span in the order wanted, each with what the ledger knows of it."""
    span = (request.start, request.end)
    windows = [w for source in plan.sources for w in windows_of(source, *span, request.window)]
    windows.sort(key=lambda w: (w.start, w.source_id), reverse=request.order == "newest")
    with writer(settings.places.root, deadline_seconds=settings.lock_wait_seconds, purpose="backfill plan") as con:
        known = ledger.window_states(con)
    rows = [WindowRow(source_id=w.source_id, start=w.start, end=w.end) for w in windows]
    return [row.with_state(known[row.key]) if row.key in known else row for row in rows]


async def _work(
    settings: Settings, plan: planning.Plan, chosen: Sequence[WindowRow], run_id: str, parallel: int
) -> dict[tuple[str, date, date], WindowRow]:
    """Work through the windows, a few at a time. The warehouse is free between two groups, so that a scheduled run
    does not wait for years to be read; the intake lives on, and with it each host's pace."""
    done: dict[tuple[str, date, date], WindowRow] = {}
    count = len(chosen)
    shown = RunProgress("backfill", f"{count} windows", count)
    with progress.bar("windows", count) as advance:
        async with steps.open_intake_of(settings) as intake:
            for first in range(0, count, parallel):
                with warehouse_lock(settings, f"backfill {run_id}"):
                    plan = planning.refresh(settings, plan)
                    rows = await _work_group(settings, plan, chosen[first : first + parallel], run_id, intake)
                for row in rows:
                    done[row.key] = row
                    advance()
                    await shown.step()
    return done


async def _work_group(
    settings: Settings, plan: planning.Plan, rows: Sequence[WindowRow], run_id: str, intake: Intake
) -> list[WindowRow]:
    """Collect some windows at once, read and load them; each is done in the ledger only when its rows are loaded."""
    begun = [replace(row, state="running", attempts=row.attempts + 1, message="") for row in rows]
    _record(settings, begun, run_id)
    with steps.open_archive(settings) as archive:
        collected = await asyncio.gather(*(_collect(plan, row, intake, archive) for row in begun))
    arrivals = load_arrivals(settings, plan, collected, run_id)
    ended = [
        replace(judged(row, part), loaded_count=_loaded(arrivals, part.record_ids))
        for row, part in zip(begun, collected, strict=True)
    ]
    _record(settings, ended, run_id)
    for row in ended:
        log.get_logger().info(
            "window", source=row.source_id, start=row.start, end=row.end, state=row.state, found=row.found_count
        )
    return ended


async def _collect(plan: planning.Plan, row: WindowRow, intake: Intake, archive: ArchiveWriter) -> Any:
    window = Window(source_id=row.source_id, start=row.start, end=row.end)
    name = f"{row.source_id} {row.start} to {row.end}"
    source = plan.all_sources[row.source_id]
    return await steps.collect_one(source, intake, archive, replace(plan, window=window), name=name)


def _loaded(arrivals: Arrivals, record_ids: Sequence[str]) -> int:
    return sum(arrivals.observation_counts.get(record_id, 0) for record_id in record_ids)


def _record(settings: Settings, rows: Sequence[WindowRow], run_id: str) -> None:
    with writer(settings.places.root, deadline_seconds=settings.lock_wait_seconds, purpose="backfill ledger") as con:
        for row in rows:
            ledger.record_window(
                con,
                Window(source_id=row.source_id, start=row.start, end=row.end),
                state=row.state,
                run_id=run_id,
                at=datetime.now(UTC),
                found_count=row.found_count,
                loaded_count=row.loaded_count,
                message=row.message,
            )


async def _record_artifacts(summary: BackfillSummary) -> None:
    await acreate_table_artifact(
        key="backfill-windows",
        description="Each window with its state.",
        table=[
            {
                "source": row.source_id,
                "from": str(row.start),
                "to": str(row.end),
                "state": row.state,
                "tries": row.attempts,
                "found": row.found_count,
                "loaded": row.loaded_count,
            }
            for row in summary.windows
        ],
    )
    await acreate_table_artifact(
        key="backfill-gaps",
        description="Days and sources that are not covered, and why.",
        table=[
            {"source": gap.source_id, "from": str(gap.start), "to": str(gap.end), "why": gap.reason}
            for gap in summary.gaps
        ],
    )
