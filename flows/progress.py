"""Progress on a terminal: a spinner or a bar with rate and time left; nothing where standard error is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Task
    from rich.text import Text

Advance = Callable[[], None]
_switch = {"on": True}


def silence() -> None:
    """Show no progress in this process (--quiet)."""
    _switch["on"] = False


def shown() -> bool:
    """Whether progress is shown."""
    return _switch["on"] and sys.stderr.isatty()


@contextmanager
def spinner(label: str) -> Iterator[None]:
    """Show that something of unknown length runs."""
    if not shown():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(label):
        yield


def per_minute(speed: float | None) -> str:
    """A rate of steps a second as people read it."""
    if speed is None:
        return ""
    return f"{speed:.1f}/s" if speed >= 1 else f"{speed * 60:.1f}/min"


@contextmanager
def bar(label: str, total: int) -> Iterator[Advance]:
    """A bar with count, rate and time left; yields what to call after each step."""
    if not shown() or not total:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(per_minute(task.finished_speed or task.speed))

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        job = progress.add_task(label, total=total)
        yield lambda: progress.advance(job)
