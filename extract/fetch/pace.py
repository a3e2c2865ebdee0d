"""One request at a time for each host, with a rest between two; hosts do not wait for each other."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from extract.errors import RefusedError
from extract.fetch.address import host


class Pace:
    """Every host's turn. A host is a name with its port; http and https of one name are one host.

    Args:
        delay_seconds: Least rest between two requests to one host.
        longest_wait_seconds: A host that asked to be left alone for longer is not waited for.
        sleep: How to wait.
    """

    def __init__(
        self,
        delay_seconds: float,
        longest_wait_seconds: float = 60.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._delay = delay_seconds
        self._longest_wait = longest_wait_seconds
        self._sleep = sleep
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._rested_at: defaultdict[str, float] = defaultdict(float)
        self._postponed_to: defaultdict[str, float] = defaultdict(float)
        self._slower: dict[str, float] = {}

    def slow_down(self, url: str, seconds: float) -> None:
        """Take a host's own crawl-delay, if it asks for more rest than ours."""
        name = host(url)
        self._slower[name] = max(self._slower.get(name, 0.0), seconds)

    def postpone(self, url: str, seconds: float) -> None:
        """Leave a host alone for so long (Retry-After)."""
        name = host(url)
        self._postponed_to[name] = max(self._postponed_to[name], asyncio.get_running_loop().time() + seconds)

    @asynccontextmanager
    async def turn(self, url: str, rest_seconds: float = 0.0) -> AsyncIterator[None]:
        """Wait for this host's turn, and start its rest when the request is over.

        Args:
            url: A checked URL.
            rest_seconds: Least rest behind this request, beyond what holds for the host.

        Raises:
            RefusedError: The host asked to be left alone for longer than is waited.
        """
        name = host(url)
        loop = asyncio.get_running_loop()
        async with self._locks[name]:
            postponed = self._postponed_to[name] - loop.time()
            # A second of grace: the wait that was just agreed to must not be refused for a rounding error.
            if postponed > self._longest_wait + 1:
                raise RefusedError(f"{name} asked to be left alone for {postponed:.0f} s more: postponed")
            wait = max(postponed, self._rested_at[name] - loop.time())
            if wait > 0:
                await self._sleep(wait)
            try:
                yield
            finally:
                self._rested_at[name] = loop.time() + max(self._delay, self._slower.get(name, 0.0), rest_seconds)
