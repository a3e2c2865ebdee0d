"""Load one batch: staged as Arrow, checked, then one transaction with its ledger row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files

import duckdb
import pyarrow as pa

from extract.errors import WarehouseError
from extract.records import Batch, Entity, LoadResult, Metric, Source
from warehouse.rows import batch_tables, digest, dimension_tables


def read_sql(*parts: str) -> str:
    """The text of a bundled SQL file, such as read_sql("load", "010_keep_new.sql")."""
    return files("warehouse").joinpath("sql", *parts).read_text(encoding="utf-8")


def sync_dimensions(
    connection: duckdb.DuckDBPyConnection,
    sources: Sequence[Source],
    entities: Sequence[Entity],
    metrics: Sequence[Metric],
) -> None:
    """Bring the dimension tables to the catalogues; rows of entries that left the catalogue stay, for their facts."""
    for name, rows in dimension_tables(sources, entities, metrics).items():
        key = f"{name}_id"
        connection.register("catalogue", rows)
        try:
            same = connection.execute(
                f"select count(*) = 0 from (select * from catalogue except select * from {name})"
            ).fetchone()
            if same and same[0]:
                continue
            connection.begin()
            connection.execute(f"delete from {name} where {key} in (select {key} from catalogue)")
            connection.execute(f"insert into {name} by name select * from catalogue")
            connection.commit()
        finally:
            connection.unregister("catalogue")


def _stage(connection: duckdb.DuckDBPyConnection, tables: dict[str, pa.Table]) -> None:
    for name, table in tables.items():
        connection.register("arriving", table)
        connection.execute(f"create or replace temp table staged_{name} as select * from arriving")
        connection.unregister("arriving")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0


def load_batch(connection: duckdb.DuckDBPyConnection, batch: Batch, *, run_id: str, now: datetime) -> LoadResult:
    """Load one batch in one transaction; loading it again changes nothing.

    Args:
        connection: From `warehouse.connection.writer`.
        batch: What a run read.
        run_id: The run.
        now: The run's time, for the ledger.

    Returns:
        How many rows were new; all zero when none was.

    Raises:
        WarehouseError: The batch is unsound; nothing of it is loaded.
    """
    _stage(connection, batch_tables(batch, run_id))
    faults = connection.execute(read_sql("checks", "batch_is_sound.sql")).fetchall()
    if faults:
        raise WarehouseError(f"the batch of run {run_id} is unsound: {faults[0][0]} ({len(faults)} faults)")
    connection.begin()
    try:
        connection.execute(read_sql("load", "010_keep_new.sql"))
        counts = {name: _count(connection, f"new_{name}") for name in ("article", "version", "reading", "observation")}
        load_id = digest(run_id, now.isoformat(), *sorted(r.article.version for r in batch.readings))
        connection.execute("set variable load_id = ?", [load_id])
        connection.execute(read_sql("load", "020_append.sql"))
        if counts["reading"] or counts["version"]:
            connection.execute(
                'insert into "load" values (?, ?, ?, ?, ?, ?, ?, ?)',
                [
                    load_id,
                    run_id,
                    now,
                    counts["article"],
                    counts["version"],
                    counts["observation"],
                    len(batch.failures),
                    len(batch.fetches),
                ],
            )
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return LoadResult(
        load_id=load_id,
        article_count=counts["article"],
        version_count=counts["version"],
        observation_count=counts["observation"],
        failure_count=len(batch.failures),
        fetch_count=len(batch.fetches),
    )
