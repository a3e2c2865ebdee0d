"""Strict readers of dates in feeds: what is not one of these forms is unknown, never guessed."""

from __future__ import annotations

import email.utils
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MOST_CHARACTERS = 64
FIRST_YEAR = 1998
_CHINESE = re.compile(r"^(\d{4})年(\d{1,2})月(\d{1,2})日(?:\s*(\d{1,2})[:：时](\d{2})(?:[:：分](\d{2})秒?|分)?)?$")
_PLAIN = re.compile(r"^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})T?(\d{2})(\d{2})(\d{2})Z?$")


def read_time(text: str, zone: str, now: datetime) -> datetime | None:
    """A feed's date as an aware time in UTC.

    Args:
        text: RFC 822, ISO 8601, 2025-10-09 16:53, 2025年10月9日 16:53, or 20251009T165300Z.
        zone: IANA zone of times that name none.
        now: Times more than two days after it are nobody's.

    Returns:
        None for any other form, and for absurd years.
    """
    words = " ".join(text.split())
    if not words or len(words) > MOST_CHARACTERS:
        return None
    if zone.startswith("Asia/"):
        words = words.replace(" CST", " +0800")  # China's, which the standard's readers take for Chicago's
    found = _iso(words) or _rfc822(words) or _numbers(words)
    if found is None:
        return None
    try:
        aware = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))
        at = aware.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return at if at.year >= FIRST_YEAR and at <= now + timedelta(days=2) else None


def _iso(words: str) -> datetime | None:
    try:
        return datetime.fromisoformat(words) if re.match(r"^\d{4}-\d{2}-\d{2}", words) else None
    except ValueError:
        return None


def _rfc822(words: str) -> datetime | None:
    if not re.search(r"[A-Za-z]{3}", words):
        return None
    try:
        parsed = email.utils.parsedate_to_datetime(words)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    offset = parsed.utcoffset()
    return parsed if offset is None or abs(offset) <= timedelta(hours=14) else None


def _numbers(words: str) -> datetime | None:
    for form in (_CHINESE, _PLAIN, _COMPACT):
        if found := form.match(words):
            try:
                numbers = [int(part) if part else 0 for part in found.groups()]
                at = datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001 - the caller sets the zone
            except ValueError:
                return None
            return at.replace(tzinfo=UTC) if form is _COMPACT else at
    return None
