"""What loading costs: against a bare Arrow INSERT … SELECT, and as the table grows.

python tests/bench/bench_warehouse_load.py [CLAIMS ...]    sizes of the tables; 1000000 10000000 when not given
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import pyarrow as pa
from bench_warehouse_data import CLAIMS, batch, build

from warehouse.connection import writer
from warehouse.load import load_tables, table_schema

BATCH = 10_000
BIG_BATCH = 100_000
TIMES = 5
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def with_load_id(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables as a bare insert takes them."""
    return {
        name: table if name in {"fetch", "failure", "outcome"}
        else table.append_column("load_id", pa.array(["bare"] * table.num_rows))
        for name, table in tables.items()
    }  # fmt: skip


def against_bare(home: Path) -> float:
    """Share of the rows a second of a bare insert of the same tables, medians of runs in turn."""
    shares = []
    with writer(home, deadline_seconds=5, purpose="bench") as connection:
        for turn in range(TIMES):
            tables = batch(connection, (10 + turn) * BIG_BATCH, BIG_BATCH)
            bare = with_load_id(tables)
            for name in bare:
                connection.execute(f'create or replace table bare_{name} as select * from "{name}" limit 0')
            began = time.perf_counter()
            connection.begin()
            for name, table in bare.items():
                connection.register("arrow", table)
                connection.execute(f"insert into bare_{name} by name select * from arrow").fetchall()
            connection.commit()
            bare_seconds = time.perf_counter() - began
            began = time.perf_counter()
            counts, _ = load_tables(connection, tables, load_id=f"l{turn}", run_id="bench", now=NOW)
            seconds = time.perf_counter() - began
            assert counts["observation"] == BIG_BATCH
            shares.append(bare_seconds / seconds)
            print(f"  {BIG_BATCH:,} claims: bare {bare_seconds:.2f} s, load {seconds:.2f} s "
                  f"({BIG_BATCH / seconds:,.0f} claims/s)")  # fmt: skip
    return median(shares)


def seconds_into(home: Path, size: int) -> tuple[float, float]:
    """Median seconds for a new batch into a table of this size, and for the same batch again."""
    build(home, size)
    new, again = [], []
    with writer(home, deadline_seconds=5, purpose="bench") as connection:
        for turn in range(TIMES):
            tables = batch(connection, (size + turn * BATCH) // CLAIMS, BATCH)
            for kept in (new, again):
                began = time.perf_counter()
                load_tables(connection, tables, load_id=f"l{turn}", run_id="bench", now=NOW)
                kept.append(time.perf_counter() - began)
        assert connection.execute("select count(*) from observation").fetchall() == [(size + TIMES * BATCH,)]
        assert table_schema(connection, "observation")
    return median(new), median(again)


def main() -> None:
    """Print the figures."""
    sizes = [int(size) for size in sys.argv[1:]] or [1_000_000, 10_000_000]
    place = Path(tempfile.mkdtemp(prefix="newsgauge-bench-"))
    try:
        share = against_bare(place / "bare")
        print(f"load, all checks on: {share:.2f} of a bare Arrow INSERT … SELECT (goal 0.5)")
        first = 0.0
        for size in sizes:
            new, again = seconds_into(place / str(size), size)
            first = first or new
            print(
                f"{BATCH:,} claims into {size:,}: new {new:.3f} s, again {again:.3f} s, "
                f"{new / first:.2f} of the first (goal 2)"
            )
            shutil.rmtree(place / str(size))
    finally:
        shutil.rmtree(place)


if __name__ == "__main__":
    main()
