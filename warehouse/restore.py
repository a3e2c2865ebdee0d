"""Make a damaged or missing working file anew out of the last publication that can be read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from extract.errors import DamagedError, WarehouseError
from warehouse.connection import (
    open_file,
    previous_path,
    published_path,
    trouble,
    wal_path,
    working_path,
    writer_lock_path,
)
from warehouse.lock import hold
from warehouse.migrate import migrate, migrations
from warehouse.publish import sync

PUBLISHED_NAMES = {"observation": "observation_fact"}
"""Tables that publishing renames, because the mart for people has their name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore found and did.

    `damage` says what was wrong with the working file, empty when it is whole and was left alone; `source` is the
    publication it was made from, None when none could be read; `unreadable` are lines on publications that could not;
    `kept_at` is where the damaged file lies now; `rows` counts by table.
    """

    damage: str
    source: Path | None = None
    unreadable: tuple[str, ...] = ()
    kept_at: Path | None = None
    rows: dict[str, int]


def damage(path: Path) -> str:
    """What is wrong with a DuckDB file, by reading every value of it; empty when nothing is.

    Raises:
        WarehouseError: It cannot be looked at now: open elsewhere, no right, or of a newer DuckDB.
    """
    if not path.exists():
        return f"{path}: there is no such file"
    try:
        connection = open_file(path, read_only=not wal_path(path).exists())
    except DamagedError as error:
        return str(error)
    try:
        for (table,) in connection.execute("select table_name from duckdb_tables()").fetchall():
            connection.execute(f'select bit_xor(hash(t)) from "{table}" t').fetchall()
    except duckdb.Error as error:
        return str(trouble(path, error))  # it was opened, so that what cannot be read now is damaged
    finally:
        connection.close()
    return ""


def restore(home: Path, *, deadline_seconds: float, force: bool = False) -> Restored:
    """Restore the working file; what was archived since the publication has to be read again after it.

    Args:
        home: NEWSGAUGE_HOME.
        deadline_seconds: How long to wait for a writer.
        force: Restore although the working file is whole.

    Raises:
        WarehouseError: Disk full, no right to write, or a publication newer than this program.
    """
    work = working_path(home)
    with hold(writer_lock_path(home), deadline_seconds=deadline_seconds, purpose="restore"):
        found = damage(work)
        if not found and not force:
            return Restored(damage="", rows={})
        fresh = work.with_suffix(".restoring")
        unreadable: list[str] = []
        try:
            source, rows = _first_readable([published_path(home), previous_path(home)], fresh, unreadable)
            kept_at = _set_aside(work)
            sync(fresh)
            fresh.replace(work)
            sync(work.parent)
        except OSError as error:
            raise trouble(work, error) from error
        finally:
            for leftover in (fresh, wal_path(fresh)):
                leftover.unlink(missing_ok=True)
    return Restored(damage=found, source=source, unreadable=tuple(unreadable), kept_at=kept_at, rows=rows)


def _first_readable(sources: list[Path], fresh: Path, unreadable: list[str]) -> tuple[Path | None, dict[str, int]]:
    """Make the fresh file from the first source that can be read; an empty one when none can."""
    for source in sources:
        problem = damage(source)
        if problem:
            unreadable.append(problem)
            continue
        return source, _copy(source, fresh)
    return None, _copy(None, fresh)


def _copy(source: Path | None, fresh: Path) -> dict[str, int]:
    for leftover in (fresh, wal_path(fresh)):
        leftover.unlink(missing_ok=True)
    connection = open_file(fresh)
    try:
        rows = _fill(connection, source) if source else {}
        migrate(connection)
        connection.execute("checkpoint")
    except duckdb.Error as error:
        raise trouble(fresh, error) from error
    finally:
        connection.close()
    return rows


def _fill(connection: duckdb.DuckDBPyConnection, source: Path) -> dict[str, int]:
    """Make the tables of the source's schema, and copy their rows."""
    quoted = str(source).replace("'", "''")
    connection.execute(f"attach '{quoted}' as publication (read_only)")
    [(version,)] = connection.execute("select max(number) from publication.schema_version").fetchall()
    steps = [step for step in migrations() if step.number <= version]
    if version > max(step.number for step in steps):
        raise WarehouseError(f"{source}: has schema {version}, this newsgauge knows {steps[-1].number}")
    migrate(connection, steps)
    tables = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'warehouse' order by all"
    ).fetchall()
    rows: dict[str, int] = {}
    for (table,) in tables:
        if table != "schema_version":
            published = PUBLISHED_NAMES.get(table, table)
            [(rows[table],)] = connection.execute(
                f'insert into "{table}" by name select * from publication."{published}"'
            ).fetchall()
    connection.execute("detach publication")
    return rows


def _set_aside(work: Path) -> Path | None:
    """Give the damaged file a second name to be looked at; its WAL must not meet the new file."""
    if not work.exists():
        wal_path(work).unlink(missing_ok=True)
        return None
    kept = work.with_name("newsgauge.damaged.duckdb")
    for leftover in (kept, wal_path(kept)):
        leftover.unlink(missing_ok=True)
    os.link(work, kept)
    if wal_path(work).exists():
        wal_path(work).rename(wal_path(kept))
    return kept
