"""Growth told in multiples of what was: three times last year's, 增长2倍; read as per cent of growth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.quantity.chinese_numerals import DIGITS, SMALL
from extract.quantity.english_numerals import ONES
from extract.records import Change, ChangeKind, Comparator, Quantity

_VALUES: dict[str, float] = {
    **DIGITS,
    **SMALL,
    **ONES,
    **{f"{word}fold": value for word, value in ONES.items()},
    "twice": 2,
}
_MULTIPLE = re.compile(
    r"(?:增长|增加|提升|上升|增幅达?|[增涨升])(?:了|超过?|逾|近|约)*(?P<more>\d+(?:\.\d+)?|[一两二三四五六七八九十])倍"
    r"|(?:(?:去年|上年|前一年|上一年|(?:19|20)\d\d年)?同期|去年|上年|前一年|上一年|(?:19|20)\d\d年)的(?:超过?|近|约)*"
    r"(?P<times>\d+(?:\.\d+)?|[两二三四五六七八九十])倍"
    r"|\b(?P<fold>twofold|threefold|fourfold|fivefold|tenfold)\b"
    r"|\b(?P<that>twice|two|three|four|five|ten|\d+(?:\.\d+)?)\s(?:times\s)?"
    r"(?:that|the (?:level|figure|number)) (?:of|in)\b"
    r"|\b(?P<nfold>\d+(?:\.\d+)?)[ -]fold\b"
)
_AND_MORE = re.compile(r"(?<=[和及与、])(?P<times>\d+(?:\.\d+)?|[两二三四五六七八九十])倍")
"""A further multiple of the same: 分别是去年同期的2倍和3倍."""
_END = re.compile(r"倍|fold\b|th(?:at|e (?:level|figure|number)) (?:of|in)\b")
_ENDINGS = ("倍", "fold", "that of", "that in", "the level", "the figure", "the number")
"""Any such end has one of these, and few texts do."""
LONGEST = 48
"""Characters of a multiple before its end."""
_MORE = re.compile(r"(?:超过?|逾|more than |over )(?=\d|[一两二三四五六七八九十]倍|$|\s*$)", re.I)
_NEARLY = re.compile(
    r"(?:近|约|将近|接近|nearly |almost |about |roughly )(?=\d|[一两二三四五六七八九十]倍|$|\s*$)", re.I
)
_YEAR = re.compile(
    r"同比|按年|去年|上年|year[- ]on[- ]year|year[- ]over[- ]year|YoY|a year (?:ago|earlier)|last year", re.I
)
_QUARTER = re.compile(r"环比|按季|上季|quarter[- ]on[- ]quarter|sequential|QoQ", re.I)


def multiples(text: str) -> Iterator[Quantity]:
    """Each multiple of a text as a growth in per cent, with the words that say it: 三倍 of last year's is 200."""
    for match in _found(text):
        growth = _growth(match)
        around = text[max(0, match.start() - 24) : match.end() + 24]
        kind: ChangeKind = "yoy" if _YEAR.search(around) else "qoq" if _QUARTER.search(around) else "other"
        before = text[max(0, match.start() - 12) : match.start()]
        yield Quantity(
            value=growth, unit="percent", comparator=_comparator(match[0], before),
            change=Change(kind=kind, direction="up", value=growth, unit="percent"),
            start=match.start(), end=match.end(), quote=match[0],
        )  # fmt: skip


def _found(text: str) -> Iterator[re.Match[str]]:
    """The multiples, sought by how they end."""
    if not any(ending in text for ending in _ENDINGS):
        return
    begin = 0
    for end in _END.finditer(text):
        if match := _MULTIPLE.search(text, max(begin, end.start() - LONGEST), end.end()):
            yield match
            begin = match.end()
            if match["times"] and (more := _AND_MORE.match(text, begin + 1)):
                yield more
                begin = more.end()


def _comparator(words: str, before: str) -> Comparator:
    """Of the words of a multiple, or of those right before it."""
    if _MORE.search(words) or _MORE.search(before):
        return "gt"
    return "approx" if _NEARLY.search(words) or _NEARLY.search(before) else "eq"


def _growth(match: re.Match[str]) -> float:
    told = match.groupdict()
    if told.get("more"):
        return _number(told["more"]) * 100
    return (_number(next(word for word in told.values() if word)) - 1) * 100


def _number(word: str) -> float:
    return float(_VALUES.get(word.lower(), word))
