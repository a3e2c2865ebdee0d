"""One request at a time for each host, with a rest between two; hosts do not wait for each other."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class Pace:
    """Every host's turn.

    Args:
        delay_seconds: Least rest between two requests to one host.
        sleep: How to wait.
    """

    def __init__(self, delay_seconds: float, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._delay = delay_seconds
        self._sleep = sleep
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._not_before: defaultdict[str, float] = defaultdict(float)
        self._slower: dict[str, float] = {}

    def slow_down(self, url: str, seconds: float) -> None:
        """Take a host's own crawl-delay, if it asks for more rest than ours."""
        host = urlsplit(url).netloc
        self._slower[host] = max(self._slower.get(host, 0.0), seconds)

    def postpone(self, url: str, seconds: float) -> None:
        """Leave a host alone for so long (Retry-After)."""
        host = urlsplit(url).netloc
        self._not_before[host] = max(self._not_before[host], asyncio.get_running_loop().time() + seconds)

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait for this host's turn, and start its rest when the request is over."""
        host = urlsplit(url).netloc
        loop = asyncio.get_running_loop()
        async with self._locks[host]:
            wait = self._not_before[host] - loop.time()
            if wait > 0:
                await self._sleep(wait)
            try:
                yield
            finally:
                rest = max(self._delay, self._slower.get(host, 0.0))
                self._not_before[host] = max(self._not_before[host], loop.time() + rest)
