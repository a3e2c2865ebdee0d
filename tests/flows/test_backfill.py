"""Backfills: planned, resumed after any end, nothing asked twice, gaps told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extract.archive.read import read_captures
from extract.records import Capture
from flows.backfill import backfill
from flows.demo.newsroom import Page
from tests.command import newsgauge
from tests.scale import FULL

KILLING = Path(__file__).with_name("killing.py")
SPAN = {"start": date(2018, 1, 1), "end": date(2019, 12, 31)}
COMMAND = ["backfill", "--from", "2018-01-01", "--to", "2019-12-31", "--window", "year", "--json"]


def archived(site: Any) -> Counter[str]:
    """How often each article is in the archive."""
    captures = read_captures(site.home / "archive")
    return Counter(c.url for c in captures if isinstance(c, Capture) and c.role == "article")


def test_a_dry_run_plans_and_asks_nobody(site: Any, run_flow: Callable[..., Any]) -> None:
    state, summary = run_flow(backfill, **SPAN, window="month", order="newest", dry_run=True)
    assert state.name == "Completed"
    assert site.newsroom.requests == []
    assert (len(summary.windows), summary.planned_count) == (24, 24)
    assert summary.windows[0].start == date(2019, 12, 1)
    assert {w.state for w in summary.windows} == {"planned"}
    assert [(g.source_id, g.reason) for g in summary.gaps if g.source_id == "feed"] == [
        ("feed", "a feed source lists only the present")
    ]


def test_windows_failed_articles_and_their_retry(site: Any, run_flow: Callable[..., Any]) -> None:
    good = {path: site.newsroom.pages[path] for path in ("/2018/06", "/2019/09")}
    site.newsroom.pages["/2018/06"] = Page(b"busy", "text/plain", 503)
    site.newsroom.pages["/2019/09"] = Page(b"gone", "text/plain", 410)
    state, first = run_flow(backfill, **SPAN, window="year", source_ids=["sitemap"])
    assert (state.name, first.exit_code) == ("CompletedWithFailures", 3)
    assert [(w.start.year, w.state, w.found_count, w.loaded_count) for w in first.windows] == [
        (2018, "partial", 4, 3),
        (2019, "done", 4, 3),
    ]
    reasons = {g.start.year: g.reason for g in first.gaps}
    assert reasons[2018].startswith("partial: HTTP 503")
    assert reasons[2019].startswith("done: HTTP 410")
    assert site.requests("/robots.txt") == ["/robots.txt"]  # one fetcher for all windows, so one pace for each host

    site.newsroom.pages.update(good)
    before = len(site.newsroom.requests)
    state, second = run_flow(backfill, **SPAN, window="year", source_ids=["sitemap"], retry_failed=True)
    assert [path for path, _ in site.newsroom.requests[before:] if path.startswith("/201")] == ["/2018/06"]
    assert [(w.state, w.attempts) for w in second.windows] == [("done", 2), ("done", 1)]
    assert second.exit_code == 0

    before = len(site.newsroom.requests)
    run_flow(backfill, **SPAN, window="year", source_ids=["sitemap"])
    assert len(site.newsroom.requests) == before  # done windows are not asked again
    run_flow(backfill, **SPAN, window="year", source_ids=["sitemap"], again=True)
    assert [path for path, _ in site.newsroom.requests[before:] if path.startswith("/201")] == ["/2019/09"]


def test_killed_at_every_boundary_a_backfill_goes_on_and_asks_nothing_twice(
    site: Any, prefect: str, tables: Callable[[Path], Any]
) -> None:
    places = [
        "extract.archive.write:ArchiveWriter.flush:after:1",
        "flows.backfill:_record:before:2",
        "flows.backfill:_record:after:2",
        *(["flows.backfill:_record:after:1", "flows.steps:load_batch:after:1", "flows.steps:publish:before:1"] * FULL),
    ]
    runs = [{"at": place, "argv": COMMAND} for place in places] + [{"argv": COMMAND}]
    done = subprocess.run(
        [sys.executable, str(KILLING), json.dumps({"runs": runs})],
        capture_output=True, text=True, timeout=280, check=True, env={**os.environ, **site.environment},
    )  # fmt: skip
    assert dict(zip([*places, "undisturbed"], json.loads(done.stdout), strict=True)) == {
        **dict.fromkeys(places, -9),
        "undisturbed": 0,
    }
    assert set(archived(site).values()) == {1}
    assert Counter(site.requests("/201")) == dict.fromkeys(
        [f"/{y}/{m:02}" for y in (2018, 2019) for m in (3, 6, 9, 12)], 1
    )
    disturbed = tables(site.home)
    assert len(disturbed["observation"]) == 8


@pytest.mark.parametrize("stop", [signal.SIGINT, *([signal.SIGTERM] * FULL)])
def test_stopped_by_a_person_a_backfill_says_so_and_goes_on(site: Any, prefect: str, stop: signal.Signals) -> None:
    site.newsroom.pages.seconds = 0.3
    process = subprocess.Popen(
        [sys.executable, "-m", "flows", *COMMAND], env={**os.environ, **site.environment},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),  # as a script starts what it puts behind
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while len(site.requests("/201")) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(stop)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, ""), err
    assert err.splitlines()[-1] == "newsgauge: interrupted; run the same command again to go on"
    assert "Traceback" not in err
    status = json.loads(newsgauge("status", "--json").stdout)
    assert status["windows"] == {"interrupted": 1}
    site.newsroom.pages.seconds = 0.0
    again = newsgauge(*COMMAND)
    assert again.returncode == 0, again.stderr
    assert {w["state"] for w in json.loads(again.stdout)["windows"]} == {"done"}
    assert len(archived(site)) == 8
    assert set(archived(site).values()) == {1}
