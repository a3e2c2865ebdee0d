"""Alerts reach a real receiver on loopback, once for each event."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from flows.alerts import MOST_LINES, body_of, target_of
from flows.demo.newsroom import Page, article_page, sitemap_page
from flows.ingest import ingest
from warehouse.connection import writer


class Receiver:
    """A webhook that keeps what it gets."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.status = 200
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(json.loads(body))
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.server.server_port}/hook"

    @property
    def messages(self) -> list[str]:
        return [got["message"] for got in self.got]


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    found = Receiver()
    monkeypatch.setenv("NEWSGAUGE_ALERTS__URLS", found.url)
    yield found
    found.server.shutdown()
    found.server.server_close()
    found.thread.join()


def add_report(site: Any, path: str, month: str, value: str) -> None:
    """One more report in the newsroom's sitemap."""
    from dataclasses import replace
    from datetime import UTC, datetime

    from flows.demo.newsroom import load_reports

    template = load_reports()[0]
    day = datetime(2020, 2, 2 + len(site.added), 9, tzinfo=UTC)
    text = f"WeChat had {value} million monthly active users at the end of {month}, its owner said on Monday."
    report = replace(
        template, path=path, title=f"WeChat at {value} million", published_at=day, language="en", layout="plain",
        paragraphs=(text, f"The figure of {path} came with no other news."), listed_in=("sitemap",), encoding="utf-8",
        content_type="text/html; charset=utf-8", box="",
    )  # fmt: skip
    site.added.append(report)
    site.newsroom.pages[path] = article_page(report)
    site.newsroom.pages["/sitemap.xml"] = sitemap_page(tuple(site.added), site.newsroom.url)


def test_new_values_and_disagreements_are_told_once_and_the_first_load_is_no_news(
    site: Any, receiver: Receiver, run_flow: Callable[..., Any], prefect: str
) -> None:
    site.write_sources("sitemap sitemap /sitemap.xml")
    site.added = []
    add_report(site, "/first", "June 2019", "900")
    run_flow(ingest)
    assert receiver.got == []

    add_report(site, "/second", "December 2019", "1000")
    receiver.status = 503
    run_flow(ingest)
    (message,) = receiver.messages
    assert "1 billion users (2019-12-31)" in message
    assert "“" in message
    assert f"{site.newsroom.url}/second" in message

    receiver.status = 200
    run_flow(ingest)  # what is known not to have arrived is told again, with nothing new
    assert receiver.messages == [message, message]

    add_report(site, "/third", "December 2019", "1300")
    run_flow(ingest)
    told = "\n".join(receiver.messages[2:])
    assert "2019-12-31: reports disagree, 1 billion to 1.3 billion users" in told
    before = len(receiver.got)
    run_flow(ingest)
    assert len(receiver.got) == before

    with writer(site.home, deadline_seconds=5, purpose="test") as connection:
        states = connection.execute(
            "select state, count(*) from announcement where target = ? group by state", [target_of(receiver.url)]
        ).fetchall()
        assert receiver.url not in str(connection.execute("select * from announcement").fetchall())
    assert dict(states)["failed"] == 1
    names = {event["event"] for event in newsgauge_events(prefect)}
    assert {"newsgauge.new_value", "newsgauge.disagreement"} <= names


def newsgauge_events(api: str) -> list[dict[str, Any]]:
    """The events that Prefect's automations see."""
    import time

    import httpx

    for _ in range(50):
        body = {"filter": {"event": {"prefix": ["newsgauge."]}}, "limit": 50}
        found: list[dict[str, Any]] = httpx.post(f"{api}/events/filter", json=body, timeout=10).json()["events"]
        if len({event["event"] for event in found}) > 1:
            return found
        time.sleep(0.2)
    return found


def test_a_source_that_fails_three_times_in_a_row_is_told_once(
    site: Any, receiver: Receiver, run_flow: Callable[..., Any]
) -> None:
    site.write_sources("shaky feed /shaky.rss", "sitemap sitemap /sitemap.xml")
    site.newsroom.pages["/shaky.rss"] = Page(b"no", "text/plain", 404)
    counts = []
    for _ in range(4):
        run_flow(ingest)
        counts.append(sum("Test, shaky (shaky): failed 3 times in a row" in m for m in receiver.messages))
    assert counts == [0, 0, 1, 1]


def test_a_busy_run_is_one_message() -> None:
    lines = body_of([f"line {number}" for number in range(MOST_LINES + 5)]).split("\n")
    assert len(lines) == MOST_LINES + 1
    assert lines[-1] == "and 5 more"
