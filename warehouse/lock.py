"""Locks of the operating system beside the warehouse: they die with their holder and hold against every process."""

from __future__ import annotations

import fcntl
import json
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extract.errors import WarehouseError

POLL_SECONDS = (0.05, 0.25)


def _holder(path: Path) -> str:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return f"process {found['pid']} ({found['purpose']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


@contextmanager
def hold(path: Path, *, deadline_seconds: float, purpose: str) -> Iterator[None]:
    """Hold an exclusive lock for the block.

    Args:
        path: The lock file; it stays, only its lock comes and goes.
        deadline_seconds: How long to wait for another holder.
        purpose: What for, shown to those who wait.

    Raises:
        WarehouseError: The deadline passed, naming the holder, or the file cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise WarehouseError(f"{path}: cannot be written: {error.strerror}") from error
    try:
        _acquire(handle, path, deadline_seconds)
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps({"pid": os.getpid(), "purpose": purpose}).encode(), 0)
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, path: Path, deadline_seconds: float) -> None:
    deadline = time.monotonic() + deadline_seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise WarehouseError(
                    f"{path.parent}: {_holder(path)} is at work; waited {deadline_seconds:g} s for it"
                ) from None
            time.sleep(random.uniform(*POLL_SECONDS))  # noqa: S311 - jitter
        else:
            return


@contextmanager
def run_lock(home: Path, *, deadline_seconds: float, purpose: str) -> Iterator[None]:
    """Hold the warehouse for a whole run, so that two runs never write at once."""
    with hold(home / "working" / "run.lock", deadline_seconds=deadline_seconds, purpose=purpose):
        yield
