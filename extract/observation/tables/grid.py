"""What a table is made of, whichever way a page writes it: rows with labels, columns with heads, and its caption."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from extract.bundled import bundled
from extract.records import ChangeKind

Span = tuple[int, int]
_DATA = bundled("extract.observation.tables", "words.toml")
_STATEMENT = re.compile(r"\w\W{0,2}[.!?。！？]\s*$")
ARROW = re.compile(r"→|⟶|->|=>")
"""Between what was and what is, in a cell and in the head of its column: 2021 → 2025."""
PAIR = 2
"""Figures of a cell with an arrow between."""
KINDS: tuple[ChangeKind, ...] = ("yoy", "qoq", "other")


@cache
def pattern(name: str) -> re.Pattern[str]:
    """One of the words of words.toml."""
    return re.compile(_DATA["words"][name])


HEADS = {metric: re.compile(head) for metric, head in _DATA["heads"].items()}
"""Metrics that a word means at the head of a column alone."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where its head stands, and what the head says.

    Attributes:
        heads: Spans of its head, the upper one first.
        period: Words that tell its period.
        change: Of a column of changes, the kind.
        holds_figures: No ranks, days, holdings or notes.
        dates: Its cells are days or periods.
        share: Its cells are the shares of the total that the column before it tells in money.
        units: Its cells are the units of their rows.
    """

    heads: tuple[Span, ...] = ()
    period: str = ""
    change: ChangeKind | None = None
    holds_figures: bool = True
    dates: bool = False
    share: bool = False
    units: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns, the line over it and the one under it."""

    start: int
    end: int
    columns: tuple[Column, ...]
    above: Span
    below: Span
    flat: bool = False
    listed: bool = False
    """A list of periods, whose subject is told before it."""

    def column(self, number: int) -> Column:
        """A column by its number; one without a head where the row is longer than the head."""
        return self.columns[number] if number < len(self.columns) else Column()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the spans of its cells, those that name it with what it is indented under, its table's number, and its
    period where its label tells it by that of the row before."""

    cells: tuple[Span, ...]
    label: tuple[Span, ...]
    table: int
    period: str = ""

    def cell_of(self, position: int) -> int:
        """Number of the cell a position lies in."""
        return max(bisect_right([start for start, _ in self.cells], position) - 1, 0)


def is_statement(text: str, span: Span) -> bool:
    """Whether a cell is a sentence, which names no row."""
    return _STATEMENT.search(text, *span) is not None


def headed(text: str, heads: tuple[Span, ...]) -> Column:
    """A column by the words of its head, in lower case."""
    told = " ".join(text[start:end].strip(" \t*_") for start, end in heads).strip()
    change = next((kind for kind in KINDS if pattern(kind).search(told)), None)
    return Column(
        heads,
        period=told,
        change=change,
        holds_figures=not pattern("no_figure").search(told),
        dates=pattern("date").search(told) is not None,
        units=pattern("units").fullmatch(told) is not None,
    )
