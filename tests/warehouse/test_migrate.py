"""Migrations: from every released version, whole or not at all, never from a newer one."""

from __future__ import annotations

import subprocess
from importlib.metadata import version
from pathlib import Path

import duckdb
import pytest

from extract.errors import WarehouseError
from tests.warehouse.facts import load, numbered_batch, tables, tables_of
from tests.warehouse.lines import other_python
from tests.warehouse.make_release import RELEASED
from warehouse.ask import ask
from warehouse.connection import open_file, published_path, working_path, writer
from warehouse.migrate import Migration, migrate, migrations, schema_version
from warehouse.publish import publish

RELEASES = sorted(path.stem for path in RELEASED.glob("*.sql"))
ADD_NOTE = Migration(schema_version() + 1, "9001_note", "alter table article add column note varchar;")


def restore_release(home: Path, release: str) -> dict[str, list[tuple[object, ...]]]:
    """Make the working file of a released version; its tables."""
    working_path(home).parent.mkdir(parents=True)
    connection = open_file(working_path(home))
    connection.execute((RELEASED / f"{release}.sql").read_text(encoding="utf-8"))
    found = tables(connection, leave_out=())
    connection.close()
    return found


def test_this_version_is_among_the_released_ones() -> None:
    assert version("newsgauge") in RELEASES


@pytest.mark.parametrize("release", RELEASES)
def test_a_released_warehouse_is_migrated_with_its_data_and_goes_on(home: Path, release: str) -> None:
    before = restore_release(home, release)
    with writer(home, deadline_seconds=5, purpose="test") as connection:
        numbers = connection.execute("select number from schema_version order by 1").fetchall()
        counts = {name: connection.execute(f'select count(*) from "{name}"').fetchall() for name in before}
    assert [n for (n,) in numbers] == list(range(1, schema_version() + 1))
    assert all(counts[name] == [(len(rows),)] for name, rows in before.items() if name != "schema_version")
    assert counts["observation"] == [(36,)]
    assert load(home, numbered_batch(0, size=6), numbered_batch(1, size=6), numbered_batch(2, size=6)) == [0, 0, 18]
    publish(home)
    assert ask(home, "select count(*) from observation").rows == [(54,)]
    assert ask(home, "select count(*) > 0 from trend").rows == [(True,)]


def test_a_fresh_warehouse_has_the_schema_of_a_migrated_one(tmp_path: Path) -> None:
    schemas = []
    for name in ("fresh", "migrated"):
        if name == "migrated":
            restore_release(tmp_path / name, RELEASES[0])
        with writer(tmp_path / name, deadline_seconds=5, purpose="test") as connection:
            schemas.append(
                connection.execute(
                    "select table_name, column_name, data_type, is_nullable from duckdb_columns() "
                    "where not internal order by all"
                ).fetchall()
            )
    assert schemas[0] == schemas[1]


def test_a_newer_schema_is_refused_in_one_line_and_left_alone(home: Path) -> None:
    load(home, numbered_batch(0))
    connection = open_file(working_path(home))
    migrate(connection, [*migrations(), ADD_NOTE])
    connection.close()
    before = working_path(home).read_bytes()
    refusal = (
        f"the warehouse has schema {ADD_NOTE.number}, this newsgauge knows {schema_version()}: use the newer newsgauge"
    )
    for step in (lambda: load(home, numbered_batch(1)), lambda: publish(home)):
        with pytest.raises(WarehouseError) as caught:
            step()
        assert str(caught.value).endswith(refusal)
        assert "\n" not in str(caught.value)
    assert working_path(home).read_bytes() == before


def test_a_step_that_was_changed_after_it_was_applied_is_refused(home: Path) -> None:
    load(home, numbered_batch(0))
    first = migrations()[0]
    changed = Migration(first.number, first.name, first.sql + "\n-- another word")
    connection = open_file(working_path(home))
    with pytest.raises(WarehouseError, match=f"migration {first.name} was changed after it was applied"):
        migrate(connection, [changed, *migrations()[1:]])
    connection.close()


def test_a_step_that_is_unknown_is_refused(home: Path) -> None:
    load(home, numbered_batch(0))
    connection = open_file(working_path(home))
    migrate(connection, [*migrations(), ADD_NOTE])
    further = Migration(ADD_NOTE.number + 1, "9002_more", "select 1;")
    with pytest.raises(WarehouseError, match=f"has a step {ADD_NOTE.number} that this newsgauge does not know"):
        migrate(connection, [*migrations(), further])
    connection.close()


def test_a_step_that_fails_in_the_middle_leaves_the_schema_before_it(home: Path) -> None:
    load(home, numbered_batch(0))
    before = tables_of(working_path(home), leave_out=())
    broken = Migration(ADD_NOTE.number + 1, "9002_broken", "drop table failure; delete from source; select 1 / x;")
    connection = open_file(working_path(home))
    with pytest.raises(duckdb.Error):
        migrate(connection, [*migrations(), broken])
    connection.close()
    assert tables_of(working_path(home), leave_out=()) == before


def test_migrating_twice_does_nothing_the_second_time(home: Path) -> None:
    load(home, numbered_batch(0))
    connection = open_file(working_path(home))
    assert migrate(connection, [*migrations(), ADD_NOTE]) == 1
    assert migrate(connection, [*migrations(), ADD_NOTE]) == 0
    connection.close()


OTHER_LINE = """
import sys, duckdb
path, mode = sys.argv[1:]
connection = duckdb.connect()
options = "read_only" if mode == "read" else "storage_version 'v1.5.0'"
connection.execute(f"attach '{path}' as w ({options})")
connection.execute("use w")
if mode == "append":
    connection.execute("insert into failure select 'wire', 'u', 'load', 'of the other line', now(), 'k', 'r'")
print(duckdb.__version__, connection.execute("select count(*) from article").fetchone()[0])
"""


def test_both_duckdb_lines_open_what_the_other_wrote(home: Path) -> None:
    if not other_python():
        pytest.skip("NEWSGAUGE_OTHER_PYTHON names no interpreter with the other DuckDB line")
    load(home, numbered_batch(0))
    publish(home)
    for path, mode in ((published_path(home), "read"), (working_path(home), "append")):
        said = subprocess.run(
            [other_python(), "-c", OTHER_LINE, str(path), mode], capture_output=True, text=True, check=True
        ).stdout.split()
        assert said[0].split(".")[0] != duckdb.__version__.split(".")[0]
        assert said[1] == "20"
    assert load(home, numbered_batch(1)) == [60]
    assert any("of the other line" in row for row in tables_of(working_path(home))["failure"])
