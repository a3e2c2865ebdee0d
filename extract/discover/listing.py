"""List pages: links by CSS selector, with paging. Selectors are the source's `listing` keys."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag
from soupsieve import SelectorSyntaxError

from extract.discover.common import Entry
from extract.discover.times import read_time
from extract.errors import ParseError
from extract.fetch.response import Response
from extract.records import Source

FURNITURE = ("#", "javascript:", "mailto:", "tel:", "data:")


@dataclass(frozen=True, slots=True)
class Page:
    """One list page: its articles and the address of the next page, if there is one."""

    entries: list[Entry]
    next_url: str


def read(answer: Response, source: Source, now: datetime) -> Page:
    """The links that `listing.link` selects; the date that `listing.date` selects within `listing.item`.

    Raises:
        ParseError: Nothing matches: the layout has changed, or it is another page.
    """
    selectors = source.options.get("listing", {})
    with warnings.catch_warnings():
        # An answer that is nothing but an address is no list; that it looks like one is no news for the terminal.
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        soup = BeautifulSoup(answer.body, "lxml")
    try:
        entries = _entries(soup, selectors, source, now)
        following = soup.select_one(selectors["next"]) if selectors.get("next") else None
    except SelectorSyntaxError as error:
        raise ParseError(f"listing selector is wrong: {error}", source_id=source.id, url=answer.url) from error
    if not entries:
        raise ParseError(
            f"no link matches '{selectors.get('link', 'a[href]')}': the layout has changed",
            source_id=source.id,
            url=answer.url,
        )
    href = str(following.get("href", "")) if following else ""
    return Page(entries, _next_url(soup, answer.final_url, href))


def _next_url(soup: BeautifulSoup, url: str, href: str) -> str:
    """The next page's address, counted from the page's base; empty when there is none."""
    if not href or href.startswith(FURNITURE):
        return ""
    base = soup.select_one("base[href]")
    try:
        return urljoin(urljoin(url, str(base["href"]) if base else ""), href)
    except ValueError:
        return ""  # no address at all: there is no next page


def _entries(soup: BeautifulSoup, selectors: dict[str, str], source: Source, now: datetime) -> list[Entry]:
    link_selector = selectors.get("link", "a[href]")
    items: list[Tag] = list(soup.select(selectors["item"])) if selectors.get("item") else [soup]
    found: list[Entry] = []
    for item in items:
        dated = item.select_one(selectors["date"]) if selectors.get("date") else None
        stamp = str(dated.get("datetime") or dated.get_text(" ", strip=True)) if dated else ""
        at = read_time(stamp, source.time_zone, now)
        links = (link for link in item.select(link_selector))
        found += [
            Entry(link=str(link["href"]), title=link.get_text(" ", strip=True), published_at=at)
            for link in links
            if link.get("href") and not str(link["href"]).strip().lower().startswith(FURNITURE)
        ]
    return found
