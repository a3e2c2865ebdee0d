"""Export: every table and mart as Parquet, with a dictionary that says what rows and columns mean."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from extract.errors import WarehouseError
from warehouse.ask import published, write_parquet
from warehouse.marts import marts

DICTIONARY = "DICTIONARY.md"
HEAD = """# newsgauge: what is in these files

One Parquet file for each table and mart, rows sorted. Times are UTC. `source` and the like are the source's ids.

"""


@dataclass(frozen=True, slots=True)
class Exported:
    """One file: its name, its rows, and what a row is."""

    name: str
    row_count: int
    about: str


def export(home: Path, folder: Path) -> list[Exported]:
    """Write the publication as Parquet files and DICTIONARY.md.

    Args:
        home: NEWSGAUGE_HOME.
        folder: Where to; made if need be. Files of the same names are replaced.

    Raises:
        WarehouseError: Nothing is published, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with published(home) as connection:
            done = [_export_one(connection, folder, name, about) for name, about in _relations(connection)]
            (folder / DICTIONARY).write_text(dictionary(connection), encoding="utf-8")
    except OSError as error:
        raise WarehouseError(f"{folder}: cannot be written: {error.strerror}") from error
    return done


def _export_one(connection: duckdb.DuckDBPyConnection, folder: Path, name: str, about: str) -> Exported:
    table = connection.sql(f'select * from "{name}" order by all').to_arrow_table()
    write_parquet(table, folder / f"{name}.parquet")
    return Exported(name, table.num_rows, about)


def _relations(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """(name, what a row is) of every table and view."""
    return connection.execute(
        "select table_name, coalesce(comment, '') from duckdb_tables() union all "
        "select view_name, coalesce(comment, '') from duckdb_views() where not internal order by all"
    ).fetchall()


def dictionary(connection: duckdb.DuckDBPyConnection) -> str:
    """The dictionary of a publication as Markdown, out of its own comments."""
    parts = [HEAD]
    for name, about in _relations(connection):
        parts.append(f"## {name}\n\n{about[:1].upper()}{about[1:]}\n\n| column | type | meaning |\n|---|---|---|\n")
        columns = connection.execute(
            "select column_name, data_type, coalesce(comment, '') from duckdb_columns() "
            "where table_name = ? and not internal order by column_index",
            [name],
        ).fetchall()
        parts += [f"| {column} | {kind} | {meaning} |\n" for column, kind, meaning in columns]
        parts.append("\n")
    parts += [
        f"## {mart.name}{mart.signature}\n\n{mart.about[:1].upper()}{mart.about[1:]}\n\nA question with an argument, "
        f"in the database only: `from {mart.name}{mart.signature}`.\n\n"
        for mart in marts()
        if mart.signature
    ]
    return "".join(parts)
