"""Pages over real HTTP: validators, tries, pace, robots.txt, headers, downloads."""

from __future__ import annotations

import asyncio
import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import FetchError, RefusedError
from extract.fetch.client import StatusError
from extract.fetch.policy import FetchPolicy, Manners
from extract.fetch.response import Validators
from extract.fetch.retry import AgainError, backoff, retry_after, transport_error
from flows.demo.newsroom import Asked, Newsroom, Page

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def asked(newsroom: Newsroom, path: str) -> list[Asked]:
    return [one for one in newsroom.log if one.path == path]


def failing(status: int, times: int, **headers: str):  # type: ignore[no-untyped-def]
    """A route that fails so often and then answers."""

    def answer(one: Asked) -> Page:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Page(b"busy", "text/plain", status, named) if one.number <= times else Page(b"good", "text/html")

    return answer


def test_the_defaults_are_the_promised_numbers():
    policy = FetchPolicy()
    assert (policy.total_seconds, policy.connect_seconds, policy.read_seconds) == (30, 5, 10)
    assert (policy.max_bytes, policy.max_robots_bytes) == (15 * 1024 * 1024, 500 * 1024)
    assert (policy.max_redirects, policy.tries) == (5, 3)
    assert (policy.host_delay_seconds, policy.max_crawl_delay_seconds) == (3, 300)
    assert policy.obey_robots
    assert not policy.allow_hosts


async def test_a_page_comes_whole_with_its_headers_and_names_us(fetching, newsroom):
    newsroom.pages["/page"] = Page(gzip.compress(b"x" * 50_000), "text/html", headers={"Content-Encoding": "gzip"})
    async with fetching() as fetcher:
        answer = await fetcher.get(f"{newsroom.url}/page#part")
    assert answer.body == b"x" * 50_000
    assert (answer.status, answer.final_url) == (200, f"{newsroom.url}/page")
    assert answer.header("content-type") == "text/html"
    assert "Content-Encoding" in dict(answer.headers), "as it came"
    (one,) = asked(newsroom, "/page")
    assert one.headers["user-agent"].startswith("newsgauge/")
    assert one.headers["accept-encoding"] == "gzip, identity"
    assert dict(answer.request_headers)["User-Agent"] == one.headers["user-agent"]


@pytest.mark.parametrize("body", [b"a" * 100 + b"b" * 200_000, bytes(3_000_000), b"\x1f\x8b not gzip at all"])
async def test_gzip_in_several_members_is_one_body(fetching, newsroom, body):
    half = len(body) // 2
    packed = gzip.compress(body[:half]) + gzip.compress(body[half:]) + b"\0\0 padding"
    newsroom.pages["/page"] = Page(packed, "text/html", headers={"Content-Encoding": "gzip"})
    async with fetching() as fetcher:
        assert (await fetcher.get(f"{newsroom.url}/page")).body == body


async def test_one_connection_serves_many_pages(fetching, newsroom):
    ports: set[int] = set()
    handler = newsroom._server.RequestHandlerClass

    class Noting(handler.func):  # type: ignore[name-defined, misc]
        def do_GET(self) -> None:  # noqa: N802 - http.server's name
            ports.add(self.client_address[1])
            super().do_GET()

    newsroom._server.RequestHandlerClass = lambda *args: Noting(newsroom, *args)  # type: ignore[assignment]
    async with fetching() as fetcher:
        for _ in range(10):
            await fetcher.get(f"{newsroom.url}/feed.rss")
    assert len(ports) == 1


async def test_a_conditional_request_carries_both_validators_byte_for_byte(fetching, newsroom):
    changed = "Wed, 18 Mar 2026 09:30:00 GMT"
    newsroom.pages["/page"] = Page(b"page", "text/html", headers={"Last-Modified": changed})
    async with fetching() as fetcher:
        first = await fetcher.get(f"{newsroom.url}/page")
        validators = Validators(etag=first.etag, last_modified=first.last_modified)
        second = await fetcher.get(f"{newsroom.url}/page", validators=validators)
    assert second.not_modified
    assert second.status == 304
    again = asked(newsroom, "/page")[1].headers
    assert (again["if-none-match"], again["if-modified-since"]) == (first.etag, changed)


async def test_a_weak_etag_and_a_date_alone_are_sent_as_they_came(fetching, newsroom):
    newsroom.pages["/page"] = Page(b"page", "text/html", has_etag=False, headers={"Last-Modified": "x"})
    async with fetching() as fetcher:
        await fetcher.get(f"{newsroom.url}/feed.rss", validators=Validators(etag='W/"a b"'))
        dated = await fetcher.get(f"{newsroom.url}/page", validators=Validators(last_modified="x"))
    assert asked(newsroom, "/feed.rss")[0].headers["if-none-match"] == 'W/"a b"'
    assert "if-none-match" not in asked(newsroom, "/page")[0].headers
    assert dated.not_modified


