"""Publishing: the file people open is always whole, and names the load it holds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from extract.errors import LockedError, WarehouseError
from tests.warehouse.facts import load, numbered_batch, tables, tables_of
from warehouse.ask import ask
from warehouse.connection import (
    open_file,
    previous_path,
    published_path,
    wal_path,
    working_path,
    writer,
    writer_lock_path,
)
from warehouse.lock import hold
from warehouse.publish import publish


def test_the_publication_names_its_load_and_schema(home: Path) -> None:
    load(home, numbered_batch(0))
    publish(home)
    answer = ask(
        home, 'select p.load_id = l.load_id, schema_version, published_at = started_at from publication p, "load" l'
    )
    assert answer.rows == [(True, 1, True)]


def test_equal_facts_publish_equal_tables(tmp_path: Path) -> None:
    homes = [tmp_path / "one", tmp_path / "other"]
    for home in homes:
        load(home, numbered_batch(0), numbered_batch(1))
        publish(home)
    one, other = (tables_of(published_path(home), leave_out=("applied_at",)) for home in homes)
    assert one == other
    assert one["trend"]


def test_the_last_two_publications_are_kept(home: Path) -> None:
    counts = []
    for number in range(3):
        load(home, numbered_batch(number))
        publish(home)
        counts.append(ask(home, "select count(*) from article").rows[0][0])
    assert counts == [20, 40, 60]
    assert len(tables_of(previous_path(home))["article"]) == 40
    assert sorted(path.name for path in home.iterdir()) == ["newsgauge.duckdb", "newsgauge.previous.duckdb", "working"]


def test_the_previous_publication_is_copied_where_there_are_no_hard_links(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted", str(source), None, str(target))

    load(home, numbered_batch(0))
    publish(home)
    monkeypatch.setattr(os, "link", refuse)
    load(home, numbered_batch(1))
    publish(home)
    assert [len(tables_of(path)["article"]) for path in (previous_path(home), published_path(home))] == [20, 40]


def test_publishing_again_without_a_load_gives_the_same(home: Path) -> None:
    load(home, numbered_batch(0))
    publish(home)
    before = tables_of(published_path(home), leave_out=())
    publish(home)
    assert tables_of(published_path(home), leave_out=()) == before


def test_commits_that_a_killed_writer_left_in_the_wal_are_published(home: Path) -> None:
    load(home, numbered_batch(0))
    child = os.fork()
    if not child:
        connection = open_file(working_path(home))
        connection.execute("update source set name = 'x'")
        connection.execute("insert into failure select 'wire', 'u', 'load', 'left behind', now(), 'k', 'r'")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert wal_path(working_path(home)).exists()
    publish(home)
    assert ask(home, "select count(*) from failure where reason = 'left behind'").rows == [(1,)]
    assert not wal_path(working_path(home)).exists()


def test_a_failing_mart_leaves_the_old_publication_and_no_debris(home: Path) -> None:
    load(home, numbered_batch(0))
    publish(home)
    before = published_path(home).read_bytes()
    with writer(home, deadline_seconds=5, purpose="test") as connection:
        connection.execute("alter table metric rename to lost")
    with pytest.raises(WarehouseError, match=r"mart observation: .*metric"):
        publish(home)
    assert published_path(home).read_bytes() == before
    assert sorted(path.name for path in home.iterdir()) == ["newsgauge.duckdb", "working"]


def test_publishing_waits_for_a_writer_and_names_it(home: Path) -> None:
    load(home, numbered_batch(0))
    with (
        hold(writer_lock_path(home), deadline_seconds=1, purpose="a long load"),
        pytest.raises(LockedError, match=rf"process {os.getpid()} \(a long load\) is at work"),
    ):
        publish(home, deadline_seconds=0.2)


def test_a_reader_keeps_the_publication_it_opened(home: Path) -> None:
    load(home, numbered_batch(0))
    publish(home)
    reader = open_file(published_path(home), read_only=True)
    load(home, numbered_batch(1))
    publish(home)
    assert len(tables(reader)["article"]) == 20
    reader.close()
    assert len(tables_of(published_path(home))["article"]) == 40


def test_every_table_and_column_is_explained(home: Path) -> None:
    load(home, numbered_batch(0))
    publish(home)
    unexplained = ask(
        home,
        "select table_name, null from duckdb_tables() where comment is null union all "
        "select view_name, null from duckdb_views() where comment is null and not internal union all "
        "select table_name, column_name from duckdb_columns() where comment is null and not internal",
    )
    assert unexplained.rows == []
