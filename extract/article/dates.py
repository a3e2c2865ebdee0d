"""The publication time of a page: structured data first, then the first stamp with a clock time; never a guess."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup

META = (
    "article:published_time", "og:published_time", "datepublished", "pubdate", "publishdate", "publish_date",
    "publish-date", "date", "dc.date", "dc.date.issued", "dcterms.created", "sailthru.date", "parsely-pub-date",
    "weibo: article:create_at", "apub:time", "og:release_date", "releasedate", "firstpublishedtime", "_pubtime",
)  # fmt: skip
_ISO = re.compile(
    r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_STAMP = re.compile(
    r"(?<!\d)(20\d{2}|19\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?[\sT,，]*(?:(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?)?"
)
_MONTHS = {
    m: i for i, m in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}
_ENGLISH = re.compile(
    r"\b(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
    r"(?:\s+(\d{1,2})(?:st|nd|rd|th)?)?,?\s+(20\d{2}|19\d{2})\b", re.I
)  # fmt: skip
FIRST_YEAR = 1998


def structured(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    """The objects of a page's JSON-LD, nested ones too, at most a thousand."""
    waiting: list[Any] = []
    for script in soup.find_all("script", type=re.compile(r"ld\+json", re.I)):
        try:
            waiting.append(json.loads(script.string or "null", strict=False))
        except (ValueError, RecursionError):
            continue  # broken JSON-LD says nothing; the page's other dates are asked next
    for _ in range(1000):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, dict):
            yield item
            waiting += [value for value in item.values() if isinstance(value, dict | list)]
        elif isinstance(item, list):
            waiting += item


def read_stamp(text: str, zone: str) -> datetime | None:
    """An ISO-like stamp, strictly; without a zone it is in `zone`."""
    found = _ISO.match(text.strip()[:40])
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part) if part else 0 for part in found.groups()[:6])
    try:
        at = datetime(year, month, day, hour, minute, second, tzinfo=ZoneInfo(zone))
        if offset := found[7]:
            delta = timedelta(0)
            if offset != "Z":
                sign = -1 if offset[0] == "-" else 1
                delta = sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
            at = datetime(year, month, day, hour, minute, second, tzinfo=UTC) - delta
    except ValueError:
        return None
    return at.astimezone(UTC)


def publication(soup: BeautifulSoup, zone: str, limit: datetime) -> tuple[datetime | None, str]:
    """The publication time and the words it was read from.

    Args:
        soup: The page.
        zone: IANA zone of times that name none.
        limit: Times after it are not believed.
    """
    for raw in _sources(soup):
        at = read_stamp(raw, zone)
        if at is not None and at.year >= FIRST_YEAR and at <= limit:
            return at, raw
    return _visible(soup, zone, limit)


def _sources(soup: BeautifulSoup) -> Iterator[str]:
    for item in structured(soup):
        if isinstance(value := item.get("datePublished"), str):
            yield value
    by_name: dict[str, str] = {}
    for meta in soup.find_all("meta"):
        name = str(meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        by_name.setdefault(name, str(meta.get("content") or ""))
    yield from (by_name[name] for name in META if by_name.get(name))
    for element in soup.select("time[datetime], [itemprop=datePublished][datetime]")[:5]:
        yield str(element.get("datetime"))
    for script in soup.find_all("script", string=re.compile(r"\bct\s*="))[:3]:
        # An official-account page of WeChat has its time only in a script: unix seconds in `ct`.
        if found := re.search(r"""\bct\s*=\s*["'](\d{9,10})["']""", script.string or ""):
            yield datetime.fromtimestamp(int(found[1]), UTC).isoformat()


def _visible(soup: BeautifulSoup, zone: str, limit: datetime) -> tuple[datetime | None, str]:
    """The first date that people see: one with a clock time before one without."""
    body = soup.body or soup
    strings = (
        s for s in body.find_all(string=True) if s.parent is not None and s.parent.name not in {"script", "style"}
    )
    text = " ".join(words for s in strings if (words := s.strip()))[:6000]
    stamps = list(_STAMP.finditer(text))
    for found in sorted(stamps, key=lambda m: (m[4] is None, m.start())):
        form = "{}-{}-{}" + (" {}:{}" if found[4] else "")
        at = read_stamp(form.format(*(part for part in found.groups()[:5] if part)), zone)
        if at is not None and at <= limit:
            return at, found[0].strip()
    for found in _ENGLISH.finditer(text):
        day = found[1] or found[3]
        if day:
            at = read_stamp(f"{found[4]}-{_MONTHS[found[2][:3].lower()]}-{day}", zone)
            if at is not None and at <= limit:
                return at, found[0]
    return None, ""
