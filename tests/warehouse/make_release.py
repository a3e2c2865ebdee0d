"""Write the working file of this version, with data in it, as SQL: what later versions must be able to migrate.

Run once at a release: python -m tests.warehouse.make_release
"""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from extract.records import Entity, Metric, Window
from tests.warehouse.facts import WIRE, at, load, numbered_batch
from warehouse.connection import open_file, working_path, writer
from warehouse.ledger import record_window
from warehouse.load import sync_dimensions

RELEASED = Path(__file__).with_name("released")


def fill(home: Path) -> None:
    """Load a little of everything."""
    with writer(home, deadline_seconds=5, purpose="release") as connection:
        sync_dimensions(
            connection,
            [WIRE],
            [Entity(id="wechat", name_en="WeChat", name_zh="微信", parent="tencent")],
            [
                Metric(
                    id="monthly_active_users", unit="users", name_en="Monthly active users", definition="It's a test."
                )
            ],
        )
        window = Window(source_id="wire", start=date(2024, 1, 1), end=date(2024, 1, 31))
        record_window(connection, window, state="done", run_id="run", at=at(40), found_count=5)
    load(home, numbered_batch(0, size=6), numbered_batch(1, size=6))


def literal(value: Any) -> str:
    """A value as DuckDB reads it."""
    if value is None or isinstance(value, bool):
        return str(value).lower().replace("none", "null")
    if isinstance(value, datetime):
        return f"timestamptz '{value.isoformat()}'"
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(value)


def dump(path: Path) -> str:
    """A DuckDB file as SQL."""
    connection = open_file(path, read_only=True)
    lines = [f"-- newsgauge {version('newsgauge')}: written by tests/warehouse/make_release.py."]
    for name, sql in connection.execute("select table_name, sql from duckdb_tables() order by all").fetchall():
        lines.append(sql)
        for row in connection.execute(f'select * from "{name}" order by all').fetchall():
            lines.append(f'INSERT INTO "{name}" VALUES ({", ".join(map(literal, row))});')  # noqa: PERF401
    connection.close()
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder))
        target = RELEASED / f"{version('newsgauge')}.sql"
        target.write_text(dump(working_path(Path(folder))), encoding="utf-8")
        print(target)
