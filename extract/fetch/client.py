"""The one fetcher: polite, bounded, guarded. It alone knows httpx."""

from __future__ import annotations

import asyncio
import email.utils
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import httpcore
import httpx
from protego import Protego
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt

from extract.errors import FetchError, RefusedError
from extract.fetch.address import checked, origin, shown
from extract.fetch.body import read_body
from extract.fetch.guard import AddressRefusedError, UnknownNameError, guarded_transport
from extract.fetch.pace import Pace
from extract.fetch.policy import FetchPolicy

PRODUCT = "newsgauge"
RETRIED_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
REDIRECT_STATUS = frozenset({301, 302, 303, 307, 308})
ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.7"


def user_agent() -> str:
    """Who we are, for every request."""
    return f"{PRODUCT}/{version('newsgauge')} (news figures monitor; honours robots.txt)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server said of its last answer, byte for byte."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One whole answer; `body` is unpacked, `headers` are as received."""

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    request_headers: tuple[tuple[str, str], ...] = ()
    http_version: str = "HTTP/1.1"
    reason_phrase: str = ""
    not_modified: bool = False
    redirects: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """A header's first value, empty when it is not there."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def etag(self) -> str:
        """The ETag as sent."""
        return self.header("etag")

    @property
    def last_modified(self) -> str:
        """The Last-Modified as sent."""
        return self.header("last-modified")


class StatusError(FetchError):
    """The server answered with an error status."""

    def __init__(self, status: int, *, url: str, source_id: str) -> None:
        super().__init__(f"HTTP {status}", source_id=source_id, url=url)
        self.status = status


