"""Read years of news window by window; each window is a row of the ledger, so it goes on where it stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from prefect import flow, get_run_logger
from prefect.artifacts import acreate_progress_artifact, acreate_table_artifact, aupdate_progress_artifact
from prefect.runtime import flow_run
from prefect.states import Completed, Failed, State
from pydantic import Field

from extract.errors import NewsgaugeError
from extract.records import Source, Window
from flows import plan as planning
from flows import steps
from flows.crash import stage
from flows.settings import Settings, load_settings
from flows.summary import DONE, FAILED, PARTIAL
from flows.windows import WindowLength, check_span, unreachable, windows_of
from warehouse import ledger
from warehouse.connection import writer
from warehouse.lock import run_lock

Progress = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRow:
    """One window as the ledger knows it."""

    source_id: str
    start: date
    end: date
    state: str = "planned"
    attempts: int = 0
    found_count: int = 0
    loaded_count: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Days of a source that the backfill did not cover, and why."""

    source_id: str
    start: date
    end: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillSummary:
    """What was planned, done and not covered."""

    windows: tuple[WindowRow, ...]
    planned_count: int
    gaps: tuple[Gap, ...]

    @property
    def exit_code(self) -> int:
        """0 all windows done, 1 all of this run's failed, 3 some failed."""
        states = [w.state for w in self.windows]
        if "failed" not in states:
            return DONE
        return FAILED if all(state == "failed" for state in states) else PARTIAL

    def as_json(self) -> dict[str, Any]:
        """The record as plain values."""
        return {**asdict(self), "exit_code": self.exit_code}


def todo(rows: Sequence[WindowRow], *, retry_failed: bool, again: bool) -> list[WindowRow]:
    """The windows to ask for: the unfinished, or only the failed, or all again."""
    if retry_failed:
        return [row for row in rows if row.state == "failed"]
    return [row for row in rows if again or row.state not in {"done", "failed"}]


def gaps(rows: Sequence[WindowRow], out_of_reach: Sequence[tuple[Window, str]]) -> tuple[Gap, ...]:
    """What is not covered: windows not done, and days no request can reach."""
    found = [
        Gap(source_id=w.source_id, start=w.start, end=w.end, reason=f"{w.state}: {w.message}".rstrip(": "))
        for w in rows
        if w.state != "done"
    ]
    found += [Gap(source_id=w.source_id, start=w.start, end=w.end, reason=why) for w, why in out_of_reach]
    return tuple(sorted(found, key=lambda gap: (gap.source_id, gap.start)))


def _ledger_rows(settings: Settings, windows: Sequence[Window]) -> list[WindowRow]:
    with writer(settings.places.root, deadline_seconds=settings.lock_wait_seconds, purpose="backfill plan") as con:
        known = ledger.window_states(con)
    rows = [WindowRow(source_id=w.source_id, start=w.start, end=w.end) for w in windows]
    return [
        replace(
            row,
            state=state.state,
            attempts=state.attempts,
            found_count=state.found_count,
            loaded_count=state.loaded_count,
            message=state.message,
        )
        if (state := known.get((row.source_id, row.start, row.end)))
        else row
        for row in rows
    ]


def _record(settings: Settings, row: WindowRow, run_id: str) -> None:
    with writer(settings.places.root, deadline_seconds=settings.lock_wait_seconds, purpose="backfill ledger") as con:
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


async def _collect_window(
    settings: Settings, plan: planning.Plan, source: Source, row: WindowRow, run_id: str, fetcher: Any, archive: Any
) -> WindowRow:
    """Ask for one window; its answers are archived, not yet read."""
    running = replace(row, state="running", attempts=row.attempts + 1, message="")
    await asyncio.to_thread(_record, settings, running, run_id)
    window = Window(source_id=row.source_id, start=row.start, end=row.end)
    collected = await steps.collect_source.with_options(
        task_run_name=f"collect {row.source_id} {row.start} to {row.end}"
    )(source, fetcher, archive, replace(plan, window=window))
    broken = [f.reason for f in collected.failures if f.stage == "discover"]
    broken = broken or [f.reason for f in collected.failures if not collected.record_ids]
    if broken:
        return replace(running, state="failed", found_count=collected.found_count, message=broken[0])
    return replace(running, state="done", found_count=collected.found_count)


