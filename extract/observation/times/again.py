"""The day of a speech, an event, a report or a release of figures, which sentences told after it are on."""

from __future__ import annotations

import re

from extract.observation.times.figure import Figure
from extract.observation.times.words import REPORT_AGAIN, SAID, SPEECH_AGAIN, TRADING

MOVED = re.compile(r"[涨漲跌升降]\D{0,4}\d[\d.]*%")
"""How far a share price moved, as market reports tell it."""
MOST_BEFORE, AFTER_EVENT, AFTER_RELEASE, BEFORE_LIST = 12, 2, 8, 3
"""Times looked at; sentences that an event, a release of figures and the head of a list reach."""


def day_told(figure: Figure) -> str | None:
    """The day that the sentence, or the one before it in the paragraph, names: of a market value a day of trading."""
    text, sentences = figure.seen.folded, figure.seen.sentences
    number = sentences.index(figure.quantity.start)
    traded = figure.metric_id == "market_cap" and MOVED.search(text, figure.start, figure.quantity.start)
    if traded:
        earlier = max(0, number - BEFORE_LIST)
    else:
        earlier = number - 1 if number and sentences.paragraph(number - 1) == sentences.paragraph(number) else number
    start, end = sentences.span(earlier)[0], figure.end
    for time in figure.seen.times.before(start, figure.quantity.start, MOST_BEFORE):
        is_day = time.as_of is not None and len(time.as_of) == 10 and time.role in {"at", "day"}
        if is_day and (figure.metric_id != "market_cap" or TRADING.search(text, start, end)):
            return time.as_of
    return None


def told_again(figure: Figure) -> str | None:
    """The month of the speech or event, or the day of the report, that a sentence points back to."""
    text, sentences = figure.seen.text, figure.seen.sentences
    start, place, number = figure.start, figure.quantity.start, sentences.index(figure.quantity.start)
    lead = sentences.lead_in(number)
    if lead is not None:
        number, (start, place) = lead, sentences.span(lead)
        if led := _of_lead(figure, start, place):
            return led
    speech = SPEECH_AGAIN.search(text, start, place)
    report = REPORT_AGAIN.search(text, start, place)
    said = SAID.search(text, start, place)
    for time in figure.seen.times.before(0, start, MOST_BEFORE):
        away = number - sentences.index(time.start)
        points_back = speech or (time.release and away <= AFTER_RELEASE)
        at_event = time.event and ((said and away <= AFTER_EVENT) or (lead is not None and away <= BEFORE_LIST))
        if time.as_of and time.role == "day" and time.said is not None and (points_back or at_event):
            return time.as_of[:7]
        if report and time.role == "at" and time.state:
            return time.as_of
    return None


def _of_lead(figure: Figure, start: int, end: int) -> str | None:
    """The only time that the line over a list tells, if it is no whole year."""
    told = {time.as_of for time in figure.seen.times.before(start, end, MOST_BEFORE) if time.role == "at"}
    only = told.pop() if len(told) == 1 else None
    return only if only and len(only) > 4 else None
