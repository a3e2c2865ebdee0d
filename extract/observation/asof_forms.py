"""The forms in which texts write a time, and what each means on the day a text was published."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from extract.observation.asof_words import LUNAR_NEW_YEAR, MONTHS, ORDINALS, either, listed

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


@dataclass(frozen=True, slots=True)
class Clock:
    """What a form is resolved against: the day of publication, the year last named, and whether the time is to come."""

    published: date | None
    year: int | None = None
    future: bool = False

    def latest(self, month: int, day: int = 1) -> int | None:
        """The year of a month and day named without one: the year just named, else the latest not after publication."""
        if self.published is None:
            return self.year
        if self.year is not None and (self.year, month, day) <= (self.published.year, self.published.month, self.published.day):
            return self.year
        today = self.published
        over = (month, day) <= (today.month, today.day)
        return today.year if over or (self.future and month - today.month < 9) else today.year - 1

    def ended(self, month: int) -> int | None:
        """The year of a period named without one, by its last month: the latest that was over on publication."""
        if self.published is None:
            return self.year
        last = monthrange(self.published.year, month)[1]
        return self.latest(month, min(last, 28) if month == self.published.month else last)


Resolve = Callable[[Callable[[str], str | None], Clock], str | None]


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a time. `role` is what it says of a figure, if not that it is the figure's time."""

    name: str
    pattern: str
    resolve: Resolve
    role: Role = "at"


S = r"[ \u00a0\u3000]?"
NUMERAL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
YEAR = r"(?:19|20)\d\d"
ZH_DIGITS = "〇零○一二三四五六七八九"
ZH_YEAR = rf"(?:(?<!\d){YEAR}{S}(?:财|財)?年|[一二][{ZH_DIGITS}]{{3}}年|(?:今|去|前|同|当|當|本|上一?)年|(?<![\d.,一-龥])[0-3]\d年)(?:度)?"
MONTH_END = r"(?:底|末)"
MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
EN_YEAR = rf"(?:{YEAR}|this\s+year|last\s+year|the\s+(?:previous|prior)\s+year)(?!\d)"
OF_YEAR = rf"(?:['’]s)?,?\s+(?:(?:of|in)\s+)?(?:the\s+)?(?:fiscal\s+|financial\s+|FY\s?)?(?:year\s+)?(?P<y>{EN_YEAR})|['’]?\s?(?:FY\s?)?(?P<y2>{YEAR}|\d\d)(?![\d%.,]*\d|\s?%)"
ORDINAL = r"first|second|third|fourth|final|1st|2nd|3rd|4th"
DAY_NUMBER = r"(?:[12]\d|3[01]|0?[1-9])"
NO_UNIT = r"(?!\d|[.,]\d|\s?(?:million|billion|bn|mn|m\b|%|percent|users|people))"


def _digits(text: str) -> int | None:
    """A number of one or two digits in either script; a year digit by digit."""
    if text.isdecimal():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * (_unit(tens) or 1) + (_unit(ones) if ones else 0)
    return int("".join(str(_unit(c)) for c in text)) if text else None


def _unit(text: str) -> int:
    place = "零一二三四五六七八九".find(text.replace("〇", "零").replace("○", "零"))
    return max(place, 0)


def _year(text: str | None, clock: Clock) -> int | None:
    """The year that words name: 2023, 23, 二零二三, 今年, 去年, 同年, this year, last year."""
    if not text:
        return None
    bare = re.sub(r"[\s年度财財]", "", text.lower())
    if bare in {"同", "当", "當"}:
        return clock.year or (clock.published.year if clock.published else None)
    back = {"今": 0, "本": 0, "thisyear": 0, "去": 1, "上": 1, "上一": 1, "lastyear": 1, "thepreviousyear": 1, "theprioryear": 1, "前": 2}
    if bare in back:
        return clock.published.year - back[bare] if clock.published else None
    number = _digits(bare)
    if number is None:
        return None
    number += 2000 if number < 100 else 0
    return number if FIRST_YEAR <= number <= LAST_YEAR else None


def _day(year: int | None, month: int | None, day: int | None) -> str | None:
    try:
        return date(year, month, day).isoformat() if year and month and day else None
    except ValueError:
        return None


def _month(year: int | None, month: int | None) -> str | None:
    return f"{year}-{month:02d}" if year and month and 1 <= month <= 12 else None


def _last_day(year: int | None, month: int | None) -> str | None:
    return _day(year, month, monthrange(year, month)[1]) if year and month and 1 <= month <= 12 else None


