"""GDELT DOC 2.0 article lists. Optional by nature: it sheds load, and 250 articles are the most it gives."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from urllib.parse import urlencode

from extract.discover.common import Entry
from extract.errors import ParseError
from extract.fetch.response import Response
from extract.records import Source

CAP = 250
_OBJECT = re.compile(r"\{[^{}]*\}")


def request(source: Source, start: datetime, end: datetime) -> str:
    """The URL that lists a span's articles."""
    form = "%Y%m%d%H%M%S"
    query = urlencode(
        {
            "query": source.options.get("query", ""),
            "mode": "artlist",
            "format": "json",
            "maxrecords": CAP,
            "sort": "datedesc",
            "startdatetime": start.strftime(form),
            "enddatetime": end.strftime(form),
        }
    )
    return f"{source.url}?{query}"


def halves(start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The span cut in two; empty when it is as short as GDELT's quarter of an hour."""
    if end - start <= timedelta(minutes=15):
        return []
    middle = start + (end - start) / 2
    return [(start, middle), (middle, end)]


def read(answer: Response, source: Source, now: datetime) -> tuple[list[Entry], int]:
    """The entries, and how many rows could not be read. `seendate` is GDELT's sighting, so no publication time.

    Raises:
        ParseError: A sentence in place of JSON: the query is wrong or GDELT is busy.
    """
    del now
    text = answer.body.decode("utf-8", "replace").strip()
    if not text.startswith("{"):
        raise ParseError(f"GDELT answers: {' '.join(text.split())[:160]}", source_id=source.id, url=answer.url)
    broken = 0
    try:
        rows = json.loads(text, strict=False).get("articles", [])
    except ValueError:
        rows = []
        for found in _OBJECT.finditer(text):
            try:
                rows.append(json.loads(re.sub(r'\\(?!["\\/bfnrtu])', r"\\\\", found[0]), strict=False))
            except ValueError:
                broken += 1
    good = [row for row in rows if isinstance(row, dict) and isinstance(row.get("url"), str)]
    broken += len(rows) - len(good)
    return [Entry(link=row["url"], title=str(row.get("title") or "")) for row in good], broken
