"""Which words of a sentence a time belongs to: a figure, the one before it, or the one after."""

from __future__ import annotations

import re

from extract.observation.times.asof import Time
from extract.observation.times.figure import Figure
from extract.observation.times.words import BASE_BEFORE, OR_CLAUSE, OTHER_CLAUSE
from extract.records import Quantity

GAP, PRIOR_GAP, NEXT, LATER = 60, 25, 4, 160
"""Characters from a figure to a time after it, from words that point back to their figure, from a time to the figure
that it is right before, from a figure to the time of its whole sentence."""

BREAK = re.compile(r"[,，;；。:：|]")
FROM = re.compile(r"(?:\bfrom|[由从從自])\s*(?:the\s+|约|about\s+|nearly\s+|over\s+)*$", re.I)
_CHINESE = re.compile("[\u3000-\u9fff\uff00-\uffef]")
_COMMA = re.compile("[,，;；]")
TO = re.compile(
    r"(?:\bto|\binto|至|到|为|為|達|达)\s*"
    r"(?:the\s+|约|about\s+|nearly\s+|over\s+|超过?|近|逾|人民币|RMB|US\$|HK\$)*$",
    re.I,
)
_LEADING = re.compile(r"\s?(?:[:：为是為達达约超近逾的]{0,3})\s?(?:人民币|RMB|US\$|HK\$)?\s?")
_COMPARED_BEFORE = re.compile(
    r"(?:\bcompared\s+(?:with|to)|\bversus|\bagainst|\b(?:times|twice|double|triple)\s(?:the|that)\b[^,.;\d]{0,30})\s*$",
    re.I,
)
_AGAINST = re.compile(
    r"(?:[高低多少优優胜勝][于於出過过]|超[过過]?|[较較比]|\bagainst|\bversus|\bthan)\s*(?:the\s+)?$", re.I
)
"""Before the time of what a figure is compared with: 高于去年首季的1500亿元."""
_COMPARED_AFTER = re.compile(r"\s?相[比较較]")
_PREPOSITION = re.compile(
    r"(?:^|\s)(?:(?:in|for|during|at|as\s+of|as\s+at|by|on|of|through|over|to)\s+(?:the\s+|both\s+)?(?:(?:mid|late|early)[\s-])?|last\s+)$",
    re.I,
)
_RIGHT_AFTER_FROM = re.compile(r"\w.*(?:\bfrom|从|由)\s*$", re.I)
"""Words between a time and the level that something moved from: in 2024 the margin went from 48% to 53%."""
_PERIOD = re.compile(r"\b(?:in|for|during)\s+(?:the\s+)?$", re.I)
_NEXT_CLAUSE = re.compile(r"(?:\b(?:and|while|but|whereas)|[,;])\s+(?:in|for|during)\s+(?:the\s+)?$", re.I)
_STOP = re.compile(r"\s*(?:[.;)]|$)")
_STATE_AFTER_COMMA = re.compile(r",\s+(?:as\s+of|as\s+at|at|by)\s+(?:the\s+)?$", re.I)
_BRACKET = re.compile(
    r"[（(]\s?(?:[A-Za-z][A-Za-z\s.&]{1,30},?\s|[\u4e00-\u9fff]{2,8}\s?)?(?:截至|截止|于|as\s+of|as\s+at|in|at|for)?\s?(?:the\s+)?$",
    re.I,
)
_BRACKETED = re.compile(r"\s?[（(](?:[^()（）]|[（(][^()（）]{0,8}[)）]){1,40}[)）]")
_BARE_TIME = re.compile(r"\s(?:users?\s|maus?\s|daus?\s)?", re.I)
"""Between a figure and its time in notes: (vs RMB60.8bn 4Q25), 700M users Apr 2016."""
_COMPARES = re.compile(r"\b(?:vs\.?|versus|against|compared\s+(?:with|to))\s[^,;]*\d", re.I)
"""Between a figure and a time that is that of another, which it is compared with: 55.8% vs 52.6% in 1Q24."""
_AND = re.compile(r"(?:\s[a-z][a-z-]*){1,4}\sand\s(?:[A-Z][A-Za-z]+\s)?(?:(?:about|some|over|nearly|around)\s)?")
"""Between two counts of one clause."""
_ABBREVIATION = re.compile(r"\([A-Z][A-Za-z-]*\)")
TOLD_AFTER = re.compile(r"[^,.;]{0,60},\s+[^,.;]{0,40}")
_FIGURES_AS_OF = re.compile(r"[^，。；,;]{0,16}[，,]\s?(?:以上)?(?:数据|统计|數據|統計)均?(?:截至|截止)[到于至]?\s?")
_NO_PREPOSITION = frozenset(
    {
        "relative_year", "en_year_prior", "en_quarter_prior", "en_month_back", "en_week_back", "en_quarter_back",
        "en_today", "en_span", "en_past_year", "en_now",
    }
)  # fmt: skip
"""Forms that follow a figure without a preposition."""


def place_after(figure: Figure) -> tuple[int, int]:
    """Where words after a figure begin, past the same amount in brackets, and where the next figure does."""
    seen, right = figure.seen, figure.right
    bracket = _BRACKETED.match(seen.text, figure.quantity.end, figure.end)
    if bracket is None or right is None or right.start >= bracket.end():
        return figure.quantity.end, right.start if right else figure.end
    at = seen.first_figure(bracket.end())
    limit = seen.quantities[at].start if at < len(seen.quantities) else figure.end
    return bracket.end(), min(limit, figure.end)


