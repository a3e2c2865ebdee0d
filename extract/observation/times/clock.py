"""What a time is to a figure, what it is resolved against, and the numbers and years that words name."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Literal, NamedTuple

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Years a figure can be for: other numbers of four digits are seldom years in news on the web."""

Role = Literal["at", "day", "base", "since", "launch", "year prior", "quarter prior", "now", "past", "open"]
"""What a time is to the figures near it.

- at: their time; day: a day, that of saying if somebody said them;
- base: what a change is measured against; launch: when something came to be, or a text was sent; neither dates a
  figure;
- since, past: a span or a time over; now: the time of writing; these leave a figure undated;
- year prior, quarter prior: the same period a year, or a quarter, before that of the neighbours;
- open: "this quarter", the period that the text is about.
"""

_BACK = {
    "明": -1, "nextyear": -1,
    "今": 0, "本": 0, "thisyear": 0,
    "去": 1, "上": 1, "上一": 1, "lastyear": 1, "previousyear": 1, "prioryear": 1,
    "前": 2,
}  # fmt: skip
_ZH_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}


class Clock(NamedTuple):
    """What a form is resolved against: the day of publication, the year and the day just named, whether the
    time is yet to come."""

    published: date | None
    year: int | None = None
    future: bool = False
    day: str | None = None
    written: int | None = None
    """The year that an undated text is in."""

    def latest(self, month: int, day: int = 1) -> int | None:
        """The year of a month and day named without one: the year just named, else the latest not after publication."""
        today = self.published
        if today is None:
            return self.year
        if self.year is not None and (self.year, month, day) <= (today.year, today.month, today.day):
            return self.year
        over = (month, day) <= (today.month, today.day)
        return today.year if over or (self.future and month - today.month < 9) else today.year - 1

    def ended(self, month: int) -> int | None:
        """The year of a period named without one, by its last month: the latest that was over on publication."""
        if self.published is None:
            return self.year
        last = monthrange(self.published.year, month)[1]
        return self.latest(month, min(last, 28) if month == self.published.month else last)


def number(text: str) -> int:
    """A month, a day, or a year digit by digit, in either script; 0 for what is none."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.partition("十")
    if ten:
        return 10 * _ZH_DIGITS.get(tens, 1) + _ZH_DIGITS.get(ones, 0)
    digits = [str(_ZH_DIGITS[c]) for c in text if c in _ZH_DIGITS]
    return int("".join(digits)) if digits else 0


def year_of(text: str | None, clock: Clock) -> int | None:
    """The year that words name: 2023, '23, 二零二三, 今年, 去年, 同年, this year, last year; None for other numbers."""
    if not text:
        return None
    bare = re.sub(r"[\s年度财財'’]|the\s", "", text)
    if bare in {"次", "翌"}:
        return clock.year + 1 if clock.year else None
    if bare in {"同", "当", "當"}:
        return clock.year or (clock.published.year if clock.published else None)
    if bare in _BACK:
        written = clock.published.year if clock.published else clock.written
        return written - _BACK[bare] if written else None
    named = number(bare)
    named += 2000 if named < 100 else 0
    return named if FIRST_YEAR <= named <= LAST_YEAR else None
