"""The days an as-of text means."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_FORM = re.compile(r"^(\d{4})(?:-(?:(\d{2})(?:-(\d{2}))?|Q([1-4])|H([12])|(9M)))?$")


def period(as_of: str | None) -> tuple[date | None, date | None, str | None]:
    """First day, last day and kind of an as-of: YYYY-MM-DD, YYYY-MM, YYYY-Qn, YYYY-Hn, YYYY-9M or YYYY.

    Returns:
        (None, None, None) for None and for anything that is no such date.
    """
    found = _FORM.match(as_of or "")
    if not found:
        return None, None, None
    year, (month, day, quarter, half, nine) = int(found[1]), found.groups()[1:]
    try:
        if day:
            at = date(year, int(month), int(day))
            return at, at, "day"
        if month:
            return _months(year, int(month), int(month), "month")
        if quarter:
            return _months(year, int(quarter) * 3 - 2, int(quarter) * 3, "quarter")
        if half:
            return _months(year, int(half) * 6 - 5, int(half) * 6, "half")
        return _months(year, 1, 9 if nine else 12, "nine_months" if nine else "year")
    except ValueError:
        return None, None, None


def _months(year: int, first: int, last: int, kind: str) -> tuple[date, date, str]:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1]), kind
