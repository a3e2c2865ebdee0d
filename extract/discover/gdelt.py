"""GDELT DOC 2.0 article lists. Optional by nature: it sheds load, and 250 articles are the most it gives."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from extract.discover.common import Entry
from extract.errors import ParseError
from extract.fetch.response import Response
from extract.records import Source

CAP = 250
DEFAULT_QUERY = '(WeChat OR Weixin) (users OR "active users")'
SHORTEST = timedelta(minutes=15)
_OBJECT = re.compile(r"\{[^{}]*\}")
_STRAY_BACKSLASH = re.compile(r'\\(?!["\\/bfnrtu])')


def request(source: Source, start: datetime, end: datetime) -> str:
    """The URL that lists a span's articles; parameters in the source's own address stay, but for the span."""
    form = "%Y%m%d%H%M%S"
    base, _, own = source.url.partition("?")
    stated = dict(parse_qsl(own))
    query = urlencode(
        stated
        | {
            "query": source.options.get("query") or stated.get("query") or DEFAULT_QUERY,
            "mode": "artlist",
            "format": "json",
            "maxrecords": CAP,
            "sort": "datedesc",
            "startdatetime": start.strftime(form),
            "enddatetime": end.strftime(form),
        }
    )
    return f"{base}?{query}"


def halves(start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The span cut in two; empty when it is as short as GDELT's quarter of an hour."""
    if end - start <= SHORTEST:
        return []
    middle = start + (end - start) / 2
    return [(start, middle), (middle, end)]


def read(answer: Response, source: Source) -> tuple[list[Entry], int]:
    """The entries, and how many rows could not be read. `seendate` is GDELT's sighting, so no publication time.

    Raises:
        ParseError: A sentence in place of JSON (the query is wrong or GDELT is busy), or nothing readable in it.
    """
    text = answer.body.decode("utf-8", "replace").strip()
    if not text.startswith("{"):
        raise ParseError(f"GDELT answers: {' '.join(text.split())[:160]}", source_id=source.id, url=answer.url)
    rows, broken = _rows(text)
    if broken and not rows:
        raise ParseError("GDELT answers JSON that cannot be read", source_id=source.id, url=answer.url)
    good = [row for row in rows if isinstance(row, dict) and isinstance(row.get("url"), str)]
    entries = [Entry(link=row["url"], title=str(row.get("title") or "")) for row in good]
    return entries, broken + len(rows) - len(good)


def _rows(text: str) -> tuple[list[Any], int]:
    """The articles; of JSON with stray backslashes and control characters those that can be read one by one."""
    try:
        found = json.loads(text, strict=False).get("articles")
        return (found, 0) if isinstance(found, list) else ([], 0 if found is None else 1)
    except (ValueError, RecursionError):
        rows: list[Any] = []
        broken = 0 if text.endswith("}") else 1  # cut: the last row is not even an object
        for match in _OBJECT.finditer(text):
            try:
                rows.append(json.loads(_STRAY_BACKSLASH.sub(r"\\\\", match[0]), strict=False))
            except ValueError:
                broken += 1
        return rows, broken if rows else max(broken, 1)
