"""One Prefect server for the folder's tests, a small newsroom, and runs in this process or in one of their own."""

from __future__ import annotations

import asyncio
import gc
import os
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows import log
from flows.demo.newsroom import Newsroom, Page, Report, article_page, feed_page, sitemap_page
from flows.prefect_api import as_setting, own_server, prepare_environment
from warehouse.connection import published_path

# Columns that no two runs share: clocks, run and load ids, and the archive's random record ids.
RUN_COLUMNS = {"load_id", "run_id", "known_at", "first_known_at", "capture_record_id", "record_id", "seen_at"}
FACTS = ("article", "article_version", "reading", "observation_fact", "story_edge", "observation", "trend", "latest")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Prefect's clients leave sockets and loops to the garbage collector; that is no fault of ours."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(
                pytest.mark.filterwarnings("ignore:Exception ignored:pytest.PytestUnraisableExceptionWarning")
            )
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning"))  # apprise


def collect_sockets() -> None:
    """Let go, here and not at some later test, of what Prefect's clients left open."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def newsroom_reports() -> tuple[Report, ...]:
    """Eight reports of two years, our own words."""
    return tuple(
        Report(
            path=f"/{year}/{month:02}", title=f"WeChat in {year}-{month:02}",
            published_at=datetime(year, month, 15, 8, tzinfo=UTC), language="en", layout="ledger",
            paragraphs=(
                (f"WeChat had {900 + 10 * (year - 2017) + month} million monthly active users at the end of "
                f"{('March', 'June', 'September', 'December')[month // 3 - 1]} {year}, the company said."),
                "Analysts had looked for a little less than that, and the shares rose.",
            ),
            listed_in=("feed", "sitemap"),
        )
        for year in (2018, 2019)
        for month in (3, 6, 9, 12)
    )  # fmt: skip


class Pages(dict[str, Page]):
    """Pages that may take their time."""

    seconds = 0.0

    def get(self, path: str, default: Any = None) -> Any:
        time.sleep(self.seconds)
        return super().get(path, default)


@dataclass
class Site:
    """The newsroom, the sources file that names it, and the variables of a run against it."""

    newsroom: Newsroom
    home: Path
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to run against this newsroom."""
        return {
            "NEWSGAUGE_HOME": str(self.home), "NEWSGAUGE_SOURCES": str(self.home.parent / "sources.toml"),
            "NEWSGAUGE_ALLOW_HOSTS": f"127.0.0.1:{self.newsroom.port}", "NEWSGAUGE_FETCH__HOST_DELAY_SECONDS": "0",
            "NEWSGAUGE_FETCH__TRIES": "1", **self.extra,
        }  # fmt: skip

    def write_sources(self, *entries: str) -> None:
        """Sources of this newsroom: "id kind path", one each."""
        text = ""
        for entry in entries:
            name, kind, path = entry.split()
            text += f'[[source]]\nid = "{name}"\nkind = "{kind}"\nname = "Test, {name}"\npoll = "1m"\n'
            text += f'url = "{self.newsroom.url}{path}"\nstale_after_days = 9000\n'
            text += "reach = 2018-01-01\n" if kind == "sitemap" else ""
        (self.home.parent / "sources.toml").write_text(text)

    def requests(self, prefix: str = "") -> list[str]:
        """Paths asked for so far."""
        return [path for path, _ in self.newsroom.requests if path.startswith(prefix)]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A newsroom with eight reports in a sitemap and a feed, and this process set to run against it."""
    reports = newsroom_reports()
    with Newsroom() as newsroom:
        robots = newsroom.pages["/robots.txt"]
        newsroom.pages = Pages({report.path: article_page(report) for report in reports})
        newsroom.pages["/robots.txt"] = robots
        newsroom.pages["/feed.rss"] = feed_page(reports, newsroom.url)
        newsroom.pages["/sitemap.xml"] = sitemap_page(reports, newsroom.url)
        found = Site(newsroom, tmp_path / "home")
        found.write_sources("feed feed /feed.rss", "sitemap sitemap /sitemap.xml")
        for name, value in found.environment.items():
            monkeypatch.setenv(name, value)
        yield found


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of one real Prefect server for all tests of this folder."""
    before = dict(os.environ)
    home = tmp_path_factory.mktemp("prefect")
    try:
        prepare_environment(home)
        os.environ["PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS"] = "2"
        with own_server(home) as url:
            yield url
        collect_sockets()
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def prefect(prefect_server: str) -> Iterator[str]:
    """The server as this process's API, and as that of the processes it starts."""
    with as_setting(prefect_server):
        yield prefect_server
    collect_sockets()


@pytest.fixture
def run_flow(prefect: str) -> Callable[..., Any]:
    """Run a flow to its end in this process; gives its final state and what it returned."""

    def run(flow: Any, **parameters: Any) -> tuple[Any, Any]:
        async def whole() -> tuple[Any, Any]:
            state = flow(**parameters, return_state=True)
            state = await state if asyncio.iscoroutine(state) else state
            return state, await state.aresult(raise_on_failure=False)

        log.configure()  # onto this test's standard error
        return asyncio.run(whole())

    return run


def dump(home: Path, tables: tuple[str, ...] = FACTS) -> dict[str, list[tuple[Any, ...]]]:
    """The published file's tables as sorted rows without clocks and ids of runs."""
    with duckdb.connect(str(published_path(home)), read_only=True) as connection:
        found = {}
        for table in tables:
            cursor = connection.execute(f'select * exclude (x) from (select 1 as x, * from "{table}")')
            keep = [i for i, column in enumerate(cursor.description or ()) if column[0] not in RUN_COLUMNS]
            found[table] = sorted((tuple(row[i] for i in keep) for row in cursor.fetchall()), key=repr)
        return found


@pytest.fixture
def tables() -> Callable[[Path], dict[str, list[tuple[Any, ...]]]]:
    """What two warehouses must have alike."""
    return dump