def attached(gap: str, time: Time) -> bool:
    """Whether nothing but the figure's noun and a preposition stands between it and a time after it."""
    if len(gap) > GAP:
        return False
    bracket = _BRACKET.search(gap)
    if bracket and not BREAK.search(gap, 0, bracket.start()):
        return True
    if _CHINESE.search(gap):
        return _FIGURES_AS_OF.fullmatch(gap) is not None
    comma = _STATE_AFTER_COMMA.search(gap)
    tail = comma or (BASE_BEFORE.search(gap) if time.role == "base" else None)
    noun = _ABBREVIATION.sub("", gap[: tail.start()] if tail else gap)
    if BREAK.search(noun) or "(" in noun or OR_CLAUSE.search(noun):
        return False
    if _BARE_TIME.fullmatch(gap):
        return True
    return time.form in _NO_PREPOSITION or tail is not None or _PREPOSITION.search(gap) is not None


def later(figure: Figure) -> str | None:
    """The period that an English sentence tells behind other words: "rose to 5 billion, or 9% of sales, in 2019"."""
    if shared := _of_both(figure):
        return shared
    text, end = figure.seen.text, min(figure.end, figure.quantity.end + LATER)
    for time in figure.seen.times.after(figure.quantity.end, end, 2):
        before = text[figure.quantity.end : time.start]
        is_period = time.role == "at" and time.as_of is not None and (len(time.as_of) == 4 or "Q" in time.as_of)
        opens = _NEXT_CLAUSE.search(before) is not None and not _STOP.match(text, time.end)
        other = opens or OTHER_CLAUSE.search(before) or _CHINESE.search(before) or _COMPARES.search(before)
        if figure.is_counted and _closes(figure, time, before) and not other:
            return time.as_of
        if figure.is_counted and ("Q" not in (time.as_of or "") or _COMMA.search(before)):
            return None
        if is_period and _PERIOD.search(before) and not other:
            return time.as_of if not leads_to(text, time, figure.right) else None
    return None


def _of_both(figure: Figure) -> str | None:
    """The time that ends a clause of two counts: QQ had 808 million users and X 355 million at the end of 2013."""
    right, seen = figure.right, figure.seen
    if not figure.is_counted or right is None or not _AND.fullmatch(seen.text, figure.quantity.end, right.start):
        return None
    time = next(iter(seen.times.after(right.end, figure.end, 1)), None)
    if time is None or time.role != "at" or not _STOP.match(seen.text, time.end):
        return None
    return time.as_of if attached(seen.text[right.end : time.start], time) else None


def _closes(figure: Figure, time: Time, before: str) -> bool:
    """Whether a time ends the clause of a count, with its year: 5 million firms and schools used X in May 2020."""
    if time.role != "at" or (figure.right is not None and figure.right.start < time.start) or _COMMA.search(before):
        return False
    named = time.as_of is not None and time.as_of[:4] in figure.seen.text[time.start : time.end]
    return named and _PERIOD.search(before) is not None and _STOP.match(figure.seen.text, time.end) is not None


def leads_to(text: str, time: Time, figure: Quantity | None) -> bool:
    """Whether a time is told right before a figure, as in （上年同期：1336.69亿元）, and so is that figure's."""
    if figure is None or figure.start < time.end:
        return False
    return _LEADING.fullmatch(text, time.end, figure.start) is not None


def is_of_left(figure: Figure, time: Time) -> bool:
    """Whether a time is that of the level before, in "from 963 million in 2017 to …" and 由去年同期的29%上升至…."""
    text, left = figure.seen.text, figure.left
    if left is None:
        return False
    to = TO.search(text, max(left.end, figure.quantity.start - 16), figure.quantity.start)
    if time.end <= left.start <= time.end + PRIOR_GAP and _COMPARED_AFTER.match(text, left.end):
        return True
    if time.start >= left.end:
        compared = _COMPARED_BEFORE.search(text, max(0, left.start - 48), left.start) is not None
        is_prior = compared or time.role in {"year prior", "quarter prior"}
        if not attached(text[left.end : time.start], time) or leads_to(text, time, figure.quantity):
            return False
        goes_on = to is not None or BREAK.match(text, time.end) is not None
        return is_prior or (goes_on and FROM.search(text[max(0, left.start - 12) : left.start]) is not None)
    if left.start - time.end <= NEXT and _AGAINST.search(text, max(0, time.start - 12), time.start):
        return True
    if left.start - time.end > PRIOR_GAP or to is None:
        return False
    return FROM.search(text[max(0, time.start - 12) : time.start]) is not None


def is_of_level_before(figure: Figure, time: Time) -> bool:
    """Whether a time is that of a level before, and of nothing told after it: 从Q1的1468亿元降至581亿元，同期派息…."""
    seen = figure.seen
    lead = max(0, time.start - 12), time.start
    if not (FROM.search(seen.text, *lead) or _AGAINST.search(seen.text, *lead)):
        return False
    at = seen.first_figure(time.end)
    first = seen.quantities[at] if at < len(seen.quantities) else None
    return first is not None and first.end <= figure.quantity.start and first.start - time.end <= NEXT


def governs(figure: Figure, time: Time, gap: str) -> bool:
    """Whether words that point back stand right before the figure they are for."""
    if figure.is_growth or len(gap) > PRIOR_GAP or _COMMA.search(gap, 1):
        return False
    return figure.left is None or figure.left.start < time.start


def is_own(figure: Figure) -> bool:
    """Whether the figure has a time of its own right before it: 二零二二年的6款."""
    text, place = figure.seen.text, figure.quantity.start
    nearest = figure.seen.times.before(figure.start, place, 1)
    if not nearest or nearest[0].role != "at" or BREAK.search(text[nearest[0].end : place]):
        return False
    if _RIGHT_AFTER_FROM.search(text[nearest[0].end : place]):
        return False
    behind_left = figure.left is not None and figure.left.end <= nearest[0].start
    return not (behind_left and FROM.fullmatch(text[nearest[0].end : place].strip()))