def _ordinal(text: str | None) -> int:
    return ORDINALS[(text or "1").lower()]


def _span(year: int | None, kind: str) -> str | None:
    return f"{year}-{kind}" if year else None


def _named_year(get: Callable[[str], str | None], clock: Clock, month: int) -> int | None:
    """The year a period is given, else by its last month the latest that was over."""
    given = get("y")
    return _year(given, clock) if given else clock.ended(month)


def _quarter(get: Callable[[str], str | None], clock: Clock) -> str | None:
    number = _ordinal(get("q") or get("q3"))
    return _span(_named_year(get, clock, number * 3), f"Q{number}")


def _half(get: Callable[[str], str | None], clock: Clock) -> str | None:
    number = 2 if (get("h") or "1").lower() in {"2", "second", "下", "latter"} else 1
    if not get("y") and clock.published and number == 1 and clock.published.month == 6:
        return f"{clock.published.year}-H1"
    return _span(_named_year(get, clock, number * 6), f"H{number}")


def _months_of(get: Callable[[str], str | None], clock: Clock) -> str | None:
    """The first three, six or nine months, by count of months or of quarters."""
    number = {"two": 2, "three": 3, "six": 6, "nine": 9, "两": 2, "二": 2, "三": 3, "六": 6, "九": 9}.get((get("n") or "").lower())
    number = number or int(get("n") or 0)
    if get("quarters"):
        number *= 3
    kind = {3: "Q1", 6: "H1", 9: "9M"}.get(number)
    return _span(_named_year(get, clock, number), kind) if kind else None


def _ended(get: Callable[[str], str | None], clock: Clock) -> str | None:
    """A span that ends on a day: its quarter, half, nine months or year where it ends with one, else the day."""
    day, month = _en_day(get, clock) or _zh_day(get, clock), (get("span") or "").lower()
    if day is None:
        return None
    year, at = int(day[:4]), int(day[5:7])
    if re.search(r"nine|九", month):
        return f"{year}-9M" if at == 9 else day
    if re.search(r"six|half|六|半", month):
        return f"{year}-H{at // 6}" if at % 6 == 0 else day
    if re.search(r"three|quarter|三个月|三個月|季", month):
        return f"{year}-Q{at // 3}" if at % 3 == 0 else day
    return str(year) if at == 12 else day


def _en_month(text: str | None) -> int | None:
    return MONTHS[text[:3].lower()] if text else None


def _en_day(get: Callable[[str], str | None], clock: Clock) -> str | None:
    month, day = _en_month(get("m")), int(get("d") or 0)
    if not month or not day:
        return None
    return _day(_year(get("y"), clock) or clock.latest(month, day), month, day)


def _zh_day(get: Callable[[str], str | None], clock: Clock) -> str | None:
    month, day = _digits(get("zm") or ""), _digits(get("zd") or "")
    if not month or not day:
        return None
    return _day(_year(get("y"), clock) or clock.latest(month, day), month, day)


def _zh_month(get: Callable[[str], str | None], clock: Clock) -> str | None:
    month = _digits(get("m") or "")
    year = (_year(get("y"), clock) if get("y") else clock.latest(month)) if month else None
    return _last_day(year, month) if get("end") else _month(year, month)


def _en_month_of(get: Callable[[str], str | None], clock: Clock) -> str | None:
    month = _en_month(get("m"))
    year = (_year(get("y"), clock) if get("y") else clock.latest(month)) if month else None
    return _last_day(year, month) if get("end") else _month(year, month)


def _year_end(get: Callable[[str], str | None], clock: Clock) -> str | None:
    year = _year(get("y"), clock)
    if not year:
        return None
    return f"{year}-12" if get("late") else f"{year}-12-31"


def _whole_year(get: Callable[[str], str | None], clock: Clock) -> str | None:
    year = _year(get("y"), clock)
    return str(year) if year else None


def _past_year(_: Callable[[str], str | None], clock: Clock) -> str | None:
    """"The past year": the calendar year that holds the most of it."""
    if clock.published is None:
        return None
    return str(clock.published.year - (clock.published.month <= 6))


def _month_back(get: Callable[[str], str | None], clock: Clock) -> str | None:
    if clock.published is None:
        return None
    first = clock.published.replace(day=1)
    return (first if get("this") else first - timedelta(days=1)).strftime("%Y-%m")


