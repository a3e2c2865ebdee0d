"""The one fetcher: polite, bounded, guarded. With its neighbours in this folder it alone knows httpx."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from extract.errors import FetchError, RefusedError
from extract.fetch.address import checked, origin, shown
from extract.fetch.answer import as_received, judge_headers, redirect_target, whole
from extract.fetch.body import read_body, save_body
from extract.fetch.guard import guarded_transport
from extract.fetch.pace import Pace
from extract.fetch.policy import FetchPolicy, Manners
from extract.fetch.response import Response, Validators
from extract.fetch.retry import (
    REDIRECT_STATUS,
    RETRIED_STATUS,
    AgainError,
    Budget,
    StatusError,
    ask_again,
    retry_after,
    transport_error,
)
from extract.fetch.robots import PRODUCT, Robots

Take = Callable[[httpx.Response], Awaitable[bytes]]
"""Takes an answer's body off the wire."""

__all__ = ["Fetcher", "user_agent"]

ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.7"


def user_agent() -> str:
    """Who we are, for every request."""
    return f"{PRODUCT}/{version('newsgauge')} (news figures monitor; honours robots.txt)"


class Fetcher:
    """Asks for pages.

    Args:
        policy: All numbers.
        now: The clock, aware.
        ssl_context: Whom to trust; the bundled authorities when None.
    """

    def __init__(
        self,
        policy: FetchPolicy | None = None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self.policy = policy or FetchPolicy()
        self.now = now
        self._pace = Pace(self.policy.host_delay_seconds, self.policy.max_retry_after_seconds)
        self._robots = Robots(self._ask_robots, self.policy.max_robots_bytes)
        # The transport alone: httpx's client would keep cookies and judge redirects in its own way.
        self._transport = guarded_transport(self.policy.allow_hosts, ssl_context=ssl_context)
        self._timeout = httpx.Timeout(self.policy.read_seconds, connect=self.policy.connect_seconds, pool=None)
        self._headers = {"User-Agent": user_agent(), "Accept": ACCEPT, "Accept-Encoding": "gzip, identity"}

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._robots.close()
        await self._transport.__aexit__(kind, error, trace)

    async def get(
        self,
        url: str,
        *,
        source_id: str = "",
        validators: Validators | None = None,
        max_bytes: int | None = None,
        manners: Manners | None = None,
    ) -> Response:
        """Ask for a page, as often as its trouble can heal.

        Args:
            url: http or https.
            source_id: For error texts.
            validators: Make it a conditional request.
            max_bytes: Another cap than the policy's.
            manners: What this service asks for beyond the policy.

        Returns:
            A 200 with its whole body, or `not_modified` for a 304 to a conditional request.

        Raises:
            RefusedError: Scheme, address, robots.txt, redirect or size forbid it.
            StatusError: An error status.
            FetchError: Anything else than a whole answer.
        """
        cap = max_bytes or self.policy.max_bytes

        async def take(response: httpx.Response) -> bytes:
            return await read_body(response.aiter_raw(), response.headers.get("content-encoding", ""), cap)

        found = await self._ask(url, source_id, validators, manners or Manners(), cap, self.policy.total_seconds, take)
        if not found.not_modified and not found.body:
            raise FetchError("the answer is empty: 0 bytes", source_id=source_id, url=shown(url))
        return found

    async def download(self, url: str, path: Path, *, source_id: str = "") -> Response:
        """Save a large file, such as a WARC file, under the policy's caps for those.

        Returns:
            The answer, its body left empty.

        Raises:
            FetchError: As `get` does.
        """
        cap = self.policy.max_download_bytes

        async def take(response: httpx.Response) -> bytes:
            await save_body(response.aiter_raw(), path, cap)
            return b""

        return await self._ask(url, source_id, None, Manners(), cap, self.policy.download_seconds, take)

    async def _ask(
        self,
        url: str,
        source_id: str,
        validators: Validators | None,
        service: Manners,
        cap: int,
        seconds: float,
        take: Take,
    ) -> Response:
        """Robots, guard, pace, redirects and tries around one page; every error names the page and the source."""
        budget = Budget(seconds)
        start = ""
        try:
            start = checked(url, self.policy.max_url_length)
            found, passed = await ask_again(
                lambda: self._follow(start, validators, cap, budget, service, take),
                budget,
                self.policy,
                service.tries or self.policy.tries,
            )
            return whole(found, url, passed, conditional=validators is not None)
        except FetchError as error:
            error.source_id = error.source_id or source_id
            if start and error.url not in {"", start}:
                error.reason = f"{error.reason} (redirected to {shown(error.url)})"
                error.args = (error.reason,)
            error.url = shown(url)
            raise

    async def _follow(
        self, start: str, validators: Validators | None, cap: int, budget: Budget, service: Manners, take: Take
    ) -> tuple[Response, tuple[str, ...]]:
        """Follow redirects, each hop judged anew by guard, robots.txt and pace."""
        here, passed = start, list[str]()
        conditions = validators.headers() if validators else {}
        while True:
            try:
                if self.policy.obey_robots:
                    delay = await self._robots.judge(here)
                    self._pace.slow_down(here, min(delay, self.policy.max_crawl_delay_seconds))
                response = await self._one(here, conditions, cap, budget, service, take)
                if response.status not in REDIRECT_STATUS:
                    return response, tuple(passed)
                passed.append(here)
                target = redirect_target(response, passed, self.policy)
            except FetchError as error:
                error.url = error.url or here
                raise
            here = target

    async def _ask_robots(self, url: str) -> Response:
        budget = Budget(self.policy.total_seconds)
        most = self.policy.max_robots_bytes

        async def take(response: httpx.Response) -> bytes:
            encoding = response.headers.get("content-encoding", "")
            return await read_body(response.aiter_raw(), encoding, most, start_only=True)

        return await ask_again(
            lambda: self._one(url, {}, sys.maxsize, budget, Manners(), take), budget, self.policy, self.policy.tries
        )

    async def _one(
        self,
        url: str,
        conditions: dict[str, str],
        cap: int,
        budget: Budget,
        service: Manners,
        take: Take,
    ) -> Response:
        """One request in this host's turn, under what is left of the budget."""
        headers = {**self.policy.headers.get(origin(url), {}), **conditions}
        async with self._pace.turn(url, service.delay_seconds):
            try:
                async with budget.spending():
                    response = await self._send(url, headers, cap, take)
            except httpx.InvalidURL as error:
                raise RefusedError(f"not an address: {error}") from error
            except (httpx.TransportError, httpx.StreamError) as error:
                raise transport_error(error, self.policy.connect_seconds, self.policy.read_seconds) from error
            if response.status in RETRIED_STATUS:
                raise self._come_back(response, url, service)
        return response

    def _come_back(self, response: Response, url: str, service: Manners) -> FetchError:
        """The error for an answer that asks us to come back later; the whole host is left alone so long."""
        wanted = retry_after(response.header("retry-after"), self.now()) or 0.0
        if not wanted and response.status == httpx.codes.TOO_MANY_REQUESTS:
            wanted = service.after_429_seconds
        if wanted:
            self._pace.postpone(url, wanted)
        if wanted > self.policy.max_retry_after_seconds:
            return StatusError(
                response.status, f"HTTP {response.status}, asks to come back in {wanted:.0f} s: postponed"
            )
        return AgainError(f"HTTP {response.status}", after=wanted, status=response.status)

    async def _send(self, url: str, headers: dict[str, str], cap: int, take: Take) -> Response:
        extensions = {"timeout": self._timeout.as_dict()}
        request = httpx.Request("GET", url, headers=self._headers | headers, extensions=extensions)
        response = await self._transport.handle_async_request(request)
        try:
            judge_headers(response.headers.raw, self.policy)
            is_page = response.status_code == httpx.codes.OK
            declared = response.headers.get("content-length", "")
            if is_page and declared.isdecimal() and int(declared) > cap:
                raise RefusedError(f"body of {int(declared):,} bytes is larger than {cap:,}")
            body = await take(response) if is_page else b""
        finally:
            await response.aclose()
        secret = {name.lower() for name in self.policy.headers.get(origin(url), {})}
        return Response(
            url=url,
            final_url=url,
            status=response.status_code,
            headers=as_received(response.headers),
            body=body,
            fetched_at=self.now(),
            request_headers=tuple((k, v) for k, v in as_received(request.headers) if k.lower() not in secret),
            http_version=response.http_version,
            reason_phrase=response.reason_phrase,
        )
