"""RSS 2.0, RSS 1.0 (RDF), Atom and JSON Feed."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import Any

from extract.discover.common import Entry, child_text, local, parse_xml
from extract.discover.times import read_time
from extract.errors import ParseError
from extract.fetch.response import Response
from extract.records import Source

DATE_NAMES = ("pubdate", "published", "date", "updated", "modified", "issued")
MOST_LENIENT_BYTES = 2 * 1024 * 1024


def read(answer: Response, source: Source, now: datetime) -> list[Entry]:
    """The entries of a feed.

    Args:
        answer: A whole answer.
        source: For its time zone.
        now: For absurd dates.

    Raises:
        ParseError: No feed, or a feed without a single entry; the text says which.
    """
    body = answer.body
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        entries = _json(body, source, now, answer.url)
    else:
        try:
            entries = _xml(body, source, now, answer.url)
        except ParseError as error:
            entries = _lenient(answer, source, now, error)
    if not entries:
        raise ParseError("the feed is well-formed but lists nothing", source_id=source.id, url=answer.url)
    return entries


def _xml(body: bytes, source: Source, now: datetime, url: str) -> list[Entry]:
    root = parse_xml(body, source.id, url)
    if local(root) not in {"rss", "rdf", "feed"}:
        raise ParseError(f"XML of another kind: <{local(root)}>", source_id=source.id, url=url)
    found: list[Entry] = []
    for item in root.iter():
        if local(item) in {"item", "entry"}:
            found.append(
                Entry(
                    link=_link(item),
                    title=child_text(item, "title"),
                    published_at=read_time(child_text(item, *DATE_NAMES), source.time_zone, now),
                    publisher=next((c.get("url", "") for c in item if local(c) == "source"), ""),
                )
            )
    return found


def _link(item: Any) -> str:
    """RSS: the link's text, else a permanent guid. Atom: the alternate link's href."""
    hrefs = [c for c in item if local(c) == "link" and c.get("href")]
    for link in hrefs:
        if link.get("rel", "alternate") == "alternate":
            return str(link.get("href"))
    if text := child_text(item, "link"):
        return text
    for child in item:
        if local(child) == "guid" and child.get("isPermaLink", "true").lower() == "true":
            guid = (child.text or "").strip()
            if guid.startswith(("http://", "https://")):
                return guid
    return ""


def _json(body: bytes, source: Source, now: datetime, url: str) -> list[Entry]:
    try:
        items = json.loads(body.decode("utf-8-sig"))["items"]
        return [
            Entry(
                link=str(item.get("url") or item.get("external_url") or ""),
                title=str(item.get("title") or ""),
                published_at=read_time(
                    str(item.get("date_published") or item.get("date_modified") or ""), source.time_zone, now
                ),
            )
            for item in items
            if isinstance(item, dict)
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ParseError("JSON that is no JSON Feed", source_id=source.id, url=url) from error


def _lenient(answer: Response, source: Source, now: datetime, why: ParseError) -> list[Entry]:
    """A second try at XML that is not well-formed; refused kinds of document get none."""
    if "not well-formed" not in why.reason or len(answer.body) > MOST_LENIENT_BYTES:
        raise why
    import feedparser

    # feedparser's author pattern is quadratic: lines that long are no names.
    body = b"\n".join(line for line in answer.body.split(b"\n") if len(line) < 32_768 or b"<author" not in line)
    parsed = feedparser.parse(io.BytesIO(body), response_headers={"content-type": answer.header("content-type")})
    entries = [
        Entry(
            link=str(item.get("link", "")),
            title=str(item.get("title", "")),
            published_at=read_time(str(item.get("published") or item.get("updated") or ""), source.time_zone, now),
        )
        for item in parsed.entries
    ]
    if not entries:
        raise why
    return entries
