"""One run of the command line over a server of faults: a recorded failure for each, and all that is good is loaded."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import psutil
import pytest

from flows.demo.newsroom import Newsroom, Page, Report, article_page
from tests.newsroom import protocols
from tests.newsroom.faults import add_faults
from tests.newsroom.protocols import Story

AT = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)
GOOD = 6
WEIXIN = b"<p>Weixin had 1 billion monthly active users at the end of 2018.</p>"
BOMB = (
    "<!DOCTYPE rss [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]><rss><channel><item><title>&j;</title><link>http://p.example/</link></item></channel></rss>"
)
ARTICLES = {
    "nested": b"<html><body>" + WEIXIN + b"<div>" * 100_000 + WEIXIN + b"</body></html>",
    "comments": b"<html><body>" + WEIXIN + b"<!--" * 40_000 + b"</body></html>",
    "50-mb": b"<html><body>" + WEIXIN * 800_000 + b"</body></html>",
    "broken-pdf": b"%PDF-1.7\nWeixin\n" + b"\0" * 1000,
}
"""Pages that a parser does not come back from, or not with a text; for each a failure or a whole article will do."""


def feeds(newsroom: Newsroom) -> dict[str, tuple[str, Page, str]]:
    """Broken lists: source id to (kind, page, what its failure must say)."""

    def rss(*items: str) -> Page:
        return protocols.rss(items)

    opaque = f"https://news.google.com/rss/articles/{protocols.new_google_id('x')}"
    external = b"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss>&x;</rss>"
    rebuilt = b"<html><body><p>rebuilt</p></body></html>"
    inside = "<item><title>in</title><link>http://10.1.2.3/article</link></item>"
    return {
        "bomb_feed": ("feed", Page(BOMB.encode(), "application/rss+xml"), "DOCTYPE is refused"),
        "external_feed": (
            "feed", Page(external, "text/xml"), "DOCTYPE",
        ),
        "html_feed": ("feed", Page(b"<!doctype html><html><body>Hello</body></html>", "text/html"), "an HTML page"),
        "empty_feed": ("feed", Page(b"", "application/rss+xml"), "0 bytes"),
        "itemless_feed": ("feed", rss(), "lists nothing"),
        "words_feed": ("feed", Page(b"just words", "text/plain"), "not well-formed"),
        "linkless_feed": ("feed", rss("<item><title>x</title></item>"), "entries that have no link"),
        "script_feed": ("feed", rss("<item><link>javascript:alert(1)</link></item>"), "not http or https"),
        "inside_feed": ("feed", rss(inside), "not a public address"),
        "gone_feed": ("feed", Page(b"", "text/html", 410), "HTTP 410"),
        "large_feed": ("feed", Page(b"<rss>" + b"<!-- x -->" * 1_700_000, "text/xml"), "is larger than"),
        "bomb_map": ("sitemap", Page(gzip.compress(bytes(150_000_000)), "application/gzip"), "more than 100 MiB"),
        "cut_map": ("sitemap", Page(gzip.compress(b"<urlset/>" * 99)[:20], "application/gzip"), "is cut"),
        "rebuilt_list": ("listing", Page(rebuilt, "text/html"), "layout has changed"),
        "busy_gdelt": ("gdelt", Page(b"Please limit requests", "text/html", 429), "HTTP 429"),
        "google": (
            "search",
            rss(f"<item><title>x</title><link>{opaque}</link></item>"),
            "no publisher's address",
        ),
    }  # fmt: skip


@dataclass
class Ran:
    """The finished run: its exit code and record, what it took, and the tables it published."""

    code: int
    record: dict[str, object]
    stderr: str
    peak_bytes: int
    home: Path
    newsroom: Newsroom
    faults: dict[str, str]
    canary_hits: int

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.home / "newsgauge.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()


def good_report(number: int) -> Report:
    return Report(
        path=f"/good/{number}", title=f"Weixin in {2013 + number}", published_at=AT.replace(year=2014 + number),
        language="en", layout="ledger", listed_in=("feed",),
        paragraphs=(
            f"Weixin had {900 + number} million monthly active users at the end of December {2013 + number}, it said.",
            "The company told analysts of its plans for the year, and of new offices in three towns of the south.",
        ),
    )  # fmt: skip


def peak_of(process: subprocess.Popen[str], peak: list[int]) -> None:
    """Watch the memory of a process and all it starts, Prefect's server left out."""
    while process.poll() is None:
        total = 0
        try:
            for one in [top := psutil.Process(process.pid), *top.children(recursive=True)]:
                if "prefect_server" not in " ".join(one.cmdline()):
                    total += one.memory_info().rss
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            continue  # it ended between two looks
        peak[0] = max(peak[0], total)
        time.sleep(0.1)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    folder = tmp_path_factory.mktemp("faults")
    with Newsroom() as newsroom, Newsroom() as canary:
        faults = add_faults(newsroom)
        newsroom.pages["/fault/redirect-canary"] = Page(b"", "text/html", 302, {"Location": f"{canary.url}/"})
        faults["redirect-canary"] = f"{newsroom.url}/fault/redirect-canary"
        for name, body in ARTICLES.items():
            newsroom.pages[f"/article/{name}"] = Page(body, "application/pdf" if "pdf" in name else "text/html")
        good = [good_report(number) for number in range(GOOD)]
        newsroom.pages |= {report.path: article_page(report) for report in good}
        # Good pages stand between the faults, so that each has faults before and behind it.
        urls = [*faults.values(), *(f"{newsroom.url}/article/{name}" for name in ARTICLES)]
        for number, report in enumerate(good):
            urls.insert(number * len(urls) // GOOD, f"{newsroom.url}{report.path}")
        listed = [Story(url, f"Listed {number}", AT) for number, url in enumerate(urls)]
        newsroom.pages["/list/articles"] = protocols.plain_rss(listed)
        entries = [("articles", "feed")]
        for name, (kind, page, _) in feeds(newsroom).items():
            newsroom.routes[f"/list/{name}"] = lambda _, page=page: page  # type: ignore[misc]
            entries.append((name, kind))
        toml = "".join(
            f'[[source]]\nid = "{name}"\nkind = "{kind}"\nname = "{name}"\nurl = "{newsroom.url}/list/{name}"\n'
            for name, kind in entries
        )
        (folder / "sources.toml").write_text(toml)
        command = [
            sys.executable, "-m", "flows", "run", "--json", "--home", str(folder / "home"),
            "--sources", str(folder / "sources.toml"), "--allow-host", f"127.0.0.1:{newsroom.port}",
        ]  # fmt: skip
        quick = {
            "NEWSGAUGE_FETCH__HOST_DELAY_SECONDS": "0", "NEWSGAUGE_FETCH__TOTAL_SECONDS": "2.5",
            "NEWSGAUGE_FETCH__READ_SECONDS": "0.6",
        }  # fmt: skip
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | quick
        )
        peak = [0]
        watching = threading.Thread(target=peak_of, args=(process, peak))
        watching.start()
        # 60 broken pages of one host, one at a time: the time limits of a page add up, and nothing else.
        out, err = process.communicate(timeout=200)
        watching.join()
        yield Ran(
            process.returncode, json.loads(out.splitlines()[-1]) if out.strip() else {}, err,
            peak[0], folder / "home", newsroom, faults, len(canary.log),
        )  # fmt: skip


