"""Open the working file: one writer at a time, the schema up to date, every trouble one clear error."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from extract.errors import DamagedError, WarehouseError
from warehouse.lock import hold
from warehouse.migrate import migrate

STORAGE_VERSION = "v1.5.0"
"""DuckDB 1.5 and 2.0 both open and write files of this version."""

MOST_MEMORY_BYTES = 4 * 2**30

_DAMAGE = re.compile(
    r"checksum|corrupt|not a valid duckdb|enough bytes|serializ|replaying wal|internal error", re.IGNORECASE
)
_KNOWN_TROUBLES = (
    (r"no space left|file too large|disk quota", "the disk is full; nothing of this step was kept: {line}"),
    (r"set lock on file.*\(PID (?P<pid>\d+)", "another program (process {pid}) has this file open; close it there"),
    (r"version number", "this file was written by a newer DuckDB than {duckdb}: {line}"),
    (r"permission denied|read-only", "it cannot be written: {line}"),
)


def working_path(home: Path) -> Path:
    """The pipeline's own file; people do not open it."""
    return home / "working" / "newsgauge.duckdb"


def writer_lock_path(home: Path) -> Path:
    """What everyone holds who touches the working file."""
    return home / "working" / "writer.lock"


def published_path(home: Path) -> Path:
    """The file people open."""
    return home / "newsgauge.duckdb"


def previous_path(home: Path) -> Path:
    """The publication before the present one."""
    return home / "newsgauge.previous.duckdb"


def wal_path(path: Path) -> Path:
    """Where DuckDB keeps commits that are not yet in the file."""
    return path.with_name(path.name + ".wal")


def open_file(path: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file, making it with a storage version that both supported lines read.

    Raises:
        WarehouseError: The file is damaged, newer than this DuckDB, or in a folder that cannot be written.
    """
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": _memory_limit(),
            "temp_directory": str(path) + ".spill",  # else DuckDB spills into whatever folder the process is in
        },
    )
    try:
        options = "read_only" if read_only else f"storage_version '{STORAGE_VERSION}'"
        if not read_only and path.exists():
            options = "read_write"
        quoted = str(path).replace("'", "''")
        connection.execute(f"attach '{quoted}' as warehouse ({options})")
        connection.execute("use warehouse")
        connection.execute("set timezone = 'UTC'")
    except duckdb.Error as error:
        connection.close()
        raise trouble(path, error) from error
    return connection


def _memory_limit() -> str:
    """What DuckDB may take before it spills to disk; its own limit of 80 % would push out whoever runs beside."""
    installed = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{min(MOST_MEMORY_BYTES, installed // 2) // 2**20} MiB"


def first_line(error: BaseException) -> str:
    """An error's first line; DuckDB's carry hints and stack traces below it."""
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def trouble(place: object, error: BaseException) -> WarehouseError:
    """What went wrong with a file, or in a mart, in a line that says what to do where that is known."""
    line = first_line(error)
    for pattern, text in _KNOWN_TROUBLES:
        found = re.search(pattern, str(error), re.IGNORECASE | re.DOTALL)
        if found:
            return WarehouseError(f"{place}: {text.format(line=line, duckdb=duckdb.__version__, **found.groupdict())}")
    if _DAMAGE.search(str(error)):
        return DamagedError(f"{place}: the file is damaged; `newsgauge restore` rebuilds it: {line}")
    return WarehouseError(f"{place}: {line}")


@contextmanager
def writer(home: Path, *, deadline_seconds: float, purpose: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the working file, alone, migrated, checkpointed when the block ends well.

    Args:
        home: NEWSGAUGE_HOME.
        deadline_seconds: How long to wait for another writer.
        purpose: What for, shown to those who wait.

    Raises:
        WarehouseError: Locked past the deadline, damaged, full disk, newer schema, or no right to write.
    """
    path = working_path(home)
    with hold(writer_lock_path(home), deadline_seconds=deadline_seconds, purpose=purpose):
        if not path.exists() and published_path(home).exists():
            # An empty one in its place would be published over everything that is known.
            raise DamagedError(f"{path}: is missing, though something is published; `newsgauge restore` rebuilds it")
        connection = open_file(path)
        try:
            migrate(connection)
            yield connection
            connection.execute("checkpoint")
        except duckdb.Error as error:
            raise trouble(path, error) from error
        finally:
            connection.close()
