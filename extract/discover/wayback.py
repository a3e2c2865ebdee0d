"""The Wayback Machine's CDX index: which captures of a site's pages there are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from extract.discover.common import Entry
from extract.errors import ParseError
from extract.fetch.response import Response
from extract.records import Source, Window

PAGE = 1000


@dataclass(frozen=True, slots=True)
class CdxPage:
    """One page of the index: entries, unusable rows, and the key of the next page."""

    entries: list[Entry]
    broken: int
    resume_key: str


def request(source: Source, window: Window, resume_key: str = "") -> str:
    """The URL that lists a window's captures of `query` (a URL pattern), equal bytes collapsed."""
    query = {
        "url": source.options.get("query", ""), "output": "json", "fl": "timestamp,original,mimetype,statuscode,digest",
        "from": f"{window.start:%Y%m%d}", "to": f"{window.end:%Y%m%d}", "filter": "statuscode:200",
        "collapse": "digest", "limit": str(PAGE), "showResumeKey": "true",
    }  # fmt: skip
    if resume_key:
        query["resumeKey"] = resume_key
    return f"{source.url}?{urlencode(query)}"


def replay_url(source: Source, timestamp: str, original: str) -> str:
    """Where the original bytes of a capture are."""
    parts = urlsplit(source.url)
    return f"{parts.scheme}://{parts.netloc}/web/{timestamp}id_/{original}"


def read(answer: Response, source: Source, seen: set[str]) -> CdxPage:
    """One page of the index; captures whose digest was seen are the same page again.

    Raises:
        ParseError: Not the JSON table the index gives.
    """
    try:
        rows = json.loads(answer.body.decode("utf-8", "replace") or "[]")
    except ValueError as error:
        raise ParseError("the capture index answers no JSON", source_id=source.id, url=answer.url) from error
    if not isinstance(rows, list):
        raise ParseError("the capture index answers another form", source_id=source.id, url=answer.url)
    key = ""
    if len(rows) >= 2 and rows[-2] == [] and isinstance(rows[-1], list) and len(rows[-1]) == 1:
        key, rows = str(rows[-1][0]), rows[:-2]
    entries: list[Entry] = []
    broken = 0
    for row in rows[1:]:
        if not _usable(row):
            broken += 1
            continue
        timestamp, original, mime, _, digest = row
        if digest in seen or not mime.startswith(("text/html", "application/pdf", "application/xhtml", "warc/revisit")):
            continue
        seen.add(digest)
        entries.append(Entry(link=replay_url(source, timestamp, original)))
    return CdxPage(entries, broken, key)


def _usable(row: object) -> bool:
    return (
        isinstance(row, list)
        and len(row) == 5
        and all(isinstance(cell, str) for cell in row)
        and row[0].isdecimal()
        and len(row[0]) == 14
        and row[1].startswith(("http://", "https://"))
    )
