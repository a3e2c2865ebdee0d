"""Which of the times a text names a figure is for."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from extract.observation.asof import Time, in_year, quarter_before, year_before
from extract.observation.asof_words import BASE_BEFORE, REPORT_AGAIN, SPEECH_AGAIN
from extract.observation.context import Text
from extract.records import Quantity

BALANCE = frozenset({"cash", "net_cash", "listed_investments_value", "unlisted_investments_value", "employees"})
"""Counted on a day, but reported with the period that the day ends."""
MOST_BEFORE, MOST_AFTER, GAP, PRIOR_GAP, SEGMENTS, FAR_BACK = 12, 4, 60, 25, 6, 40

_BREAK = re.compile(r"[,，;；。:：|]")
_COMMA = re.compile("[,，;；]")
_FROM = re.compile(r"(?:\bfrom|[由从從自])\s*(?:the\s+|约|about\s+|nearly\s+|over\s+)*$", re.I)
_TO = re.compile(
    r"(?:\bto|\binto|至|到|为|達|达)\s*(?:the\s+|约|about\s+|nearly\s+|over\s+|超过?|近|逾|人民币|RMB|US\$|HK\$)*$",
    re.I,
)
_OR_CLAUSE = re.compile(r"\b(?:and|while|but|whereas|compared|versus|from|to)\b", re.I)
_PREPOSITION = re.compile(r"(?:^|\s)(?:in|for|during|at|as\s+of|as\s+at|by|on|of|through|over|to)\s+(?:the\s+)?$", re.I)
_STATE_AFTER_COMMA = re.compile(r",\s+(?:as\s+of|as\s+at|at|by)\s+(?:the\s+)?$", re.I)
_BRACKET = re.compile(r"[（(]\s?(?:截至|截止|于|as\s+of|as\s+at|in|at|for)?\s?(?:the\s+)?$", re.I)
_LEADING = re.compile(r"\s?(?:[:：为是達达约超近逾的]{0,3})\s?(?:人民币|RMB|US\$|HK\$)?\s?")
_BY_NOW = re.compile(r"已(?!止)|累计|累計|already|\bhas\b|\bhave\b|\bnow\b")
_LAST_YEAR = re.compile(r"[去上]年|last\s+year", re.I)
_THIS_YEAR = re.compile(r"[今本]年|this\s+year", re.I)
_TIMES = re.compile(r"倍|fold|doubl|tripl|翻", re.I)
_NO_PREPOSITION = frozenset(
    {
        "relative_year",
        "en_year_prior",
        "en_quarter_prior",
        "en_month_back",
        "en_quarter_back",
        "en_today",
        "en_span",
        "en_past_year",
    }
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity, its neighbours, and the sentence it stands in (with the ones that only a semicolon parts from it)."""

    seen: Text
    quantity: Quantity
    metric_id: str
    start: int
    end: int
    left: Quantity | None
    right: Quantity | None

    @property
    def is_growth(self) -> bool:
        metric = self.seen.metrics.get(self.metric_id)
        percent = self.quantity.unit == "percent" and (metric is None or metric.unit != "percent")
        return percent or bool(_TIMES.search(self.quantity.quote))

    @property
    def is_counted(self) -> bool:
        """A count of people or things, or a value of a day, which holds at a time; other figures are for a period."""
        metric = self.seen.metrics.get(self.metric_id)
        if metric is None or self.is_growth:
            return False
        return metric.period == "day" or metric.unit in {"users", "count", "downloads", "minutes"}


@dataclass(frozen=True, slots=True)
class Dated:
    """What a rule found: a time, or the knowledge that there is none."""

    as_of: str | None
    prior: bool = False


def time_of(seen: Text, quantity: Quantity, metric_id: str, *, prior: bool = False) -> tuple[str | None, bool]:
    """The figure's own time in its sentence, else the last one told in it, else the period the text is about.

    Args:
        seen: The passage.
        quantity: The figure.
        metric_id: What it measures; figures of a day take no period of a report.
        prior: The caller knows that the figure is the level of the period before (the 29% of "36%, up from 29%").

    Returns:
        (as_of, whether it is of the earlier period).
    """
    figure = _figure(seen, quantity, metric_id)
    own = _in_column(figure) or _after(figure)
    if own is not None:
        return own.as_of, own.prior
    found = _before(figure)
    if prior and (found is None or not (found.prior or _is_own(figure))):
        return year_before(found.as_of if found else _topic(figure)), True
    if found is not None:
        return found.as_of, found.prior
    return _topic(figure), False


