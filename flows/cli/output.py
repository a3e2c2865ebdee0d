"""All printing: results to standard output, words about them to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from flows import progress
from flows.figures import figure, scaled
from flows.text import one_line as clean

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "Share",
    "clean",
    "console",
    "error",
    "figure",
    "is_quiet",
    "is_verbose",
    "json_line",
    "result",
    "say",
    "scaled",
    "set_level",
    "table",
]

CHART_WIDTH = 100
"""Widest table with bars: wider ones are read no better."""

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


@dataclass(frozen=True, slots=True)
class Share:
    """A table cell that is drawn as a bar: `value` from 0 to 1 of the room the column has."""

    value: float
    color: str


def table(
    columns: Sequence[str], rows: Sequence[Sequence[object]], *, right: Sequence[str] = (), title: str | None = None
) -> None:
    """Print rows as a table that fits the terminal.

    Args:
        columns: Headings.
        rows: Cells; None shows as empty. A column of `Share` takes the room that the others leave.
        right: Headings of the columns to set flush right.
        title: A line above.
    """
    from rich import box
    from rich.bar import Bar
    from rich.table import Table
    from rich.text import Text

    def shown(cell: object) -> Bar | Text:
        if isinstance(cell, Share):
            return Bar(1.0, 0, cell.value, color=cell.color)
        return Text("" if cell is None else clean(cell))

    drawn = {i for row in rows for i, cell in enumerate(row) if isinstance(cell, Share)}
    target = console()
    grid = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    if drawn:
        grid.width = min(target.width, CHART_WIDTH)
    for i, column in enumerate(columns):
        justify: Literal["left", "right"] = "right" if column in right else "left"
        grid.add_column(column, justify=justify, overflow="fold", ratio=1 if i in drawn else None, no_wrap=bool(drawn))
    for row in rows:
        grid.add_row(*map(shown, row))
    target.print(grid)
