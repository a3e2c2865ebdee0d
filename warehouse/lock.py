"""Locks of the operating system beside the warehouse: they die with their holder and hold against every process."""

from __future__ import annotations

import fcntl
import json
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from extract.errors import LockedError, WarehouseError

POLL_SECONDS = (0.05, 0.25)


def _holder(path: Path) -> str:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return f"process {found['pid']} ({found['purpose']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


@contextmanager
def hold(
    path: Path, *, deadline_seconds: float, purpose: str, on_wait: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold an exclusive lock for the block.

    Args:
        path: The lock file; it stays, only its lock comes and goes.
        deadline_seconds: How long to wait for another holder.
        purpose: What for, shown to those who wait.
        on_wait: Called once with a line for people when there is a wait.

    Raises:
        LockedError: The deadline passed; names the holder.
        WarehouseError: The file cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise WarehouseError(f"{path}: cannot be written: {error.strerror}") from error
    try:
        _acquire(handle, path, deadline_seconds, on_wait)
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps({"pid": os.getpid(), "purpose": purpose}).encode(), 0)
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, path: Path, deadline_seconds: float, on_wait: Callable[[str], None] | None) -> None:
    deadline = time.monotonic() + deadline_seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise LockedError(
                    f"{path.parent}: {_holder(path)} is at work; waited {deadline_seconds:.3g} s for it"
                ) from None
            if on_wait is not None:
                on_wait(f"waiting up to {deadline_seconds:.3g} s for {_holder(path)}, which is at work")
                on_wait = None
            time.sleep(random.uniform(*POLL_SECONDS))  # noqa: S311 - jitter
        else:
            return


@contextmanager
def run_lock(
    home: Path, *, deadline_seconds: float, purpose: str, on_wait: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold the warehouse for a whole run, or for one window of a backfill, so that two runs never write at once.

    Those who wait stand in a queue lock first: a backfill that comes back for its next window finds it taken by a
    waiting run and lets that one go ahead.
    """
    folder = home / "working"
    began = time.monotonic()
    queue = hold(folder / "queue.lock", deadline_seconds=deadline_seconds, purpose=purpose, on_wait=on_wait)
    with ExitStack() as held:
        with queue:
            left = max(0.0, deadline_seconds - (time.monotonic() - began))
            held.enter_context(hold(folder / "run.lock", deadline_seconds=left, purpose=purpose, on_wait=on_wait))
        yield
