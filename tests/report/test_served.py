"""The report as `newsgauge serve` shows it, under the server's own policy."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from flows.report_server import ReportServer


@pytest.fixture
def address(sample: Path) -> Iterator[str]:
    """Where a running server shows the sample's report."""
    server = ReportServer(sample, 0)
    running = threading.Thread(target=lambda: asyncio.run(server.run_here()))
    running.start()
    yield server.url
    server.should_exit = True
    running.join(timeout=10)
    assert not running.is_alive()


def test_the_served_report_works_and_asks_for_nothing_else(browser: Browser, address: str) -> None:
    page = browser.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(address)
    page.locator(".series").first.scroll_into_view_if_needed()
    page.locator(".series .chart svg").first.wait_for()
    with page.expect_download() as caught:
        page.locator(".series .under button").first.click()
    assert caught.value.path().stat().st_size > 0
    page.close()
    assert [url for url in requests if not url.startswith("blob:")] == [address]
    assert complaints == []
