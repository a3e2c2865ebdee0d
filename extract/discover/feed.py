"""RSS 2.0, RSS 1.0 (RDF), Atom and JSON Feed."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from extract.discover.common import Entry
from extract.discover.times import read_time
from extract.discover.xml import child_text, local, parse_xml
from extract.errors import ParseError
from extract.fetch.response import Response
from extract.records import Source

DATE_NAMES = ("pubdate", "published", "date", "updated", "modified", "issued")
MOST_LENIENT_BYTES = 2 * 1024 * 1024
NOTHING = "the feed is well-formed but lists nothing"


def read(answer: Response, source: Source, now: datetime) -> list[Entry]:
    """The entries of a feed.

    Args:
        answer: A whole answer.
        source: For its time zone.
        now: For absurd dates.

    Raises:
        ParseError: No feed, or a feed without a single entry; the text says which.
    """
    entries = read_any(answer, source, now)
    if not entries:
        raise ParseError(NOTHING, source_id=source.id, url=answer.url)
    return entries


def read_any(answer: Response, source: Source, now: datetime) -> list[Entry]:
    """The entries of a feed that may have none, such as a search without a hit.

    Raises:
        ParseError: No feed; the text says why.
    """
    body = answer.body
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json(body, source, now, answer.url)
    try:
        return _xml(body, source, now, answer.url)
    except ParseError as error:
        return _lenient(answer, source, now, error)


def _entry(link: str, title: str, stamp: str, source: Source, now: datetime, publisher: str = "") -> Entry:
    at = read_time(stamp, source.time_zone, now)
    return Entry(link=link, title=title, published_at=at, publisher=publisher, stamp=stamp)


def _xml(body: bytes, source: Source, now: datetime, url: str) -> list[Entry]:
    root = parse_xml(body, source.id, url)
    if local(root) not in {"rss", "rdf", "feed"}:
        raise ParseError(f"XML of another kind: <{local(root)}>", source_id=source.id, url=url)
    return [
        _entry(
            _link(item),
            child_text(item, "title"),
            child_text(item, *DATE_NAMES),
            source,
            now,
            next((child.get("url", "") for child in item if local(child) == "source"), ""),
        )
        for item in root.iter()
        if local(item) in {"item", "entry"}
    ]


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
        return [entry for item in items for entry in _json_entry(item, source, now)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ParseError("JSON that is no JSON Feed", source_id=source.id, url=url) from error


def _json_entry(item: dict[str, Any], source: Source, now: datetime) -> Iterator[Entry]:
    link = str(item.get("url") or item.get("external_url") or "")
    stamp = str(item.get("date_published") or item.get("date_modified") or "")
    yield _entry(link, str(item.get("title") or ""), stamp, source, now)


def _lenient(answer: Response, source: Source, now: datetime, why: ParseError) -> list[Entry]:
    """A second try at XML that is not well-formed; refused kinds of document get none."""
    if "not well-formed" not in why.reason or len(answer.body) > MOST_LENIENT_BYTES:
        raise why
    import feedparser

    try:
        parsed = feedparser.parse(
            io.BytesIO(answer.body),
            response_headers={"content-type": answer.header("content-type")},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as error:  # feedparser's own accidents with rubbish are many; the first reader's reason stands
        raise why from error
    entries = [
        _entry(
            str(item.get("link", "")),
            str(item.get("title", "")),
            # dict.get: FeedParserDict's own takes one for the other, with a warning.
            str(dict.get(item, "published") or dict.get(item, "updated") or ""),
            source,
            now,
        )
        for item in parsed.entries
    ]
    if not entries:
        raise why
    return entries
