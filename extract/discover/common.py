"""What all discoverers share: the answer they give, and the sorting of links."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

from extract.errors import SourceError
from extract.fetch.address import shown
from extract.fetch.response import Response
from extract.records import Candidate, Failure, Source, Window

MOST_CANDIDATES = 5000
MOST_REQUESTS = 100
EXAMPLE = 120
"""Most characters of a stranger's text in a failure."""


class Get(Protocol):
    """Asks for one listing; injected, so that a recorded answer tests a discoverer."""

    async def __call__(self, url: str, *, max_bytes: int | None = None, conditional: bool = True) -> Response:
        """The answer to one request."""
        ...


Read = Callable[..., Awaitable[Any]]
"""Calls a pure function on an answer; in production in a process that can be killed."""


async def read_here(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call it in this process."""
    return function(*arguments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What one poll heard of, and what it could not use.

    `complete` is false when another try may hear of more, so that this one's validators must not be remembered; `note`
    says why there is nothing where that is no failure.
    """

    candidates: tuple[Candidate, ...] = ()
    failures: tuple[Failure, ...] = ()
    unchanged: bool = False
    complete: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One listed article before it is judged; `stamp` is its date as written, where a date was to be expected."""

    link: str
    title: str = ""
    published_at: datetime | None = None
    publisher: str = ""
    stamp: str = ""


def refuse(source: Source, url: str, reason: str, now: datetime, kind: str = "ParseError") -> Failure:
    """A discovery failure."""
    return Failure(source_id=source.id, url=shown(url), stage="discover", reason=reason, at=now, kind=kind)


def example(text: str) -> str:
    """A stranger's words, fit for one line."""
    return repr("".join(c if c.isprintable() else " " for c in text)[:EXAMPLE])


class Judge:
    """Sorts entries into candidates and troubles; one trouble is one failure, however many entries have it.

    Args:
        source: Whose entries they are.
        base: The address they were listed at.
        now: Time of failures.
        window: Entries dated outside of it are left out.
        own_site_only: A sitemap speaks for its own site only.
    """

    def __init__(
        self, source: Source, base: str, now: datetime, window: Window | None = None, *, own_site_only: bool = False
    ) -> None:
        self._source, self._base, self._now, self._window = source, base, now, window
        self._hosts: tuple[str, ...] = tuple(source.options.get("host_filter", ()))
        self._own_site_only = own_site_only
        self._candidates: dict[str, Candidate] = {}
        self._troubles: dict[str, list[str]] = {}

    def trouble(self, kind: str, text: str) -> None:
        """Count an entry that cannot be used; `kind` completes "entries that …"."""
        self._troubles.setdefault(kind, []).append(text)

    def add(self, entry: Entry, base: str = "") -> None:
        """Judge one entry: http links only, of allowed hosts, in the window, each once."""
        link = entry.link.strip()
        if not link:
            self.trouble("have no link", entry.title)
            return
        try:
            url = urljoin(base or self._base, link)
            parts = urlsplit(url)
            scheme, host = parts.scheme.lower(), parts.hostname or ""
        except ValueError:
            scheme, url, host = "", link, ""
        if scheme not in {"http", "https"}:
            self.trouble("have a link that is not http or https", link)
            return
        if not self._may_list(host):
            self.trouble("lead to a host the source does not speak for", url)
            return
        if entry.stamp.strip() and entry.published_at is None:
            self.trouble("have a date that cannot be", entry.stamp)
        if self._window and entry.published_at is not None and not in_window(entry.published_at, self._window):
            return
        if len(self._candidates) >= MOST_CANDIDATES and url not in self._candidates:
            self.trouble(f"are beyond the first {MOST_CANDIDATES} and left out", url)
            return
        self._candidates.setdefault(
            url,
            Candidate(
                source_id=self._source.id, url=url, title=" ".join(entry.title.split())[:500],
                published_at=entry.published_at, publisher=entry.publisher,
            ),
        )  # fmt: skip

    def _may_list(self, host: str) -> bool:
        if self._hosts:
            return any(same_site(host, allowed) for allowed in self._hosts)
        return not self._own_site_only or same_site(host, urlsplit(self._base).hostname or "")

    def candidates(self) -> tuple[Candidate, ...]:
        """The good ones, in the order they were listed."""
        return tuple(self._candidates.values())

    def failures(self) -> tuple[Failure, ...]:
        """One for each kind of trouble."""
        return tuple(
            refuse(
                self._source, self._base, f"entries that {kind}: {len(texts)}, such as {example(texts[0])}", self._now
            )
            for kind, texts in self._troubles.items()
        )


def same_site(host: str, other: str) -> bool:
    """Whether two hosts are one, or one lies within the other; www. is nothing."""
    a, b = host.lower().removeprefix("www."), other.lower().removeprefix("www.")
    return bool(a) and bool(b) and (a == b or a.endswith(f".{b}") or b.endswith(f".{a}"))


def in_window(at: datetime, window: Window) -> bool:
    """Whether a time lies in the window's days, give or take a day for time zones."""
    return window.start - timedelta(days=1) <= at.date() <= window.end + timedelta(days=1)


class Sweep:
    """The requests of one poll: what they gave, and why it is not all.

    Trouble with the first request is the source's; later it ends the sweep, and what was heard before it counts.
    """

    def __init__(self, source: Source, get: Get, read: Read, now: datetime, *, conditional: bool) -> None:
        self.source, self.now = source, now
        self._get, self._read, self._conditional = get, read, conditional
        self.failures: list[Failure] = []
        self.requests = 0
        self.unchanged = False
        self.complete = True
        self.at_end = False

    async def ask(self, url: str, read: Callable[..., Any], *arguments: Any, go_on: bool = False) -> Any:
        """Ask for one listing and read it.

        Args:
            url: Its address.
            read: Pure function of answer, source and `arguments`.
            arguments: More for it.
            go_on: Trouble costs this listing only.

        Returns:
            What `read` gives, or None: not modified, failed, or one request too many.

        Raises:
            SourceError: The first request failed.
        """
        if self.requests >= MOST_REQUESTS:
            self.cut(url, f"more than {MOST_REQUESTS} requests; the rest is left out")
            return None
        self.requests += 1
        try:
            answer = await self._get(url, conditional=self._conditional)
            if answer.not_modified:
                self.unchanged = True
                return None
            return await self._read(read, answer, self.source, *arguments)
        except SourceError as error:
            if self.requests == 1:
                raise
            self.cut(url, error.reason, kind=type(error).__name__, ends=not go_on)
            return None

    def cut(self, url: str, reason: str, kind: str = "ParseError", *, ends: bool = True) -> None:
        """Record that something is missing which another try may give."""
        self.failures.append(refuse(self.source, url, reason, self.now, kind))
        self.complete = False
        self.at_end = self.at_end or ends

    def discovery(self, judge: Judge, note: str = "") -> Discovery:
        """The poll's result."""
        candidates = judge.candidates()
        return Discovery(
            candidates=candidates,
            failures=(*self.failures, *judge.failures()),
            unchanged=self.unchanged and not candidates,
            complete=self.complete,
            note="" if candidates or self.unchanged or self.failures or judge.failures() else note,
        )
