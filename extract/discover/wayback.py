"""The Wayback Machine's CDX index: which captures of a site's pages there are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from extract.discover.common import Entry
from extract.errors import ParseError
from extract.fetch.response import Response
from extract.records import Source, Window

PAGE = 1000
DEFAULT_PATTERN = "tencent.com/en-us/investors/*"
FIELDS = ("timestamp", "original", "mimetype", "digest")
READABLE = ("text/html", "application/pdf", "application/xhtml", "warc/revisit")


@dataclass(frozen=True, slots=True)
class Row:
    """One usable capture: where its bytes are, and their digest."""

    entry: Entry
    digest: str


@dataclass(frozen=True, slots=True)
class CdxPage:
    """One page of the index: its captures, how many rows are unusable, and the key of the next page."""

    rows: list[Row]
    broken: int
    resume_key: str


def request(source: Source, window: Window, resume_key: str = "") -> str:
    """The URL that lists a window's captures of `query` (a URL pattern), equal bytes collapsed."""
    base, _, own = source.url.partition("?")
    stated = dict(parse_qsl(own))
    query = stated | {
        "url": source.options.get("query") or stated.get("url") or DEFAULT_PATTERN,
        "output": "json", "fl": ",".join(FIELDS),
        "from": f"{window.start:%Y%m%d}", "to": f"{window.end:%Y%m%d}", "filter": "statuscode:200",
        "collapse": "digest", "limit": str(PAGE), "showResumeKey": "true",
    }  # fmt: skip
    # The index gives its key percent-encoded already.
    resume = f"&resumeKey={quote(resume_key, safe='%+,():/!.-_~')}" if resume_key else ""
    return f"{base}?{urlencode(query)}{resume}"


def replay_url(source: Source, timestamp: str, original: str) -> str:
    """Where the original bytes of a capture are."""
    parts = urlsplit(source.url)
    return f"{parts.scheme}://{parts.netloc}/web/{timestamp}id_/{original}"


def read(answer: Response, source: Source) -> CdxPage:
    """One page of the index.

    Raises:
        ParseError: Not the JSON table the index gives.
    """
    try:
        rows = json.loads(answer.body.decode("utf-8", "replace") or "[]")
    except (ValueError, RecursionError) as error:
        raise ParseError("the capture index answers no JSON", source_id=source.id, url=answer.url) from error
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ParseError("the capture index answers another form", source_id=source.id, url=answer.url)
    key = ""
    if len(rows) >= 2 and rows[-2] == [] and len(rows[-1]) == 1:
        key, rows = str(rows[-1][0]), rows[:-2]
    if rows and not set(FIELDS) <= {str(name) for name in rows[0]}:
        raise ParseError("the capture index lacks a column", source_id=source.id, url=answer.url)
    found = [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]
    usable = [row for row in found if _usable(row)]
    return CdxPage(
        [
            Row(Entry(link=replay_url(source, row["timestamp"], row["original"])), row["digest"])
            for row in usable
            if row["mimetype"].startswith(READABLE)
        ],
        len(found) - len(usable),
        key,
    )


def _usable(row: dict[str, object]) -> bool:
    timestamp, original = row.get("timestamp"), row.get("original")
    return (
        all(isinstance(row.get(name), str) for name in FIELDS)
        and isinstance(timestamp, str)
        and timestamp.isascii()
        and timestamp.isdecimal()
        and len(timestamp) == 14
        and isinstance(original, str)
        and original.startswith(("http://", "https://"))
    )
