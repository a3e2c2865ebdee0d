"""The newsroom as every kind of source, asked over real HTTP."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from extract.discover import Discovery, discover
from extract.fetch.client import Fetcher
from extract.fetch.policy import FetchPolicy, Manners
from extract.fetch.response import Response
from extract.records import Source, Window
from flows.demo.newsroom import Newsroom

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as running:
        yield running


@pytest.fixture
def make_source() -> Callable[..., Source]:
    def make(kind: str, url: str, **options: Any) -> Source:
        zone = options.pop("time_zone", "UTC")
        return Source(id="paper", kind=kind, name="Paper", url=url, time_zone=zone, options=options)

    return make


Discover = Callable[..., Awaitable[Discovery]]


@pytest.fixture
def discovered(newsroom: Newsroom) -> Discover:
    """Discovers one source over HTTP."""

    async def run(source: Source, window: Window | None = None, manners: Manners | None = None) -> Discovery:
        policy = FetchPolicy(
            host_delay_seconds=0, backoff_seconds=0.01, allow_hosts=frozenset({f"127.0.0.1:{newsroom.port}"})
        )
        async with Fetcher(policy, ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as fetcher:

            async def get(url: str, *, max_bytes: int | None = None, conditional: bool = True) -> Response:
                del conditional
                return await fetcher.get(url, source_id=source.id, max_bytes=max_bytes, manners=manners)

            return await discover(source, get, now=NOW, window=window)

    return run


@pytest.fixture
def answer() -> Callable[..., Response]:
    """A recorded answer with this body."""

    def make(body: bytes | str, url: str = "http://p.example/feed", content_type: str = "application/xml") -> Response:
        data = body.encode() if isinstance(body, str) else body
        headers = (("Content-Type", content_type),)
        return Response(url=url, final_url=url, status=200, headers=headers, body=data, fetched_at=NOW)

    return make
