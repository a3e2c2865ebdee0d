"""Publish: a copy of the working file with its marts, made aside, synced, renamed over the one people open."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from extract.errors import WarehouseError
from warehouse.connection import (
    open_file,
    previous_path,
    published_path,
    trouble,
    wal_path,
    working_path,
    writer_lock_path,
)
from warehouse.load import read_sql, transaction
from warehouse.lock import hold
from warehouse.marts import build_marts, comment_columns
from warehouse.migrate import migrate, schema_version

SUFFIX = ".publishing"


def sync(path: Path) -> None:
    """Have a file, or a folder's names, on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle(path: Path) -> None:
    """Fold what a killed writer left in the WAL into the file, and bring its schema up to date.

    Raises:
        WarehouseError: The file is missing or damaged, or commits are left outside of it.
    """
    if not path.exists():
        raise WarehouseError(f"{path}: is missing; there is nothing to publish")
    connection = open_file(path)
    try:
        migrate(connection)
        connection.execute("checkpoint")
    finally:
        connection.close()
    if wal_path(path).exists():
        raise WarehouseError(f"{path}: commits are left in its WAL, so that a copy would miss them")


def _remove(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


@contextmanager
def _made_aside(target: Path) -> Iterator[Path]:
    """A file to write; it takes the target's name when the block ends well, and is gone when it does not."""
    fresh = target.with_suffix(SUFFIX)
    _remove(fresh, wal_path(fresh))
    try:
        yield fresh
        sync(fresh)
        fresh.replace(target)
        sync(target.parent)
    finally:
        _remove(fresh, wal_path(fresh))


def _keep_previous(home: Path) -> None:
    """Give the present publication its second name, in one step, so that one or the other is always there."""
    target, previous = published_path(home), previous_path(home)
    if target.exists():
        link = previous.with_suffix(".linking")
        _remove(link)
        try:
            os.link(target, link)
        except OSError:
            shutil.copyfile(target, link)  # a file system without hard links
        link.replace(previous)
        _remove(link)  # renaming one name of a file over another of it leaves both


def publish(home: Path, *, deadline_seconds: float = 600.0, now: datetime | None = None) -> Path:
    """Publish what is loaded; readers of the old file keep it until they close it.

    Args:
        home: NEWSGAUGE_HOME.
        deadline_seconds: How long to wait for a writer.
        now: Time to write into the publication; the load's own time when None, so that equal facts publish equally.

    Returns:
        The published file.

    Raises:
        WarehouseError: Disk full, no right to write, or a mart failed; the old publication is untouched.
    """
    work, target = working_path(home), published_path(home)
    with hold(writer_lock_path(home), deadline_seconds=deadline_seconds, purpose="publish"):
        try:
            settle(work)
            with _made_aside(target) as fresh:
                shutil.copyfile(work, fresh)
                connection = open_file(fresh)
                try:
                    with transaction(connection):
                        build_marts(connection)
                        connection.execute(read_sql("publication.sql"), [schema_version(), now])
                        comment_columns(connection)
                    connection.execute("checkpoint")
                finally:
                    connection.close()
                _keep_previous(home)
        except (OSError, duckdb.Error) as error:
            raise trouble(target, error) from error
    return target
