"""All printing: results to standard output, words about them to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

_level = {"quiet": False, "verbose": False}


def set_level(*, quiet: bool, verbose: bool) -> None:
    """Choose how much is said besides the result."""
    _level.update(quiet=quiet, verbose=verbose)


def is_verbose() -> bool:
    """Whether --verbose was given."""
    return _level["verbose"]


def console() -> Console:
    """Standard output as a Rich console; text is never read as markup. Pipes get lines wide enough to keep."""
    from rich.console import Console

    return Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else 160)


def clean(text: object) -> str:
    """One line without control characters, so that text from the network cannot steer the terminal."""
    return "".join(c if c.isprintable() else " " for c in str(text))


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


@contextmanager
def working(text: str) -> Iterator[None]:
    """Show that something runs, on a terminal only."""
    if _level["quiet"] or not sys.stderr.isatty():
        say(text)
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(text):
        yield


COMPARATORS = {"gt": "over ", "ge": "at least ", "lt": "under ", "le": "at most ", "approx": "about "}


def figure(value: float, unit: str, comparator: str = "eq", value_max: float | None = None) -> str:
    """A value as people write it: "over 1.2 billion users", "CNY 125.4 billion", "5.4 %"."""
    text = scaled(value) if value_max is None else f"{scaled(value)} to {scaled(value_max)}"
    if unit == "percent":
        text = f"{value:,.4g} %"
    elif len(unit) == 3 and unit.isupper():
        text = f"{unit} {text}"
    else:
        text = f"{text} {unit.replace('_', ' ')}"
    return COMPARATORS.get(comparator, "") + text


def scaled(value: float) -> str:
    """1234000000 as "1.234 billion"."""
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{value / size:,.5g} {word}"
    return f"{value:,.10g}"