async def test_a_changed_page_comes_whole_to_a_conditional_request(fetching, newsroom):
    async with fetching() as fetcher:
        answer = await fetcher.get(f"{newsroom.url}/feed.rss", validators=Validators(etag='"old"'))
    assert answer.status == 200
    assert answer.body


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
async def test_what_can_heal_is_asked_three_times(fetching, newsroom, status):
    newsroom.routes["/page"] = failing(status, 2)
    async with fetching() as fetcher:
        assert (await fetcher.get(f"{newsroom.url}/page")).body == b"good"
    assert len(asked(newsroom, "/page")) == 3


@pytest.mark.parametrize(
    ("error", "reason", "can_heal"),
    [
        (httpx.ConnectTimeout(""), "no connection within 5 s", True),
        (httpx.ReadTimeout(""), "nothing came for 10 s", True),
        (httpx.ConnectError("refused"), "no connection: refused", True),
        (httpx.ReadError(""), "the connection broke", True),
        (httpx.RemoteProtocolError("Server disconnected without sending a response."), "the connection broke", True),
        (httpx.RemoteProtocolError("<ConnectionTerminated error_code:0>"), "the connection broke", True),
        (httpx.RemoteProtocolError("<StreamReset stream_id:1, error_code:2>"), "the connection broke", True),
        (
            httpx.RemoteProtocolError("illegal status line: \x1b[2J"),
            "no valid HTTP answer: illegal status line: ?[2J",
            False,
        ),
        (httpx.LocalProtocolError("Illegal header value"), "no valid HTTP answer: Illegal header value", False),
    ],
)
def test_a_transport_error_is_told_in_our_words_and_as_one_that_can_heal_or_not(error, reason, can_heal):
    told = transport_error(error, 5.0, 10.0)
    assert told.reason.startswith(reason)
    assert isinstance(told, AgainError) is can_heal
    assert told.reason.isprintable()


