"""Tables with a bar or a tab between their cells, with or without bars at the ends and a rule under the head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from extract.bundled import bundled
from extract.observation.tables.grid import ARROW, PAIR, Column, Row, Span, Table, headed, is_statement

LONGEST_LABEL, LONGEST_LINE, MOST_HEADS = 80, 120, 3
"""Characters of a row's label and of a line of caption; rows of a head."""
LEAST_OPEN = 2
"""Rows with figures that make a table of lines without a bar at their ends."""
LEAST_PARTED = 3
"""Lines of a table, with head and rule, before another's head."""
REACH = 400
"""Characters over a table in which its caption is looked for."""
_ROW = {bar: re.compile(rf"^[^\n{bar}]*{re.escape(bar)}[^\n]*$", re.M) for bar in ("|", "\t")}
_RULE = re.compile(r"[\s|:>-]*$")
_RANK = re.compile(r"\W*\d{0,3}\W*")
_FIGURE = re.compile(
    r"[*_\s]*(?:{before}|[~≈>≥<+\-–−(（])*\s?(?:{currency})?\s?[-–−+(（]?\d[\d,]*(?:\.\d+)?(?:\s?[-–~至]\s?\d[\d,]*(?:\.\d+)?)?"
    r"\s?(?:(?:[%％+)）*?]|{after})\s?)*(?:[(（\[][^()（）\[\]]{{1,20}}[)）\]])?\W*".format(
        **bundled("extract.observation.tables", "words.toml")["cell"]
    )
)
_YEAR = re.compile(r"\W*(?:19|20)\d\d\W*")
_REMARK = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
"""What more is told of a figure at the end of its cell."""
_TOLD = re.compile(r"\d\s?(?:(?:trillion|billion|million|bn|mn)\b|[万亿%])")
"""A figure with its scale, in a cell that tells it in prose."""
_NO_CAPTION = re.compile(r"[.!?。！？；;]\s*$|\||^\s*(?:[-*•●·▪◆■–—]\s|\d{1,2}[.)、]\s)")
_GOES_ON = re.compile(r"\s*(?:[(（]|in\s|单位|rmb|us\$|hk\$|unit)")
"""A caption of the scale alone has a title over it."""


def piped(text: str, bar: str, first: int) -> Iterator[tuple[Table, list[Row]]]:
    """The tables with bars of a text, in order.

    Args:
        text: In lower case.
        bar: What parts cells, a bar or a tab.
        first: Number of the first table.
    """
    for lines in _groups(text, bar):
        made = _table(text, lines, bar, first)
        if made is not None:
            yield made
            first += 1


def _groups(text: str, bar: str) -> Iterator[list[re.Match[str]]]:
    """Runs of lines with bars: each ends in one, or several have the same number of them."""
    group: list[re.Match[str]] = []
    for match in _ROW[bar].finditer(text):
        if group and match.start() != group[-1].end() + 1:
            yield from _parted(text, group, bar)
            group = []
        group.append(match)
    if group:
        yield from _parted(text, group, bar)


def _parted(text: str, lines: list[re.Match[str]], bar: str) -> Iterator[list[re.Match[str]]]:
    """Tables that follow each other without a line between: a second rule, under a line without figures, starts one."""
    start, has_rule = 0, False
    for at, line in enumerate(lines):
        if "--" not in line[0] or _RULE.match(line[0]) is None:
            continue
        if has_rule and at - start > LEAST_PARTED and not _has_figure(text, lines[at - 1], bar):
            yield lines[start : at - 1]
            start = at - 1
        has_rule = True
    yield lines[start:]


def _table(text: str, lines: list[re.Match[str]], bar: str, number: int) -> tuple[Table, list[Row]] | None:
    """The table that lines with bars are; None where they are prose."""
    closed = [match[0].rstrip(" ").endswith(bar) for match in lines]
    alike = len({match[0].count(bar) for match in lines}) == 1
    if not any(closed) and not (len(lines) > 1 and alike):
        return None
    if not any(closed) and sum(_has_figure(text, match, bar) for match in lines) < LEAST_OPEN:
        return None
    cells = [(_RULE.match(match[0]) is not None, _cells(match[0], match.start(), bar)) for match in lines]
    count = _head_rows(text, cells)
    rows = [row for is_rule, row in cells if not is_rule]
    heads, body = rows[:count], rows[count:]
    columns = _columns(text, heads)
    start, end = lines[0].start(), lines[-1].end()
    table = Table(start, end, columns, _above(text, start), _below(text, end))
    return table, _rows(text, table, [*heads, *body], number, count)


def _has_figure(text: str, line: re.Match[str], bar: str) -> bool:
    return any(is_figure(text, span) for span in _cells(line[0], line.start(), bar)[1:])


