"""News searches that answer as RSS: Google News (for discovery only) and Bing News."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, quote, urlsplit

from extract.discover.common import Discovery, Entry, Judge, Sweep, example, refuse
from extract.records import Failure, Window

GOOGLE_CAP = 100
UNRESOLVED = "Unresolved"
_ADDRESS = re.compile(rb"https?://[\x21-\x7e]+?(?=[\x00-\x20\x7f-\xff]|$)")


def is_google(url: str) -> bool:
    """Whether a URL is Google News's."""
    return "/rss/search" in url or "news.google." in url


def with_window(url: str, window: Window) -> str:
    """The search narrowed to a window's days, by Google's own operators."""
    following = window.end + timedelta(days=1)
    words = quote(f" after:{window.start:%Y-%m-%d} before:{following:%Y-%m-%d}")
    return re.sub(r"([?&]q=[^&]*)", lambda found: found[1] + words, url, count=1)


def halves(window: Window) -> list[Window]:
    """The window cut in two; empty for a single day."""
    days = (window.end - window.start).days
    if not days:
        return []
    middle = window.start + timedelta(days=days // 2)
    return [
        Window(source_id=window.source_id, start=window.start, end=middle),
        Window(source_id=window.source_id, start=middle + timedelta(days=1), end=window.end),
    ]


def publisher_url(link: str, *, of_search: bool = True) -> str | None:
    """The publisher's address behind a search engine's link; None where it cannot be known without asking.

    Args:
        link: As listed.
        of_search: Whether a search listed it, so that its path alone tells Google's links.

    Bing carries it in the `url` parameter. Google's ids of before July 2024 hold it in clear in their base64; newer
    ones do not, and a google.com link is never provenance.
    """
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError:
        return link  # no address at all: the judge says so
    if parts.path.endswith("/apiclick.aspx"):
        return next(iter(parse_qs(parts.query).get("url", [])), None)
    if host.startswith("news.google.") or (of_search and "/rss/articles/" in parts.path):
        token = parts.path.rsplit("/", 1)[-1]
        try:
            data = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (binascii.Error, ValueError):
            return None
        found = _ADDRESS.search(data)
        return found[0].decode("ascii") if found else None
    return link


def judged(sweep: Sweep, entries: list[Entry], window: Window | None) -> Discovery:
    """Judge entries by their publisher's address; those whose address is not to be had are one failure."""
    judge = Judge(sweep.source, sweep.source.url, sweep.now, window)
    lost: list[Entry] = []
    for entry in entries:
        url = publisher_url(entry.link, of_search=sweep.source.kind == "search")
        if url is None:
            lost.append(entry)
        else:
            judge.add(replace(entry, link=url))
    if lost:
        reason = f"{len(lost)} of {len(entries)} entries give no publisher's address, such as {example(lost[0].title)}"
        sweep.failures.append(refuse(sweep.source, sweep.source.url, reason, sweep.now, UNRESOLVED))
    return sweep.discovery(judge, "the search found nothing")


def unreadable(sweep: Sweep, url: str, count: int) -> Failure:
    """Rows of an index that will never be readable."""
    return refuse(sweep.source, url, f"rows that could not be read: {count}", sweep.now)
