"""The time a figure is for, from the words, and from the publication day only where words refer to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "last": 4,
             "一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}  # fmt: skip
_PATTERNS = re.compile(
    rf"""
      (?P<zhday>(?P<zy>\d{{4}}|今|去|同|当|本)年\s?(?P<zm>\d{{1,2}})月\s?(?P<zd>\d{{1,2}})日)
    | (?P<zhmd>(?<![\d年])(?P<md_m>\d{{1,2}})月\s?(?P<md_d>\d{{1,2}})日)
    | (?P<zhq>(?:(?P<qy>\d{{4}}|今|去|同|本)年?(?:财年)?\s?)?(?:第(?P<q1>[一二三四1-4])季度?|Q(?P<q2>[1-4])|(?<![\d.])(?P<q3>[一二三四1-4])季度|首季度?|首季))
    | (?P<zhh>(?:(?P<hy>\d{{4}}|今|去|同)年)?\s?(?P<h>上|下)半年)
    | (?P<zh9>(?:(?P<ny>\d{{4}}|今|去)年)?\s?(?:前三季度?|前三个季度|前九个月|首三季))
    | (?P<zhm>(?P<my>\d{{4}}|今|去|当)年\s?(?P<mm>\d{{1,2}})月(?!\d|\s?\d{{1,2}}日))
    | (?P<zhym>(?P<endy>\d{{4}})年(?:年)?[底末])
    | (?P<zhy>(?P<yy>\d{{4}})(?:财)?年(?:度|全年|全年度)?(?![底末]))
    | (?P<zhrel>上季度|上一季度|本季度|上个月|上月|本月|去年同期|上年同期|去年底|去年年底|去年末|去年|今年|前年|截至目前|目前)
    | (?P<enq>(?:(?P<eq1>first|second|third|fourth|1st|2nd|3rd|4th)[\s-]+(?:fiscal\s)?quarter|Q(?P<eq2>[1-4])|(?P<eq3>[1-4])Q)(?:['’]?\s?(?:of|in|,)?\s?(?:the\s)?(?:fiscal\s(?:year\s)?|FY\s?)?(?P<eqy>\d{{4}}|\d{{2}}(?!\d|%)))?)
    | (?P<enqy>(?P<qqy>\d{{4}})(?:['’]s)?[\s-]+(?P<qqo>first|second|third|fourth|Q[1-4])(?:[\s-]quarter)?)
    | (?P<enh>(?P<eh>first|second)\s+half(?:\s+(?:of\s+)?(?P<ehy>\d{{4}}))?)
    | (?P<en9>(?:first\s+)?nine\s+months(?:\s+of\s+(?P<e9y>\d{{4}}))?)
    | (?P<enday>(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<em>{_MONTH})(?:\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|[.,]\d|\s?(?:million|billion|%)))?(?:,?\s+(?:of\s+)?(?P<ey>(?:19|20)\d{{2}})(?!\d))?)
    | (?P<eny>(?:in|of|for|during|by|since|year|FY|end of|year-end|since|to)\s(?:the\s)?(?:fiscal\s|full\s|calendar\s)?(?:year\s)?(?:ended\s)?(?P<ny1>(?:19|20)\d{{2}})(?![\d%,.]\d))
    | (?P<eniso>(?P<iy>(?:19|20)\d{{2}})-(?P<im>\d{{2}})-(?P<id>\d{{2}}))
    | (?P<enrel>last\s+month|last\s+quarter|previous\s+quarter|this\s+quarter|last\s+year|a\s+year\s+(?:ago|earlier)|this\s+year|same\s+period\s+last\s+year)
    """,
    re.X | re.I,
)
PRIOR = {"去年同期", "上年同期", "a year ago", "a year earlier", "same period last year"}


@dataclass(frozen=True, slots=True)
class Time:
    """A time in a text; `as_of` is None for words that only point back, such as 去年同期."""

    start: int
    end: int
    as_of: str | None
    kind: str
    prior: bool = False


def times(text: str, published: date | None) -> list[Time]:
    """All times a text names, in order, resolved against the publication day."""
    found: list[Time] = []
    context: int | None = None
    for match in _PATTERNS.finditer(text):
        name = next(
            n
            for n in (
                "zhday",
                "zhmd",
                "zhq",
                "zhh",
                "zh9",
                "zhm",
                "zhym",
                "zhy",
                "zhrel",
                "enq",
                "enqy",
                "enh",
                "en9",
                "enday",
                "eny",
                "eniso",
                "enrel",
            )
            if match[n]
        )
        as_of = _resolve(name, match, published, context)
        if as_of:
            context = int(as_of[:4])
        prior = match[0].strip().lower() in PRIOR
        if as_of or prior:
            found.append(Time(match.start(), match.end(), as_of, name, prior))
    return found


def _year(text: str | None, published: date | None, context: int | None) -> int | None:
    if text and text.isdecimal():
        return int(text) + (2000 if len(text) == 2 else 0)
    if text in {"同", "当"}:
        return context or (published.year if published else None)
    if text in {"今", "本"}:
        return published.year if published else None
    if text == "去":
        return published.year - 1 if published else None
    return None


def _day(year: int | None, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if year else None
    except ValueError:
        return None


def _recent(published: date | None, month: int, day: int = 1) -> int | None:
    """The year of a month and day named without one: the latest not after publication."""
    if published is None or not 1 <= month <= 12:
        return None
    return published.year if (month, day) <= (published.month, published.day) else published.year - 1


def _quarter(year: int | None, quarter: int, published: date | None) -> str | None:
    """A quarter named without its year: the latest that was over on publication day."""
    if year is None and published is not None:
        year = (
            published.year
            if quarter * 3 < published.month or (quarter * 3 == published.month and published.day >= 28)
            else published.year - 1
        )
    return f"{year}-Q{quarter}" if year else None


def _resolve(name: str, m: re.Match[str], published: date | None, context: int | None) -> str | None:  # noqa: C901 - one branch a form
    if name == "zhday":
        return _day(_year(m["zy"], published, context), int(m["zm"]), int(m["zd"]))
    if name == "zhmd":
        month, day = int(m["md_m"]), int(m["md_d"])
        return _day(_recent(published, month, day), month, day)
    if name == "zhq":
        return _quarter(
            _year(m["qy"], published, context), _ORDINALS.get(m["q1"] or m["q2"] or m["q3"] or "1", 1), published
        )
    if name == "zhh":
        year = _year(m["hy"], published, context) or (published.year if published else None)
        return f"{year}-H{1 if m['h'] == '上' else 2}" if year else None
    if name in {"zh9", "en9"}:
        year = _year(m["ny"] or m["e9y"], published, context) or (published.year if published else None)
        return f"{year}-9M" if year else None
    if name == "zhm":
        year = _year(m["my"], published, context)
        return f"{year}-{int(m['mm']):02d}" if year and 1 <= int(m["mm"]) <= 12 else None
    if name == "zhym":
        return f"{m['endy']}-12-31"
    if name == "zhy":
        return m["yy"] if 1998 <= int(m["yy"]) <= 2100 else None
    if name in {"zhrel", "enrel"}:
        return _relative(re.sub(r"\s+", " ", m[0].lower()), published)
    if name == "enq":
        return _quarter(
            _year(m["eqy"], published, context), _ORDINALS[(m["eq1"] or m["eq2"] or m["eq3"]).lower()], published
        )
    if name == "enqy":
        return f"{m['qqy']}-Q{_ORDINALS[m['qqo'].lower().removeprefix('q')]}"
    if name == "enh":
        year = _year(m["ehy"], published, context) or (published.year if published else None)
        return f"{year}-H{1 if m['eh'].lower() == 'first' else 2}" if year else None
    if name == "eniso":
        return _day(int(m["iy"]), int(m["im"]), int(m["id"]))
    if name == "eny":
        return m["ny1"]
    return _english_day(m, published)


def _english_day(m: re.Match[str], published: date | None) -> str | None:
    month, day = _MONTHS[m["em"][:3].lower()], m["d1"] or m["d2"]
    if not m["ey"] and not day and not (m["em"][0].isupper() and m["em"].lower().rstrip(".") not in {"may", "march"}):
        return None
    year = int(m["ey"]) if m["ey"] else _recent(published, month, int(day) if day and int(day) <= 31 else 1)
    if day:
        return _day(year, month, int(day)) if int(day) <= 31 else None
    return f"{year}-{month:02d}" if year else None


def _relative(words: str, published: date | None) -> str | None:
    if published is None:
        return None
    year, month = published.year, published.month
    if words in {"上月", "上个月", "last month"}:
        return f"{year - (month == 1)}-{12 if month == 1 else month - 1:02d}"
    if words in {"上季度", "上一季度", "last quarter", "previous quarter"}:
        quarter = (month - 1) // 3
        return f"{year}-Q{quarter}" if quarter else f"{year - 1}-Q4"
    if words in {"本季度", "this quarter"}:
        return None
    if words in {"去年底", "去年年底", "去年末"}:
        return f"{year - 1}-12-31"
    if words in {"去年", "last year"}:
        return str(year - 1)
    if words == "前年":
        return str(year - 2)
    if words in {"今年", "this year"}:
        return str(year)
    return None


def year_before(as_of: str | None) -> str | None:
    """The same period a year earlier; 29 February becomes the 28th."""
    if not as_of:
        return None
    moved = f"{int(as_of[:4]) - 1}{as_of[4:]}"
    return moved.replace("-02-29", "-02-28")
