"""News sitemaps and sitemap indexes, gzipped or not."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from extract.discover.common import Entry
from extract.discover.times import read_time
from extract.discover.xml import child_text, local, parse_xml, salvaged
from extract.errors import ParseError
from extract.fetch.response import Response
from extract.records import Source, Window

MOST_UNPACKED = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sitemap:
    """One sitemap file: its articles, the files an index names, and why it is not whole ("" when it is)."""

    entries: list[Entry]
    children: list[str]
    damage: str = ""


def unpack(answer: Response, source_id: str) -> bytes:
    """The XML of a .gz file, bounded.

    Raises:
        ParseError: Damaged, cut or larger than 100 MiB unpacked.
    """
    if not answer.body.startswith(b"\x1f\x8b"):
        return answer.body
    unpacker = zlib.decompressobj(31)
    try:
        body = unpacker.decompress(answer.body, MOST_UNPACKED)
    except zlib.error as error:
        raise ParseError(f"the gzip file is damaged: {error}", source_id=source_id, url=answer.url) from error
    if not unpacker.eof:
        reason = "unpacks to more than 100 MiB" if unpacker.unconsumed_tail else "the gzip file is cut"
        raise ParseError(reason, source_id=source_id, url=answer.url)
    return body


def read(answer: Response, source: Source, now: datetime, window: Window | None) -> Sitemap:
    """The articles and children of one sitemap file; children wholly before the window are left out.

    Raises:
        ParseError: No sitemap.
    """
    body = unpack(answer, source.id)
    damage = ""
    try:
        root = parse_xml(body, source.id, answer.url)
    except ParseError as error:
        remains = salvaged(body) if "not well-formed" in error.reason else None
        if remains is None or local(remains) not in {"urlset", "sitemapindex"} or not len(remains):
            raise
        root, damage = remains, f"the sitemap is cut or broken, what stands before is used: {error.reason}"
    if local(root) not in {"urlset", "sitemapindex"}:
        raise ParseError(f"XML of another kind: <{local(root)}>", source_id=source.id, url=answer.url)
    pages = [url for url in root if local(url) == "url" and (child_text(url, "loc") or not damage)]
    files = [child for child in root if local(child) == "sitemap" and child_text(child, "loc")]
    return Sitemap(
        [_entry(page, source, now) for page in pages if _may_reach(page, source, now, window)],
        [child_text(child, "loc") for child in files if _may_reach(child, source, now, window)],
        damage,
    )


def _may_reach(element: etree._Element, source: Source, now: datetime, window: Window | None) -> bool:
    """Whether a page or file may hold news of the window: what was not changed since cannot."""
    if window is None:
        return True
    changed = read_time(child_text(element, "lastmod"), source.time_zone, now)
    return changed is None or changed.date() >= window.start - timedelta(days=1)


def _entry(url: etree._Element, source: Source, now: datetime) -> Entry:
    """A page; `lastmod` is no publication time, only a news sitemap states one."""
    news = next((child for child in url if local(child) == "news"), None)
    if news is None:
        return Entry(link=child_text(url, "loc"))
    stamp = child_text(news, "publication_date")
    return Entry(
        link=child_text(url, "loc"),
        title=child_text(news, "title"),
        published_at=read_time(stamp, source.time_zone, now),
        stamp=stamp,
    )
