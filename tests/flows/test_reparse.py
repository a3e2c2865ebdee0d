"""Re-parse: the present rules over the archive, what they read otherwise, old rows kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

import flows.reparse
import flows.status
from flows.cli.status import facts
from flows.difference import compare
from flows.ingest import ingest
from flows.reparse import reparse
from flows.settings import load_settings
from flows.status import read_status
from warehouse.ask import ask
from warehouse.connection import published_path

OLD = ("wechat", "monthly_active_users", 9.0e8, None, "2018-03-31", "900 million")


def changed(claim: tuple[Any, ...], **fields: Any) -> tuple[Any, ...]:
    names = ("entity", "metric", "value", "value_max", "as_of", "quote")
    return tuple(fields.get(name, old) for name, old in zip(names, claim, strict=True))


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([OLD], [OLD], []),
        ([OLD, OLD], [OLD], [("lost", 9.0e8, None)]),
        ([], [OLD], [("gained", None, 9.0e8)]),
        ([OLD], [], [("lost", 9.0e8, None)]),
        ([OLD], [changed(OLD, value=9.1e8)], [("changed", 9.0e8, 9.1e8)]),
        ([OLD], [changed(OLD, as_of="2018-06-30")], [("changed", 9.0e8, 9.0e8)]),
        ([OLD], [changed(OLD, metric="users", quote="x")], [("gained", None, 9.0e8), ("lost", 9.0e8, None)]),
    ],
)
def test_two_readings_are_compared(before: Any, after: Any, found: Any) -> None:
    assert [(d.change, d.before, d.after) for d in compare(before, after, "http://x")] == found


def test_new_rules_are_shown_first_and_loaded_beside_the_old(
    site: Any, run_flow: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_flow(ingest)
    asked = len(site.newsroom.requests)

    state, same = run_flow(reparse, dry_run=True)
    assert (state.name, same.differences, same.loaded) == ("Completed", (), False)
    assert (same.version_count, same.observation_count) == (8, 8)

    # Other rules: every figure is read ten million higher, by a newer version.
    from dataclasses import replace

    from extract import digest as stage

    real = stage.read_article

    def other(article: Any, catalog: Any) -> Any:
        reading = real(article, catalog)
        higher = tuple(replace(o, value=o.value + 1e7) for o in reading.observations)
        return replace(reading, observations=higher, extractor_version="9999")

    monkeypatch.setattr(stage, "read_article", other)
    _, shown = run_flow(reparse, dry_run=True, since=date(2020, 1, 1), source_ids=["feed", "sitemap"])
    assert {d.change for d in shown.differences} == {"changed"}
    assert len(shown.differences) == 8
    assert dict(shown.counts()) == {("wechat", "monthly_active_users"): {"changed": 8}}
    assert all("million" in d.quote and d.url.startswith(site.newsroom.url) for d in shown.differences)
    assert ask(site.home, "select count(*) from observation_fact").rows == [(8,)]

    _, loaded = run_flow(reparse)
    assert (loaded.loaded, loaded.loaded_count) == (True, 8)
    rows = ask(site.home, "select extractor_version, count(*) from observation_fact group by all order by all").rows
    assert [count for _, count in rows] == [8, 8]
    assert ask(site.home, "select distinct extractor_version from observation").rows == [("9999",)]
    assert ask(site.home, "select min(value) from trend").rows == [(9.23e8,)]
    _, again = run_flow(reparse)
    assert (again.differences, again.loaded_count) == ((), 0)
    assert len(site.newsroom.requests) == asked


def test_status_tells_what_only_older_rules_have_read(
    site: Any, run_flow: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_flow(ingest)
    assert read_status(load_settings()).outdated == 0
    monkeypatch.setattr(flows.status, "EXTRACTOR_VERSION", "10000")
    found = read_status(load_settings())
    assert ("rules", "version 10000; 8 answers were read by older ones: `newsgauge reparse`") in facts(found)


def test_only_the_days_and_sources_asked_for_are_read(site: Any, run_flow: Callable[..., Any]) -> None:
    run_flow(ingest, source_ids=["feed"])
    _, later = run_flow(reparse, dry_run=True, since=date(2999, 1, 1))
    assert later.capture_count == 0
    _, other = run_flow(reparse, dry_run=True, source_ids=["sitemap"])
    assert other.version_count == 0
    state, error = run_flow(reparse, dry_run=True, source_ids=["nobody"])
    assert state.is_failed()
    assert "no source is called 'nobody'" in str(error)


def test_a_text_archived_twice_is_counted_and_told_once(
    site: Any, run_flow: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import arrivals

    run_flow(ingest)
    shutil.rmtree(site.home / "working")  # a warehouse that was lost: the next run fetches every page again
    published_path(site.home).unlink()
    run_flow(ingest)
    monkeypatch.setattr(arrivals, "BATCH_COUNT", 3)
    monkeypatch.setattr(flows.reparse.ledger, "loaded_claims", lambda *_: {})  # every figure is news, in every batch

    _, summary = run_flow(reparse, dry_run=True)

    # Of each run eight pages, a feed and a sitemap.
    assert (summary.capture_count, summary.version_count, summary.observation_count) == (20, 8, 8)
    assert [d.change for d in summary.differences] == ["gained"] * 8


def test_a_big_archive_is_read_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import arrivals

    monkeypatch.setattr(arrivals, "BATCH_COUNT", 3)
    sizes = [len(batch) for batch in arrivals.batches([None] * 8)]  # type: ignore[list-item]
    assert sizes == [3, 3, 2]
    assert flows.reparse.batches is arrivals.batches
