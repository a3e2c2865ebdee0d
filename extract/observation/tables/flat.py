"""Tables whose rules are lost: a page or a PDF gives them one cell a line, or one row a line with blanks between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from extract.observation.tables.flat_head import columns_of, is_head
from extract.observation.tables.grid import Column, Row, Span, Table

LEAST_ROWS, LEAST_LINES, MOST_LABELS = 2, 5, 3
"""Rows that make a table; lines that a text with one has; lines of a label."""
LONGEST_LABEL, LONGEST_HEAD = 64, 24
"""Characters of a line of a label; lines of a head."""
MOST_PAGE = 3
"""Digits of a page's or a note's number."""
_GATE = re.compile(
    r"\n[ \t]*[-–(]?\d[\d,.]*%?\)?[ \t]*\n\s*[-–(]?\d[\d,.]*%?\)?[ \t]*(?:\n|$)"
    r"|\d%?\)?[ \t]+[-–(]?\d[\d,.]*%?\)?[ \t]*(?:\n|$)"
)
"""Two numbers on lines of their own, or at the end of one line: a cheap test."""
_VALUE = re.compile(r"[-–−+]?[(（]?[-–−+]?\d{1,3}(?:(?:,\d{3})+|\d*)(?:\.\d+)?[%％]?[)）]?[%％]?")
_BLANK = re.compile(r"[-–—−]|n/?[am]\.?|不适用|nm")
_SMALL = re.compile(rf"\d{{1,{MOST_PAGE}}}")
_ITEM = re.compile(r"[-–—−•·]\s?")
_ATTRIBUTABLE = re.compile(r"attributable to:$|应占[:：]$|归属于?[:：]$")
"""The end of a line over the parts of what the row before it tells."""
_WORD = re.compile(r"\S+")
_END = re.compile(r"[.。;；!！?？]\s*$")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: the span of its words, and those of the numbers behind them."""

    words: Span | None
    values: tuple[Span, ...]
    is_head: bool


@dataclass(slots=True)
class _Open:
    """A table being read."""

    start: int
    columns: tuple[Column, ...]
    head: Span
    rows: list[tuple[tuple[Span, ...], tuple[Span, ...]]] = field(default_factory=list)
    parent: tuple[Span, ...] = ()


def flat(text: str, taken: list[Span], first: int) -> list[tuple[Table, list[Row]]]:
    """The tables of a text that have lost their rules: a head that tells the columns, and rows of as many numbers.

    Args:
        text: In lower case and simplified characters.
        taken: Spans of the tables with bars, which are none of these.
        first: Number of the first table.
    """
    if text.count("\n") < LEAST_LINES or not _GATE.search(text):
        return []
    found: list[tuple[Table, list[Row]]] = []
    for one in _tables(text, list(_lines(text, taken))):
        number = first + len(found)
        end = one.rows[-1][1][-1][1]
        table = Table(one.start, end, one.columns, one.head, (end, end), flat=True)
        rows = [Row((label[-1], *values), label, number) for label, values in one.rows]
        found.append((table, rows))
    return found


def _lines(text: str, taken: list[Span]) -> Iterator[_Line]:
    """The lines that are not blank, those of tables with bars aside."""
    start = 0
    left = sorted(taken, reverse=True)
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        while left and left[-1][1] <= start:
            left.pop()
        if text[start:end].strip() and not (left and left[-1][0] < end):
            yield _line(text, start, end)
        start = end + 1


def _line(text: str, start: int, end: int) -> _Line:
    """A line with its numbers told apart, from the right."""
    head = is_head(text[start:end])
    words = [match.span() for match in _WORD.finditer(text, start, end)]
    values: list[Span] = []
    while words and (_VALUE.fullmatch(text, *words[-1]) or _BLANK.fullmatch(text, *words[-1])):
        values.insert(0, words.pop())
    if values and words and not any(c.isdigit() for a, b in values for c in text[a:b]):
        return _Line((words[0][0], values[-1][1]), (), head)
    return _Line((words[0][0], words[-1][1]) if words else None, tuple(values), head)


def _tables(text: str, lines: list[_Line]) -> Iterator[_Open]:
    """Tables, each from its head to the first line that is none of its rows."""
    at = 0
    while at < len(lines):
        if not lines[at].is_head:
            at += 1
            continue
        stop = at + 1
        while stop < len(lines) and lines[stop].is_head:
            stop += 1
        start, end = _whole(lines[at])[0], _whole(lines[stop - 1])[1]
        columns = columns_of(text, start, end) if stop - at <= LONGEST_HEAD else ()
        at = stop
        if columns:
            table = _Open(start, columns, (start, end))
            at = _read_rows(text, lines, stop, table)
            if len(table.rows) >= LEAST_ROWS:
                yield table


def _whole(line: _Line) -> Span:
    spans = [*([line.words] if line.words else []), *line.values]
    return spans[0][0], spans[-1][1]


def _read_rows(text: str, lines: list[_Line], at: int, table: _Open) -> int:
    """Read the rows under a head.

    Returns:
        Number of the first line that belongs to none.
    """
    labels: list[Span] = []
    values: list[Span] = []
    while at < len(lines) and not lines[at].is_head:
        line = lines[at]
        if line.words is not None:
            if values:
                _close(text, table, labels, values)
                labels, values = [], []
            labels.append(line.words)
            is_long = line.words[1] - line.words[0] > LONGEST_LABEL or _END.search(text[slice(*line.words)])
            if is_long or len(labels) > MOST_LABELS + 1:
                break
        values += line.values
        at += 1
    if values:
        _close(text, table, labels, values)
    return at


def _close(text: str, table: _Open, labels: list[Span], values: list[Span]) -> None:
    """Take up a row that has as many numbers as there are columns, a note's or a page's number aside."""
    count = len(table.columns) - 1
    if len(values) == count + 1:
        values = _without_small(text, values)
    if not table.rows and len(values) == 2 * count and all("%" in text[slice(*span)] for span in values[1::2]):
        shares = (replace(column, share=True) for column in table.columns[1:])
        table.columns = (table.columns[0], *(c for pair in zip(table.columns[1:], shares, strict=True) for c in pair))
    count = len(table.columns) - 1
    if not labels:
        return
    item = _ITEM.match(text, labels[-1][0]) is not None
    if item and len(labels) > 1:
        table.parent = tuple(labels[:-1])
    elif not item:
        table.parent = ()
    if len(values) != count:
        return
    label = (*table.parent, labels[-1]) if item else tuple(labels)
    if table.rows and len(label) > 1 and _ATTRIBUTABLE.search(text, *label[0]):
        label = (table.rows[-1][0][-1], *label)
    table.rows.append((label, tuple(values)))


def _without_small(text: str, values: list[Span]) -> list[Span]:
    first, last = text[slice(*values[0])], text[slice(*values[-1])]
    if _SMALL.fullmatch(last):
        return values[:-1]
    return values[1:] if _SMALL.fullmatch(first) else values
