"""The tables of one text, and the figures of their cells with the scale and the changes that a table tells of them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace

from extract.observation.tables.dated import dated
from extract.observation.tables.flat import flat
from extract.observation.tables.grid import KINDS, Row, Span, Table, is_statement, pattern
from extract.observation.tables.piped import piped
from extract.observation.tables.scale import Scale, currency_in, scale_in
from extract.quantity import read_quantities
from extract.records import Change, ChangeKind, Comparator, Direction, Quantity

LONGEST_REST = 12
"""Characters of a cell besides its figures; a cell with more is prose."""
MOST_ROWS = 40
"""Rows looked at for what a table is about."""
LONGEST_YEAR, FIRST_YEAR, LAST_YEAR = 4, 1980, 2040
"""Bare numbers that are years rather than figures of a scale that is told over the table."""
_BARE = re.compile(
    r"[*_\s]*(?P<about>[~≈约近超逾>≥<≤+]|approx\.?)?\s?"
    r"(?P<figure>(?:rmb|cny|us\$|usd|hk\$|hkd|人民币|\$|¥)?\s?[-–−+]?\s?[(（]?\s?[-–−+]?\d[\d,]*(?:\.\d+)?(?:\s?[%％])?[)）]?[%％]?)"
    r"(?P<more>\+)?(?:\s?[(（](?P<change>[-–−+]?\d[\d.]*\s?[%％])[^)）\d]{0,12}[)）])?[*_\s]*(?:\[\d+\])?\s*"
)
_ABOUT: dict[str, Comparator] = {
    "~": "approx", "≈": "approx", "约": "approx", "近": "approx", "approx": "approx", "approx.": "approx",
    "超": "gt", "逾": "gt", ">": "gt", "≥": "ge", "<": "lt", "≤": "le",
}  # fmt: skip
_REST = re.compile(r"[\W\d_]+")


class Tables:
    """The tables of one text."""

    def __init__(self, text: str, folded: str) -> None:
        """Tables of a text.

        Args:
            text: As it is.
            folded: In lower case and simplified characters, one for one.
        """
        self._text, self._folded = text, folded
        self._tables: list[Table] = []
        self._rows: list[Row] = []
        self._figures: dict[int, tuple[Row, int]] = {}
        self._changes: set[int] = set()
        self.periods: dict[int, list[str | None]] = {}
        """The periods of each table's columns, once they are read."""
        for table, rows in _found(folded):
            self._tables.append(table)
            self._rows += rows
        if len(self._tables) > 1:
            self._rows.sort(key=lambda row: row.cells[0][0])
        self._flat = sorted((table.start, table.end) for table in self._tables if table.flat)
        self._starts = [row.cells[0][0] for row in self._rows]
        self.starts = [row.cells[0][0] for row in self._rows if not self.table_of(row).flat]
        """Where the rows start whose figures are read with the text around them."""

    def __bool__(self) -> bool:
        return bool(self._rows)

    def row_at(self, position: int) -> Row | None:
        """The row a position lies in."""
        at = bisect_right(self._starts, position) - 1
        return self._rows[at] if at >= 0 and position <= self._rows[at].cells[-1][1] else None

    def table_of(self, row: Row) -> Table:
        """The table of a row."""
        return self._tables[row.table]

    def rows_of(self, row: Row) -> list[Row]:
        """The first rows of a row's table."""
        at = bisect_left(self._starts, self.table_of(row).start)
        return [other for other in self._rows[at : at + MOST_ROWS] if other.table == row.table]

    def cell(self, quantity: Quantity) -> tuple[Row, int] | None:
        """The row and the column's number of a figure that has a cell of its own."""
        return self._figures.get(quantity.start)

    def is_change(self, quantity: Quantity) -> bool:
        """Whether a figure is the change of its row's level."""
        return quantity.start in self._changes

    def is_estimate(self, quantity: Quantity) -> bool:
        """Whether a figure stands in a column of what is expected."""
        cell = self.cell(quantity)
        return (
            cell is not None and pattern("estimate").search(self.table_of(cell[0]).column(cell[1]).period) is not None
        )

    def told(self, spans: tuple[Span, ...]) -> str:
        """The words of some cells."""
        return " ".join(self._folded[start:end] for start, end in spans)

    def read(self, quantities: list[Quantity]) -> list[Quantity]:
        """Quantities of the text, those of cells with the table's scale, currency and changes.

        Args:
            quantities: As the text alone tells them, in order.
        """
        if not self._rows:
            return quantities
        inside: dict[int, list[Quantity]] = {}
        others: list[Quantity] = []
        for quantity in quantities:
            at = bisect_right(self._starts, quantity.start) - 1
            if at >= 0 and quantity.start <= self._rows[at].cells[-1][1]:
                inside.setdefault(at, []).append(quantity)
            elif not self._is_within_flat(quantity):
                others.append(quantity)
        for at, row in enumerate(self._rows):
            others += self._of_row(row, inside.get(at, []))
        return sorted(others, key=lambda q: q.start)

    def _is_within_flat(self, quantity: Quantity) -> bool:
        at = bisect_right(self._flat, (quantity.start, quantity.end)) - 1
        return at >= 0 and quantity.start < self._flat[at][1]

    def _of_row(self, row: Row, told: list[Quantity]) -> Iterator[Quantity]:
        """The figures of a row: those of cells of their own, and those told in prose."""
        table = self.table_of(row)
        if table.listed and any(q.start < row.cells[1][0] for q in told):
            told = self._read_again(row.cells[1])
        level: tuple[int, Quantity] | None = None
        figures: dict[int, Quantity] = {}
        for number, span in enumerate(row.cells):
            mine = [q for q in told if span[0] <= q.start < span[1]]
            if mine and (span in row.label or not (row.label or is_statement(self._text, span))):
                mine = [q for q in mine if not table.flat and any(c.isdigit() for c in q.quote)]
            one = self._figure(row, number, span, mine) if row.label and span not in row.label else None
            if one is None:
                yield from mine
                continue
            figures[number] = one
            if level is None and table.column(number).change is None:
                level = (number, one)
        yield from self._with_changes(row, figures, level)

    def _read_again(self, span: Span) -> list[Quantity]:
        """The quantities of a cell by itself, where one was read across its start: '13 — 272 million."""
        start, end = span
        return read_quantities(self._text[start:end], offset=start)

    def _figure(self, row: Row, number: int, span: Span, told: list[Quantity]) -> Quantity | None:
        """The figure that is all a cell holds; None for prose, for blank cells and for ranks, days and the like."""
        column = self.table_of(row).column(number)
        bare = _BARE.fullmatch(self._folded, *span)
        if bare is not None:
            one = self._bare(row, number, bare)
            return one if column.holds_figures and not column.dates else None
        if not told or not column.holds_figures:
            return None
        rest = "".join(
            self._folded[a:b]
            for a, b in zip([span[0], *(q.end for q in told)], [*(q.start for q in told), span[1]], strict=True)
        )
        alone = len(told) == 1 or (len(told) == 2 and told[1].unit not in {told[0].unit, None})
        return told[0] if alone and len(_REST.sub("", rest)) <= LONGEST_REST else None

    def _bare(self, row: Row, number: int, match: re.Match[str]) -> Quantity:
        """A number alone, with the scale of the row's label, the column's head, the corner or the caption."""
        start, end = match.span("figure")
        quote = self._text[start:end]
        digits = re.sub(r"[^\d.]", "", quote)
        value = float(digits) * (-1 if re.search(r"[-–−(（]\s*\d", quote) else 1)
        comparator = "gt" if match["more"] else _ABOUT.get(match["about"] or "", "eq")
        table = self.table_of(row)
        is_change = table.column(number).change is not None and not scale_in(self.told(table.column(number).heads))
        unit = "percent" if is_change or re.search("[%％]", quote) else None
        change = _told_change(match["change"]) if match["change"] else None
        one = Quantity(
            value=value, comparator=comparator, unit=unit, start=start, end=end, quote=quote, level_change=change
        )
        if unit:
            return one
        currency, scale = currency_in(self._folded[start:end]), self._scale(row, number, quote)
        if scale is None:
            return replace(one, unit=currency or ("shares" if self._is_of_shares(row, number) else None))
        return replace(one, value=float(f"{value * scale.factor:.12g}"), unit=currency or scale.unit)

    def _scale(self, row: Row, number: int, quote: str) -> Scale | None:
        """The scale of a bare number: of its label, its head, the corner, or the lines around the table."""
        table = self.table_of(row)
        label, head = self.told(row.label), table.column(number).heads
        per_share = pattern("per_share").search(label) is not None
        counts = pattern("counts").search(f"{label} {self.told(head)}") is not None
        corner = table.column(0).heads
        found: Scale | None = None
        for place in (row.label[-1:], row.label[:-1], _units(table, row), head, corner, (table.above,), (table.below,)):
            scale = scale_in(self.told(place), per_share=per_share) if place else None
            general = place in (corner, (table.above,), (table.below,))
            if scale is None or (general and ((counts and scale.unit) or scale.unit == "percent")):
                continue
            if general and len(quote) == LONGEST_YEAR and quote.isdigit() and FIRST_YEAR < int(quote) < LAST_YEAR:
                continue
            if found is None:
                found = scale
            elif found.unit is None and scale.unit and not counts:
                return replace(found, unit=scale.unit)
        if found is not None and found.unit is None and self._is_of_shares(row, number):
            return replace(found, unit="shares")
        return found

    def _is_of_shares(self, row: Row, number: int) -> bool:
        told = self.told((*row.label, *self.table_of(row).column(number).heads))
        return pattern("shares").search(told) is not None and not pattern("per_share").search(told)

    def _with_changes(
        self, row: Row, figures: dict[int, Quantity], level: tuple[int, Quantity] | None
    ) -> Iterator[Quantity]:
        """The figures, the first level with the change on the year, else the first one, that a column tells of it."""
        table = self.table_of(row)
        told = self.told(row.label)
        label = next((k for k in KINDS if pattern(k).search(told)), None)
        label = label or ("other" if pattern("growth").search(told) else None)
        changes: list[tuple[ChangeKind, Quantity]] = []
        for number, one in figures.items():
            kind = table.column(number).change
            if kind is not None:
                changes.append((kind, one))
        for number, one in figures.items():
            self._figures[one.start] = (row, number)
            kind = next((k for k, change in changes if change is one), label)
            if level is not None and any(change is one for _, change in changes):
                self._changes.add(one.start)
                yield one
            elif kind is not None and one.unit == "percent":
                yield replace(one, value=abs(one.value), change=_change(kind, one.value))
            elif level is not None and one is level[1] and one.unit != "percent" and (told_of := _relative(changes)):
                yield replace(one, level_change=told_of)
            else:
                yield one


