"""Loading: whole or not at all, once and not twice, whatever the order."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest

from extract.errors import WarehouseError
from extract.records import Batch, Entity, Metric
from tests.warehouse.facts import (
    WIRE,
    article_reading,
    at,
    claim,
    load,
    load_readings,
    numbered_batch,
    numbered_reading,
    tables_of,
)
from warehouse.connection import working_path, writer
from warehouse.load import as_table, load_batch, sync_dimensions


def test_the_same_batch_again_changes_nothing(home: Path) -> None:
    batch = numbered_batch(0)
    first = load(home, batch)
    before = tables_of(working_path(home), leave_out=())
    with writer(home, deadline_seconds=5, purpose="test") as connection:
        again = load_batch(connection, batch, run_id="another run", now=at(500))
    assert first == [60]
    assert (again.article_count, again.version_count, again.observation_count) == (0, 0, 0)
    assert (again.failure_count, again.fetch_count, again.set_aside) == (0, 0, ())
    assert tables_of(working_path(home), leave_out=()) == before


def test_batches_give_the_same_tables_in_any_order_and_in_pieces(tmp_path: Path) -> None:
    batches = [numbered_batch(n) for n in range(4)]
    pieces = [
        Batch(readings=b.readings[i : i + 7], fetches=b.fetches[i : i + 7], failures=b.failures, outcomes=b.outcomes)
        for b in reversed(batches)
        for i in range(0, 20, 7)
    ]
    one, other, overlapping = tmp_path / "one", tmp_path / "other", tmp_path / "overlapping"
    load(one, *batches)
    load(other, *pieces)
    load(overlapping, batches[2], *batches, batches[0])
    expected = tables_of(working_path(one), leave_out=("load_id", "run_id", "load"))
    for home in (other, overlapping):
        found = tables_of(working_path(home), leave_out=("load_id", "run_id", "load"))
        assert {n: r for n, r in found.items() if n not in {"load", "schema_version"}} == {
            n: r for n, r in expected.items() if n not in {"load", "schema_version"}
        }


def test_newer_rules_add_rows_and_leave_the_old_ones(home: Path) -> None:
    text = "WeChat had 5 users, then 6 users."
    old = article_reading("a", text, [claim(text, "5 users", 5.0)])
    new = article_reading("a", text, [claim(text, "6 users", 6.0)], extractor_version="2")
    assert load(home, Batch(readings=(old,)), Batch(readings=(new,))) == [1, 1]
    found = tables_of(working_path(home))
    assert len(found["observation"]) == 2
    assert len(found["article_version"]) == 1


def test_a_version_with_a_faulty_row_is_set_aside_whole_and_the_others_are_loaded(home: Path) -> None:
    text = "WeChat had 5 users and QQ had 6 users."
    wrong = replace(claim(text, "6 users", 6.0), start=0, end=7)
    bad = article_reading("bad", text, [claim(text, "5 users", 5.0), wrong])
    good = article_reading("good", text, [claim(text, "5 users", 5.0)])
    with writer(home, deadline_seconds=5, purpose="test") as connection:
        result = load_batch(connection, Batch(readings=(bad, good)), run_id="r", now=at(1))
        urls = connection.execute("select url from article_version").fetchall()
        failed = connection.execute("select url, stage, reason, kind from failure").fetchall()
    assert urls == [(good.article.url,)]
    assert (result.version_count, result.observation_count, result.failure_count) == (1, 1, 1)
    assert failed == [(bad.article.url, "load", "not loaded: span that does not hold its quote: 6 users", "UnsoundRow")]
    assert result.set_aside == (f"{bad.article.url}: {failed[0][2]}",)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"value": float("nan")}, "value that is not finite"),
        ({"value": float("inf")}, "value that is not finite"),
        ({"value_max": 1.0}, "range that is reversed"),
        ({"confidence": 1.5}, "confidence outside 0 to 1"),
        ({"end": 0}, "span that is empty or reversed"),
        ({"start": -1}, "span that is empty or reversed"),
    ],
)
def test_a_fault_is_named(home: Path, change: dict[str, float], fault: str) -> None:
    text = "WeChat had 5 users."
    bad = article_reading("bad", text, [replace(claim(text, "5 users", 5.0), **change)])
    with writer(home, deadline_seconds=5, purpose="test") as connection:
        result = load_batch(connection, Batch(readings=(bad,)), run_id="r", now=at(1))
    assert result.version_count == 0
    assert fault in result.set_aside[0] or "span" in result.set_aside[0]


def test_text_that_utf8_cannot_carry_is_loaded_with_its_spans_in_place(home: Path) -> None:
    text = "\ud83d微信 had 5 users \x00 of 😀."
    assert load_readings(home, article_reading("a", text, [claim(text, "5 users", 5.0)], title="\udc00")) == 1
    row = tables_of(working_path(home))["article_version"][0]
    assert row[4:6] == ("?", "?微信 had 5 users \x00 of 😀.")


def test_an_edit_that_is_taken_back_leaves_two_versions_and_three_sightings(home: Path) -> None:
    first, edited = "WeChat had 5 users.", "WeChat had 6 users."
    steps = [(first, 0), (edited, 1), (first, 2)]
    for text, day in steps:
        quote = text[11:18]
        load_readings(home, article_reading("a", text, [claim(text, quote, float(quote[0]))], seen=at(day)))
    found = tables_of(working_path(home))
    assert [len(found[name]) for name in ("article", "article_version", "sighting", "observation")] == [1, 2, 3, 2]


def test_near_copies_within_a_month_are_one_edge_and_later_ones_none(home: Path) -> None:
    same = tuple(range(128))
    half = tuple(range(64)) + tuple(range(1000, 1064))
    load_readings(home, article_reading("a", "first", seen=at(0), signature=same))
    load_readings(home, article_reading("b", "copy", seen=at(20), signature=same))
    load_readings(home, article_reading("c", "half", seen=at(20), signature=half))
    load_readings(home, article_reading("d", "a year later", seen=at(365), signature=same))
    assert [row[:3] for row in tables_of(working_path(home))["story_edge"]] == [("a", "b", 1.0)]


def test_dimensions_follow_the_catalogue_and_keep_what_left_it(home: Path) -> None:
    wechat, qq = Entity(id="wechat", name_en="WeChat"), Entity(id="qq", name_en="QQ")
    users = Metric(id="users", unit="users", name_en="Users")
    with writer(home, deadline_seconds=5, purpose="test") as connection:
        sync_dimensions(connection, [WIRE], [wechat, qq], [users])
        sync_dimensions(connection, [WIRE], [replace(wechat, name_en="Weixin")], [users])
        names = connection.execute("select entity_id, name_en from entity order by all").fetchall()
    assert names == [("qq", "QQ"), ("wechat", "Weixin")]


def test_rows_that_differ_from_the_table_are_refused(home: Path) -> None:
    with (
        writer(home, deadline_seconds=5, purpose="test") as connection,
        pytest.raises(WarehouseError, match="rows for metric and its columns differ: definition"),
    ):
        as_table(connection, "metric", [{"metric_id": "m", "unit": "u", "name_en": "", "name_zh": "",
                                         "period_kind": ""}])  # fmt: skip


def test_a_load_that_fails_in_the_middle_leaves_nothing(home: Path) -> None:
    load(home, numbered_batch(0))
    before = tables_of(working_path(home), leave_out=())
    with writer(home, deadline_seconds=5, purpose="test") as connection:
        connection.execute("alter table outcome rename to elsewhere")
        with pytest.raises(duckdb.CatalogException, match="outcome"):
            load_batch(connection, numbered_batch(1), run_id="r", now=at(1))
        connection.execute("alter table elsewhere rename to outcome")
    assert tables_of(working_path(home), leave_out=()) == before


LACKING = (
    r"primary\s+key", r"\bunique\b", r"\breferences\b", r"\bsequence\b", r"nextval", r"on\s+conflict", r"\bindex\b",
    r"\bcheck\s*\(", r"generated\s+always", r"\breturning\b", r"insert\s+or",
)  # fmt: skip


def test_the_load_path_uses_nothing_that_ducklake_lacks() -> None:
    found = list(Path(str(files("warehouse").joinpath("sql"))).rglob("*.sql"))
    scripts = [path for path in found if {"load", "migrations"} & set(path.parts)]
    assert len(scripts) > 10
    for path in scripts:
        statements = re.sub(r"--.*", "", path.read_text(encoding="utf-8")).lower()
        for lacking in LACKING:
            assert not re.search(lacking, statements), f"{path.name}: {lacking}"


def test_numbered_readings_are_sound() -> None:
    for number in range(30):
        reading = numbered_reading(number)
        assert all(reading.article.text[o.start : o.end] == o.quote for o in reading.observations)


def test_duckdb_is_the_line_that_was_asked_for() -> None:
    from tests.warehouse.lines import wanted_line

    if wanted_line():
        assert duckdb.__version__.split(".")[0] == wanted_line()
