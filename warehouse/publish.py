"""Publish: a copy of the working file with its marts, made aside, synced, renamed over the one people open."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import duckdb

from extract.errors import WarehouseError
from warehouse.connection import first_line, open_file, published_path, working_path
from warehouse.lock import hold
from warehouse.migrate import migrate, schema_version

SUFFIX = ".publishing"


def previous_path(home: Path) -> Path:
    """The publication before the present one."""
    return home / "newsgauge.previous.duckdb"


def mart_sql() -> list[tuple[str, str]]:
    """(name, SQL) of the marts in the order they are built."""
    folder = files("warehouse").joinpath("sql", "marts")
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return [(f.name, f.read_text(encoding="utf-8")) for f in found]


def build_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """Build every mart in this database.

    Raises:
        WarehouseError: A mart's SQL failed; names its file.
    """
    for name, sql in mart_sql():
        try:
            connection.execute(sql)
        except duckdb.Error as error:
            raise WarehouseError(f"mart {name}: {first_line(error)}") from error


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
    fresh = target.with_suffix(SUFFIX)
    with hold(work.parent / "writer.lock", deadline_seconds=deadline_seconds, purpose="publish"):
        try:
            for leftover in (fresh, fresh.with_name(fresh.name + ".wal")):
                leftover.unlink(missing_ok=True)
            # A file whose writer was killed carries its last commits in a WAL: opening and closing folds them in.
            settled = open_file(work)
            migrate(settled)
            settled.execute("checkpoint")
            settled.close()
            shutil.copyfile(work, fresh)
            connection = open_file(fresh)
            try:
                build_marts(connection)
                connection.execute(
                    'create or replace table publication as select (select arg_max(load_id, started_at) from "load") '
                    "as load_id, ?::integer as schema_version, coalesce(?::timestamptz, (select max(started_at) from "
                    '"load")) as published_at',
                    [schema_version(), now],
                )
                connection.execute("checkpoint")
            finally:
                connection.close()
            _sync(fresh)
            if target.exists():
                previous = previous_path(home)
                previous.unlink(missing_ok=True)
                os.link(target, previous)
            fresh.replace(target)
            _sync(target.parent)
        except (OSError, duckdb.Error) as error:
            raise WarehouseError(f"{target}: cannot be published: {first_line(error)}") from error
    return target
