"""Every broken answer is one clear error within bounded time and memory, and the next page is right."""

from __future__ import annotations

import asyncio
import resource
import threading
import time

import pytest

from extract.errors import FetchError, RefusedError
from extract.fetch.client import StatusError
from flows.demo.newsroom import Page
from tests.newsroom.faults import HEAD, RAW, STATUS, TEXT, add_faults, write

REASONS = {
    "drip": "no whole answer within 1.5 s",
    "drip-headers": "no whole answer within 1.5 s",
    "stall-headers": "nothing came for 0.5 s (asked 3 times)|no whole answer",
    "stall-body": "nothing came for 0.5 s (asked 3 times)|no whole answer",
    "endless": "larger than 15,728,640 bytes",
    "endless-chunked": "larger than 15,728,640 bytes",
    "gzip-bomb": "larger than 15,728,640 bytes",
    "large": "16,777,216 bytes is larger than 15,728,640",
    "large-by-length": "52,428,800 bytes is larger than 15,728,640",
    "gzip-twice": "encoding that was not asked for: gzip, gzip",
    "cut-gzip": "gzip body is cut short",
    "gzip-crc": "gzip body is damaged",
    "bad-gzip": "gzip body is damaged",
    "unknown-encoding": "encoding that was not asked for: br",
    "short": "the connection broke",
    "chunk-cut": "the connection broke",
    "chunk-garbage": "no valid HTTP answer",
    "chunk-huge": "the connection broke",
    "chunk-ext": "no valid HTTP answer",
    "reset": "the connection broke",
    "empty-reply": "the connection broke",
    "zero-bytes": "empty: 0 bytes",
    "two-lengths": "no valid HTTP answer",
    "negative-length": "no valid HTTP answer",
    "bad-status": "no valid HTTP answer",
    "not-http": "the connection broke",
    "huge-header": "no valid HTTP answer",
    "many-headers": "answer with 5,001 headers",
    "interim-flood": "the connection broke",
    "no-location": "HTTP 302 without a Location",
    "unasked-304": "HTTP 304 to a request without validators",
    "redirect-loop": "in a circle",
    "redirect-chain": "more than 5 redirects",
    "redirect-inside": "not a public address",
    "redirect-localhost": "not a public address",
    "redirect-file": "only http and https are asked for, not 'file'",
    "redirect-script": "only http and https are asked for, not 'javascript'",
    "redirect-credentials": "address with credentials",
    "redirect-garbage": "address",
    **{name: f"HTTP {code}" for name, code in STATUS.items()},
}
HEALING = {
    "chunk-huge",
    "not-http",
    "stall-headers",
    "stall-body",
    "short",
    "chunk-cut",
    "reset",
    "empty-reply",
    "interim-flood",
}
HEALING |= {"status-500", "status-502", "status-503", "status-504"}


def matches(reason: str, expected: str) -> bool:
    return any(part in reason for part in expected.split("|"))


def test_every_fault_has_its_expected_reason(newsroom):
    assert set(add_faults(newsroom)) == set(REASONS)


@pytest.mark.parametrize("name", REASONS)
async def test_a_fault_is_one_error_and_the_next_page_is_right(fetching, newsroom, name):
    url = add_faults(newsroom)[name]
    newsroom.pages["/good"] = Page(TEXT, "text/html")
    began = time.monotonic()
    async with fetching() as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.get(url, source_id="paper")
        took = time.monotonic() - began
        assert (await fetcher.get(f"{newsroom.url}/good")).body == TEXT
    error = caught.value
    assert matches(error.reason, REASONS[name]), error.reason
    assert (error.url, error.source_id) == (url, "paper")
    assert error.reason.isprintable()
    assert "secret" not in error.reason
    assert took < 3.0, "bounded by the total deadline of 1.5 s"
    tries = sum(path == url.removeprefix(newsroom.url) for path, _ in newsroom.requests)
    most = 3 if name in HEALING else 1
    assert 1 <= tries <= most if name.startswith("stall") else tries == most


async def test_all_faults_at_once_stay_within_64_mb(fetching, newsroom):
    faults = add_faults(newsroom)
    async with fetching() as fetcher:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        results = await asyncio.gather(
            *(fetcher.get(faults[name]) for name in RAW if "drip" not in name and "stall" not in name),
            return_exceptions=True,
        )
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert all(isinstance(result, FetchError) for result in results)
    assert grown < 64 * 1024, f"{grown} kB"


async def test_bytes_behind_an_answer_are_not_taken_for_the_next_one(fetching, newsroom):
    head = HEAD + b"Content-Length: %d\r\n\r\n" % len(TEXT)
    forged = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nFORGED"
    sent = threading.Event()

    def answer(out):
        write(out, head, TEXT, forged)
        sent.set()

    newsroom.pages["/extra"] = Page(b"", "", raw=answer)
    newsroom.pages["/good"] = Page(b"good", "text/html")
    async with fetching() as fetcher:
        for _ in range(3):
            sent.clear()
            assert b"FORGED" not in (await fetcher.get(f"{newsroom.url}/extra")).body
            # Bytes that come when the next request is already out are an answer to it, for all that a client can see.
            assert await asyncio.to_thread(sent.wait, 5.0)
            assert (await fetcher.get(f"{newsroom.url}/good")).body == b"good"


async def test_a_status_error_tells_its_status(fetching, newsroom):
    url = add_faults(newsroom)["status-410"]
    async with fetching() as fetcher:
        with pytest.raises(StatusError) as caught:
            await fetcher.get(url)
    assert caught.value.status == 410
    assert not isinstance(caught.value, RefusedError)


async def test_a_dead_port_is_one_error(fetching):
    async with fetching(allow_hosts=frozenset({"127.0.0.1:1"}), obey_robots=False) as fetcher:
        with pytest.raises(FetchError, match=r"no connection.*asked 3 times"):
            await fetcher.get("http://127.0.0.1:1/")
