"""The time of a figure that its own sentence does not tell: the report's, the last sentences', that of a speech."""

from __future__ import annotations

import re

from extract.observation.times.again import day_told, told_again
from extract.observation.times.figure import OF_A_DAY, Figure
from extract.observation.times.timeline import InForce
from extract.observation.times.words import BY_NOW, IN_ALL

BALANCE = frozenset({"cash", "net_cash", "listed_investments_value", "unlisted_investments_value", "employees"})
"""Counted on a day, but reported with the period that the day ends."""
FAR_BACK = 40
"""Characters before a figure that may say that it is so by now."""
_MARKS, _ENTRY = re.compile(r"[\s*_#•·-]*"), re.compile(r"[\s*_]*[—–:：]|\s*\*\*\s*-\s")
"""What stands before and behind the time at the head of an entry."""
_BACKGROUND = re.compile(r"\b(?:which|whose|that|who)\b", re.I)


def _of_entry(figure: Figure) -> str | None:
    """The time at the head of the entry of a chronicle that a figure stands in: 2015 — the value passes ...."""
    sentences = figure.seen.sentences
    number = sentences.index(figure.quantity.start)
    while number and sentences.paragraph(number - 1) == sentences.paragraph(number):
        number -= 1
    start = sentences.span(number)[0]
    first = next(iter(figure.seen.times.after(start, figure.quantity.start, 1)), None)
    if first is None or not _MARKS.fullmatch(figure.seen.text, start, first.start):
        return None
    return first.as_of if _ENTRY.match(figure.seen.text, first.end) else None


def _month_before(figure: Figure, topic: InForce) -> str | None:
    """The month that the sentence before dates its counts by: 截至6月，…超过700万。微信小程序DAU…."""
    sentence = figure.seen.sentences.index(figure.quantity.start)
    is_told = topic.month is not None and topic.weak == topic.month
    return topic.month if is_told and topic.month_sentence == sentence - 1 else None


def time_around(figure: Figure) -> str | None:
    """The period of the sentences before, for what is told by periods; the time of the speech or report pointed at."""
    seen, quantity = figure.seen, figure.quantity
    metric = seen.metrics.get(figure.metric_id)
    if metric is None:
        return None
    topic = seen.times.in_force(quantity.start, counted=figure.is_counted)
    quarter = topic.strong if "Q" in (topic.strong or "") else None
    now_words = BY_NOW if figure.is_counted else IN_ALL
    near = (max(figure.start, quantity.start - FAR_BACK), quantity.start)
    by_now = now_words.search(seen.text, *near) is not None
    if by_now and figure.is_counted and (topic.titled or _BACKGROUND.search(seen.text, *near)):
        quarter = None
    if figure.metric_id in OF_A_DAY and (day := day_told(figure)):
        return day
    entry = None if by_now else _of_entry(figure)
    if entry or figure.metric_id == "market_cap":
        return entry
    if metric.period == "day" and figure.metric_id not in BALANCE:
        return told_again(figure) or _month_before(figure, topic) or (None if by_now else quarter)
    if figure.is_of_count and quarter is None and (again := told_again(figure)):
        return again
    if by_now and metric.unit != "percent" and not figure.is_growth:
        return quarter
    is_of_accounts = not figure.is_counted and (metric.unit != "percent" or figure.is_growth)
    return topic.weak or topic.strong or (seen.times.only_part if is_of_accounts else None)