def _figure(seen: Text, quantity: Quantity, metric_id: str) -> Figure:
    start, end = seen.sentences.span(number := seen.sentences.index(quantity.start))
    for back in range(1, SEGMENTS):
        if number - back < 0 or seen.text[start - 1] != "；":
            break
        start = seen.sentences.span(number - back)[0]
    at = bisect_left(seen.quantities, quantity.start, key=lambda q: q.start)
    left = seen.quantities[at - 1] if at and seen.quantities[at - 1].start >= start else None
    right = next((q for q in seen.quantities[at + 1 : at + 2] if q.start < end), None)
    return Figure(seen, quantity, metric_id, start, end, left, right)


def _in_column(figure: Figure) -> Dated | None:
    as_of = figure.seen.times.column(figure.quantity.start)
    return Dated(as_of) if as_of else None


def _after(figure: Figure) -> Dated | None:
    """The time told right after the figure: "963 million in the second quarter", "10亿（截至6月）"."""
    place, limit = figure.quantity.end, figure.right.start if figure.right else figure.end
    for time in figure.seen.times.after(place, limit, MOST_AFTER):
        if not _attached(figure.seen.text[place : time.start], time) or _leads_to(figure.seen.text, time, figure.right):
            return None
        if time.role in {"since", "now", "past"}:
            return Dated(None)
        if time.role in {"year prior", "quarter prior"} and not figure.is_growth:
            return Dated(_shifted(figure, time), prior=True)
        if time.role == "at":
            return Dated(time.as_of)
        if time.role == "day" and figure.is_counted:
            return Dated(time.as_of)
        place = time.end
    return None


def _attached(gap: str, time: Time) -> bool:
    """Whether nothing but the figure's noun and a preposition stands between it and a time after it."""
    if len(gap) > GAP:
        return False
    if _BRACKET.search(gap) and not _BREAK.search(gap):
        return True
    if not gap.isascii():
        return False
    comma = _STATE_AFTER_COMMA.search(gap)
    tail = comma or (BASE_BEFORE.search(gap) if time.role == "base" else None)
    noun = gap[: tail.start()] if tail else gap
    if _BREAK.search(noun) or "(" in noun or _OR_CLAUSE.search(noun):
        return False
    return time.form in _NO_PREPOSITION or tail is not None or _PREPOSITION.search(gap) is not None


def _leads_to(text: str, time: Time, figure: Quantity | None) -> bool:
    """Whether a time is told right before a figure, as in （上年同期：1336.69亿元）, and so is that figure's."""
    return figure is not None and _LEADING.fullmatch(text, time.end, max(time.end, figure.start)) is not None


def _before(figure: Figure) -> Dated | None:
    """The last time told before the figure in its sentence that can be its own."""
    text, place = figure.seen.text, figure.quantity.start
    times = figure.seen.times.before(figure.start, place, MOST_BEFORE)
    for at, time in enumerate(times):
        gap = text[time.end : place]
        if time.role in {"base", "launch", "open"} or _is_of_left(figure, time):
            continue
        if time.role in {"since", "past"}:
            return Dated(None)
        if time.role == "now":
            return Dated(_state_or_said(figure, times[at:]))
        if time.role in {"year prior", "quarter prior"}:
            if _governs(figure, time, gap):
                return Dated(_shifted(figure, time), prior=True)
            continue
        found = _own(figure, time, gap)
        if found:
            return found
    return None


def _own(figure: Figure, time: Time, gap: str) -> Dated | None:
    if time.role == "day":
        return Dated(_day_or_month(figure, time)) if figure.is_counted else None
    words = figure.seen.text[time.start : time.end]
    if figure.is_counted and _THIS_YEAR.fullmatch(words.strip()) and _BREAK.search(gap):
        return Dated(None)
    if (
        _LAST_YEAR.fullmatch(words.strip())
        and len(gap) < 3
        and _FROM.search(figure.seen.text[max(0, time.start - 8) : time.start])
    ):
        topic = _topic(figure)
        return Dated(year_before(topic) or time.as_of, prior=True)
    return Dated(time.as_of)


