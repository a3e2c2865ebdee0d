"""One poll of one source: what is asked, archived, remembered, left over and recorded."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from extract.archive.read import read_captures
from extract.archive.write import ArchiveWriter
from extract.collect import Collected, Known, collect, outcome
from extract.confine import Confined
from extract.errors import ArchiveError
from extract.fetch.client import Fetcher
from extract.fetch.policy import FetchPolicy
from extract.intake import Intake, open_intake
from extract.records import Candidate, Capture, Source, Window
from flows.demo.newsroom import Asked, Newsroom, Page
from tests.newsroom import protocols
from tests.newsroom.protocols import Story, stories

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
PAGE = b"<html><body><p>Weixin had 1 billion monthly active users.</p></body></html>"


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as running:
        yield running


@pytest.fixture
def poll(newsroom: Newsroom, tmp_path: Path) -> Callable[..., Any]:
    """Polls a source of the newsroom once, into the archive at tmp_path/archive."""

    async def once(
        kind: str, path: str, known: Known | None = None, options: dict[str, Any] | None = None, **more: Any
    ) -> Collected:
        url = path if "://" in path else newsroom.url + path
        source = Source(id="paper", kind=kind, name="Paper", url=url, options=options or {})
        policy = replace(
            FetchPolicy(host_delay_seconds=0, backoff_seconds=0.01), **more.pop("policy", {}),
            allow_hosts=frozenset({f"127.0.0.1:{newsroom.port}"}),
        )  # fmt: skip
        with ArchiveWriter(tmp_path / "archive", now=lambda: datetime.now(UTC)) as archive:
            async with Fetcher(policy, ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as fetcher:
                intake = more.pop("intake", Intake)(fetcher)
                return await collect(
                    source, intake=intake, archive=archive, known=known or Known(), now=NOW, **more
                )  # fmt: skip

    return once


def archived(tmp_path: Path) -> list[Capture]:
    return [c for c in read_captures(tmp_path / "archive") if isinstance(c, Capture)]


def serve(newsroom: Newsroom, count: int, at: datetime = NOW - timedelta(days=2)) -> list[Story]:
    known = stories(newsroom.url, count, at, timedelta(hours=1))
    newsroom.pages["/feed"] = protocols.plain_rss(known)
    for story in known:
        newsroom.pages[story.url.removeprefix(newsroom.url)] = Page(PAGE + story.url.encode(), "text/html")
    return known


def asked(newsroom: Newsroom, prefix: str) -> list[Asked]:
    return [one for one in newsroom.log if one.path.startswith(prefix)]


async def test_a_poll_archives_the_list_and_every_article(poll, newsroom, tmp_path):
    known = serve(newsroom, 3)
    found = await poll("feed", "/feed")
    captures = archived(tmp_path)
    assert (captures[0].role, captures[0].url) == ("listing", f"{newsroom.url}/feed")
    assert {(c.url, c.title, c.published_at) for c in captures[1:]} == {(s.url, s.title, s.at) for s in known}
    assert (found.found_count, found.resting_count, found.failures) == (3, 0, ())
    assert set(found.record_ids) == {c.record_id for c in captures} == set(found.settled_ids)
    assert found.newest_published_at == known[-1].at


async def test_validators_of_earlier_runs_make_conditional_requests(poll, newsroom, tmp_path):
    known = serve(newsroom, 2)
    await poll("feed", "/feed")
    validators = {c.url: (dict(c.headers)["ETag"], "") for c in archived(tmp_path)}
    again = await poll("feed", "/feed", Known(validators=validators))
    assert again.unchanged
    assert (again.record_ids, again.found_count) == ((), 0)
    assert [(f.role, f.outcome, f.status) for f in again.fetches] == [("listing", "unchanged", 304)]
    newsroom.pages["/feed"] = protocols.plain_rss([*known, Story(f"{newsroom.url}/late", "Late", NOW)])
    newsroom.pages["/late"] = Page(PAGE, "text/html")
    third = await poll("feed", "/feed", Known(validators=validators))
    assert [f.outcome for f in third.fetches] == ["unchanged", "unchanged"]
    assert len(third.record_ids) == 2


async def test_a_list_is_not_settled_while_an_article_of_it_may_still_come(poll, newsroom, tmp_path):
    known = serve(newsroom, 2)
    newsroom.pages["/story/0"] = Page(b"busy", "text/html", 503)
    found = await poll("feed", "/feed")
    listing = next(c for c in archived(tmp_path) if c.role == "listing")
    assert listing.record_id in found.record_ids
    assert listing.record_id not in found.settled_ids
    assert found.failed_for_now_count == 1
    assert [(f.url, f.stage, f.kind) for f in found.failures] == [(known[0].url, "fetch", "StatusError")]


@pytest.mark.parametrize(
    "page", [Page(b"", "text/html", 404), Page(b"", "text/html", 302, {"Location": "http://10.0.0.1/"})]
)
async def test_a_list_is_settled_when_an_article_of_it_will_never_come(poll, newsroom, tmp_path, page):
    serve(newsroom, 2)
    newsroom.pages["/story/0"] = page
    found = await poll("feed", "/feed")
    assert set(found.record_ids) == set(found.settled_ids)
    assert len(found.failures) == 1


async def test_a_list_with_a_bad_entry_is_settled_all_the_same(poll, newsroom):
    newsroom.pages["/feed"] = protocols.rss(
        ["<item><link>javascript:x</link></item>", f"<item><link>{newsroom.url}/1</link></item>"]
    )
    newsroom.pages["/1"] = Page(PAGE, "text/html")
    found = await poll("feed", "/feed")
    assert len(found.failures) == 1
    assert set(found.record_ids) == set(found.settled_ids)


async def test_known_articles_rest_and_new_ones_go_first(poll, newsroom):
    known = serve(newsroom, 4)
    rest = Known(
        fetched_at={s.url: NOW - timedelta(hours=n) for n, s in enumerate(known[:3])}, recheck_after=timedelta(hours=2)
    )
    found = await poll("feed", "/feed", rest)
    assert [one.path for one in asked(newsroom, "/story/")] == ["/story/3", "/story/2"]
    assert (found.found_count, found.resting_count) == (4, 2)


async def test_an_article_that_another_source_asks_for_is_not_asked_twice(poll, newsroom):
    known = serve(newsroom, 2)
    claimed = {known[0].url}
    found = await poll("feed", "/feed", claimed=claimed)
    assert [one.path for one in asked(newsroom, "/story/")] == ["/story/1"]
    assert claimed == {s.url for s in known}
    assert found.resting_count == 1


async def test_what_does_not_fit_into_a_sources_time_is_left_for_the_next_run_and_told(poll, newsroom, tmp_path):
    known = serve(newsroom, 30)

    def slow(one: Asked) -> Page:
        del one
        return Page(PAGE, "text/html")

    for story in known:
        newsroom.routes[story.url.removeprefix(newsroom.url)] = slow
    found = await poll("feed", "/feed", policy={"host_delay_seconds": 0.1, "source_seconds": 1.0})
    got = [c for c in archived(tmp_path) if c.role == "article"]
    assert 1 <= len(got) < 30
    (left,) = found.failures
    assert left.kind == "LeftOver"
    assert left.reason == f"{30 - len(got)} of 30 articles are left for the next run: the 1 s of a source are up"
    assert found.failed_for_now_count == 30 - len(got)
    assert not any(c.record_id in found.settled_ids for c in archived(tmp_path) if c.role == "listing")


async def test_a_window_of_the_past_has_no_such_limit(poll, newsroom, tmp_path):
    serve(newsroom, 8)
    window = Window(source_id="paper", start=date(2026, 3, 1), end=date(2026, 3, 20))
    found = await poll("feed", "/feed", window=window, policy={"host_delay_seconds": 0.1, "source_seconds": 0.3})
    assert len(archived(tmp_path)) == 9
    assert not found.failures


async def test_lists_that_take_too_long_are_one_failure_of_the_source(poll, newsroom):
    newsroom.routes["/map.xml"] = lambda one: Page(
        protocols.sitemap_index([(f"/map.xml?{one.number}", "")]), "text/xml"
    )
    found = await poll("sitemap", "/map.xml", policy={"host_delay_seconds": 0.2, "source_seconds": 1.0})
    assert found.source_failed
    assert found.failures[0].reason == "its lists took more than 1 s"


async def test_a_source_that_answers_with_something_else_has_failed(poll, newsroom, tmp_path):
    newsroom.routes["/feed"] = lambda _: Page(b"<!doctype html><html></html>", "text/html")
    found = await poll("feed", "/feed")
    assert found.source_failed
    assert [c.role for c in archived(tmp_path)] == ["listing"], "what it said is kept"
    assert not found.settled_ids
    told = outcome(found, [], frozenset(), 0, 0)
    assert (told.outcome, told.failed_count, told.message) == ("failed", 1, "the answer is an HTML page, not a feed")


async def test_nothing_found_is_told_without_a_failure(poll, newsroom):
    newsroom.routes["/map.xml"] = lambda _: Page(protocols.news_sitemap([]), "text/xml")
    found = await poll("sitemap", "/map.xml")
    told = outcome(found, [], frozenset(), 0, 0)
    assert (told.outcome, told.failed_count, told.message) == ("unchanged", 0, "the sitemap lists nothing")


async def test_a_service_that_sheds_load_is_told_as_optional(poll, newsroom):
    newsroom.routes["/doc"] = lambda _: Page(b"busy", "text/html", 429)
    found = await poll("gdelt", "/doc", options={"query": "WeChat"})
    told = outcome(found, [], frozenset(), 0, 0)
    assert (told.outcome, told.optional, told.message) == ("failed", True, "HTTP 429")
    assert len(asked(newsroom, "/doc")) == 1


async def test_an_accident_with_one_article_costs_that_article(poll, newsroom, monkeypatch):
    known = serve(newsroom, 3)
    write = ArchiveWriter.write

    def stumble(self: ArchiveWriter, answer: Any, **more: Any) -> Capture:
        if answer.url == known[1].url:
            raise LookupError("by accident")
        return write(self, answer, **more)

    monkeypatch.setattr(ArchiveWriter, "write", stumble)
    found = await poll("feed", "/feed")
    assert len(found.record_ids) == 3
    assert [(f.url, f.reason) for f in found.failures] == [(known[1].url, "unforeseen LookupError: by accident")]


async def test_a_full_disk_ends_the_run(poll, newsroom, monkeypatch):
    serve(newsroom, 3)

    def full(*_: Any, **__: Any) -> None:
        raise ArchiveError("the archive cannot be written: No space left on device")

    monkeypatch.setattr(ArchiveWriter, "_append", full)
    with pytest.raises(ArchiveError, match="No space left"):
        await poll("feed", "/feed")


async def test_a_link_into_this_machine_is_never_read(poll, newsroom, tmp_path):
    secret = tmp_path / "secret.html"
    secret.write_bytes(PAGE)
    newsroom.pages["/feed"] = protocols.rss([f"<item><link>{secret.as_uri()}</link></item>"])
    found = await poll("feed", "/feed")
    assert "not http or https" in found.failures[0].reason
    named = await poll("feed", "/feed", candidates=[Candidate(source_id="paper", url=secret.as_uri())])
    assert named.failures[0].reason == "only http and https are asked for, not 'file'"
    assert not any(c.body == PAGE for c in archived(tmp_path))


async def test_credentials_of_an_address_are_in_no_record(poll, newsroom):
    candidates = [
        Candidate(source_id="paper", url=f"http://me:hunter2@127.0.0.1:{newsroom.port}/"),
        Candidate(source_id="paper", url=f"{newsroom.url}/none?access_token=hunter2"),
    ]
    found = await poll("feed", "/feed", candidates=candidates)
    assert len(found.failures) == 2
    assert "hunter2" not in str(found.failures) + str(found.fetches)


# WARC files of others


def crawl() -> bytes:
    return protocols.warc(
        [
            ("http://ledger.example/1", PAGE),
            ("http://ledger.example/2", b"<p>Nothing of ours, only gardening.</p>"),
            ("http://www.dispatch.example/3", PAGE + b"3"),
        ]
    )


async def test_the_relevant_pages_of_a_published_crawl_are_taken(poll, newsroom, tmp_path):
    name = "CC-NEWS-20210115123456-00123.warc.gz"
    url = protocols.cc_news(newsroom, {name: crawl()})
    found = await poll("warc", url)
    pages = [(c.url, c.body) for c in archived(tmp_path) if c.role == "article"]
    assert pages == [("http://ledger.example/1", PAGE), ("http://www.dispatch.example/3", PAGE + b"3")]
    assert archived(tmp_path)[1].fetched_at == datetime(2021, 1, 15, 12, 34, 56, tzinfo=UTC)
    assert (found.irrelevant_count, found.failures) == (1, ())
    known = Known(fetched_at={f.url: NOW for f in found.fetches})
    again = await poll("warc", url, known)
    assert again.resting_count == 1
    assert len(asked(newsroom, f"/crawl-data/CC-NEWS/2021/01/{name}")) == 1


async def test_only_the_named_sites_of_a_crawl_are_taken(poll, tmp_path):
    path = tmp_path / "own.warc.gz"
    path.write_bytes(crawl())
    await poll("warc", path.as_uri(), options={"host_filter": ("dispatch.example",)})
    assert [c.url for c in archived(tmp_path)] == ["http://www.dispatch.example/3"]


async def test_a_damaged_crawl_gives_what_is_whole_and_a_failure(poll, tmp_path):
    path = tmp_path / "own.warc.gz"
    path.write_bytes(crawl()[:-100])
    found = await poll("warc", path.as_uri())
    assert [c.url for c in archived(tmp_path)] == ["http://ledger.example/1"]
    assert [f.kind for f in found.failures] == ["ArchiveDamage"]


# The process that reads listings


async def test_a_list_that_hangs_its_reader_is_one_failure_and_other_sources_go_on(poll, newsroom):
    newsroom.routes["/list"] = lambda _: Page(b"<a " + b"a='1' b" * 300_000 + b">", "text/html")
    serve(newsroom, 1)
    with Confined(seconds=1.0, megabytes=300) as confined:

        def intake(fetcher: Fetcher) -> Intake:
            return Intake(fetcher, confined.acall)

        stuck, good = await asyncio.gather(
            poll("listing", "/list", intake=intake), poll("feed", "/feed", intake=intake)
        )  # fmt: skip
    assert stuck.source_failed
    assert len(good.record_ids) == 2


async def test_an_intake_ends_its_process():
    async with open_intake(FetchPolicy()) as intake:
        assert await intake.read(date, 2026, 3, 20) == date(2026, 3, 20)
        process = intake.read.__self__._process.process  # type: ignore[attr-defined]
        assert process.is_alive()
    assert not process.is_alive()
