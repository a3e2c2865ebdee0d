"""The windows of a backfill: cut out of a span of days, chosen, judged, and what they leave uncovered. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from extract.collect import Collected
from extract.errors import ConfigurationError
from extract.records import Source, Window
from flows.summary import DONE, FAILED, PARTIAL
from flows.text import one_line
from warehouse.ledger import WindowState

WindowLength = Literal["day", "week", "month", "year"]
FIRST_DAY = date(1998, 11, 11)
"""Tencent was founded on this day; there is no older news of it."""

WindowEnd = Literal["planned", "running", "done", "partial", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRow:
    """One window as the ledger knows it. `state`: planned, running (begun and not ended), done, partial (answered, but
    articles or a part of the list are missing), failed (no answer)."""

    source_id: str
    start: date
    end: date
    state: str = "planned"
    attempts: int = 0
    found_count: int = 0
    loaded_count: int = 0
    message: str = ""

    @property
    def key(self) -> tuple[str, date, date]:
        """What the ledger knows it by."""
        return self.source_id, self.start, self.end

    def with_state(self, state: WindowState) -> WindowRow:
        """This window with the ledger's word on it."""
        return replace(
            self,
            state=state.state,
            attempts=state.attempts,
            found_count=state.found_count,
            loaded_count=state.loaded_count,
            message=state.message,
        )


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
        """0 no window failed, 1 all failed, 3 some failed or lack articles."""
        states = {w.state for w in self.windows}
        if not states & {"failed", "partial"}:
            return DONE
        return FAILED if states == {"failed"} else PARTIAL

    def as_json(self) -> dict[str, Any]:
        """The record as plain values."""
        return {**asdict(self), "exit_code": self.exit_code}


def todo(rows: Sequence[WindowRow], *, retry_failed: bool, again: bool) -> list[WindowRow]:
    """The windows to ask for: the unfinished, or only those that failed or lack articles, or all again."""
    if retry_failed:
        return [row for row in rows if row.state in {"failed", "partial"}]
    return [row for row in rows if again or row.state in {"planned", "running"}]


def judged(row: WindowRow, collected: Collected) -> WindowRow:
    """The window with its end: what its source answered decides."""
    failures = collected.failures
    if failures and not collected.record_ids and not collected.found_count:
        state: WindowEnd = "failed"
    elif collected.failed_for_now_count or not collected.complete:
        state = "partial"
    else:
        state = "done"
    message = one_line(failures[0].reason, 300) if failures else ""
    if len(failures) > 1:
        message = f"{len(failures)} failures, the first: {message}"
    return replace(row, state=state, found_count=collected.found_count, message=message)


def gaps(rows: Sequence[WindowRow], out_of_reach: Sequence[tuple[Window, str]]) -> tuple[Gap, ...]:
    """What is not covered: windows not done, articles that are gone, and days no request can reach."""
    found = [
        Gap(source_id=row.source_id, start=row.start, end=row.end, reason=f"{row.state}: {row.message}".rstrip(": "))
        for row in rows
        if row.state != "done" or row.message
    ]
    found += [Gap(source_id=w.source_id, start=w.start, end=w.end, reason=why) for w, why in out_of_reach]
    return tuple(sorted(found, key=lambda gap: (gap.source_id, gap.start)))


def check_span(start: date, end: date, today: date | None = None) -> None:
    """Refuse spans that cannot be meant.

    Raises:
        ConfigurationError: The span is reversed, or begins before there was anything to report.
    """
    if start > end:
        raise ConfigurationError(f"--from {start} is after --to {end}")
    if start < FIRST_DAY:
        raise ConfigurationError(f"--from {start}: Tencent was founded on {FIRST_DAY}")
    if today is not None and start > today:
        raise ConfigurationError(f"--from {start} is in the future")


def _next_start(day: date, length: WindowLength) -> date:
    if length == "day":
        return day + timedelta(days=1)
    if length == "week":
        return day + timedelta(days=7 - day.weekday())
    if length == "month":
        return date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return date(day.year + 1, 1, 1)


def cut(start: date, end: date, length: WindowLength) -> Iterator[tuple[date, date]]:
    """Cut a span at calendar boundaries, so that overlapping backfills share their windows.

    Yields:
        First and last day of each window, oldest first.
    """
    day = start
    while day <= end:
        following = _next_start(day, length)
        yield day, min(end, following - timedelta(days=1))
        day = following


def windows_of(source: Source, start: date, end: date, length: WindowLength) -> list[Window]:
    """The windows a source can be asked for; none if it cannot reach back that far."""
    if source.reach is None or source.reach > end:
        return []
    return [Window(source_id=source.id, start=a, end=b) for a, b in cut(max(start, source.reach), end, length)]


def unreachable(sources: Sequence[Source], start: date, end: date) -> list[tuple[Window, str]]:
    """The days each source cannot be asked for, and why."""
    found: list[tuple[Window, str]] = []
    for source in sources:
        if source.reach is None:
            window = Window(source_id=source.id, start=start, end=end)
            found.append((window, f"a {source.kind} source lists only the present"))
        elif source.reach > start:
            last = min(end, source.reach - timedelta(days=1))
            window = Window(source_id=source.id, start=start, end=last)
            found.append((window, f"it reaches back to {source.reach} only"))
    return found