def _day_or_month(figure: Figure, time: Time) -> str | None:
    """A figure that was said on a day is dated to its month."""
    said = time.said is not None and time.said <= figure.quantity.start
    return time.as_of[:7] if said and time.as_of else time.as_of


def _state_or_said(figure: Figure, times: list[Time]) -> str | None:
    """The time of a "now": the day told with as of, or the month in which it was said."""
    for time in times:
        if time.role == "at" and time.state:
            return time.as_of
        if time.role == "day" and time.said is not None and figure.is_counted:
            return _day_or_month(figure, time)
    return None


def _is_of_left(figure: Figure, time: Time) -> bool:
    """Whether a time is that of the level before, in "from 963 million in 2017 to …" and 由去年同期的29%上升至…."""
    text, left = figure.seen.text, figure.left
    if left is None:
        return False
    to = _TO.search(text, max(left.end, figure.quantity.start - 16), figure.quantity.start)
    if time.start >= left.end:
        is_prior = time.role in {"year prior", "quarter prior"}
        attached = _attached(text[left.end : time.start], time) and not _leads_to(text, time, figure.quantity)
        return attached and (
            is_prior or (to is not None and bool(_FROM.search(text[max(0, left.start - 12) : left.start])))
        )
    if left.start - time.end > PRIOR_GAP or to is None:
        return False
    return bool(_FROM.search(text[max(0, time.start - 12) : time.start]) or _FROM.search(text[time.end : left.start]))


def _governs(figure: Figure, time: Time, gap: str) -> bool:
    """Whether words that point back stand right before the figure they are for."""
    if figure.is_growth or len(gap) > PRIOR_GAP or _COMMA.search(gap, 1):
        return False
    return figure.left is None or figure.left.start < time.start


def _shifted(figure: Figure, time: Time) -> str | None:
    """The period that words point back to, from that of the figure's neighbours."""
    anchor = _anchor(figure)
    if time.role == "quarter prior":
        return quarter_before(anchor)
    return in_year(anchor, int(time.as_of[:4])) if time.as_of else year_before(anchor)


def _anchor(figure: Figure) -> str | None:
    times = figure.seen.times
    around = [
        *times.before(figure.start, figure.quantity.start, MOST_BEFORE),
        *times.after(figure.quantity.end, figure.end, MOST_AFTER),
    ]
    return next((t.as_of for t in around if t.role == "at"), None) or _topic(figure)


def _is_own(figure: Figure) -> bool:
    """Whether the figure has a time of its own right before it: 二零二二年的6款."""
    text, place = figure.seen.text, figure.quantity.start
    nearest = figure.seen.times.before(figure.start, place, 1)
    return bool(nearest) and nearest[0].role == "at" and not _BREAK.search(text[nearest[0].end : place])


def _topic(figure: Figure) -> str | None:
    """The period of the sentences before, for what is told by periods; the time of the speech or report pointed at."""
    seen, quantity = figure.seen, figure.quantity
    metric = seen.metrics.get(figure.metric_id)
    if metric is None:
        return None
    if metric.period == "day" and figure.metric_id not in BALANCE:
        return _told_again(figure)
    topic = seen.times.topic(quantity.start, lasting=not figure.is_counted)
    if (
        metric.unit != "percent"
        and not figure.is_growth
        and _BY_NOW.search(seen.text, max(figure.start, quantity.start - FAR_BACK), quantity.start)
    ):
        return None if topic.strong is None or len(topic.strong) == 4 else topic.strong
    return topic.weak or topic.strong


def _told_again(figure: Figure) -> str | None:
    """The month of the speech, or the day of the report, that a sentence points back to."""
    text, start = figure.seen.text, figure.start
    speech = SPEECH_AGAIN.search(text, start, figure.quantity.start)
    report = REPORT_AGAIN.search(text, start, figure.quantity.start)
    for time in figure.seen.times.before(0, start, MOST_BEFORE):
        if speech and time.role == "day" and time.said is not None and time.as_of:
            return time.as_of[:7]
        if report and time.role == "at" and time.state:
            return time.as_of
    return None
