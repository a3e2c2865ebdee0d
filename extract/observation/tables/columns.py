"""The period of a table's figure: what its row's label and the head of its column tell."""

from __future__ import annotations

import re
from datetime import date

from extract.observation.context import Text
from extract.observation.tables.grid import ARROW, PAIR, Row, pattern
from extract.observation.times.asof import times
from extract.records import Quantity

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEAR_ALONE = re.compile(r"\W*(?:fy\s?)?((?:19|20)\d\d)(?:年度?|财年|[aef])?\W*")
_MONTH_DAY = re.compile(r"\W*(\d{1,2})[-/.](\d{1,2})\W*")
_DAY_FIRST = re.compile(r"(?<![\d/.-])(\d{1,2})[/.](\d{1,2})[/.]((?:19|20)\d\d)(?!\d)")
_SHORT_YEAR = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-\s]?['’]?(\d\d)\b(?!,)")
_ESTIMATE = re.compile(r"(?<=\d)[aef]\b")


def cell_time(seen: Text, quantity: Quantity) -> str | None:
    """The time of a figure in a cell, by its row's label, the head of its column, or both; None where neither tells.

    Args:
        seen: The passage.
        quantity: A figure of a table.
    """
    row = seen.tables.row_at(quantity.start)
    if row is None:
        return None
    number, label, published = row.cell_of(quantity.start), _label(seen, row), seen.passage.published
    told = _periods(seen, row)
    year = _year(seen, row, "")
    of_row = next((time for part in label if (time := _time(part, published, year))), None)
    of_column = _of_pair(seen, row, quantity) or (told[number] if number < len(told) else None)
    if of_row is None and of_column is None:
        return _beside(told, number)
    if of_row and of_column and len(min(of_row, of_column, key=len)) == 4:
        whole, part = sorted((of_row, of_column), key=len)
        return part if part.startswith(whole) else f"{whole}{part[4:]}"
    return of_row or of_column


def _periods(seen: Text, row: Row) -> list[str | None]:
    """The periods of the columns of a row's table, read once."""
    known = seen.tables.periods.get(row.table)
    if known is None:
        heads = [column.period for column in seen.tables.table_of(row).columns]
        known = [_time(head, seen.passage.published, _year(seen, row, head)) for head in heads]
        seen.tables.periods[row.table] = known
    return known


def _year(seen: Text, row: Row, head: str) -> int | None:
    """The year of a text without a day: of the head, the caption or the title."""
    if seen.passage.published is not None:
        return None
    year = _YEAR.search(f"{head} {seen.tables.told((seen.tables.table_of(row).above,))} {seen.passage.title}")
    return int(year[0]) if year else None


def _beside(told: list[str | None], number: int) -> str | None:
    """The period of a column without one: the latest where all stand on its left, else the nearest on its left."""
    left, right = [one for one in told[:number] if one], [one for one in told[number:] if one]
    if not right:
        return max(left, default=None)
    return left[-1] if left else right[0] if len(set(right)) == 1 else None


def _of_pair(seen: Text, row: Row, quantity: Quantity) -> str | None:
    """The period of one of two figures with an arrow between, by the place it has in the head: 2021 → 2025."""
    number = row.cell_of(quantity.start)
    head = ARROW.split(seen.tables.table_of(row).column(number).period)
    arrow = ARROW.search(seen.text, *row.cells[number])
    if arrow is None or len(head) != PAIR:
        return None
    part = head[0].split()[-1:] if quantity.end <= arrow.start() else head[1:]
    return _time(" ".join(part), seen.passage.published, _year(seen, row, ""))


def _label(seen: Text, row: Row) -> list[str]:
    """The words of a row that may date it: its label, the cells of a column of dates, a cell that tells a state."""
    table = seen.tables.table_of(row)
    if row.period:
        return [row.period]
    if table.columns and pattern("launch").search(table.columns[0].period):
        return []
    dated = [span for n, span in enumerate(row.cells) if table.column(n).dates and span not in row.label]
    state = [span for span in row.cells if span not in row.label and pattern("state").match(seen.tables.told((span,)))]
    return [seen.tables.told(tuple(spans)) for spans in (row.label, dated, state) if spans]


def _time(words: str, published: date | None, year: int | None) -> str | None:
    """The first time that a label or a head tells."""
    words = words.strip(" \t*_")
    if not words or not re.search(r"\d|[一二三四五六七八九零〇]", words):
        return None
    if alone := _YEAR_ALONE.fullmatch(words):
        return alone[1]
    if day := _MONTH_DAY.fullmatch(words):
        first, second = int(day[1]), int(day[2])
        month, day_of = (first, second) if first <= 12 else (second, first)
        words = f"{month}月{day_of}日"
    words = _DAY_FIRST.sub(r"\3年\2月\1日", words)
    words = _SHORT_YEAR.sub(r"\1 20\2", words)
    words = _ESTIMATE.sub("", words)
    told = times(words, published, year)
    return next((time.as_of for time in told if time.as_of and time.role in {"at", "day"}), None)