def _quarter_back(_: Callable[[str], str | None], clock: Clock) -> str | None:
    if clock.published is None:
        return None
    quarter = (clock.published.month - 1) // 3
    return f"{clock.published.year}-Q{quarter}" if quarter else f"{clock.published.year - 1}-Q4"


def _today(get: Callable[[str], str | None], clock: Clock) -> str | None:
    if clock.published is None:
        return None
    return (clock.published - timedelta(days=1 if get("yesterday") else 0)).isoformat()


def _lunar(get: Callable[[str], str | None], clock: Clock) -> str | None:
    """The eve or the first day of the lunar year: of the year named, else the latest not after publication."""
    shift = timedelta(days=0 if get("first") else 1)
    year = _year(get("y"), clock)
    if year is None and clock.published is not None:
        first = LUNAR_NEW_YEAR.get(clock.published.year)
        year = clock.published.year - (first is not None and first - shift > clock.published)
    first = LUNAR_NEW_YEAR.get(year or 0)
    return (first - shift).isoformat() if first else None


def _nothing(_: Callable[[str], str | None], __: Clock) -> str | None:
    return None


_COUNT = r"(?:[一二三四五六七八九十两几数]{1,3}|\d{1,2})"
_ZH_ENDED = r"止(?:的)?(?P<span>财政年度|財政年度|全?年度|年|三个月|三個月|第?[一二三四]?季度?|六个月|六個月|半年|九个月|九個月)"
_EN_DATE = rf"(?:(?P<d>{DAY_NUMBER})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{MONTH})|(?P<m2>{MONTH})\s+(?P<d2>{DAY_NUMBER})(?:st|nd|rd|th)?{NO_UNIT})"

