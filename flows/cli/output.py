"""All printing: results to standard output, words about them to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from flows import progress
from flows.figures import figure, scaled
from flows.text import one_line as clean

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

__all__ = [
    "Share",
    "clean",
    "console",
    "error",
    "figure",
    "fitted",
    "is_quiet",
    "is_verbose",
    "json_line",
    "moment",
    "result",
    "say",
    "scaled",
    "set_level",
    "table",
]

CHART_WIDTH = 100
"""Widest table with bars: wider ones are read no better."""
GAP = 3
"""Characters between two columns of a table."""
LEAST_WIDTH = 14
"""Narrowest column of running text."""
LONGEST_WORD = 28
"""Longest word that is kept whole; addresses and digests may be cut."""

_level = {"quiet": False, "verbose": False}


def set_level(*, quiet: bool, verbose: bool) -> None:
    """Choose how much is said besides the result."""
    _level.update(quiet=quiet, verbose=verbose)
    if quiet:
        progress.silence()


def is_verbose() -> bool:
    """Whether --verbose was given."""
    return _level["verbose"]


def is_quiet() -> bool:
    """Whether --quiet was given."""
    return _level["quiet"]


def console() -> Console:
    """Standard output as a Rich console; text is never read as markup. Pipes get lines wide enough to keep."""
    from rich.console import Console

    return Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else 160)


def say(text: str) -> None:
    """A line of progress, on standard error; silent with --quiet."""
    if not _level["quiet"]:
        print(clean(text), file=sys.stderr, flush=True)


def error(text: str) -> None:
    """One line of error."""
    print(f"newsgauge: {clean(text)}", file=sys.stderr, flush=True)


def result(text: str = "") -> None:
    """A line of the result."""
    print(text, flush=True)


def json_line(value: Any) -> None:
    """A value as one line of JSON."""
    print(json.dumps(value, ensure_ascii=False, default=str), flush=False)


def moment(value: datetime) -> str:
    """A point of time as a person reads it, to the minute, in UTC."""
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


@dataclass(frozen=True, slots=True)
class Share:
    """A table cell that is drawn as a bar: `value` from 0 to 1 of the room the column has."""

    value: float
    color: str


def table(
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    right: Sequence[str] = (),
    title: str | None = None,
    spare: Sequence[str] = (),
) -> None:
    """Print rows as a table that fits the terminal; where words would have to be cut for that, as a record a row.

    Args:
        columns: Headings.
        rows: Cells; None shows as empty. A column of `Share` takes the room that the others leave.
        right: Headings of the columns to set flush right.
        title: A line above.
        spare: Headings of the columns that a narrow terminal goes without, the first to go first.
    """
    from rich import box
    from rich.bar import Bar
    from rich.table import Table
    from rich.text import Text

    def shown(cell: object) -> Bar | Text:
        return Bar(1.0, 0, cell.value, color=cell.color) if isinstance(cell, Share) else Text(str(cell))

    target = console()
    cells = [[c if isinstance(c, Share) else "" if c is None else clean(c) for c in row] for row in rows]
    drawn = {i for row in cells for i, cell in enumerate(row) if isinstance(cell, Share)}
    kept = list(range(len(columns)))
    widths = None if drawn else fitted(columns, cells, target.width)
    for heading in () if drawn else spare:
        if widths is None:
            kept.remove(columns.index(heading))
            widths = fitted([columns[i] for i in kept], [[row[i] for i in kept] for row in cells], target.width)
    grid = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    if drawn:
        grid.width = min(target.width, CHART_WIDTH)
    elif widths is None:
        _records(target, columns, cells, title)
        return
    for place, i in enumerate(kept):
        justify: Literal["left", "right"] = "right" if columns[i] in right else "left"
        width = widths[place] if widths else None
        ratio = 1 if i in drawn else None
        grid.add_column(columns[i], justify=justify, overflow="fold", ratio=ratio, no_wrap=bool(drawn), width=width)
    for row in cells:
        grid.add_row(*(shown(row[i]) for i in kept))
    _print(target, grid)


def fitted(columns: Sequence[str], cells: Sequence[Sequence[object]], room: int) -> list[int] | None:
    """Widths at which columns stand side by side, their words whole.

    Args:
        columns: Headings.
        cells: Rows of text.
        room: Characters a line.

    Returns:
        A width a column; None where some word would have to be cut.
    """
    from rich.cells import cell_len

    texts = [[heading, *(str(row[i]) for row in cells)] for i, heading in enumerate(columns)]
    wanted = [max(map(cell_len, column)) for column in texts]
    words = [max((cell_len(word) for text in column for word in text.split()), default=0) for column in texts]
    least = [min(want, max(LEAST_WIDTH, min(word, LONGEST_WORD))) for want, word in zip(wanted, words, strict=True)]
    left = room - sum(least) - GAP * len(columns) + 1
    if left < 0:
        return None
    widths = list(least)
    order = sorted(range(len(columns)), key=lambda i: wanted[i] - least[i])
    for waiting, i in zip(range(len(order), 0, -1), order, strict=True):
        more = min(wanted[i] - least[i], left // waiting)
        widths[i] += more
        left -= more
    return widths


def _records(target: Console, columns: Sequence[str], cells: Sequence[Sequence[object]], title: str | None) -> None:
    """Each row as lines of heading and value."""
    from rich.table import Table
    from rich.text import Text

    for number, row in enumerate(cells, 1):
        if number > 1:
            result()
        grid = Table(
            box=None, show_header=False, title=f"{title or 'row'} {number}", title_justify="left", pad_edge=False
        )
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for heading, cell in zip(columns, row, strict=True):
            grid.add_row(Text(heading), Text(str(cell)))
        _print(target, grid)


def _print(target: Console, grid: Table) -> None:
    """Print without the blanks that fill lines up, which pipes and copied text would keep."""
    with target.capture() as captured:
        target.print(grid)
    print("\n".join(line.rstrip() for line in captured.get().splitlines()), flush=True)
