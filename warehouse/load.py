"""Load one batch: staged as Arrow, checked, then one transaction with its ledger row."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from extract.errors import WarehouseError
from extract.records import Batch, Entity, LoadResult, Metric, Source
from warehouse.rows import Row, batch_rows, digest, dimension_rows

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def read_sql(*parts: str) -> str:
    """The text of a bundled SQL file, such as read_sql("load", "keep_new.sql")."""
    return files("warehouse").joinpath("sql", *parts).read_text(encoding="utf-8")


def sql_files(*parts: str) -> list[Traversable]:
    """The SQL files of a bundled folder, in the order of their numbers."""
    folder = files("warehouse").joinpath("sql", *parts)
    return sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)


@cache
def appends() -> tuple[tuple[str, str], ...]:
    """(table, SQL) of every append, in order."""
    return tuple((f.name[4:-4], f.read_text(encoding="utf-8")) for f in sql_files("load", "append"))


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit the block as one, or nothing of it."""
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        # A full disk ends the transaction by itself; the first error is the one to tell.
        with contextlib.suppress(duckdb.Error):
            connection.rollback()
        raise


def table_schema(connection: duckdb.DuckDBPyConnection, table: str) -> pa.Schema:
    """The Arrow schema of a table, without `load_id`, which the load adds."""
    schema = connection.sql(f'select * from "{table}" limit 0').to_arrow_table().schema
    return pa.schema([column for column in schema if column.name != "load_id"])


def as_table(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> pa.Table:
    """Rows as Arrow, in the types of the table they go to.

    Raises:
        WarehouseError: A row does not have exactly the table's columns.
    """
    schema = table_schema(connection, table)
    if rows and set(rows[0]) != set(schema.names):
        differing = ", ".join(sorted(set(rows[0]) ^ set(schema.names)))
        raise WarehouseError(f"rows for {table} and its columns differ: {differing}")
    return pa.Table.from_pylist(list(rows), schema=schema)


def sync_dimensions(
    connection: duckdb.DuckDBPyConnection,
    sources: Sequence[Source],
    entities: Sequence[Entity],
    metrics: Sequence[Metric],
) -> None:
    """Bring the dimension tables to the catalogues; rows of entries that left the catalogue stay, for their facts."""
    for name, rows in dimension_rows(sources, entities, metrics).items():
        key = f"{name}_id"
        connection.register("catalogue", as_table(connection, name, rows))
        try:
            [(differing,)] = connection.execute(
                f"select count(*) from (select * from catalogue except select * from {name})"
            ).fetchall()
            if not differing:
                continue
            with transaction(connection):
                connection.execute(f"delete from {name} where {key} in (select {key} from catalogue)")
                connection.execute(f"insert into {name} by name select * from catalogue")
        finally:
            connection.unregister("catalogue")


@contextmanager
def _staged(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table]) -> Iterator[None]:
    for name, table in tables.items():
        connection.register(f"staged_{name}", table)
    try:
        yield
    finally:
        for name in tables:
            connection.unregister(f"staged_{name}")


def load_tables(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table], *, load_id: str, run_id: str, now: datetime
) -> tuple[dict[str, int], list[str]]:
    """Load staged Arrow tables in one transaction.

    Args:
        connection: From `warehouse.connection.writer`.
        tables: One for each file under sql/load/append but `story_edge`, in the columns of the table it goes to.
        load_id: Marks every row.
        run_id: The run, for the ledger.
        now: The run's time, for the ledger.

    Returns:
        Rows appended to each table, and a line about each version that was set aside.
    """
    with _staged(connection, tables):
        for name, value in {"load_id": load_id, "run_id": run_id, "now": now}.items():
            connection.execute(f"set variable {name} = ?", [value])
        connection.execute(read_sql("load", "set_aside.sql"))
        with transaction(connection):
            for step in ("keep_new.sql", "near_copies.sql"):
                connection.execute(read_sql("load", step))
            counts: dict[str, int] = {}
            for table, sql in appends():
                [(counts[table],)] = connection.execute(sql).fetchall()
            if any(counts.values()):
                told = ("article", "article_version", "observation", "failure", "fetch")
                connection.execute(read_sql("load", "ledger.sql"), [counts[name] for name in told])
        faults = connection.execute(
            "select coalesce(any_value(url), version_id), min(fault) from set_aside "
            "left join staged_article_version using (version_id) group by version_id order by all"
        ).fetchall()
    return counts, [f"{url}: not loaded: {fault}" for url, fault in faults]


def load_batch(connection: duckdb.DuckDBPyConnection, batch: Batch, *, run_id: str, now: datetime) -> LoadResult:
    """Load one batch in one transaction; loading it again changes nothing.

    A version with a faulty row stays out, whole, and becomes a failure: one bad document does not stop a run.

    Args:
        connection: From `warehouse.connection.writer`.
        batch: What a run read.
        run_id: The run.
        now: The run's time, for the ledger.

    Returns:
        How many rows were new; all zero when none was.
    """
    rows = batch_rows(batch, run_id)
    keys = [f"{row['version_id']} {row['extractor_version']}" for row in rows["reading"]]
    keys += [f"{row['url']} {row['fetched_at']}" for row in rows["fetch"]]
    load_id = digest(run_id, now.isoformat(), *sorted(keys))
    tables = {name: as_table(connection, name, found) for name, found in rows.items()}
    counts, set_aside = load_tables(connection, tables, load_id=load_id, run_id=run_id, now=now)
    return LoadResult(
        load_id=load_id,
        article_count=counts["article"],
        version_count=counts["article_version"],
        observation_count=counts["observation"],
        failure_count=counts["failure"],
        fetch_count=counts["fetch"],
        set_aside=tuple(set_aside),
    )
