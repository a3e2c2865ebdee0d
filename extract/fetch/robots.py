"""robots.txt by RFC 9309: read once a run for each origin, judged for every request and every redirect.

4xx: no rules. 5xx, 429 and silence: nothing of the host may be asked for. Of a larger file the first 500 KiB hold.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from protego import Protego

from extract.errors import FetchError, RefusedError
from extract.fetch.address import checked, origin
from extract.fetch.guard import NOT_PUBLIC, NOT_RESOLVED
from extract.fetch.response import Response
from extract.fetch.retry import REDIRECT_STATUS, StatusError

PRODUCT = "newsgauge"
MOST_REDIRECTS = 5
OK = 200
TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class _Closed:
    """Why nothing of a host may be asked for."""

    reason: str
    refused: bool

    def error(self) -> FetchError:
        return RefusedError(self.reason) if self.refused else FetchError(self.reason)


class Robots:
    """What each host lets us ask for.

    Args:
        ask: Asks for one address and follows nothing; gives any answer that came, raises FetchError when none did.
        max_bytes: How much of a file is read.
    """

    def __init__(self, ask: Callable[[str], Awaitable[Response]], max_bytes: int) -> None:
        self._ask = ask
        self._max_bytes = max_bytes
        self._rules: dict[str, asyncio.Task[Protego | _Closed]] = {}

    async def judge(self, url: str) -> float:
        """Return the host's crawl-delay in seconds, 0 for none.

        Raises:
            RefusedError: The rules forbid this address, or cannot be read.
            FetchError: There is no such host.
        """
        place = origin(url)
        if place not in self._rules:
            self._rules[place] = asyncio.create_task(self._read(place))
        rules = await asyncio.shield(self._rules[place])
        if isinstance(rules, _Closed):
            raise rules.error()
        if not rules.can_fetch(url, PRODUCT):
            raise RefusedError("robots.txt forbids this address")
        return float(rules.crawl_delay(PRODUCT) or 0.0)

    async def _read(self, place: str) -> Protego | _Closed:
        here = f"{place}/robots.txt"
        try:
            for _ in range(MOST_REDIRECTS + 1):
                response = await self._ask(here)
                target = response.header("location") if response.status in REDIRECT_STATUS else ""
                if not target:
                    break
                here = checked(urljoin(here, target))
        except StatusError as error:
            return self._judged(error.status, b"")
        except (FetchError, ValueError) as error:
            reason = str(error)
            if NOT_PUBLIC in reason or NOT_RESOLVED in reason:
                return _Closed(reason, refused=isinstance(error, RefusedError))
            return _Closed(f"robots.txt cannot be read ({reason}), so nothing may be asked for", refused=True)
        return self._judged(response.status, response.body)

    def _judged(self, status: int, body: bytes) -> Protego | _Closed:
        if status >= SERVER_ERROR or status == TOO_MANY_REQUESTS:
            return _Closed(f"robots.txt answers HTTP {status}, so nothing may be asked for", refused=True)
        if status != OK:
            return Protego.parse("")
        text = body.decode("utf-8-sig", "replace")
        if len(body) >= self._max_bytes:
            text = text[: text.rfind("\n") + 1]  # the cut line could forbid or allow more than it says
        return Protego.parse(text)

    async def close(self) -> None:
        """Drop what is under way."""
        for task in self._rules.values():
            task.cancel()
        await asyncio.gather(*self._rules.values(), return_exceptions=True)