class _AgainError(FetchError):
    """Worth another try, not before `after` seconds."""

    def __init__(self, reason: str, *, url: str, after: float | None = None, status: int | None = None) -> None:
        super().__init__(reason, url=url)
        self.after = after
        self.status = status


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, in either of its forms; None for anything else."""
    text = value.strip()[:64]
    if text.isdecimal():
        return float(int(text))
    try:
        at = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())


class Fetcher:
    """Asks for pages.

    Args:
        policy: All numbers.
        now: The clock, aware.
        headers: Extra request headers by origin (credentials of a bridge); they never reach another origin.
    """

    def __init__(
        self,
        policy: FetchPolicy | None = None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        headers: dict[str, dict[str, str]] | None = None,
    ) -> None:
        self.policy = policy or FetchPolicy()
        self.now = now
        self._extra = headers or {}
        self._pace = Pace(self.policy.host_delay_seconds)
        self._robots: dict[str, asyncio.Task[Protego | str]] = {}
        timeout = httpx.Timeout(self.policy.read_seconds, connect=self.policy.connect_seconds, pool=None)
        self._client = httpx.AsyncClient(
            transport=guarded_transport(self.policy.allow_hosts),
            timeout=timeout,
            trust_env=False,
            follow_redirects=False,
            headers={"User-Agent": user_agent(), "Accept": ACCEPT, "Accept-Encoding": "gzip, identity"},
        )

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._robots.values():
            task.cancel()
        await asyncio.gather(*self._robots.values(), return_exceptions=True)
        await self._client.__aexit__(kind, error, trace)

    async def get(
        self,
        url: str,
        *,
        source_id: str = "",
        validators: Validators | None = None,
        max_bytes: int | None = None,
    ) -> Response:
        """Ask for a page, as often as its trouble can heal.

        Args:
            url: http or https.
            source_id: For error texts.
            validators: Make it a conditional request.
            max_bytes: Another cap than the policy's.

        Returns:
            A 200 with its whole body, or `not_modified` for a 304 to a conditional request.

        Raises:
            RefusedError: Scheme, address, robots.txt, redirect or size forbid it.
            FetchError: Anything else than a whole answer; `.status` where there was one.
        """
        cap = max_bytes or self.policy.max_bytes
        try:
            async for attempt in AsyncRetrying(
                stop=stop_after_attempt(self.policy.tries),
                retry=retry_if_exception_type(_AgainError),
                wait=self._wait,
                reraise=True,
            ):
                with attempt:
                    return await self._follow(url, validators, cap)
        except FetchError as error:
            error.source_id = error.source_id or source_id
            error.url = shown(error.url or url)
            if isinstance(error, _AgainError):
                tried = f"{error.reason} (after {self.policy.tries} tries)" if self.policy.tries > 1 else error.reason
                if error.status is not None:
                    final = StatusError(error.status, url=error.url, source_id=source_id)
                    raise final from error
                raise FetchError(tried, source_id=source_id, url=error.url) from error
            raise
        raise AssertionError("unreachable: AsyncRetrying returns or raises")

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        after = getattr(error, "after", None)
        grown = self.policy.backoff_seconds * 2 ** (state.attempt_number - 1)
        jittered = min(grown, self.policy.max_backoff_seconds) * random.uniform(0.75, 1.25)  # noqa: S311 - jitter
        return max(after or 0.0, jittered)

    async def _follow(self, url: str, validators: Validators | None, cap: int) -> Response:
        """Follow redirects, each hop judged anew; validators go with the first request only."""
        here = checked(url, self.policy.max_url_length)
        passed: list[str] = []
        while True:
            await self._ask_robots(here)
            response = await self._one(here, validators if not passed else None, cap)
            if response.status not in REDIRECT_STATUS:
                return self._finished(response, url, passed, conditional=validators is not None)
            target = response.header("location")
            if not target:
                raise FetchError(f"HTTP {response.status} without a Location", url=here)
            if len(passed) >= self.policy.max_redirects:
                raise RefusedError(f"more than {self.policy.max_redirects} redirects", url=url)
            passed.append(here)
            try:
                here = checked(urljoin(here, target), self.policy.max_url_length)
            except ValueError as error:
                raise RefusedError("redirect to something that is no address", url=here) from error

    def _finished(self, response: Response, url: str, passed: list[str], *, conditional: bool) -> Response:
        if response.status == httpx.codes.NOT_MODIFIED:
            if not conditional:
                raise FetchError("HTTP 304 to a request without validators", url=url)
        elif response.status != httpx.codes.OK:
            raise StatusError(response.status, url=url, source_id="")
        return Response(
            url=url,
            final_url=response.final_url,
            status=response.status,
            headers=response.headers,
            body=response.body,
            fetched_at=response.fetched_at,
            request_headers=response.request_headers,
            http_version=response.http_version,
            reason_phrase=response.reason_phrase,
            not_modified=response.status == httpx.codes.NOT_MODIFIED,
            redirects=tuple(passed),
        )

    async def _one(self, url: str, validators: Validators | None, cap: int) -> Response:
        """One request in this host's turn, under the total deadline."""
        headers = dict(self._extra.get(origin(url), {}))
        if validators and validators.etag:
            headers["If-None-Match"] = validators.etag
        elif validators and validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        async with self._pace.turn(url):
            try:
                async with asyncio.timeout(self.policy.total_seconds):
                    response = await self._send(url, headers, cap)
            except TimeoutError as error:
                raise _AgainError(f"no whole answer within {self.policy.total_seconds:g} s", url=url) from error
            except (AddressRefusedError, UnknownNameError) as error:
                raise (RefusedError if isinstance(error, AddressRefusedError) else FetchError)(
                    str(error), url=url
                ) from error
            except (httpx.TransportError, httpx.StreamError, httpcore.ProtocolError) as error:
                raise self._transport_error(error, url) from error
            except FetchError as error:
                error.url = error.url or url
                raise
            if response.status in RETRIED_STATUS:
                raise self._come_back(response, url)
            return response

    def _transport_error(self, error: Exception, url: str) -> FetchError:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, AddressRefusedError):
                return RefusedError(str(cause), url=url)
            if isinstance(cause, UnknownNameError):
                # A name that does not resolve will not by asking again: without a network a run ends in seconds.
                return FetchError(str(cause), url=url)
            cause = cause.__cause__ or cause.__context__
        words = "".join(c if c.isprintable() else "?" for c in str(error))[:160]
        return _AgainError(f"{type(error).__name__}: {words}".rstrip(": "), url=url)

    def _come_back(self, response: Response, url: str) -> FetchError:
        wanted = retry_after(response.header("retry-after"), self.now()) if response.header("retry-after") else None
        if wanted is not None and wanted > self.policy.max_retry_after_seconds:
            self._pace.postpone(url, wanted)
            error = FetchError(f"HTTP {response.status}, asks to come back in {wanted:.0f} s: postponed", url=url)
            error.status = response.status  # type: ignore[attr-defined]
            return error
        if wanted is not None:
            self._pace.postpone(url, wanted)
        return _AgainError(f"HTTP {response.status}", url=url, after=wanted, status=response.status)

    async def _send(self, url: str, headers: dict[str, str], cap: int) -> Response:
        request = self._client.build_request("GET", url, headers=headers)
        response = await self._client.send(request, stream=True)
        try:
            whole = response.status_code == httpx.codes.OK
            declared = response.headers.get("content-length", "")
            if whole and declared.isdecimal() and int(declared) > cap:
                raise RefusedError(f"body of {int(declared):,} bytes is larger than {cap:,}", url=url)
            encoding = response.headers.get("content-encoding", "")
            body = await read_body(response.aiter_raw(), encoding, cap) if whole else b""
        finally:
            await response.aclose()
            self._client.cookies.clear()
        return Response(
            url=url,
            final_url=url,
            status=response.status_code,
            headers=tuple((k, v) for k, v in response.headers.multi_items()),
            body=body,
            fetched_at=self.now(),
            request_headers=tuple((k, v) for k, v in request.headers.multi_items() if k.lower() not in _SECRET_HEADERS),
            http_version=response.http_version,
            reason_phrase=response.reason_phrase,
        )

    async def _ask_robots(self, url: str) -> None:
        if not self.policy.obey_robots:
            return
        place = origin(url)
        if place not in self._robots:
            self._robots[place] = asyncio.create_task(self._read_robots(place))
        rules = await asyncio.shield(self._robots[place])
        if isinstance(rules, str):
            raise (FetchError if "resolved" in rules else RefusedError)(rules, url=url)
        if not rules.can_fetch(url, PRODUCT):
            raise RefusedError("robots.txt forbids this address", url=url)
        delay = rules.crawl_delay(PRODUCT)
        if delay:
            self._pace.slow_down(url, min(float(delay), self.policy.max_crawl_delay_seconds))

    async def _read_robots(self, place: str) -> Protego | str:
        """The host's rules, or the reason why nothing of it may be asked for (RFC 9309: 5xx and silence forbid)."""
        here = f"{place}/robots.txt"
        try:
            for _ in range(self.policy.max_redirects + 1):
                response = await self._one(here, None, self.policy.max_bytes)
                if response.status not in REDIRECT_STATUS or not response.header("location"):
                    break
                here = checked(urljoin(here, response.header("location")), self.policy.max_url_length)
            if response.status == httpx.codes.OK:
                text = response.body[: self.policy.max_robots_bytes].decode("utf-8-sig", "replace")
                return Protego.parse(text)
        except _AgainError as error:
            return f"robots.txt cannot be read, so nothing may be asked for: {error.reason}"
        except FetchError as error:
            return (
                error.reason
                if "name" in error.reason or "address" in error.reason
                else (f"robots.txt cannot be read, so nothing may be asked for: {error.reason}")
            )
        if response.status >= httpx.codes.INTERNAL_SERVER_ERROR:
            return f"robots.txt answers HTTP {response.status}, so nothing may be asked for"
        return Protego.parse("")


_SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization", "x-api-key"})
