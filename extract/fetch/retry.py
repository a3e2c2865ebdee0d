"""What is worth another try, when, and how long all tries may take."""

from __future__ import annotations

import asyncio
import email.utils
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TypeVar

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type

from extract.errors import FetchError, RefusedError
from extract.fetch.guard import AddressRefusedError, UnknownNameError
from extract.fetch.policy import FetchPolicy

Found = TypeVar("Found")

REDIRECT_STATUS = frozenset({301, 302, 303, 307, 308})
RETRIED_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
# httpx tells a broken connection from a malformed answer by its words only; a break can heal, nonsense does not.
_BROKEN = ("server disconnected", "peer closed connection", "connection closed", "streamreset", "connectionterminated")


class StatusError(FetchError):
    """The server answered with an error status."""

    def __init__(self, status: int, reason: str = "", *, url: str = "", source_id: str = "") -> None:
        super().__init__(reason or f"HTTP {status}", source_id=source_id, url=url)
        self.status = status


class AgainError(FetchError):
    """Worth another try, not before `after` seconds; `status` is the answer's, if there was one."""

    def __init__(self, reason: str, *, url: str = "", after: float = 0.0, status: int | None = None) -> None:
        super().__init__(reason, url=url)
        self.after = after
        self.status = status

    def final(self, tried: int) -> FetchError:
        """The error that is raised when there is no other try."""
        words = f"{self.reason} (asked {tried} times)" if tried > 1 else self.reason
        return FetchError(words, url=self.url) if self.status is None else StatusError(self.status, words, url=self.url)


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, in either of its forms; None for anything else."""
    text = value.strip()[:64]
    if text.isascii() and text.isdecimal():
        return float(int(text))
    try:
        at = email.utils.parsedate_to_datetime(text)
        return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def backoff(attempt: int, first_seconds: float, most_seconds: float) -> float:
    """Seconds before the next try: doubling, with a quarter of jitter to either side.

    Args:
        attempt: Number of the try that failed, from 1.
        first_seconds: Rest after the first.
        most_seconds: Most rest before jitter.
    """
    grown: float = min(first_seconds * 2.0 ** (attempt - 1), most_seconds)
    return grown * random.uniform(0.75, 1.25)  # noqa: S311 - jitter


class Budget:
    """What one page may still take on the wire, all its redirects and tries together; waiting for a turn is free."""

    def __init__(self, seconds: float) -> None:
        self.whole = self.left = seconds

    @asynccontextmanager
    async def spending(self) -> AsyncIterator[None]:
        """Spend time of it.

        Raises:
            FetchError: It is used up.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(max(self.left, 0.0)):
                yield
        except TimeoutError as error:
            raise FetchError(f"no whole answer within {self.whole:g} s") from error
        finally:
            self.left -= loop.time() - began


async def ask_again(ask: Callable[[], Awaitable[Found]], budget: Budget, policy: FetchPolicy, tries: int) -> Found:
    """Ask until there is an answer, a final error, no try or no budget left.

    Raises:
        FetchError: The last try's, with the number of tries in its text.
    """
    asked = 0

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        grown = backoff(state.attempt_number, policy.backoff_seconds, policy.max_backoff_seconds)
        return max(getattr(error, "after", 0.0), grown)

    try:
        async for attempt in AsyncRetrying(
            stop=lambda state: state.attempt_number >= tries or budget.left <= 0,
            retry=retry_if_exception_type(AgainError),
            wait=wait,
            reraise=True,
        ):
            asked += 1
            with attempt:
                return await ask()
    except AgainError as error:
        raise error.final(asked) from error
    raise AssertionError("unreachable: AsyncRetrying returns or raises")


def transport_error(error: Exception, connect_seconds: float, read_seconds: float) -> FetchError:
    """httpx's error as ours: refused, unknown name, worth another try, or final."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, AddressRefusedError):
            return RefusedError(str(cause))
        if isinstance(cause, UnknownNameError):
            # A name that does not resolve will not by asking again: without a network a run ends in seconds.
            return FetchError(str(cause))
        cause = cause.__cause__ or cause.__context__
    words = "".join(c if c.isprintable() else "?" for c in str(error))[:160]
    if isinstance(error, httpx.ConnectTimeout):
        return AgainError(f"no connection within {connect_seconds:g} s")
    if isinstance(error, httpx.ReadTimeout):
        return AgainError(f"nothing came for {read_seconds:g} s")
    if isinstance(error, httpx.ConnectError):
        return AgainError(f"no connection: {words}".rstrip(": "))
    malformed = isinstance(error, httpx.ProtocolError) and not words.lower().lstrip("<").startswith(_BROKEN)
    if malformed:
        return FetchError(f"no valid HTTP answer: {words}".rstrip(": "))
    return AgainError(f"the connection broke: {words}".rstrip(": "))
