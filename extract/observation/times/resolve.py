"""What a form of time means on the day a text was published: one resolver a kind of period."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from extract.observation.times.clock import Clock, number, year_of
from extract.observation.times.words import LUNAR_NEW_YEAR, MONTHS, ORDINALS

Get = Callable[[str], str | None]
"""Gives a named part of a match, None where it is missing."""

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKS_OF_FEAST = timedelta(days=40)
"""After the first day of the lunar year, in which its eve is what is told of as New Year's Eve."""
COUNTS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "两": 2,
    "三": 3, "四": 4, "五": 5,
}  # fmt: skip


def whole_year(get: Get, clock: Clock) -> str | None:
    """2023, FY23, 去年."""
    year = year_of(get("y"), clock)
    return str(year) if year else None


def past_year(_: Get, clock: Clock) -> str | None:
    """The past year: the calendar year that holds the most of it."""
    return str(clock.published.year - (clock.published.month <= 6)) if clock.published else None


def years_ago(get: Get, clock: Clock) -> str | None:
    """Two years ago, 两年前, 三年前的二季度."""
    given, part = get("n") or "", get("q")
    years = COUNTS.get(given) or number(given)
    named = f"-Q{ORDINALS[part]}" if part else ""
    return f"{clock.published.year - years}{named}" if clock.published else None


def year_end(get: Get, clock: Clock) -> str | None:
    """The last day of a year; 年底 is no day but the month."""
    year = _year_or(get, clock.ended(12), clock)
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
    """The September quarter, 9月季度: by its last month."""
    month = _month_number(get("m")) or number(get("m") or "")
    year = _year_or(get, clock.ended(month), clock)
    return f"{year}-Q{month // 3}" if year else None


def first_months(get: Get, clock: Clock) -> str | None:
    """The first three, six or nine months, or two or three quarters, of a year."""
    given = get("n") or ""
    months = (COUNTS.get(given) or number(given)) * (3 if get("quarters") else 1)
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
    month = _month_number(get("m")) or number(get("m") or "")
    if not 1 <= month <= 12:
        return None
    year = _year_or(get, clock.ended(month), clock)
    return _span(get("span") or "", f"{year}-{month:02d}-{monthrange(year, month)[1]}") if year else None


def _span(span: str, day: str) -> str:
    year, month = day[:4], int(day[5:7])
    if re.search("nine|[九9]", span):
        return f"{year}-9M" if month == 9 else day
    if re.search("six|half|[六6半]", span):
        return f"{year}-H{month // 6}" if month % 6 == 0 else day
    if re.search("three|quarter|[三3].?[个個]月|季", span):
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


def weekday(get: Get, clock: Clock) -> str | None:
    """Monday, 周一: the latest up to publication; 上周一: that of the week before."""
    if clock.published is None:
        return None
    named = get("d") or ""
    which = "一二三四五六日".find(named.replace("天", "日")) if not named.isascii() else _WEEKDAYS.index(named[:3])
    back = (clock.published.weekday() - which) % 7
    if get("last"):
        back = back or 7 if named.isascii() else clock.published.weekday() + 7 - which
    return (clock.published - timedelta(days=back)).isoformat()


def same_day(_: Get, clock: Clock) -> str | None:
    """当日: the day just named."""
    return clock.day


def next_day(get: Get, clock: Clock) -> str | None:
    """The 5日 of 6月3日、5日: of the month just named."""
    return _day(int(clock.day[:4]), int(clock.day[5:7]), int(get("zd") or 0)) if clock.day else None


def bare_day(get: Get, clock: Clock) -> str | None:
    """22日 alone: the latest such day up to publication."""
    day, today = int(get("zd") or 0), clock.published
    if today is None:
        return None
    last = today if day <= today.day else today.replace(day=1) - timedelta(days=1)
    return _day(last.year, last.month, day)


def this_year(_: Get, clock: Clock) -> str | None:
    """The year to date."""
    return str(clock.published.year) if clock.published else None


def two_years(get: Get, clock: Clock) -> str | None:
    """今明两年, 明后两年: the first of them."""
    return str(clock.published.year + bool(get("next"))) if clock.published else None


def that_year(_: Get, clock: Clock) -> str | None:
    """那一年: the year just named."""
    return str(clock.year) if clock.year else None


def full_year(_: Get, clock: Clock) -> str | None:
    """全年 without its year: the year just named, else the one that was over in spring, the running one after."""
    if clock.published is None or clock.year not in {None, clock.published.year}:
        return str(clock.year) if clock.year else None
    return str(clock.published.year - (clock.published.month <= 4 and not clock.future))


def lunar(get: Get, clock: Clock) -> str | None:
    """The eve or first day of the lunar year, or the month of its feast: of the year named, else the latest."""
    shift = timedelta(days=0 if get("first") else 1)
    year = year_of(get("y"), clock) or clock.year
    if year is None and clock.published is not None:
        this = LUNAR_NEW_YEAR.get(clock.published.year)
        year = clock.published.year - (this is not None and this - shift > clock.published)
    first = LUNAR_NEW_YEAR.get(year or 0)
    if first is None:
        return None
    return first.strftime("%Y-%m") if get("feast") is not None else (first - shift).isoformat()


def lunar_eve(_: Get, clock: Clock) -> str | None:
    """New Year's Eve in a report of the weeks after the lunar one: that, as translations call it."""
    first = LUNAR_NEW_YEAR.get(clock.published.year) if clock.published is not None else None
    if first is None or clock.published is None or not timedelta(days=-1) <= clock.published - first <= WEEKS_OF_FEAST:
        return None
    return (first - timedelta(days=1)).isoformat()


def nothing(_: Get, __: Clock) -> str | None:
    """Words that name no time of their own."""
    return None


RESOLVERS: dict[str, Callable[[Get, Clock], str | None]] = {
    resolver.__name__: resolver
    for resolver in (
        whole_year, full_year, two_years, that_year, years_ago, past_year, this_year, year_end, half, quarter,
        month_quarter, first_months, month_range, broker, ended, ended_month, en_day, zh_day, en_month, zh_month,
        month_back, week_back, quarter_back, today, weekday, same_day, next_day, bare_day, lunar, lunar_eve, nothing,
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