def test_the_run_ends_with_the_code_of_done_but_some_failed(ran):
    assert ran.code == 3, ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.record["state"] == "partial"


def test_every_broken_page_is_one_failure_that_names_source_address_and_reason(ran):
    rows = ran.rows("select url, source_id, reason from failure where source_id = 'articles'")
    counts = Counter(url for url, _, _ in rows)
    assert {name: counts[url] for name, url in ran.faults.items()} == dict.fromkeys(ran.faults, 1)
    assert all(reason and str(reason).isprintable() for _, _, reason in rows)


def test_every_broken_list_is_one_failure_of_its_source(ran):
    for name, (_, _, reason) in feeds(ran.newsroom).items():
        rows = ran.rows(f"select url, reason from failure where source_id = '{name}'")
        assert len(rows) == 1, (name, rows)
        assert reason in str(rows[0][1]), (name, rows)
        assert rows[0][0]


def test_a_page_no_parser_comes_back_from_is_a_failure_or_a_whole_article(ran):
    for name in ARTICLES:
        url = f"{ran.newsroom.url}/article/{name}"
        failed = ran.rows(f"select reason from failure where url = '{url}'")
        read = ran.rows(f"select text from article_version where url = '{url}'")
        assert len(failed) + len(read) == 1, (name, failed, len(read))


def test_every_good_page_is_loaded_with_its_figure(ran):
    values = ran.rows("select value from observation where metric = 'monthly_active_users' order by value")
    expected = {(900 + number) * 1e6 for number in range(GOOD)}
    assert expected <= {value for (value,) in values}


def test_the_inside_was_never_asked(ran):
    assert ran.canary_hits == 0


def test_the_run_took_little_memory(ran):
    assert ran.peak_bytes < 1_000_000_000, f"{ran.peak_bytes:,} bytes"


def test_nothing_half_was_archived(ran):
    rows = ran.rows("select url from \"fetch\" where record_id <> '' and url like '%/fault/%'")
    assert rows == []
