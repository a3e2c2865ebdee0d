"""`newsgauge sources`: the list with the last outcome, and a try that explains itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from flows.demo.newsroom import Newsroom, Page
from tests.newsroom import protocols
from tests.newsroom.protocols import Story


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    with Newsroom() as running:
        toml = "".join(
            f'[[source]]\nid = "{name}"\nkind = "feed"\nname = "The {name} feed"\nurl = "{running.url}/{name}"\n'
            'evidence = "made for this test"\n'
            for name in ("good", "stale", "html", "empty", "down")
        )
        (tmp_path / "sources.toml").write_text(toml)
        monkeypatch.setenv("NEWSGAUGE_SOURCES", str(tmp_path / "sources.toml"))
        monkeypatch.setenv("NEWSGAUGE_ALLOW_HOSTS", f"127.0.0.1:{running.port}")
        monkeypatch.setenv("NEWSGAUGE_FETCH__HOST_DELAY_SECONDS", "0")
        now = datetime.now(UTC)
        running.pages["/page"] = Page(b"<p>Weixin</p>", "text/html")
        page = f"{running.url}/page"
        running.pages["/good"] = protocols.plain_rss([Story(page, "Fresh\x1b[2J", now - timedelta(hours=1))])
        running.pages["/stale"] = protocols.plain_rss([Story(page, "Old", datetime(2018, 9, 23, tzinfo=UTC))])
        running.pages["/html"] = Page(b"<!doctype html><html></html>", "text/html")
        running.pages["/empty"] = protocols.rss([])
        yield running


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["sources", *arguments])


def test_sources_are_listed_before_the_first_poll(newsroom):
    result = run("--json")
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.output.splitlines()]
    first = rows[0]
    assert (first["id"], first["kind"], first["on"], first["state"]) == ("good", "feed", "yes", "never polled")
    assert len(rows) == 5
    assert not newsroom.log


@pytest.mark.parametrize(
    ("name", "code", "lines"),
    [
        (
            "good",
            0,
            ["made for this test", "1 articles listed", "Fresh", "its first article: 200, 13 bytes, names one"],
        ),
        ("stale", 0, ["1 articles listed", "stale: its newest article is of 2018-09-23, more than 14 days ago"]),
        ("html", 1, ["200", "text/html", "failed: the answer is an HTML page, not a feed"]),
        ("empty", 1, ["failed: the feed is well-formed but lists nothing"]),
        ("down", 1, ["failed: HTTP 404"]),
    ],
)
def test_a_try_explains_what_the_source_answered(newsroom, tmp_path, name, code, lines):
    result = run("check", name)
    assert result.exit_code == code, result.output
    for line in lines:
        assert line in result.output
    assert "\x1b" not in result.output
    assert not (tmp_path / "home").exists(), "nothing is loaded or archived"
