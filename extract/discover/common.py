"""What all discoverers share: the answer they give, and the sorting of links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from lxml import etree

from extract.errors import ParseError
from extract.fetch.response import Response
from extract.records import Candidate, Failure, Source, Window

MOST_CANDIDATES = 5000
MOST_REQUESTS = 100


class Get(Protocol):
    """Asks for one listing; injected, so that a recorded answer tests a discoverer."""

    async def __call__(self, url: str, *, max_bytes: int | None = None, conditional: bool = True) -> Response:
        """The answer to one request."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What one poll heard of, and what it could not use."""

    candidates: tuple[Candidate, ...] = ()
    failures: tuple[Failure, ...] = ()
    unchanged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One listed article before it is judged."""

    link: str
    title: str = ""
    published_at: datetime | None = None
    publisher: str = ""


def refuse(source: Source, url: str, reason: str, now: datetime) -> Failure:
    """A discovery failure."""
    return Failure(source_id=source.id, url=url, stage="discover", reason=reason, at=now, kind="ParseError")


def judge(
    entries: Iterable[Entry], source: Source, base: str, now: datetime, window: Window | None = None
) -> tuple[list[Candidate], list[Failure]]:
    """Sort entries into candidates and failures: http links only, in the window, each once."""
    candidates: dict[str, Candidate] = {}
    failures: list[Failure] = []
    for entry in entries:
        link = entry.link.strip()
        if not link:
            failures.append(refuse(source, base, f"entry without a link: {entry.title[:80]!r}", now))
            continue
        try:
            url = urljoin(base, link)
            scheme = urlsplit(url).scheme.lower()
        except ValueError:
            scheme, url = "", link
        if scheme not in {"http", "https"}:
            failures.append(refuse(source, link[:200], "entry whose link is not http or https", now))
            continue
        if window and entry.published_at is not None and not in_window(entry.published_at, window):
            continue
        if len(candidates) >= MOST_CANDIDATES:
            failures.append(refuse(source, base, f"more than {MOST_CANDIDATES} entries; the rest is left out", now))
            break
        candidates.setdefault(
            url,
            Candidate(
                source_id=source.id, url=url, title=" ".join(entry.title.split())[:500],
                published_at=entry.published_at, publisher=entry.publisher,
            ),
        )  # fmt: skip
    return list(candidates.values()), failures


def in_window(at: datetime, window: Window) -> bool:
    """Whether a time lies in the window's days, give or take a day for time zones."""
    return window.start - timedelta(days=1) <= at.date() <= window.end + timedelta(days=1)


def parse_xml(body: bytes, source_id: str, url: str) -> etree._Element:
    """Strict XML without entities; never an empty document in place of an error.

    Raises:
        ParseError: DOCTYPE, HTML, empty or broken XML; the text says which.
    """
    head = body[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if not head:
        raise ParseError("the answer is empty", source_id=source_id, url=url)
    if head.startswith((b"<!doctype html", b"<html")):
        raise ParseError("the answer is an HTML page, not a feed", source_id=source_id, url=url)
    if b"<!doctype" in body[:65536].lower() or b"<!entity" in body.lower():
        raise ParseError("a DOCTYPE is refused in feeds and sitemaps", source_id=source_id, url=url)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ParseError(f"not well-formed XML: {str(error)[:160]}", source_id=source_id, url=url) from error


def local(element: etree._Element) -> str:
    """An element's name without its namespace; empty for comments."""
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def child_text(element: etree._Element, *names: str) -> str:
    """Text of the first child with one of these names, in the order of the names."""
    for name in names:
        for child in element:
            if local(child) == name and (text := "".join(str(part) for part in child.itertext()).strip()):
                return text
    return ""
