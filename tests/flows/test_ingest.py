"""The ingest flow against a real newsroom and a real Prefect server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.demo.newsroom import Page
from flows.ingest import ingest
from flows.summary import DONE, FAILED, PARTIAL


def test_two_sources_that_list_one_article_cost_one_request(site: Any, run_flow: Callable[..., Any]) -> None:
    state, summary = run_flow(ingest)
    assert state.name == "Completed"
    assert summary.exit_code == DONE
    assert sorted(site.requests("/201")) == sorted(set(site.requests("/201")))
    assert len(site.requests("/201")) == 8
    assert summary.load.version_count == 8
    assert {o.value for o in summary.observations} == {
        1e6 * (900 + 10 * (year - 2017) + month) for year in (2018, 2019) for month in (3, 6, 9, 12)
    }


def test_a_second_run_loads_nothing_and_asks_with_validators(site: Any, run_flow: Callable[..., Any]) -> None:
    run_flow(ingest)
    before = len(site.newsroom.requests)
    _, summary = run_flow(ingest)
    assert summary.load.version_count == summary.load.observation_count == 0
    asked = site.newsroom.requests[before:]
    assert all("if-none-match" in headers for path, headers in asked if path != "/robots.txt")


def test_a_source_that_fails_does_not_fail_the_others(site: Any, run_flow: Callable[..., Any]) -> None:
    site.write_sources("gone feed /gone.rss", "sitemap sitemap /sitemap.xml")
    state, summary = run_flow(ingest)
    assert (state.name, summary.exit_code) == ("CompletedWithFailures", PARTIAL)
    assert {o.source_id: o.outcome for o in summary.outcomes} == {"gone": "failed", "sitemap": "ok"}
    assert summary.load.version_count == 8


def test_a_fault_nobody_foresaw_costs_one_source(
    site: Any, run_flow: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from extract.discover import KINDS

    async def broken(*_: Any) -> None:
        raise RuntimeError("boom\nsecond line")

    monkeypatch.setitem(KINDS, "feed", broken)
    state, summary = run_flow(ingest)
    assert state.name == "CompletedWithFailures"
    feed, sitemap = summary.outcomes
    assert (feed.outcome, feed.message) == ("failed", "unforeseen RuntimeError: boom second line")
    assert (sitemap.outcome, summary.load.version_count) == ("ok", 8)


def test_every_source_failing_is_a_failed_run_and_leaves_the_warehouse_alone(
    site: Any, run_flow: Callable[..., Any], tables: Callable[..., Any]
) -> None:
    run_flow(ingest)
    before = tables(site.home)
    for path in ("/feed.rss", "/sitemap.xml"):
        site.newsroom.pages[path] = Page(b"down", "text/plain", 503)
    state, summary = run_flow(ingest)
    assert state.is_failed()
    assert summary.exit_code == FAILED
    assert tables(site.home) == before


def test_the_schedule_asks_only_what_is_due(site: Any, run_flow: Callable[..., Any]) -> None:
    run_flow(ingest)
    before = len(site.newsroom.requests)
    state, summary = run_flow(ingest, due_only=True)
    assert (state.name, summary.outcomes) == ("Completed", ())
    assert len(site.newsroom.requests) == before


def test_a_name_that_no_source_has_ends_in_one_line(site: Any, run_flow: Callable[..., Any]) -> None:
    state, error = run_flow(ingest, source_ids=["'; drop table observation"])
    assert state.is_failed()
    assert "no source is called" in str(error)
    assert site.newsroom.requests == []


def test_a_run_leaves_its_account_in_prefect(site: Any, run_flow: Callable[..., Any], prefect: str) -> None:
    site.write_sources("gone feed /gone.rss", "sitemap sitemap /sitemap.xml")
    state, _ = run_flow(ingest)
    run_id = str(state.state_details.flow_run_id)
    artifacts = post(f"{prefect}/artifacts/filter", {"flow_runs": {"id": {"any_": [run_id]}}})
    by_key = {artifact["key"]: artifact for artifact in artifacts}
    assert '"source": "gone", "outcome": "failed"' in by_key["sources"]["data"]
    assert "monthly active users" in by_key["new-observations"]["data"]
    assert "913 million" in by_key["new-observations"]["data"]
    tasks = post(f"{prefect}/task_runs/filter", {"flow_runs": {"id": {"any_": [run_id]}}})
    states = {task["name"]: task["state"]["type"] for task in tasks}
    assert states["collect gone"] == "FAILED"
    assert states["collect sitemap"] == "COMPLETED"


def post(url: str, body: dict[str, Any]) -> Any:
    import httpx

    return httpx.post(url, json=body, timeout=10).raise_for_status().json()