def _cells(line: str, offset: int, bar: str) -> tuple[Span, ...]:
    pipes = [offset + m.start() for m in re.finditer(rf"(?<!\\){re.escape(bar)}", line)]
    if line.lstrip(" >")[:1] != bar or bar == "\t":
        pipes.insert(0, offset - 1)
    if line.rstrip(" ")[-1:] != bar:
        pipes.append(offset + len(line))
    return tuple((a + 1, b) for a, b in pairwise(pipes)) or ((offset, offset + len(line)),)


def _head_rows(text: str, cells: list[tuple[bool, tuple[Span, ...]]]) -> int:
    """How many rows are the head: those over the rule, and those without a figure at the top."""
    over = next((at for at, (is_rule, _) in enumerate(cells[: MOST_HEADS + 1]) if is_rule), 0)
    count = 0
    for is_rule, row in cells:
        if is_rule:
            continue
        filled = [span for span in row[1:] if text[slice(*span)].strip()]
        if count >= MOST_HEADS or (count >= max(over, 1) and not filled):
            break
        if count >= over and any(is_figure(text, span) for span in row[1:]):
            break
        count += 1
    return count if count < len([1 for is_rule, _ in cells if not is_rule]) else over


def is_figure(text: str, span: Span) -> bool:
    """Whether a cell holds a figure, or what it was and is, and nothing else; a year is none."""
    cell = text[slice(*span)].strip()
    if not cell or len(cell) >= LONGEST_LABEL:
        return False
    parts = ARROW.split(_REMARK.sub("", cell)) if ARROW.search(cell) else [cell]
    return len(parts) <= PAIR and all(_FIGURE.fullmatch(part) and not _YEAR.fullmatch(part) for part in parts)


def _columns(text: str, heads: list[tuple[Span, ...]]) -> tuple[Column, ...]:
    """The columns; a blank cell of an upper head goes on with the one on its left."""
    width = max((len(row) for row in heads), default=0)
    stacks: list[list[Span]] = [[] for _ in range(width)]
    for at, row in enumerate(heads):
        last: Span | None = None
        for number in range(width):
            span = row[number] if number < len(row) else None
            filled = span is not None and text[slice(*span)].strip() != ""
            last = span if filled else last if at + 1 < len(heads) and number else None
            if last is not None:
                stacks[number].append(last)
    return tuple(headed(text, tuple(stack)) for stack in stacks)


def _rows(text: str, table: Table, cells: list[tuple[Span, ...]], number: int, heads: int) -> list[Row]:
    """The rows, those under a row without figures with its label before theirs."""
    rows: list[Row] = []
    section: Span | None = None
    for at, row in enumerate(cells):
        if at < heads:
            rows.append(Row(row, (), number))
            continue
        label = _label(text, table, row)
        filled = any(text[slice(*span)].strip() for span in row[1:])
        if not filled:
            section = row[0]
        rows.append(Row(row, (section, *label) if section and filled else label, number))
    return rows


def _label(text: str, table: Table, row: tuple[Span, ...]) -> tuple[Span, ...]:
    """The cells that name a row: those before its first figure that are no ranks, and no days something began on."""
    label: list[Span] = []
    for number, span in enumerate(row):
        cell = text[slice(*span)].strip()
        column = table.column(number)
        is_rank = _RANK.fullmatch(cell) is not None and not _YEAR.fullmatch(cell)
        if is_figure(text, span) and not (number == 0 and (is_rank or column.dates)):
            break
        if label and _TOLD.search(cell):
            break
        if cell and column.dates:
            label.append(span)
            continue
        if cell and not is_rank and len(cell) <= LONGEST_LABEL and (column.holds_figures or number == 0):
            label.append(span)
    if label or not row:
        return tuple(label)
    lettered = (span for span in row if _is_lettered(text, span) and not is_statement(text, span))
    return tuple(span for span in lettered if span[1] - span[0] <= LONGEST_LABEL)[:1]


def _is_lettered(text: str, span: Span) -> bool:
    return any(c.isalpha() for c in text[slice(*span)]) and not is_figure(text, span)


def _above(text: str, start: int) -> Span:
    """The line over a table that is its caption, and the one over that as far as they belong together.

    An empty span where there is none: sentences, items of a list and rows of another table are no captions.
    """
    floor, begin = max(0, start - REACH), start
    for _ in range(2):
        line_end = floor + len(text[floor:begin].rstrip())
        line = text.rfind("\n", floor, line_end) + 1
        told = text[line:line_end]
        if not told.strip() or len(told) > LONGEST_LINE or _NO_CAPTION.search(told):
            break
        if begin < start and text.count("\n", line_end, begin) > 1 and not _GOES_ON.match(text, begin):
            break
        begin = line
    return begin, start


def _below(text: str, end: int) -> Span:
    after = re.compile(r"\s*([^\n|]{1,120})$", re.M).match(text, end)
    return after.span(1) if after else (end, end)
