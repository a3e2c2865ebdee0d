"""Figures and periods told in two lists: 2021年至2023年…分别为A、B和C; "A and B in 2021 and 2022, respectively"."""

from __future__ import annotations

import re
from bisect import bisect_left

from extract.observation.asof import Time
from extract.observation.attach import Figure

MOST_TIMES, MOST_FIGURES = 8, 12

_RESPECTIVELY = re.compile(r"分别|分別|依次|respectively", re.I)
_RANGE = re.compile(r"\s*(?:至|到|-|–|—|~|to|through)\s*(?:the\s+)?", re.I)
_AND = re.compile(r"\s*(?:、|，|,|和|及|与|以及)?\s*(?:and)?\s*(?:in\s+|the\s+)*", re.I)


def in_series(figure: Figure) -> str | None:
    """The period that has the figure's place in the list of periods; None where there are no two lists of a length."""
    text = figure.seen.text
    if not _RESPECTIVELY.search(text, figure.start, figure.end):
        return None
    times = [
        t for t in reversed(figure.seen.times.before(figure.start, figure.end, MOST_TIMES)) if t.role in {"at", "day"}
    ]
    periods = _listed(text, times)
    figures = _alike(figure)
    return periods[figures.index(figure.quantity.start)] if 1 < len(periods) == len(figures) else None


def _listed(text: str, times: list[Time]) -> list[str]:
    """The periods of times that only commas and "and" part, a range of years spelled out; none if others are there."""
    periods: list[str] = []
    for at, time in enumerate(times):
        told = time.as_of or ""
        gap = text[times[at - 1].end : time.start] if at else ""
        if not at or _AND.fullmatch(gap):
            periods.append(told)
        elif _RANGE.fullmatch(gap) and len(told) == 4 == len(periods[-1]):
            periods += [str(year) for year in range(int(periods[-1]) + 1, int(told) + 1)]
        else:
            return []
    return periods


def _alike(figure: Figure) -> list[int]:
    """Where the figures of the sentence that have the figure's unit stand."""
    quantities, unit = figure.seen.quantities, figure.quantity.unit
    first = bisect_left(quantities, figure.start, key=lambda q: q.start)
    last = bisect_left(quantities, figure.end, key=lambda q: q.start)
    return [q.start for q in quantities[first : min(last, first + MOST_FIGURES)] if q.unit == unit]
