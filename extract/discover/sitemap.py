"""News sitemaps and sitemap indexes, gzipped or not."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime

from extract.discover.common import Entry, child_text, local, parse_xml
from extract.discover.times import read_time
from extract.errors import ParseError
from extract.fetch.response import Response
from extract.records import Source, Window

MOST_UNPACKED = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sitemap:
    """One sitemap file: its articles, and the files an index names."""

    entries: list[Entry]
    children: list[str]


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
    root = parse_xml(unpack(answer, source.id), source.id, answer.url)
    if local(root) not in {"urlset", "sitemapindex"}:
        raise ParseError(f"XML of another kind: <{local(root)}>", source_id=source.id, url=answer.url)
    entries: list[Entry] = []
    children: list[str] = []
    for element in root:
        kind = local(element)
        if kind == "sitemap":
            changed = read_time(child_text(element, "lastmod"), source.time_zone, now)
            if window is None or changed is None or changed.date() >= window.start:
                children.append(child_text(element, "loc"))
        elif kind == "url":
            news = next((child for child in element if local(child) == "news"), None)
            stamp = child_text(news, "publication_date") if news is not None else child_text(element, "lastmod")
            entries.append(
                Entry(
                    link=child_text(element, "loc"),
                    title=child_text(news, "title") if news is not None else "",
                    published_at=read_time(stamp, source.time_zone, now),
                )
            )
    return Sitemap(entries, children)
