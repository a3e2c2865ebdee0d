"""The publication time of a page. Statements, visible words, the address and htmldate are weighed; never a guess."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from htmldate import extractors as htmldate_extractors
from htmldate import find_date

from extract.article.blocks import Block
from extract.article.metadata import Statements

META = (
    "article:published_time", "og:published_time", "datepublished", "pubdate", "publishdate", "publish_date",
    "publish-date", "published_time", "published-date", "article:published", "article.published", "dc.date.issued",
    "dcterms.created", "dcterms.issued", "dc.date", "dcterms.date", "sailthru.date", "parsely-pub-date", "date",
    "weibo: article:create_at", "weibo:article:create_at", "apub:time", "og:release_date", "releasedate",
    "firstpublishedtime", "_pubtime", "ptime", "publishtime", "article:create_at", "bt:pubdate", "rnews:datepublished",
    "og:article:published_time", "cxenseparse:recs:publishtime", "citation_publication_date", "displaydate",
    "originalpublicationdate",
)  # fmt: skip
_ISO = re.compile(
    r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_STAMP = re.compile(
    r"(?<![\d.])(20\d{2}|199\d)\s*(?:年|(?P<mark>[-/.]))\s*(\d{1,2})\s*(?:月|(?P=mark))\s*(\d{1,2})(?!\d)\s*日?[\sT,，|｜(（]*"
    r"(?:(?:周|星期|週)[一二三四五六日天]|星期\S)?[\s)）]*(?:(上午|下午|晚上|凌晨|中午|AM|PM)?\s*(\d{1,2})\s*[:：时時]\s*(\d{2})(?:[:：分]\s*(\d{2}))?)?"
)
_MONTHS = {
    m: i for i, m in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_ENGLISH = (
    re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>20\d{{2}}|199\d)\b", re.I),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<year>20\d{{2}}|199\d)\b", re.I),
)
_IN_ADDRESS = re.compile(r"(?<!\d)(20\d{2})[-/_]?(0[1-9]|1[0-2])[-/_]?([0-2]\d|3[01])(?!\d)")
_IN_FOLDERS = re.compile(rf"/(20\d\d)/(\d{{1,2}}|{'|'.join(_MONTHS)})/(\d{{1,2}})/", re.I)
_UPDATED = re.compile(r"(?:更新|修改|updated|modified)\W{0,12}(?:于|於|at|on|时间|時間)?\W{0,4}$", re.I)
_AFTERNOON = {"下午", "晚上", "PM"}
_UNIX_SECONDS = re.compile(r"""\bct\s*=\s*["'](\d{9,10})["']""")
FIRST_YEAR = 1995
NEAR = 25
LONGEST_DATELINE = 120
MOST_SEARCHED = 5000
"""Blocks of a page above which no extensive search is made: it would take seconds."""
ISO_DATE = "%Y-%m-%d"
LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl", "ru", "pl", "tr", "sv", "ja", "ko", "zh"]


@cache
def _parser_of_few_languages() -> Any:
    from dateparser import DateDataParser  # it takes long to import, and few pages need it

    settings = {
        "PARSERS": ["custom-formats", "absolute-time"], "PREFER_DATES_FROM": "past", "STRICT_PARSING": True,
        "PREFER_LOCALE_DATE_ORDER": True, "RETURN_AS_TIMEZONE_AWARE": False,
    }  # fmt: skip
    return DateDataParser(languages=LANGUAGES, settings=settings)


# htmldate asks dateparser in all its 200 languages, whose rules take a second to compile in every new worker.
htmldate_extractors.get_external_parser = _parser_of_few_languages


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time read from a page, in the zone it was given in, and the words it was read from."""

    at: datetime
    raw: str
    has_clock: bool

    @property
    def day(self) -> date:
        """The day as the page's readers had it."""
        return self.at.date()


def _stamp(raw: str, numbers: tuple[int, ...], zone: tzinfo, *, has_clock: bool) -> Stamp | None:
    try:
        year, month, day, hour, minute, second = (*numbers, 0, 0, 0)[:6]
        return Stamp(datetime(year, month, day, hour, minute, second, tzinfo=zone), raw, has_clock)
    except ValueError:
        return None


def read_stamp(text: str, zone: tzinfo) -> Stamp | None:
    """An ISO-like or RFC 822 time, strictly; one without a zone is in `zone`."""
    words = text.strip()[:40]
    found = _ISO.match(words)
    if not found:
        return _mail_stamp(words, zone)
    numbers = tuple(int(part or 0) for part in found.groups()[:6])
    away = found[7]
    if away and away != "Z":
        delta = timedelta(hours=int(away[1:3]), minutes=int(away[-2:]))
        if delta >= timedelta(hours=24):
            return None
        zone = timezone(-delta if away[0] == "-" else delta)
    return _stamp(words, numbers, UTC if away == "Z" else zone, has_clock=found[4] is not None)


def _mail_stamp(words: str, zone: tzinfo) -> Stamp | None:
    if not re.match(r"(?:[A-Za-z]{3},?\s+)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d", words):
        return None
    try:
        at = parsedate_to_datetime(words)
    except ValueError:
        return None
    return Stamp(at if at.tzinfo else at.replace(tzinfo=zone), words, has_clock=True)


def _stated(page: Statements) -> Iterator[str]:
    """What the page states, most trusted first: JSON-LD, meta elements, time elements, WeChat's script."""
    for item in page.objects:
        if isinstance(value := item.get("datePublished"), str):
            yield value
    yield from (page.meta[name] for name in META if name in page.meta)
    for element in itertools.islice(page.root.iter("time"), 5):
        yield element.get("datetime") or ""
    for element in page.root.xpath("//*[@itemprop='datePublished']")[:3]:
        yield element.get("datetime") or element.get("content") or element.text_content()
    for script in page.root.iter("script"):
        # An official-account page of WeChat has its time only in a script: unix seconds in `ct`.
        words = script.text or ""
        if " ct" in words and (found := _UNIX_SECONDS.search(words)):
            yield datetime.fromtimestamp(int(found[1]), UTC).isoformat()


def _visible(blocks: Sequence[Block], zone: tzinfo) -> Iterator[Stamp]:
    """The dates that people see, in reading order; those of an update come last."""
    updates: list[Stamp] = []
    for block in blocks:
        if block.weight and len(block.words) > LONGEST_DATELINE:
            continue
        for stamp, start in _in_words(block.words, zone):
            if _UPDATED.search(block.words[:start]):
                updates.append(stamp)
            else:
                yield stamp
    yield from updates


def _in_words(words: str, zone: tzinfo) -> Iterator[tuple[Stamp, int]]:
    for found in _STAMP.finditer(words):
        half, hour, minute, second = found[5], int(found[6] or 0), int(found[7] or 0), int(found[8] or 0)
        hour += 12 if half in _AFTERNOON and hour < 12 else 0
        numbers = (int(found[1]), int(found[3]), int(found[4]), hour, minute, second)
        if stamp := _stamp(found[0].strip(), numbers, zone, has_clock=found[6] is not None):
            yield stamp, found.start()
    for pattern in _ENGLISH:
        for found in pattern.finditer(words):
            day = (int(found["year"]), _MONTHS[found["month"][:3].lower()], int(found["day"]))
            if stamp := _stamp(found[0], day, zone, has_clock=False):
                yield stamp, found.start()


def _in_address(url: str) -> date | None:
    """The day in an address: 2023/05/17, 20230517, 2023-05/17, 2023/5/7, 2023/may/17."""
    path = urlsplit(url).path
    found = _IN_ADDRESS.search(path) or _IN_FOLDERS.search(path)
    if found is None:
        return None
    month = _MONTHS.get(found[2].lower()) or int(found[2])
    try:
        return date(int(found[1]), month, int(found[3]))
    except ValueError:
        return None


def _by_htmldate(page: Statements, limit: datetime, *, extensive: bool) -> date | None:
    """htmldate's answer; the extensive search looks at every short text of the page."""
    address = page.canonical if page.canonical != page.url else None
    latest = limit.strftime(ISO_DATE)
    try:
        found = find_date(page.root, original_date=True, extensive_search=extensive, url=address, max_date=latest)
    except (ValueError, OverflowError, RecursionError):
        return None
    return date.fromisoformat(found) if found else None


def publication(
    page: Statements, blocks: Sequence[Block], zone: tzinfo, limit: datetime, *, titled: bool, chinese: bool
) -> tuple[datetime | None, str]:
    """The publication time and the words it was read from.

    Args:
        page: The page's statements.
        blocks: Its lines, from the title on.
        zone: Of times that name none.
        limit: Times after it are not believed.
        titled: Whether the lines begin with the title; a date above it may be today's, in the masthead.
        chinese: Whether its readers live by `zone`, so that a day is theirs.

    Returns:
        The time in the zone the page gave it in, at midnight where it gave only a day; the words are four digits where
        a year is all there is. (None, "") without one.
    """
    stated = [s for raw in _stated(page) if (s := read_stamp(raw, zone)) and _sane(s, limit)]
    near = [s for s in _visible(blocks[titled:NEAR], zone) if _sane(s, limit)] if titled or chinese else []
    address = _in_address(page.canonical) or _in_address(page.url)
    if chinese:
        stated = [Stamp(s.at.astimezone(zone), s.raw, s.has_clock) for s in stated]
        near = near or [s for s in _visible(blocks[NEAR:], zone) if _sane(s, limit)]
        day = _chinese_day(stated, near, address)
    elif stated or address:
        day = _borne_out(stated, near, address) or _by_htmldate(page, limit, extensive=False)
        day = day or (stated[0].day if stated else address)
    else:
        day = near[0].day if near else _by_htmldate(page, limit, extensive=len(blocks) < MOST_SEARCHED)
    if day is None:
        return None, ""
    same = [s for s in (*stated, *near) if s.day == day]
    if best := next((s for s in same if s.has_clock), next(iter(same), None)):
        return best.at, best.raw
    # htmldate's last resort is the year of a copyright line, as its first day.
    only_year = (day.month, day.day) == (1, 1) and day != address
    return datetime(day.year, day.month, day.day, tzinfo=zone), str(day.year) if only_year else day.isoformat()


def _sane(stamp: Stamp, limit: datetime) -> bool:
    return stamp.at.year >= FIRST_YEAR and stamp.at <= limit


def _chinese_day(stated: Sequence[Stamp], visible: Sequence[Stamp], address: date | None) -> date | None:
    """The stated day; else the first seen with a clock time; a day in the address decides between them."""
    seen = sorted(visible, key=lambda s: not s.has_clock)
    if address and any(s.day == address for s in (*stated, *visible)):
        return address
    first = next(iter(stated), None) or next(iter(seen), None)
    return first.day if first else address


def _borne_out(stated: Sequence[Stamp], near: Sequence[Stamp], address: date | None) -> date | None:
    """The day of the page's first statement where a second witness bears it out; the address's where they are a day
    apart, as a time in UTC is from the readers' evening."""
    first = stated[0].day if stated else None
    if first and address and abs(first - address) == timedelta(days=1):
        return address
    return first if first in {address, *(s.day for s in (*stated[1:], *near))} else None
