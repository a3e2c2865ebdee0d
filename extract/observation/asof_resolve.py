"""What a form of time means on the day a text was published: one resolver a kind of period."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from extract.observation.asof_words import LUNAR_NEW_YEAR, MONTHS, ORDINALS

FIRST_YEAR, LAST_YEAR = 1998, 2100
"""Years a figure can be for: the company was founded in 1998."""

Role = Literal["at", "day", "base", "since", "launch", "year prior", "quarter prior", "now", "past", "open"]
"""What a time is to the figures near it.

- at: their time; day: a day, that of saying if somebody said them;
- base: what a change is measured against; launch: when something came to be; neither dates a figure;
- since, past: a span or a time over; now: the time of writing; these leave a figure undated;
- year prior, quarter prior: the same period a year, or a quarter, before that of the neighbours;
- open: "this quarter", the period that the text is about.
"""

Get = Callable[[str], str | None]
"""Gives a named part of a match, None where it is missing."""

_BACK = {
    "今": 0,
    "本": 0,
    "thisyear": 0,
    "去": 1,
    "上": 1,
    "上一": 1,
    "lastyear": 1,
    "previousyear": 1,
    "prioryear": 1,
    "前": 2,
}
_COUNTS = {"two": 2, "three": 3, "six": 6, "nine": 9, "两": 2, "二": 2, "三": 3, "六": 6, "九": 9}
_ZH_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}


@dataclass(frozen=True, slots=True)
class Clock:
    """What a form is resolved against: the day of publication, the year just named, whether the time is yet to come."""

    published: date | None
    year: int | None = None
    future: bool = False

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
    if bare in {"同", "当", "當"}:
        return clock.year or (clock.published.year if clock.published else None)
    if bare in _BACK:
        return clock.published.year - _BACK[bare] if clock.published else None
    named = number(bare)
    named += 2000 if named < 100 else 0
    return named if FIRST_YEAR <= named <= LAST_YEAR else None


def whole_year(get: Get, clock: Clock) -> str | None:
    """2023, FY23, 去年."""
    year = year_of(get("y"), clock)
    return str(year) if year else None


def past_year(_: Get, clock: Clock) -> str | None:
    """The past year: the calendar year that holds the most of it."""
    return str(clock.published.year - (clock.published.month <= 6)) if clock.published else None


def year_end(get: Get, clock: Clock) -> str | None:
    """The last day of a year; 年底 is no day but the month."""
    year = year_of(get("y"), clock)
    return f"{year}-12{'' if get('late') else '-31'}" if year else None


def half(get: Get, clock: Clock) -> str | None:
    """上半年, second half of 2023; the first half is spoken of from June on."""
    second = get("h") in {"2", "second", "下", "latter"}
    if not second and get("y") is None and clock.published and clock.published.month == 6:
        return f"{clock.published.year}-H1"
    year = _year_or(get, clock.ended(12 if second else 6), clock)
    return f"{year}-H{1 + second}" if year else None


def quarter(get: Get, clock: Clock) -> str | None:
    """第三季度, Q3 2023, third quarter of last year."""
    which = ORDINALS[get("q") or "1"]
    year = _year_or(get, clock.ended(which * 3), clock)
    return f"{year}-Q{which}" if year else None


def month_quarter(get: Get, clock: Clock) -> str | None:
    """The September quarter: by its last month."""
    month = _month_number(get("m"))
    year = _year_or(get, clock.ended(month), clock)
    return f"{year}-Q{month // 3}" if year else None


def first_months(get: Get, clock: Clock) -> str | None:
    """The first three, six or nine months, or two or three quarters, of a year."""
    given = get("n") or ""
    months = (_COUNTS.get(given) or number(given)) * (3 if get("quarters") else 1)
    kind = {3: "Q1", 6: "H1", 9: "9M"}.get(months)
    year = _year_or(get, clock.ended(months), clock) if kind else None
    return f"{year}-{kind}" if year else None


def month_range(get: Get, clock: Clock) -> str | None:
    """April to June: the quarter, half, nine months or year that the months are; None for others."""
    first, last = (_month_number(text) or number(text) for text in (get("from") or "", get("to") or ""))
    kinds = {(1, 6): "H1", (7, 12): "H2", (1, 9): "9M", (1, 12): ""} | {
        (3 * q - 2, 3 * q): f"Q{q}" for q in range(1, 5)
    }
    kind = kinds.get((first, last))
    year = _year_or(get, clock.ended(last), clock) if kind is not None else None
    return (f"{year}-{kind}" if kind else str(year)) if year else None


def broker(get: Get, clock: Clock) -> str | None:
    """As brokers write: 3Q23, 1H2024, 9M24."""
    if get("q"):
        return quarter(get, clock)
    if get("h"):
        return half(get, clock)
    year = year_of(get("y"), clock)
    return f"{year}-9M" if year else None


def ended(get: Get, clock: Clock) -> str | None:
    """A span that ends on a day: its quarter, half, nine months or year where it ends with one, else the day."""
    day = en_day(get, clock) or zh_day(get, clock)
    return _span(get("span") or "", day) if day else None


def ended_month(get: Get, clock: Clock) -> str | None:
    """A span that ends with a month: three months to June."""
    month = _month_number(get("m"))
    year = _year_or(get, clock.ended(month), clock)
    return _span(get("span") or "", f"{year}-{month:02d}-{monthrange(year, month)[1]}") if year else None


def _span(span: str, day: str) -> str:
    year, month = day[:4], int(day[5:7])
    if re.search("nine|九", span):
        return f"{year}-9M" if month == 9 else day
    if re.search("six|half|六|半", span):
        return f"{year}-H{month // 6}" if month % 6 == 0 else day
    if re.search("three|quarter|三[个個]月|季", span):
        return f"{year}-Q{month // 3}" if month % 3 == 0 else day
    return year if month == 12 else day


def en_day(get: Get, clock: Clock) -> str | None:
    """31 December 2016, September 30."""
    month, day = _month_number(get("m")), int(get("d") or 0)
    return _day(_year_or(get, clock.latest(month, day), clock), month, day) if month and day else None


def zh_day(get: Get, clock: Clock) -> str | None:
    """2020年9月30日, 九月三十日, 2020-09-30."""
    month, day = number(get("zm") or ""), number(get("zd") or "")
    return _day(_year_or(get, clock.latest(month, day), clock), month, day) if month and day else None


def en_month(get: Get, clock: Clock) -> str | None:
    """September 2020, end of June."""
    return _month(get, _month_number(get("m")), clock)


def zh_month(get: Get, clock: Clock) -> str | None:
    """2020年9月, 9月份, 6月底."""
    return _month(get, number(get("m") or ""), clock)


def month_back(get: Get, clock: Clock) -> str | None:
    """Last month, this month."""
    if clock.published is None:
        return None
    first = clock.published.replace(day=1)
    return (first if get("this") else first - timedelta(days=1)).strftime("%Y-%m")


def week_back(get: Get, clock: Clock) -> str | None:
    """The month of last week, or of this one."""
    if clock.published is None:
        return None
    return (clock.published - timedelta(days=0 if get("this") else 7)).strftime("%Y-%m")


def quarter_back(_: Get, clock: Clock) -> str | None:
    """Last quarter."""
    if clock.published is None:
        return None
    which = (clock.published.month - 1) // 3
    return f"{clock.published.year}-Q{which}" if which else f"{clock.published.year - 1}-Q4"


def today(get: Get, clock: Clock) -> str | None:
    """The day of publication, or the one before."""
    return (clock.published - timedelta(days=bool(get("yesterday")))).isoformat() if clock.published else None


def lunar(get: Get, clock: Clock) -> str | None:
    """The eve or first day of the lunar year, or the month of its feast: of the year named, else the latest."""
    shift = timedelta(days=0 if get("first") else 1)
    year = year_of(get("y"), clock)
    if year is None and clock.published is not None:
        this = LUNAR_NEW_YEAR.get(clock.published.year)
        year = clock.published.year - (this is not None and this - shift > clock.published)
    first = LUNAR_NEW_YEAR.get(year or 0)
    if first is None:
        return None
    return first.strftime("%Y-%m") if get("feast") is not None else (first - shift).isoformat()


def nothing(_: Get, __: Clock) -> str | None:
    """Words that name no time of their own."""
    return None


RESOLVERS: dict[str, Callable[[Get, Clock], str | None]] = {
    resolver.__name__: resolver
    for resolver in (
        whole_year, past_year, year_end, half, quarter, month_quarter, first_months, month_range, broker, ended,
        ended_month, en_day, zh_day, en_month, zh_month, month_back, week_back, quarter_back, today, lunar, nothing,
    )
}  # fmt: skip


def _year_or(get: Get, otherwise: int | None, clock: Clock) -> int | None:
    return year_of(get("y"), clock) if get("y") else otherwise


def _month_number(text: str | None) -> int:
    return MONTHS.get(text[:3], 0) if text else 0


def _month(get: Get, month: int, clock: Clock) -> str | None:
    if not 1 <= month <= 12:
        return None
    year = _year_or(get, clock.latest(month), clock)
    if not year:
        return None
    return f"{year}-{month:02d}" + (f"-{monthrange(year, month)[1]}" if get("end") else "")


def _day(year: int | None, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if year else None
    except ValueError:
        return None
