"""All printing: results to standard output, words about them to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flows import progress
from flows.figures import figure, scaled
from flows.text import one_line as clean

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
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


def table(
    columns: Sequence[str], rows: Sequence[Sequence[object]], *, right: Sequence[str] = (), title: str | None = None
) -> None:
    """Print rows as a table that fits the terminal.

    Args:
        columns: Headings.
        rows: Cells; None shows as empty.
        right: Headings of the columns to set flush right.
        title: A line above.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    for column in columns:
        grid.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(Text("" if cell is None else clean(cell)) for cell in row))
    console().print(grid)
