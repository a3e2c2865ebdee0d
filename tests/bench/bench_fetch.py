"""What politeness and safety cost: the fetcher beside bare httpx on loopback, the archive beside plain gzip.

Run: python tests/bench/bench_fetch.py
"""

from __future__ import annotations

import asyncio
import gzip
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from extract.archive.read import read_captures
from extract.archive.write import ArchiveWriter
from extract.fetch.client import Fetcher
from extract.fetch.policy import FetchPolicy
from extract.fetch.response import Response
from flows.demo.newsroom import Newsroom, Page

REQUESTS = 300
RECORDS = 600
NOW = datetime(2026, 3, 18, tzinfo=UTC)


def article(number: int) -> bytes:
    """20 kB of words, each page another."""
    words = random.Random(number)
    return " ".join(str(words.randrange(10**6)) for _ in range(3000)).encode()


async def rate(ask: Callable[[], Awaitable[object]]) -> float:
    """Requests a second, one after another."""
    await ask()
    began = time.perf_counter()
    for _ in range(REQUESTS):
        await ask()
    return REQUESTS / (time.perf_counter() - began)


async def fetching() -> list[tuple[str, float, str]]:
    """Requests a second of httpx and of the fetcher, over one kept connection."""
    with Newsroom() as newsroom:
        packed = gzip.compress(article(0))
        newsroom.routes["/page"] = lambda _: Page(packed, "text/html", headers={"Content-Encoding": "gzip"})
        url = f"{newsroom.url}/page"
        async with httpx.AsyncClient(trust_env=False) as client:
            bare = await rate(lambda: client.get(url))
        newsroom.log.clear()
        policy = FetchPolicy(host_delay_seconds=0, allow_hosts=frozenset({f"127.0.0.1:{newsroom.port}"}))
        async with Fetcher(policy) as fetcher:
            ours = await rate(lambda: fetcher.get(url))
    return [("httpx, requests/s", bare, "1.00"), ("fetcher, requests/s", ours, f"{ours / bare:.2f}")]


def archiving() -> list[tuple[str, float, str]]:
    """MB of pages a second: gzip alone, written to the archive, read back."""
    pages = [article(number) for number in range(RECORDS)]
    size = sum(map(len, pages)) / 1e6
    began = time.perf_counter()
    for page in pages:
        gzip.compress(page, 9)
    plain = size / (time.perf_counter() - began)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        with ArchiveWriter(Path(folder), now=lambda: NOW) as archive:
            for number, page in enumerate(pages):
                url = f"http://p.example/{number}"
                answer = Response(url=url, final_url=url, status=200, headers=(), body=page, fetched_at=NOW)
                archive.write(answer, source_id="bench", role="article")
        written = size / (time.perf_counter() - began)
        began = time.perf_counter()
        count = sum(1 for _ in read_captures(Path(folder)))
        read = size / (time.perf_counter() - began)
    if count != RECORDS:
        raise SystemExit(f"{count} of {RECORDS} captures came back")
    return [
        ("gzip alone, MB/s", plain, "1.00"),
        ("archive written, MB/s", written, f"{written / plain:.2f}"),
        ("archive read, MB/s", read, f"{read / plain:.2f}"),
    ]


def main() -> None:
    """Print the table."""
    for name, value, ratio in [*asyncio.run(fetching()), *archiving()]:
        print(f"{name:28} {value:10.1f}   x {ratio}")


if __name__ == "__main__":
    main()
