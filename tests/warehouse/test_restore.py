"""A working file made anew out of what was published."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.errors import WarehouseError
from tests.warehouse.facts import load, numbered_batch, tables_of
from warehouse.connection import open_file, previous_path, published_path, wal_path, working_path
from warehouse.migrate import Migration, migrate, migrations, schema_version
from warehouse.publish import publish
from warehouse.restore import damage, restore


def break_file(path: Path) -> None:
    """Cut a file in the middle."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip_block(path: Path) -> None:
    """Turn the bits of a block, so that the file opens and only a read of that block fails."""
    whole = path.read_bytes()
    for start in range(12288 + 65536, len(whole), 262144):
        data = bytearray(whole)
        data[start : start + 1000] = bytes(byte ^ 0xFF for byte in data[start : start + 1000])
        path.write_bytes(data)
        try:
            open_file(path, read_only=True).close()
        except WarehouseError:
            continue
        if damage(path):
            return
    pytest.fail("no block of this file is read only later")


def test_a_whole_file_is_left_alone(home: Path) -> None:
    load(home, numbered_batch(0))
    publish(home)
    before = working_path(home).read_bytes()
    done = restore(home, deadline_seconds=1)
    assert (done.damage, done.source, done.rows) == ("", None, {})
    assert working_path(home).read_bytes() == before


@pytest.mark.parametrize("harm", [break_file, flip_block, Path.unlink])
def test_the_tables_come_back_from_the_publication(home: Path, harm: object) -> None:
    load(home, numbered_batch(0), numbered_batch(1))
    publish(home)
    before = tables_of(working_path(home), leave_out=("applied_at",))
    assert callable(harm)
    harm(working_path(home))
    done = restore(home, deadline_seconds=1)
    assert done.damage
    assert done.source == published_path(home)
    assert (done.rows["observation"], done.rows["article"], done.unreadable) == (120, 40, ())
    assert tables_of(working_path(home), leave_out=("applied_at",)) == before
    assert damage(working_path(home)) == ""
    assert load(home, numbered_batch(1), numbered_batch(2)) == [0, 60]
    publish(home)


def test_a_damaged_publication_gives_way_to_the_one_before(home: Path) -> None:
    for number in range(2):
        load(home, numbered_batch(number))
        publish(home)
    break_file(working_path(home))
    break_file(published_path(home))
    done = restore(home, deadline_seconds=1)
    assert done.source == previous_path(home)
    assert done.rows["article"] == 20
    assert len(done.unreadable) == 1
    assert str(published_path(home)) in done.unreadable[0]


def test_without_any_publication_the_file_is_empty_and_ready(home: Path) -> None:
    load(home, numbered_batch(0))
    break_file(working_path(home))
    done = restore(home, deadline_seconds=1)
    assert (done.source, done.rows, len(done.unreadable)) == (None, {}, 2)
    assert load(home, numbered_batch(0)) == [60]


def test_the_damaged_file_is_kept_with_its_wal_out_of_the_way(home: Path) -> None:
    load(home, numbered_batch(0))
    publish(home)
    break_file(working_path(home))
    broken = working_path(home).read_bytes()
    wal_path(working_path(home)).write_bytes(b"left by a killed writer")
    done = restore(home, deadline_seconds=1)
    assert done.kept_at is not None
    assert done.kept_at.read_bytes() == broken
    assert sorted(path.name for path in (home / "working").iterdir()) == [
        "newsgauge.damaged.duckdb", "newsgauge.damaged.duckdb.wal", "newsgauge.duckdb", "writer.lock",
    ]  # fmt: skip


def test_a_publication_of_a_newer_schema_is_refused_and_nothing_is_touched(home: Path) -> None:
    load(home, numbered_batch(0))
    publish(home)
    step = Migration(schema_version() + 1, "9001_note", "alter table article add column note varchar;")
    connection = open_file(published_path(home))
    migrate(connection, [*migrations(), step])
    connection.close()
    break_file(working_path(home))
    broken = working_path(home).read_bytes()
    with pytest.raises(WarehouseError, match=f"has schema {step.number}, this newsgauge knows {schema_version()}"):
        restore(home, deadline_seconds=1)
    assert working_path(home).read_bytes() == broken
    assert not list((home / "working").glob("*restoring*"))


def test_a_working_file_that_cannot_be_looked_at_is_not_replaced(home: Path) -> None:
    load(home, numbered_batch(0))
    publish(home)
    step = Migration(schema_version() + 1, "9001_note", "alter table article add column note varchar;")
    connection = open_file(working_path(home))
    migrate(connection, [*migrations(), step])
    connection.close()
    newer = working_path(home).read_bytes()
    assert restore(home, deadline_seconds=1).damage == ""
    assert working_path(home).read_bytes() == newer