async def test_waits_grow_with_jitter():
    waits = [[backoff(attempt, 1.0, 20.0) for _ in range(50)] for attempt in (1, 2, 3, 9)]
    assert all(0.75 * 2**n <= wait <= 1.25 * 2**n for n in range(3) for wait in waits[n])
    assert all(15 <= wait <= 25 for wait in waits[3])
    assert len(set(waits[0])) > 40


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        ("Tue, 24 Nov 2026 12:00:30", 30.0),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("٣", None),
        ("1e3", None),
        ("Tue, 99 Nov 2026 12:00:30 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms(text, seconds):
    assert retry_after(text, NOW) == seconds


@given(st.text(max_size=100))
def test_retry_after_takes_any_text(text):
    found = retry_after(text, NOW)
    assert found is None or found >= 0


@pytest.mark.parametrize("form", ["seconds", "date"])
async def test_the_next_request_is_not_earlier_than_told_and_other_hosts_go_on(fetching, newsroom, form):
    with Newsroom() as other:
        async with fetching(other) as fetcher:
            after = "1" if form == "seconds" else format_datetime(fetcher.now() + timedelta(seconds=2), usegmt=True)
            newsroom.routes["/page"] = failing(429, 1, Retry_After=after)
            await fetcher.get(f"{newsroom.url}/feed.rss")
            busy = asyncio.create_task(fetcher.get(f"{newsroom.url}/page"))
            while not asked(newsroom, "/page"):
                await asyncio.sleep(0.01)
            await fetcher.get(f"{other.url}/feed.rss")
            assert not busy.done()
            assert (await busy).body == b"good"
    first, second = asked(newsroom, "/page")
    assert second.at - first.at >= 0.99
    assert asked(other, "/feed.rss")[0].at < second.at


async def test_a_long_retry_after_postpones_the_whole_host_without_waiting(fetching, newsroom):
    newsroom.routes["/page"] = failing(503, 9, Retry_After="86400")
    async with fetching() as fetcher:
        with pytest.raises(StatusError, match="come back in 86400 s: postponed"):
            await fetcher.get(f"{newsroom.url}/page")
        with pytest.raises(RefusedError, match=r"left alone for 86\d\d\d s more"):
            await fetcher.get(f"{newsroom.url}/feed.rss")
    assert len(asked(newsroom, "/page")) == 1
    assert not asked(newsroom, "/feed.rss")


async def test_a_service_may_ask_for_a_rest_after_429_and_for_fewer_tries(fetching, newsroom):
    newsroom.routes["/page"] = failing(429, 1)
    newsroom.routes["/once"] = failing(429, 1)
    async with fetching() as fetcher:
        await fetcher.get(f"{newsroom.url}/page", manners=Manners(after_429_seconds=0.6, delay_seconds=0.2))
        with pytest.raises(StatusError, match="HTTP 429"):
            await fetcher.get(f"{newsroom.url}/once", manners=Manners(tries=1))
    first, second = asked(newsroom, "/page")
    assert second.at - first.at >= 0.6
    assert len(asked(newsroom, "/once")) == 1
    assert asked(newsroom, "/once")[0].at - second.at >= 0.19


async def test_a_host_is_asked_one_request_at_a_time_with_its_rest(fetching, newsroom):
    async with fetching(host_delay_seconds=0.15, obey_robots=False) as fetcher:
        newsroom.routes["/page"] = lambda _: Page(b"good", "text/html")
        await asyncio.gather(*(fetcher.get(f"{newsroom.url}/page?n={n}") for n in range(5)))
    times = [one.at for one in asked(newsroom, "/page")]
    assert all(later - earlier >= 0.149 for earlier, later in pairwise(times))
    assert newsroom.most_at_once == 1


async def test_hosts_do_not_wait_for_each_other(fetching, newsroom):
    with Newsroom() as other:
        async with fetching(other, host_delay_seconds=0.5, obey_robots=False) as fetcher:
            await asyncio.gather(*(fetcher.get(f"{server.url}/feed.rss") for server in (newsroom, other)))
    assert abs(newsroom.log[0].at - other.log[0].at) < 0.4


# robots.txt


async def test_robots_txt_is_asked_once_and_obeyed(fetching, newsroom):
    newsroom.pages["/secret/page"] = Page(b"secret", "text/html")
    async with fetching() as fetcher:
        await fetcher.get(f"{newsroom.url}/feed.rss")
        with pytest.raises(RefusedError, match=r"robots\.txt forbids"):
            await fetcher.get(f"{newsroom.url}/secret/page")
    assert len(asked(newsroom, "/robots.txt")) == 1
    assert not asked(newsroom, "/secret/page")


@pytest.mark.parametrize(
    ("page", "is_open"),
    [
        (Page(b"", "text/plain"), True),
        (Page(b"", "text/plain", 404), True),
        (Page(b"", "text/plain", 401), True),
        (Page(b"", "text/plain", 403), True),
        (Page(b"", "text/plain", 410), True),
        (Page(b"<html><body>no such page</body></html>", "text/html"), True),
        (Page(b"", "text/plain", 429), False),
        (Page(b"", "text/plain", 500), False),
        (Page(b"", "text/plain", 503), False),
        (Page(b"User-agent: *\nDisallow: /", "text/plain"), False),
        (Page(b"\xef\xbb\xbfUser-agent: *\nDisallow: /", "text/plain"), False),
        (Page(b"User-agent: NewsGauge\nDisallow: /\n\nUser-agent: *\nAllow: /", "text/plain"), False),
        (Page(b"User-agent: newsgauge\nAllow: /\n\nUser-agent: *\nDisallow: /", "text/plain"), True),
        (Page(b"User-agent: *\nDisallow: /\nAllow: /feed", "text/plain"), True),
        (Page(b"User-agent: *\nDisallow: /*.rss$", "text/plain"), False),
        (Page(b"User-agent: *\nAllow: /\n" + b"# \xe5\xbe\xae\n" * 200_000 + b"Disallow: /feed", "text/plain"), True),
        (Page(b"User-agent: *\nDisallow: /feed.rss\n" + b"#" * 20_000_000, "text/plain"), False),
        (Page(b"", "text/plain", 302, {"Location": "/robots.txt"}), True),
        (Page(b"", "text/plain", 302, {"Location": "/moved"}), False),
        (Page(b"", "text/plain", 302, {"Location": "http://10.0.0.1/robots.txt"}), False),
        (Page(b"", "", raw=lambda out: None), False),
    ],
    ids=[
        "empty", "404", "401", "403", "410", "html", "429", "500", "503", "disallow all", "byte order mark",
        "our name", "our name allowed", "longest match", "wildcard", "beyond 500 KiB", "huge", "circle", "moved",
        "moved inside", "silent",
    ],
)  # fmt: skip
async def test_robots_txt_by_rfc_9309(fetching, newsroom, page, is_open):
    newsroom.pages["/robots.txt"] = page
    newsroom.pages["/moved"] = Page(b"User-agent: *\nDisallow: /", "text/plain")
    async with fetching(total_seconds=3.0) as fetcher:
        if is_open:
            assert (await fetcher.get(f"{newsroom.url}/feed.rss")).status == 200
            return
        with pytest.raises(RefusedError):
            await fetcher.get(f"{newsroom.url}/feed.rss")
    assert not asked(newsroom, "/feed.rss")


async def test_a_robots_txt_that_is_busy_once_is_asked_again(fetching, newsroom):
    newsroom.routes["/robots.txt"] = lambda one: Page(b"", "", 503) if one.number == 1 else Page(b"", "text/plain")
    async with fetching() as fetcher:
        assert (await fetcher.get(f"{newsroom.url}/feed.rss")).status == 200


async def test_a_crawl_delay_is_kept_up_to_its_limit(fetching, newsroom):
    newsroom.pages["/robots.txt"] = Page(b"User-agent: *\nCrawl-delay: 86400", "text/plain")
    newsroom.routes["/page"] = lambda _: Page(b"good", "text/html")
    async with fetching(max_crawl_delay_seconds=0.3) as fetcher:
        for _ in range(3):
            await fetcher.get(f"{newsroom.url}/page")
    times = [one.at for one in asked(newsroom, "/page")]
    assert all(0.29 <= later - earlier < 2 for earlier, later in pairwise(times))


async def test_every_hop_of_a_redirect_is_judged_by_its_own_robots_txt(fetching, newsroom):
    with Newsroom() as other:
        other.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /", "text/plain")
        newsroom.pages["/away"] = Page(b"", "text/html", 301, {"Location": f"{other.url}/feed.rss"})
        async with fetching(other) as fetcher:
            with pytest.raises(RefusedError, match=rf"forbids this address \(redirected to {other.url}"):
                await fetcher.get(f"{newsroom.url}/away")
        assert not asked(other, "/feed.rss")


# Redirects, cookies and credentials


async def test_redirects_are_followed_and_told(fetching, newsroom):
    newsroom.pages["/a"] = Page(b"", "text/html", 301, {"Location": "/b"})
    newsroom.pages["/b"] = Page(b"", "text/html", 307, {"Location": "feed.rss"})
    async with fetching() as fetcher:
        answer = await fetcher.get(f"{newsroom.url}/a")
    assert (answer.url, answer.final_url) == (f"{newsroom.url}/a", f"{newsroom.url}/feed.rss")
    assert answer.redirects == (f"{newsroom.url}/a", f"{newsroom.url}/b")


async def test_five_redirects_are_the_most(fetching, newsroom):
    for number in range(6):
        newsroom.pages[f"/{number}"] = Page(b"", "text/html", 302, {"Location": f"/{number + 1}"})
    newsroom.pages["/6"] = Page(b"end", "text/html")
    async with fetching() as fetcher:
        assert (await fetcher.get(f"{newsroom.url}/1")).body == b"end"
        with pytest.raises(RefusedError, match="more than 5 redirects"):
            await fetcher.get(f"{newsroom.url}/0")


async def test_cookies_and_credentials_reach_no_other_host(fetching, newsroom):
    with Newsroom() as other:
        location = {"Location": f"{other.url}/feed.rss", "Set-Cookie": "session=abc; Path=/"}
        newsroom.pages["/login"] = Page(b"", "text/html", 302, location)
        secrets = {newsroom.url: {"Authorization": "Bearer abc", "X-Key": "abc"}}
        async with fetching(other, headers=secrets) as fetcher:
            answer = await fetcher.get(f"{newsroom.url}/login")
            await fetcher.get(f"{newsroom.url}/feed.rss")
        seen = [one.headers for one in other.log]
    assert seen
    assert not any("abc" in value for headers in seen for value in headers.values())
    ours = [one.headers for one in newsroom.log]
    assert all(headers["authorization"] == "Bearer abc" for headers in ours)
    assert not any("cookie" in headers for headers in ours)
    assert "abc" not in str(answer.request_headers)


async def test_a_large_file_is_saved_and_not_held(fetching, newsroom, tmp_path):
    newsroom.pages["/file.warc.gz"] = Page(bytes(range(256)) * 80_000, "application/octet-stream")
    async with fetching() as fetcher:
        answer = await fetcher.download(f"{newsroom.url}/file.warc.gz", tmp_path / "file")
        assert answer.body == b""
        assert (tmp_path / "file").read_bytes() == bytes(range(256)) * 80_000
    async with fetching(max_download_bytes=1_000_000) as fetcher:
        with pytest.raises(FetchError, match="larger than 1,000,000"):
            await fetcher.download(f"{newsroom.url}/file.warc.gz", tmp_path / "file")
