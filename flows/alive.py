"""Which runs have a living process: each run holds a lock that the operating system drops with the process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extract.errors import LockedError
from warehouse.lock import hold

DRAFT = "."


def _folder(root: Path) -> Path:
    return root / "working" / "runs"


@contextmanager
def alive(root: Path, run_id: str) -> Iterator[None]:
    """Mark a run as alive for the block; a mark that stays behind says that the process was killed.

    Args:
        root: NEWSGAUGE_HOME.
        run_id: The flow run's id.
    """
    mark = _folder(root) / run_id
    draft = mark.with_name(f"{DRAFT}{run_id}")
    with hold(draft, deadline_seconds=0, purpose=f"run {run_id}"):
        draft.replace(mark)  # under its own name it is never seen unlocked, unless its holder was killed
        try:
            yield
        finally:
            mark.unlink(missing_ok=True)


def is_alive(root: Path, run_id: str) -> bool:
    """Whether a process on this machine is at work on the run."""
    mark = _folder(root) / run_id
    if not mark.is_file():
        return False
    try:
        with hold(mark, deadline_seconds=0, purpose="look"):
            return False
    except LockedError:
        return True


def killed_runs(root: Path) -> list[str]:
    """Ids of the runs whose process is gone although they had not ended."""
    folder = _folder(root)
    marks = sorted(folder.iterdir()) if folder.is_dir() else []
    return [mark.name for mark in marks if mark.name[0] != DRAFT and not is_alive(root, mark.name)]


def forget(root: Path, run_id: str) -> None:
    """Remove the mark of a killed run."""
    (_folder(root) / run_id).unlink(missing_ok=True)