@flow(
    name="backfill",
    flow_run_name=lambda: f"backfill {datetime.now(UTC):%Y-%m-%d %H:%M}",
    description="Read years of news window by window; run it again and it goes on where it stopped.",
)
async def backfill(
    start: Annotated[date, Field(description="First day.")],
    end: Annotated[date, Field(description="Last day.")],
    source_ids: Annotated[
        list[str] | None, Field(description="Sources; every one that reaches back when empty.")
    ] = None,
    window: Annotated[WindowLength, Field(description="Length of one window.")] = "month",
    order: Annotated[Literal["oldest", "newest"], Field(description="Which windows come first.")] = "oldest",
    parallel: Annotated[int, Field(ge=1, le=8, description="Windows under way at once.")] = 1,
    retry_failed: Annotated[bool, Field(description="Only the windows that failed before.")] = False,
    again: Annotated[bool, Field(description="Also windows that are done.")] = False,
    dry_run: Annotated[bool, Field(description="Plan and show the windows, ask nobody.")] = False,
) -> State[BackfillSummary]:
    """Read the news of a span of days.

    Args:
        start: First day.
        end: Last day.
        source_ids: Sources; every one that reaches back when empty.
        window: Length of one window; calendar months by default.
        order: Which windows come first.
        parallel: Windows under way at once; each host still gets one request at a time.
        retry_failed: Only the windows that failed before.
        again: Also windows that are done.
        dry_run: Plan only.
    """
    settings = load_settings()
    run_id = str(flow_run.get_id())
    try:
        check_span(start, end)
        with run_lock(settings.places.root, deadline_seconds=settings.lock_wait_seconds, purpose=f"backfill {run_id}"):
            summary = await _backfill(
                settings, run_id, (start, end), source_ids, (window, order), parallel, (retry_failed, again, dry_run)
            )
    except NewsgaugeError as error:
        get_run_logger().error("%s", error)
        return Failed(message=str(error), data=error)
    await acreate_table_artifact(
        key="backfill-gaps",
        description="Days and sources not covered, and why.",
        table=[{k: str(v) for k, v in asdict(gap).items()} for gap in summary.gaps],
    )
    if summary.exit_code == FAILED:
        return Failed(message="every window failed", data=summary)
    name = "Completed" if summary.exit_code == DONE else "CompletedWithFailures"
    return Completed(name=name, message=f"{len(summary.windows)} windows, {len(summary.gaps)} gaps", data=summary)


async def _backfill(
    settings: Settings,
    run_id: str,
    span: tuple[date, date],
    source_ids: list[str] | None,
    shape: tuple[WindowLength, str],
    parallel: int,
    switches: tuple[bool, bool, bool],
) -> BackfillSummary:
    retry_failed, again, dry_run = switches
    plan = planning.plan_run(settings, source_ids=source_ids, with_history=True)
    windows = [w for source in plan.sources for w in windows_of(source, *span, shape[0])]
    windows.sort(key=lambda w: (w.start, w.source_id), reverse=shape[1] == "newest")
    rows = _ledger_rows(settings, windows)
    chosen = todo(rows, retry_failed=retry_failed, again=again)
    out_of_reach = unreachable(plan.sources, *span)
    if not dry_run:
        done = await _work(settings, plan, chosen, run_id, parallel)
        rows = [done.get((r.source_id, r.start, r.end), r) for r in rows]
        await asyncio.to_thread(steps.publish_warehouse, settings)
    return BackfillSummary(windows=tuple(rows), planned_count=len(chosen), gaps=gaps(rows, out_of_reach))


async def _work(
    settings: Settings, plan: planning.Plan, chosen: Sequence[WindowRow], run_id: str, parallel: int
) -> dict[tuple[str, date, date], WindowRow]:
    """Collect, read and load the windows, a few at a time; each is in the ledger when its rows are loaded."""
    done: dict[tuple[str, date, date], WindowRow] = {}
    progress = await acreate_progress_artifact(progress=0.0, key="backfill", description=f"{len(chosen)} windows")
    with steps.progress_bar("windows", len(chosen)) as advance:
        for first in range(0, len(chosen), parallel):
            rows = chosen[first : first + parallel]
            finished = await _work_group(settings, plan, rows, run_id)
            plan = planning.refresh(settings, plan)
            for row in finished:
                done[row.source_id, row.start, row.end] = row
                advance()
            await aupdate_progress_artifact(progress, progress=100.0 * len(done) / len(chosen))
    return done


async def _work_group(
    settings: Settings, plan: planning.Plan, rows: Sequence[WindowRow], run_id: str
) -> list[WindowRow]:
    async with steps.open_collection(settings) as (fetcher, archive):
        collected = await asyncio.gather(
            *(_collect_window(settings, plan, plan.all_sources[r.source_id], r, run_id, fetcher, archive) for r in rows)
        )
    stage("fetched")
    batch = steps.read_archive(settings, plan, [])
    result = steps.load(settings, plan, batch, run_id)
    finished = [replace(row, loaded_count=result.observation_count) for row in collected]
    for row in finished:
        await asyncio.to_thread(_record, settings, row, run_id)
    stage("window")
    return finished
