"""What questions cost, beside SQLite and Polars; what publishing and the ledger's questions cost.

python tests/bench/bench_warehouse_query.py [CLAIMS]       size of the table; 10000000 when not given
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
from bench_warehouse_data import build, median_seconds

from warehouse import ledger
from warehouse.connection import published_path, writer
from warehouse.publish import publish

POLLS = 24 * 365 * 20
ARTICLES_A_YEAR = 20 * 20 * 365
SERIES = ("entity_3", "metric_5")
FROM_TREND = (
    "select period_end, value, change_yoy_percent from trend where entity = ? and metric = ? order by period_end"
)
FROM_CLAIMS = (
    "select point_end, max(value) from observation where entity = ? and metric = ? "
    "group by point_end order by point_end"
)
LATEST_OF_CLAIMS = (
    "select entity, metric, max(point_end), arg_max(value, point_end) from observation group by entity, metric"
)
IN_SQLITE = {
    "one series": (
        "select point_end, max(value) from observation where entity = ? and metric = ? group by point_end", SERIES),
    "latest of everything": (
        "select entity, metric, value, max(point_end) from observation group by entity, metric", ()),
}  # fmt: skip


def row(name: str, goal_ms: float | None, call: Callable[[], object]) -> None:
    """Print one line of the table."""
    call()
    goal = f"  (goal {goal_ms:,.0f})" if goal_ms else ""
    print(f"  {name:<58}{1000 * median_seconds(call):>10,.1f} ms{goal}", flush=True)


def ask_duckdb(path: Path) -> None:
    """The questions as people ask them, of the published file."""
    with duckdb.connect(str(path), read_only=True) as connection:

        def ask(sql: str, parameters: tuple[str, ...] = ()) -> Callable[[], object]:
            return lambda: connection.execute(sql, parameters).fetchall()

        row("DuckDB, one series out of the trend", 10, ask(FROM_TREND, SERIES))
        row("DuckDB, one series out of the claims", None, ask(FROM_CLAIMS, SERIES))
        row("DuckDB, latest of everything", 300, ask("from latest"))
        row("DuckDB, latest of everything out of the claims", None, ask(LATEST_OF_CLAIMS))
        row("DuckDB, conflicts of one series", None, ask("from conflicts where entity = ? and metric = ?", SERIES))
        of_latest = "from evidence((select observation_id from latest where entity = ? and metric = ?))"
        row("DuckDB, evidence of one claim", None, ask(of_latest, SERIES))


def ask_polars(path: Path) -> None:
    """The same out of memory."""
    with duckdb.connect(str(path), read_only=True) as connection:
        table = connection.sql("select entity, metric, point_end, value from observation").to_arrow_table()
    frame = pl.DataFrame(table)
    one = (pl.col("entity") == SERIES[0]) & (pl.col("metric") == SERIES[1])
    row("Polars in memory, one series", None,
        lambda: frame.filter(one).group_by("point_end").agg(pl.col("value").max()).sort("point_end"))  # fmt: skip
    row("Polars in memory, latest of everything", None,
        lambda: frame.group_by("entity", "metric").agg(pl.col("value").sort_by("point_end").last()))  # fmt: skip


def ask_sqlite(path: Path, place: Path) -> None:
    """The same out of SQLite, with an index made for them."""
    with duckdb.connect(str(path), read_only=True) as source, sqlite3.connect(place / "same.sqlite") as target:
        target.execute("create table observation (entity text, metric text, point_end text, value real)")
        cursor = source.execute("select entity, metric, point_end::varchar, value from observation")
        while rows := cursor.fetchmany(200_000):
            target.executemany("insert into observation values (?, ?, ?, ?)", rows)
        target.execute("create index series on observation (entity, metric, point_end)")
        for name, (sql, parameters) in IN_SQLITE.items():
            row(f"SQLite with an index, {name}", None, lambda s=sql, p=parameters: target.execute(s, p).fetchall())  # type: ignore[misc]


def ask_ledger(home: Path) -> None:
    """What a run reads of the ledger at its start, after a year of hourly polls of 20 sources."""
    with writer(home, deadline_seconds=5, purpose="bench") as connection:
        first = datetime(2025, 1, 1, tzinfo=UTC)
        for role, count, step in (("listing", POLLS, timedelta(days=365) / POLLS),
                                  ("article", ARTICLES_A_YEAR, timedelta(days=365) / ARTICLES_A_YEAR)):  # fmt: skip
            connection.execute(
                "insert into \"fetch\" by name select 'source_' || (i % 20) as source_id, "
                "case when $role = 'listing' then 'https://wire.example/feed/' || (i % 20) "
                "else 'https://wire.example/' || i end as url, $role as role, 200 as status, "
                "case when i % 3 = 0 then 'new' else 'unchanged' end as outcome, $first + i * $step as fetched_at, "
                "$role || i as record_id, 'sha256:' || md5(i::varchar) as payload_digest, 'etag' as etag, "
                "'' as last_modified from range($count) t(i)",
                {"role": role, "first": first, "step": step, "count": count},
            )
        connection.execute(
            "insert into outcome by name select 'source_' || (i % 20) as source_id, $first + i * $step as started_at, "
            "'ok' as outcome, 0 as new_count from range($count) t(i)",
            {"first": first, "step": timedelta(days=365) / POLLS, "count": POLLS},
        )
        [(rows,)] = connection.execute('select count(*) from "fetch"').fetchall()
        print(f"a run's questions to the ledger, {rows:,} requests and {POLLS:,} polls:")
        for question in (ledger.validators, ledger.fetched_at, ledger.last_digests, ledger.known_record_ids,
                         ledger.poll_states):  # fmt: skip
            row(question.__name__, None, lambda q=question: q(connection))  # type: ignore[misc]


def main() -> None:
    """Print the figures."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    place = Path(tempfile.mkdtemp(prefix="newsgauge-bench-"))
    try:
        ask_ledger(place / "year")
        build(place / "home", size)
        began = time.perf_counter()
        path = publish(place / "home")
        print(f"publishing {size:,} claims: {time.perf_counter() - began:.1f} s, {path.stat().st_size / 1e6:,.0f} MB")
        print(f"questions to {size:,} claims:")
        ask_duckdb(published_path(place / "home"))
        ask_polars(published_path(place / "home"))
        ask_sqlite(published_path(place / "home"), place)
    finally:
        shutil.rmtree(place)


if __name__ == "__main__":
    main()
