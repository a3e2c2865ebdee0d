"""A loopback server and fetchers that may ask it, quick enough for tests."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from extract.fetch.client import Fetcher
from extract.fetch.policy import FetchPolicy
from flows.demo.newsroom import Newsroom

QUICK = FetchPolicy(
    host_delay_seconds=0.0,
    backoff_seconds=0.01,
    max_backoff_seconds=0.05,
    total_seconds=1.5,
    connect_seconds=0.5,
    read_seconds=0.5,
)
# Loading the bundled authorities takes a tenth of a second, and no test of this folder but one speaks TLS.
NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as running:
        yield running


@pytest.fixture
def fetching(newsroom: Newsroom) -> Callable[..., Any]:
    """Opens a fetcher that may ask the newsroom; keywords change its policy."""

    @asynccontextmanager
    async def opened(*others: Newsroom, **changes: Any) -> AsyncIterator[Fetcher]:
        hosts = frozenset(f"127.0.0.1:{server.port}" for server in (newsroom, *others))
        policy = replace(QUICK, **{"allow_hosts": hosts} | changes)
        async with Fetcher(policy, ssl_context=NO_AUTHORITIES) as fetcher:
            yield fetcher

    return opened


class Canary:
    """Listens on loopback and counts who connects: nobody may."""

    def __init__(self) -> None:
        self.hits = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def _listen(self) -> None:
        while not self._ends.is_set():
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            self.hits += 1
            connection.close()

    def close(self) -> None:
        self._ends.set()
        self._thread.join()
        self._socket.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    listening = Canary()
    yield listening
    listening.close()
