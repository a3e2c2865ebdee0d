"""Cut a span of days into the windows of a backfill. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Literal

from extract.errors import ConfigurationError
from extract.records import Source, Window

WindowLength = Literal["day", "week", "month", "year"]
FIRST_DAY = date(1998, 11, 11)
"""Tencent was founded on this day; there is no older news of it."""


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
