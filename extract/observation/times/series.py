"""Figures and periods told in two lists: 2021年至2023年…分别为A、B和C; "A and B in 2021 and 2022, respectively"."""

from __future__ import annotations

import re

from extract.observation.times.asof import Time
from extract.observation.times.attach import FROM, TO
from extract.observation.times.figure import Figure
from extract.records import Quantity

MOST_TIMES, MOST_FIGURES = 8, 12

_RESPECTIVELY = re.compile(
    r"[分依pP/、](?:(?<=分)[别別]|(?<=依)次|(?<=(?i:resp))(?i:ectively)|(?<=\d[/、])\d{2,4}\s?年)"
)
"""Sought by characters that few sentences have."""
_RANGE = re.compile(r"\s*(?:至|到|-|–|—|~|to|through)\s*(?:the\s+)?", re.I)
_AND = re.compile(r"\s*(?:、|，|,|/|和|及|与|以及)?\s*(?:and)?\s*(?:in\s+|the\s+)*", re.I)
_BETWEEN = re.compile(r"\s*(?:、|，|,|/|和|及|与|以及)?\s*(?:and)?\s*(?:人民币|RMB|US\$|HK\$|HKD|USD)?\s*", re.I)
_SPAN = re.compile(r"\s*(?:至|到|to|and|through|-|–|—)\s*(?:the\s+)?", re.I)
_SPAN_BEFORE = re.compile(r"\bbetween\s+(?:the\s+)?$", re.I)
PAIRS = frozenset({"zh_two_years"})
"""Forms that name two years; their time is the first."""


def in_series(figure: Figure) -> str | None:
    """The period that has the figure's place in the list of periods; None where there are no two lists of a length."""
    text = figure.seen.text
    word = _RESPECTIVELY.search(text, figure.start, figure.end)
    if word is None:
        return None
    told = reversed(figure.seen.times.before(figure.start, figure.end, MOST_TIMES))
    lists = _listed(text, [time for time in told if time.role in {"at", "day"}])
    alike = _alike(figure, figure.start if word[0].isascii() else word.end())
    if figure.quantity not in alike:
        return None
    for figures in (_run(text, alike, figure.quantity), alike):
        for periods in map(_quarters, lists) if len(figures) == 3 else lists:
            if 1 < len(periods) == len(figures):
                return periods[figures.index(figure.quantity)]
    return None


def over_span(figure: Figure) -> str | None:
    """Of "from 2019 to 2021 it grew from A to B", the first year for A."""
    text, place, right = figure.seen.text, figure.quantity.start, figure.right
    if right is None or right.unit != figure.quantity.unit or not FROM.search(text, max(0, place - 12), place):
        return None
    if not TO.search(text, max(figure.quantity.end, right.start - 16), right.start):
        return None
    last = figure.seen.times.before(figure.start, place, 2)
    between = _SPAN.fullmatch(text, last[1].end, last[0].start) if len(last) == 2 else None
    if between is None:
        return None
    if "and" in between[0] and not _SPAN_BEFORE.search(text, max(0, last[1].start - 12), last[1].start):
        return None
    return last[1].as_of


def _listed(text: str, times: list[Time]) -> list[list[str]]:
    """The lists of periods of times that only commas and "and" part, a range of years spelled out."""
    lists: list[list[str]] = []
    for at, time in enumerate(times):
        told = time.as_of or ""
        gap = text[times[at - 1].end : time.start] if at else "."
        if _AND.fullmatch(gap):
            lists[-1] += _years(time, told)
        elif at and _RANGE.fullmatch(gap) and len(told) == 4 == len(lists[-1][-1]):
            lists[-1] += [str(year) for year in range(int(lists[-1][-1]) + 1, int(told) + 1)]
        elif at and _RANGE.fullmatch(gap) and told[4:6] == "-Q" == lists[-1][-1][4:6]:
            lists[-1] += _quarters_to(lists[-1][-1], told)
        else:
            lists.append(_years(time, told))
    return lists


def _quarters_to(first: str, last: str) -> list[str]:
    """The quarters behind one up to another."""
    low, high = (4 * int(told[:4]) + int(told[6]) - 1 for told in (first, last))
    return [f"{number // 4}-Q{number % 4 + 1}" for number in range(low + 1, high + 1)]


def _years(time: Time, told: str) -> list[str]:
    return [told, str(int(told) + 1)] if time.form in PAIRS else [told]


def _quarters(periods: list[str]) -> list[str]:
    """The three quarters that "the first three quarters" are, where nothing else is told."""
    if len(periods) == 1 and periods[0].endswith("-9M"):
        return [f"{periods[0][:4]}-Q{number}" for number in (1, 2, 3)]
    return periods


def _alike(figure: Figure, start: int) -> list[Quantity]:
    """The figures of the sentence from a place on that have the figure's unit."""
    quantities, unit = figure.seen.quantities, figure.quantity.unit
    first = figure.seen.first_figure(start)
    last = figure.seen.first_figure(figure.end)
    return [q for q in quantities[first : min(last, first + MOST_FIGURES)] if q.unit == unit]


def _run(text: str, alike: list[Quantity], one: Quantity) -> list[Quantity]:
    """Those of them that only commas and "and" part from the one."""
    run: list[Quantity] = []
    for quantity in alike:
        if run and not _BETWEEN.fullmatch(text, run[-1].end, quantity.start):
            if one in run:
                break
            run = []
        run.append(quantity)
    return run