FORMS: tuple[Form, ...] = (
    # words that point back, or to the day of writing
    Form("yearprior", rf"{either(listed('year_prior'))}|(?:in\s+)?(?:the\s+)?same\s+(?:period|quarter)\s+(?:of|in)\s+(?P<y>{YEAR})|(?P<y2>{YEAR}){S}年{S}同期", _whole_year, "year prior"),
    Form("quarterprior", either(listed("quarter_prior")), _nothing, "quarter prior"),
    Form("span", rf"(?:过去|過去|近|最近|前){S}(?:[二三四五六七八九十两几数]{{1,3}}|\d{{1,2}}){S}年(?![的最])|(?<![\d一二三四五六七八九十]){_COUNT}{S}(?:多|余)?年(?:以)?[来來]|(?:over|in|during)\s+the\s+(?:past|last)\s+(?:[a-z]+|\d+)\s+years|(?:over|in)\s+the\s+years", _nothing, "since"),
    Form("pastyear", rf"(?:过去|過去)(?:的)?一年|(?:over|in|during)\s+the\s+past\s+(?:year|12\s+months|twelve\s+months)", _past_year),
    Form("lunar", rf"(?:(?P<y>{ZH_YEAR})(?:的)?)?(?:除夕|大年三十|(?P<first>大年初一|正月初一|年初一))|(?:lunar|chinese)\s+new\s+year['’]?s?\s+eve", _lunar),
    Form("today", rf"{either(listed('day', 'today'))}|(?P<yesterday>{either(listed('day', 'yesterday'))})", _today, "day"),
    Form("saidtoday", r"(?<=said )today|(?<=announced )today|today(?=,?\s+(?:said|announced|reported))", _today, "day"),
    Form("now", either(listed("now")), _nothing, "now"),
    Form("past", either(listed("past")), _nothing, "past"),
    Form("monthback", r"上个?月|上個月|(?<![a-z])last\s+month|(?P<this>本月|(?<![a-z])this\s+month)", _month_back),
    Form("quarterback", r"上个?季度?|上個季度|(?<![a-z])last\s+quarter", _quarter_back),
    Form("thisperiod", r"本季度?|本期|[该該]季度?|(?<![a-z])(?:this|the)\s+quarter(?!\s+(?:of|ended|to|through))", _nothing, "open"),
    # spans that end on a day
    Form("zhended", rf"(?:(?P<y>{ZH_YEAR}){S})?(?P<zm>{NUMERAL}){S}月{S}(?P<zd>{NUMERAL}){S}日{S}{_ZH_ENDED}", _ended),
    Form("enended", rf"(?P<span>(?:fiscal\s+|financial\s+)?year|quarter|(?:three|six|nine|twelve)\s+months|(?:first\s+)?half(?:[\s-]year)?)\s+(?:that\s+)?(?:ended|ending|to|through|up\s+to)\s+(?:on\s+)?{_EN_DATE}(?:,?\s+(?P<y>{YEAR})(?!\d))?", _ended),
    # days
    Form("iso", rf"(?<!\d)(?P<y>{YEAR})(?P<sep>[-/.])(?P<zm>0?[1-9]|1[0-2])(?P=sep)(?P<zd>{DAY_NUMBER})(?!\d)", _zh_day),
    Form("zhday", rf"(?:(?P<y>{ZH_YEAR}){S})?(?<![\d一二三四五六七八九十])(?P<zm>{NUMERAL}){S}月{S}(?P<zd>{NUMERAL}){S}[日号號]", _zh_day),
    Form("enday", rf"(?<![a-z\d]){_EN_DATE}(?:,?\s+(?:of\s+)?(?P<y>{YEAR})(?!\d))?", _en_day),
    # quarters, halves, nine months
    Form("zhmonths", rf"(?:(?P<y>{ZH_YEAR}){S})?(?:(?:前|首){S}(?P<n>[二两三六九369])(?:{S}个|個)?{S}(?:(?P<quarters>季度?)|月)|1{S}(?:-|–|至|到){S}(?P<n2>[369]){S}月)", _months_of),
    Form("zhquarter", rf"(?:(?P<y>{ZH_YEAR}|(?<!\d){YEAR}|(?<!\d)\d\d(?=Q)){S})?(?:第{S}(?P<q>[一二三四1-4]){S}(?:个|個)?季度?|(?<![a-z\d])Q(?P<q2>[1-4])(?!\d)(?:(?:['’]|\s?(?:FY)?){S}(?P<y2>{YEAR}|[0-3]\d(?![\d%.,万亿])))?|(?<![\d.一二三四五六七八九十上前下])(?P<q3>[一二三四1-4首]){S}季[度报報]?)", _quarter),
    Form("zhhalf", rf"(?:(?P<y>{ZH_YEAR}|(?<!\d){YEAR}|(?<!\d)\d\d(?=H)){S})?(?:(?P<h>上|下)半年|中期(?=业绩|報告|报告|业務|财)|H(?P<h2>[12])(?![\da-z])(?:['’]|\s?(?:FY)?)(?P<y2>{YEAR}|[0-3]\d(?![\d%.,]))?)", _half),
    Form("brokers", rf"(?<![\w.])(?:(?P<q>[1-4])Q|(?P<h>[12])H|(?P<nine>9)M)\s?(?:FY|['’])?(?P<y>{YEAR}|[0-3]\d)(?![\d%.,])", lambda get, clock: _quarter(get, clock) if get("q") else _half(get, clock) if get("h") else _span(_year(get("y"), clock), "9M")),
    Form("enquarter", rf"(?<![a-z\d])(?P<q>{ORDINAL})[\s-]+(?:fiscal[\s-]+|calendar[\s-]+)?quarter(?:s(?=\s))?(?:{OF_YEAR})?|(?<![a-z\d])(?P<q2>[1-4])Q(?![\da-z])", _quarter),
    Form("enquarteryear", rf"(?<!\d)(?P<y>{YEAR})(?:['’]s)?[\s-]+(?:(?P<q>{ORDINAL})[\s-]+quarter|Q(?P<q2>[1-4])(?!\d))", _quarter),
    Form("enhalf", rf"(?<![a-z])(?P<h>first|second|latter)[\s-]+half(?:[\s-]+(?:of\s+)?(?P<y>{EN_YEAR}))?|(?<!\d)(?P<y2>{YEAR})(?:['’]s)?\s+(?P<h2>first|second)[\s-]+half", _half),
    Form("enmonths", rf"(?<![a-z])first\s+(?P<n>two|three|six|nine)\s+(?:months|(?P<quarters>quarters))(?:\s+(?:of|in)\s+(?:the\s+)?(?P<y>{EN_YEAR}))?|(?<![a-z])(?P<n2>nine)\s+months\s+of\s+(?P<y2>{YEAR})", _months_of),
    # months and the ends of months and years
    Form("zhmonth", rf"(?:(?P<y>{ZH_YEAR}){S})?(?<![\d一二三四五六七八九十个個.,])(?P<m>{NUMERAL}){S}月(?:份)?(?P<end>{MONTH_END})?(?!{S}{NUMERAL}{S}[日号]|[活均度费租薪饼球入亮光])", _zh_month),
    Form("isomonth", rf"(?<![\d-])(?P<y>{YEAR})[-/](?P<m>0[1-9]|1[0-2])(?![\d-])", _zh_month),
    Form("enmonthend", rf"(?<![a-z])(?P<end>end|close)[\s-]+(?:of\s+)?(?:last\s+|this\s+)?(?P<m>{MONTH})(?:,?\s+(?:of\s+)?(?P<y>{EN_YEAR}))?", _en_month_of),
    Form("enmonth", rf"(?<![a-z])(?P<m>{MONTH})(?:,?\s+(?:of\s+)?(?P<y>{YEAR}|this\s+year|last\s+year)(?!\d))|(?:(?<=\sin\s)|(?<=^in\s)|(?<=\sof\s)|(?<=\sby\s)|(?<=\ssince\s)|(?<=\sfor\s)|(?<=\sduring\s)|(?<=\slast\s)|(?<=\sthis\s)|(?<=\suntil\s)|(?<=late\s)|(?<=early\s)|(?<=mid-))(?P<m2>{MONTH})(?!\s+\d)", _en_month_of),
    Form("zhyearend", rf"(?P<y>{ZH_YEAR})(?:年)?(?:(?P<late>底)|末|终|終)", _year_end),
    Form("enyearend", rf"(?<![a-z])(?:end|close)\s+of\s+(?:the\s+year\s+|fiscal\s+|calendar\s+)?(?P<y>{EN_YEAR})|(?<![a-z])(?:year-?end\s+(?:of\s+)?|end-)(?P<y2>{YEAR})", _year_end),
    # years
    Form("zhyear", rf"(?P<y>{ZH_YEAR})(?:全年度?)?(?!{S}(?:同期|前|后|後|代))", _whole_year),
    Form("fiscal", rf"(?<![a-z])FY\s?['’]?(?P<y>{YEAR}|\d\d)(?![\d%.,])", _whole_year),
    Form("enyear", rf"(?<![a-z])(?:(?:in|of|for|during|by|at|until|through|throughout|from|to|than|since|with)\s+(?:the\s+)?(?:(?:fiscal|full|calendar|whole|financial)[\s-]+)?(?:year\s+)?(?:ended\s+|ending\s+)?|(?:full|fiscal|calendar|financial)[\s-]year\s+)(?P<y>{YEAR})(?:['’]s)?(?![\d%]|[.,]\d|\s?(?:million|billion|users|people|km|m\b|yuan))|(?<!\d)(?P<y2>{YEAR})(?=\s+(?:full[\s-]year|annual|results|revenues?|net\s|financial|earnings|profit|sales|total\s|gross\s|operating\s))", _whole_year),
    Form("headyear", rf"(?:(?<=^)|(?<=\n)|(?<=\|\s)|(?<=#\s)|(?<=\*))(?P<y>{YEAR})(?=\s*(?:\||\n|:|$|\*|,\s))", _whole_year),
    Form("relyear", rf"(?<![a-z])(?P<y>this\s+year|last\s+year)(?!['’]s\s+(?:\w+\s+)?(?:quarter|half))|(?<![a-z])full[\s-]year(?!\s+{YEAR})(?P<open>)", _whole_year),
)  # fmt: skip
"""Tried in order at each place: what points back and what is longer stands first."""


def _compile(forms: tuple[Form, ...]) -> re.Pattern[str]:
    parts = []
    for form in forms:
        inner = re.sub(r"\(\?P<(\w+)>", rf"(?P<{form.name}_\1>", form.pattern)
        inner = re.sub(r"\(\?P=(\w+)\)", rf"(?P={form.name}_\1)", inner)
        parts.append(f"(?P<{form.name}>{inner})")
    return re.compile("|".join(parts), re.I)


PATTERN = _compile(FORMS)
BY_NAME = {form.name: form for form in FORMS}


def resolve(match: re.Match[str], clock: Clock) -> tuple[Form, str | None, bool]:
    """The form a match of `PATTERN` has; its time as LABELS.md writes it, None where the words give none; whether they
    name the year."""
    form = BY_NAME[match.lastgroup or ""]

    def get(key: str) -> str | None:
        """A part of the match; a form with two ways to put a part names the second one `key`2."""
        for group in (f"{form.name}_{key}", f"{form.name}_{key}2"):
            if group in PATTERN.groupindex and match[group]:
                return match[group]
        return None

    return form, form.resolve(get, clock), get("y") is not None
