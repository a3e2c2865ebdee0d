"""Markdown tables: the cells of a row, the head of a column, and the scale that a head or a caption gives."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise

from extract.records import Quantity

Span = tuple[int, int]
NEAR_ROWS = 3
CAPTION, AFTER = 200, 60
"""Characters above and below a table in which its scale may be told."""
_ROW = re.compile(r"^(?:[ \t>]*\|.*\|[ \t]*|[^|\n]{1,60}\|[^\n]*\|[ \t]*)$", re.M)
_RULE = re.compile(r"[\s|:>-]*$")
_SCALE = re.compile(
    r"(?P<currency>RMB|CNY|US\$|USD|HK\$|HKD|人民币|\$|¥)?\s?['’]?s?\s?(?:in\s|单位[:：]\s?)?"
    r"(?:(?P<currency2>RMB|USD|HKD|人民币)\s)?(?<!\d\s)\b(?P<en>trillions?|billions?|bn|millions?|mn|thousands?|000s?)\b|(?:单位[:：]|以|[(（]|人民币|港币|美元)\s?(?P<zh>千亿|百亿|十亿|亿|千万|百万|十万|万|千)(?P<yuan>元|美元|港元)?",
    re.I,
)
_EN = {"trillion": 1e12, "billion": 1e9, "bn": 1e9, "million": 1e6, "mn": 1e6, "thousand": 1e3, "000": 1e3}
_ZH = {"千亿": 1e11, "百亿": 1e10, "十亿": 1e9, "亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5, "万": 1e4, "千": 1e3}
_CURRENCY = {
    "RMB": "CNY", "CNY": "CNY", "人民币": "CNY", "¥": "CNY", "元": "CNY", "US$": "USD", "USD": "USD", "$": "USD",
    "美元": "USD", "HK$": "HKD", "HKD": "HKD", "港元": "HKD",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the spans of its cells, and its table's number."""

    cells: tuple[Span, ...]
    table: int

    def cell_of(self, position: int) -> int:
        """Number of the cell a position lies in."""
        return max(bisect_right([start for start, _ in self.cells], position) - 1, 0)


class Tables:
    """The tables of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._rows: list[Row] = []
        self._heads: dict[int, int] = {}
        last_end, table = -2, -1
        for match in _ROW.finditer(text) if "|" in text else ():
            table += match.start() != last_end + 1
            last_end = match.end()
            if not _RULE.match(match[0]):
                self._heads.setdefault(table, len(self._rows))
                self._rows.append(Row(_cells(match[0], match.start()), table))
        self.starts = [row.cells[0][0] for row in self._rows]
        """Where each row starts."""

    def __bool__(self) -> bool:
        return bool(self._rows)

    def row_at(self, position: int) -> Row | None:
        """The row a position lies in."""
        at = bisect_right(self.starts, position) - 1
        return self._rows[at] if at >= 0 and position <= self._rows[at].cells[-1][1] else None

    def above(self, row: Row) -> list[Row]:
        """The nearest rows of the same table before one, nearest first; the last is the head."""
        at = bisect_right(self.starts, row.cells[0][0]) - 1
        head = self._heads[row.table]
        return [
            self._rows[i] for i in (*range(at - 1, max(head, at - 1 - NEAR_ROWS), -1), *([head] if at > head else []))
        ]

    def scaled(self, quantities: list[Quantity]) -> list[Quantity]:
        """Quantities, bare ones with the scale and currency of the row's label, the column's head or the caption."""
        return [self._scaled(q) for q in quantities] if self._rows else quantities

    def _scaled(self, quantity: Quantity) -> Quantity:
        row = self.row_at(quantity.start)
        if row is None or quantity.unit is not None or not _is_bare(self._text[quantity.start : quantity.end]):
            return quantity
        column = row.cell_of(quantity.start)
        if not column:
            return quantity
        heads = self.above(row)
        head = heads[-1] if heads else row
        places = [row.cells[0], *(h for h in (head.cells[column : column + 1] if heads else ())), head.cells[0]]
        start = head.cells[0][0]
        places.append((max(0, start - CAPTION), start))
        last = max(r.cells[-1][1] for r in self._rows if r.table == row.table)
        places.append((last, last + AFTER))
        for begin, end in places:
            if found := _SCALE.search(self._text, begin, end):
                return _times(quantity, found)
        return quantity


def _cells(line: str, offset: int) -> tuple[Span, ...]:
    pipes = [offset + m.start() for m in re.finditer(r"(?<!\\)\|", line)]
    if line.lstrip(" \t>")[:1] != "|":
        pipes.insert(0, offset - 1)
    return tuple((a + 1, b) for a, b in pairwise(pipes)) or ((offset, offset + len(line)),)


def _is_bare(quote: str) -> bool:
    return re.fullmatch(r"[-–(]?[\d,.]+\)?", quote) is not None


def _times(quantity: Quantity, found: re.Match[str]) -> Quantity:
    factor = _ZH[found["zh"]] if found["zh"] else _EN[found["en"].lower().removesuffix("s")]
    word = found["yuan"] or found["currency"] or found["currency2"]
    return replace(
        quantity, value=float(f"{quantity.value * factor:.12g}"), unit=_CURRENCY.get(word.upper()) if word else None
    )
