"""Lists of periods with a figure each, which are tables of one column: Q3 '13 — 272 million, 2019: 1.15bn; 2020: ..."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.bundled import bundled
from extract.observation.tables.grid import Column, Row, Span, Table
from extract.observation.tables.piped import is_figure

LEAST_ITEMS = 2
LEAD = 200
"""Characters before a list in which its metric and its subject are told."""
_WORDS = bundled("extract.observation.tables", "words.toml")["dated"]
_ITEM = re.compile(
    r"(?<![\w.,$¥'’/-])(?<![a-z] )"
    r"(?P<period>{period})\s?(?P<between>{between})\s?(?=[^\d\n]{{0,14}}\d)(?!(?:19|20)\d\d\b)".format(**_WORDS)
)
_PERIOD_FIRST = re.compile(r"[\s*•·-]*(?:{period})\s?(?:[:：=—–-])".format(**_WORDS))
_TAIL = r"(?:年[^\n]{0,4}|\s?['’q]{0,2}\d{1,4})?[\s:：=—–-]{1,3}[^\d\n]{0,14}\d"
_GATES = [re.compile(begin + _TAIL) for begin in (r"20\d\d", r"19\d\d", r"q\s?['’]?\d{1,4}")]
"""Cheap tests of whether a text has a period with a number behind it, each sought by its first character."""
_BARE = re.compile(r"[\d\s,.]*")
_STOP = re.compile(r"[;；,，、。\n/]|\.(?!\d)|$")
_THOUSANDS = re.compile(r",\d{3}")
_GAP = re.compile(r"[\s;；,，、/•·*-]*(?:and\s|and$|以及|和)?\s*")
_QUARTER = re.compile(r"q([1-4])|([1-4])q")
_YEAR = re.compile(r"(?:19|20)\d\d|\d\d(?!\d)")
_SENTENCE_END = re.compile(r"[。！？!?]|\.\s")


def dated(text: str, taken: list[Span], first: int) -> list[tuple[Table, list[Row]]]:
    """The lists of periods of a text.

    Args:
        text: In lower case and simplified characters.
        taken: Spans of tables, in which no list is looked for.
        first: Number of the first table.
    """
    found: list[tuple[Table, list[Row]]] = []
    for items in _runs(text):
        if any(start < items[-1][1][1] and items[0][0][0] < end for start, end in taken):
            continue
        number, start = first + len(found), items[0][0][0]
        told = ""
        rows = []
        for period, value in items:
            told = _period(text[slice(*period)], told)
            rows.append(Row((period, value), (period,), number, told))
        above = (_lead(text, start), start)
        table = Table(start, items[-1][1][1], (Column(), Column()), above, (start, start), listed=True)
        found.append((table, rows))
    return found


def _runs(text: str) -> Iterator[list[tuple[Span, Span]]]:
    """Items that stand side by side, each a period and its figure and nothing else."""
    run: list[tuple[Span, Span]] = []
    if sum(1 for gate in _GATES for _ in gate.finditer(text)) < LEAST_ITEMS:
        return
    for match in _ITEM.finditer(text):
        item = match.span("period"), (match.end(), _end(text, match.end()))
        if run and not (run[-1][1][1] <= match.start() and _GAP.fullmatch(text, run[-1][1][1], match.start())):
            if len(run) >= LEAST_ITEMS:
                yield run
            run = []
        if is_figure(text, item[1]) and (match["between"] or not _BARE.fullmatch(text, *item[1])):
            run.append(item)
    if len(run) >= LEAST_ITEMS:
        yield run


def _end(text: str, start: int) -> int:
    """Where an item ends: at a stop that is no comma of thousands."""
    at = start
    while (stop := _STOP.search(text, at, start + LEAD)) and stop[0] and _THOUSANDS.match(text, stop.start()):
        at = stop.end()
    return stop.start() if stop else min(len(text), start + LEAD)


def _period(told: str, last: str) -> str:
    """A period; a quarter without its year goes on from the one before it in the list."""
    quarter = _QUARTER.search(told)
    if quarter is None or _YEAR.search(told.replace(quarter[0], "", 1)):
        return told
    before = _QUARTER.search(last)
    year = _YEAR.search(last.replace(before[0], "", 1)) if before else None
    if before is None or year is None:
        return told
    which, previous = int(quarter[1] or quarter[2]), int(before[1] or before[2])
    named = int(year[0]) + (2000 if len(year[0]) == 2 else 0)
    return f"q{which} {named + (which <= previous)}"


def _lead(text: str, start: int) -> int:
    """Where the words that lead into a list begin: its sentence, or the line over it."""
    floor = max(0, start - LEAD)
    head = text[floor:start].rstrip(" \n\t-*•·")
    line = head.rfind("\n") + 1
    while line and _PERIOD_FIRST.match(head, line):
        head = head[:line].rstrip()
        line = head.rfind("\n") + 1
    ends = [match.end() for match in _SENTENCE_END.finditer(head[line:])]
    return floor + line + (ends[-1] if ends else 0)
