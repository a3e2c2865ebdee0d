"""A real Chromium, and warehouses with the reports made from them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from extract.records import Batch
from tests.browser import MISSING, SWITCHES, browser_path
from tests.report.sample import SOURCES, hostile_readings, outcomes, published_home, readings, year_batch
from warehouse.report import write_report

REQUIRED = os.environ.get("NEWSGAUGE_REQUIRE_BROWSER") == "1"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A running Chromium."""
    with sync_playwright() as playwright:
        path = browser_path(playwright)
        if path is None:
            if REQUIRED:
                pytest.fail(MISSING)
            pytest.skip(MISSING)
        running = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield running
        running.close()


@dataclass
class Opened:
    """A page with what it asked for and what it complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@dataclass
class Opener:
    """Opens reports in contexts of their own; what leaves the machine is stopped and noted."""

    browser: Browser
    opened: list[Opened] = field(default_factory=list)

    def __call__(
        self, path: Path, *, width: int = 1280, height: int = 900, dark: bool = False, locale: str = "en-GB",
        touch: bool = False, address: str = "",
    ) -> Page:  # fmt: skip
        """A page that shows this report and is ready to be used."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", locale=locale,
            has_touch=touch, accept_downloads=True,
        )  # fmt: skip
        context.set_default_timeout(10_000)
        found = Opened(context.new_page())
        self.opened.append(found)

        def note(request: Request) -> None:
            found.requests.append(request.url)

        context.route(lambda url: url.startswith("http"), lambda route: route.fulfill(status=200, body="stopped here"))
        context.on("request", note)
        found.page.on("console", lambda message: found.complaints.append(message.text))
        found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
        found.page.goto(path.as_uri() + address)
        found.page.wait_for_selector("html[data-ready]", state="attached")
        return found.page


@pytest.fixture
def show(browser: Browser) -> Iterator[Opener]:
    """Opens reports; afterwards no page may have complained on its console."""
    opener = Opener(browser)
    yield opener
    complaints = [text for one in opener.opened for text in one.complaints]
    for one in opener.opened:
        one.page.context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with every kind of figure."""
    home = tmp_path_factory.mktemp("sample") / "home"
    return published_home(home, Batch(readings=tuple(readings()), outcomes=tuple(outcomes())))


@pytest.fixture(scope="session")
def sample(sample_home: Path) -> Path:
    """The report of `sample_home`."""
    return write_report(sample_home)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a warehouse whose every text is an attack."""
    home = tmp_path_factory.mktemp("hostile") / "home"
    return write_report(published_home(home, Batch(readings=tuple(hostile_readings()))))


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a warehouse that holds nothing."""
    home = tmp_path_factory.mktemp("empty") / "home"
    return write_report(published_home(home, Batch(), SOURCES))


@pytest.fixture(scope="session")
def year_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with a year of twenty sources, 5,000 claims."""
    batch, sources = year_batch()
    return published_home(tmp_path_factory.mktemp("year") / "home", batch, sources)