def _units(table: Table, row: Row) -> tuple[Span, ...]:
    """The cell of a row that tells the unit of its figures."""
    return tuple(span for number, span in enumerate(row.cells) if table.column(number).units)[:1]


def _found(text: str) -> list[tuple[Table, list[Row]]]:
    """The tables of a text, those with bars before those without, none within another."""
    found: list[tuple[Table, list[Row]]] = []
    for bar in ("|", "\t"):
        if bar in text:
            found += piped(text, bar, len(found))
    found += flat(text, [(table.start, table.end) for table, _ in found], len(found))
    return found + dated(text, [(table.start, table.end) for table, _ in found], len(found))


def _relative(changes: list[tuple[ChangeKind, Quantity]]) -> Change | None:
    """The change on the year among those in percent, else the first."""
    told = sorted((c for c in changes if c[1].unit == "percent"), key=lambda c: c[0] != "yoy")
    return _change(told[0][0], told[0][1].value) if told else None


def _told_change(words: str) -> Change:
    return _change("other", float(re.sub(r"[^\d.]", "", words)) * (-1 if words[0] in "-–−" else 1))


def _change(kind: ChangeKind, value: float) -> Change:
    direction: Direction = "down" if value < 0 else "up" if value else "flat"
    return Change(kind=kind, direction=direction, value=abs(value), unit="percent")
