"""Which of the times a text names a figure is for."""

from __future__ import annotations

import re
from typing import NamedTuple

from extract.observation.choose import period_end
from extract.observation.context import Text
from extract.observation.tables.columns import cell_time
from extract.observation.times.again import told_again
from extract.observation.times.around import BALANCE, time_around
from extract.observation.times.asof import (
    MONTHS_OF_QUARTER,
    QUARTER_BACK,
    Time,
    in_brackets,
    in_year,
    quarter_before,
    year_before,
)
from extract.observation.times.attach import (
    BREAK,
    FROM,
    TOLD_AFTER,
    attached,
    governs,
    is_of_left,
    is_of_level_before,
    is_own,
    later,
    leads_to,
    place_after,
)
from extract.observation.times.clause import has_ended, is_of_other_words, is_this_year, opens_clause
from extract.observation.times.figure import BY_DAY, Figure, figure_of
from extract.observation.times.resolve import COUNTS
from extract.observation.times.series import in_series, over_span
from extract.observation.times.words import RESULTS, SHOWN
from extract.records import Quantity

_LAST_QUARTER = {"-H1": "-Q2", "-H2": "-Q4", "-9M": "-Q3"}
"""The quarter that ends with a longer period."""
MOST_BEFORE, MOST_AFTER, NEXT_TO = 12, 4, 4
"""Times looked at before and after a figure; characters from words that point back to their figure."""

_WHICH_HAS = re.compile(r",\s+(?:which|who|that)\s+(?:now\s+)?(?:has|have)\s", re.I)
_CLOSED = re.compile(r"[^()（）]*[)）]")
"""Behind a time in brackets that are closed before the figure."""
_COMPARED = re.compile(r"(?:[较較比]|[高低多少][于於出])\s?$")
_UNCHANGED = re.compile(r"\s?(?:[大基]?[致本体體])?(?:持平|相若|相同|一致|不变|不變)")
"""After the earlier period that a figure is the same as: 与去年同期持平为29%."""
_PAID = re.compile(
    r"\s(?:of\s(?:its|their)\s(?:own\s)?)?(?:shares?\s)?(?:for|at a cost of|worth)\s(?:(?:about|around|some)\s)?", re.I
)
"""Between shares and what was paid for them."""
_EVERY_DAY = re.compile(r"[，,]?\s?(?:每天|每日)")
"""After a "today" that is nowadays."""
_LAST_YEAR = re.compile(r"[去上]年|last\s+year")
_THIS_YEAR = re.compile(r"[今本]年|this\s+year")

_LATER = frozenset({"en_years_later", "zh_years_later"})
"""Forms that count on from the time before."""
_WITH_YEAR = frozenset({"bracketed_year"})
"""Forms of the same period of another year that are that year where no period is told; a count is so at any time."""


class Dated(NamedTuple):
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
    as_of, earlier = _time_of(figure_of(seen, quantity, metric_id), prior)
    if metric_id in BALANCE and as_of and as_of[4:] in _LAST_QUARTER:
        as_of = as_of[:4] + _LAST_QUARTER[as_of[4:]]
    return as_of, earlier


def _time_of(figure: Figure, prior: bool) -> tuple[str | None, bool]:
    """What `time_of` gives, before the accounts of a long period are dated to its end."""
    own = _in_cell(figure) or _in_series(figure) or _after(figure)
    if own is not None:
        return own.as_of, own.prior
    found = _before(figure)
    if prior and (back := _year_back(figure)):
        return back, True
    if prior and (found is None or not (found.prior or is_own(figure))):
        return year_before(found.as_of if found else time_around(figure)), True
    if found is not None:
        return found.as_of, found.prior
    return later(figure) or time_around(figure) or _after_base(figure), False


def _in_cell(figure: Figure) -> Dated | None:
    as_of = cell_time(figure.seen, figure.quantity) if figure.seen.tables else None
    if as_of is None and figure.seen.tables.cell(figure.quantity):
        return Dated(time_around(figure))
    return Dated(as_of) if as_of else None


def _in_series(figure: Figure) -> Dated | None:
    if first := over_span(figure):
        return Dated(first, prior=True)
    as_of = in_series(figure)
    return Dated(as_of) if as_of else None


def _after(figure: Figure) -> Dated | None:
    """The time told right after the figure: "963 million in the second quarter", "10亿（截至6月）"."""
    place, limit = place_after(figure)
    if shared := _of_purchase(figure):
        return Dated(shared)
    for at, time in enumerate(figure.seen.times.after(place, limit, MOST_AFTER)):
        gap = figure.seen.text[place : time.start]
        if time.said == time.end and figure.is_counted and TOLD_AFTER.fullmatch(gap):
            return Dated((time.as_of or "")[:7])
        bracketed = not at and in_brackets(figure.seen.text, time)
        if not (bracketed or attached(gap, time)) or leads_to(figure.seen.text, time, figure.right):
            return None
        if time.role in {"since", "now", "past"}:
            return Dated(None)
        if time.role in {"year prior", "quarter prior"} and not figure.is_growth:
            return Dated(_shifted(figure, time), prior=True)
        quarter = figure.seen.times.quarter_told(place) if time.role == "open" else None
        if quarter:
            return Dated(quarter)
        if time.role == "at" or (time.role == "day" and figure.may_be_of(time)):
            return _from_last(figure, time, figure.quantity.start) or Dated(time.as_of)
        place = time.end
    return None


def _of_purchase(figure: Figure) -> str | None:
    """The time behind what was paid for shares, which is theirs too: 465,000 shares for 204 million on July 6."""
    right, seen = figure.right, figure.seen
    if (
        figure.metric_id not in BY_DAY
        or right is None
        or not _PAID.fullmatch(seen.text, figure.quantity.end, right.start)
    ):
        return None
    time = next(iter(seen.times.after(right.end, figure.end, 1)), None)
    if time is None or time.role not in {"at", "day"} or not attached(seen.text[right.end : time.start], time):
        return None
    return time.as_of


def _before(figure: Figure) -> Dated | None:
    """The last time told before the figure in its sentence that can be its own."""
    text, place = figure.seen.text, figure.quantity.start
    times = figure.seen.times.before(figure.start, place, MOST_BEFORE)
    for at, time in enumerate(times):
        gap = text[time.end : place]
        if time.role == "open" and (of_report := _quarter_of_report(figure, time)):
            return of_report
        if time.role in {"base", "launch", "open"} or is_of_left(figure, time) or has_ended(figure, time, gap):
            continue
        if is_of_level_before(figure, time) or _is_bracketed(figure, time, gap):
            continue
        if figure.is_of_count and _WHICH_HAS.search(gap):
            return Dated(None)
        if time.role in {"since", "past"}:
            return Dated(None)
        if time.role == "now":
            if not figure.is_of_count:
                continue
            return Dated(_state_or_said(figure, times[at:]) or told_again(figure))
        if time.role in {"year prior", "quarter prior"}:
            if not _UNCHANGED.match(gap) and governs(figure, time, gap):
                return Dated(_shifted(figure, time), prior=True)
            continue
        found = _own(figure, time, gap)
        if found:
            return found
    return None


def _quarter_of_report(figure: Figure, time: Time) -> Dated | None:
    """The quarter that the text is about, for "the quarter"; of "last quarter" in a comparison, the one before it."""
    quarter = figure.seen.times.quarter_told(figure.quantity.start)
    if quarter and time.form in QUARTER_BACK and _is_compared(figure, time):
        return Dated(quarter_before(quarter), prior=True)
    return Dated(quarter) if quarter or time.form in QUARTER_BACK else None


def _is_compared(figure: Figure, time: Time) -> bool:
    """Whether a time right before the figure is what another is compared with: 较上季度36%."""
    text, place = figure.seen.text, figure.quantity.start
    return place - time.end <= NEXT_TO and _COMPARED.search(text, max(0, time.start - NEXT_TO), time.start) is not None


def _is_bracketed(figure: Figure, time: Time, gap: str) -> bool:
    """Whether a time stands in brackets with a figure or right behind one, closed before this one: (vs. 20% in Q1)."""
    closed = _CLOSED.match(gap)
    if closed is None or figure.left is None:
        return False
    opened = max(figure.seen.text.rfind(mark, figure.start, time.start) for mark in "(（")
    first = figure.seen.first_figure(opened) if opened >= 0 else 0
    before = opened >= 0 and first < figure.seen.first_figure(time.start)
    told = figure.seen.quantities[first - 1] if first else None
    if told is not None and told.start >= figure.start and not figure.seen.text[told.end : opened].strip():
        return True
    return before or time.end <= figure.left.start < time.end + closed.end()


def _own(figure: Figure, time: Time, gap: str) -> Dated | None:
    """A time before the figure as the figure's own; None where it is that of other words."""
    if time.form == "zh_today" and figure.is_counted and _EVERY_DAY.match(gap):
        return Dated(None)
    if time.role == "day":
        return Dated(_said_quarter(figure, time) or _day_or_month(figure, time)) if figure.may_be_of(time) else None
    words = figure.seen.text[time.start : time.end]
    if figure.metric_id == "market_cap" and is_this_year(figure, time) and BREAK.search(gap):
        return Dated(None)
    if figure.is_counted and _THIS_YEAR.fullmatch(words.strip().lower()) and BREAK.search(gap):
        return Dated(time.as_of if opens_clause(figure, time) else None)
    if is_of_other_words(figure, time, gap):
        return None
    if time.form in QUARTER_BACK and _is_quarter_of(
        time.as_of, _told_before(figure, time) or _told_of_left(figure, time, gap)
    ):
        return Dated(quarter_before(time.as_of), prior=True)
    return (_from_last(figure, time, time.start) if len(gap) < 3 else None) or Dated(time.as_of)


def _is_quarter_of(quarter: str | None, told: str | None) -> bool:
    """Whether a quarter is the period told before, or the one that the day told before ends."""
    return told is not None and quarter is not None and told in {quarter, period_end(quarter)}


def _year_back(figure: Figure) -> str | None:
    """Of 去年 or last year right before the level before, the year before the one that the text is on."""
    place = figure.quantity.start
    last = figure.seen.times.before(figure.start, place, 1)
    if not last or place - last[0].end > NEXT_TO or not _LAST_YEAR.fullmatch(_words(figure, last[0])):
        return None
    told = _told_before(figure, last[0]) or time_around(figure)
    return year_before(told) if told and len(told) == 4 else None


def _after_base(figure: Figure) -> str | None:
    """Of a growth with no other time, the year after the period it is measured against, where that is no older."""
    published = figure.seen.passage.published
    if not figure.is_growth:
        return None
    for time in figure.seen.times.before(figure.start, figure.end, MOST_BEFORE):
        is_base = time.role == "base" and time.as_of is not None and len(time.as_of) < 10
        if is_base and time.as_of and not _LAST_YEAR.fullmatch(_words(figure, time)):
            year = int(time.as_of[:4]) + 1
            return in_year(time.as_of, year) if published is None or year >= published.year - 1 else None
    return None


def _words(figure: Figure, time: Time) -> str:
    return figure.seen.text[time.start : time.end].strip().lower()


def _told_before(figure: Figure, time: Time) -> str | None:
    """The period that a sentence is on before a time."""
    return _first(figure.seen.times.before(figure.start, time.start, MOST_BEFORE))


def _told_of_left(figure: Figure, time: Time, gap: str) -> str | None:
    """The period of the text, where a time stands between two levels, as in 37.4%，上季30.7%."""
    left = figure.left
    between = left is not None and left.end <= time.start <= left.end + NEXT_TO and len(gap) <= NEXT_TO
    return time_around(figure) if between else None


def _from_last(figure: Figure, time: Time, start: int) -> Dated | None:
    """Of the level before, "from 28% last year" or 由去年的26%: a year, or a quarter, before the period of the text."""
    text = figure.seen.text
    words = text[time.start : time.end].strip().lower()
    is_quarter = time.form in QUARTER_BACK
    before = text[max(0, start - 12) : start]
    if not (is_quarter or _LAST_YEAR.fullmatch(words)) or not (FROM.search(before) or _COMPARED.search(before)):
        return None
    told = _told_before(figure, time) or time_around(figure)
    return Dated((quarter_before(told) if is_quarter else year_before(told)) or time.as_of, prior=True)


def _said_quarter(figure: Figure, time: Time) -> str | None:
    """The quarter that a text reports, for figures told by quarters that were said on a day."""
    metric = figure.seen.metrics.get(figure.metric_id)
    if time.said is None or metric is None or metric.period != "quarter":
        return None
    strong = figure.seen.times.in_force(figure.quantity.start, counted=figure.is_counted).strong
    return strong if "Q" in (strong or "") else None


def _day_or_month(figure: Figure, time: Time) -> str | None:
    """A figure that was said on a day is dated to its month."""
    said = time.said is not None and time.said <= figure.quantity.start
    return time.as_of[:7] if said and time.as_of else time.as_of


def _state_or_said(figure: Figure, times: list[Time]) -> str | None:
    """The time of a "now": the day told with as of, or the month in which it was said."""
    for time in times:
        if time.role == "at" and (time.state or _is_reported(figure, time)):
            return time.as_of
        if time.role == "day" and time.said is not None and figure.is_counted:
            return _day_or_month(figure, time)
    return None


def _is_reported(figure: Figure, time: Time) -> bool:
    """Whether a time is the quarter of the results that the sentence tells: its Q2 earnings, where X now has ..."""
    metric = figure.seen.metrics.get(figure.metric_id)
    quarterly = metric is not None and metric.period == "quarter" and "Q" in (time.as_of or "")
    folded, place = figure.seen.folded, figure.quantity.start
    return quarterly and bool(RESULTS.search(folded, time.end, time.end + 24) or SHOWN.search(folded, time.end, place))


def _shifted(figure: Figure, time: Time) -> str | None:
    """The period that words point back to, from that of the figure's neighbours."""
    anchor = _anchor(figure)
    count, unit = _steps(_words(figure, time))
    if time.role == "quarter prior":
        for _ in range(count // MONTHS_OF_QUARTER if unit == "months" else count):
            anchor = quarter_before(anchor)
        return anchor
    published = figure.seen.passage.published
    if anchor is None and (figure.is_counted or time.form in _WITH_YEAR):
        return time.as_of or (str(published.year - count) if published and time.form not in _LATER else None)
    if anchor and unit == "years":
        return in_year(anchor, int(anchor[:4]) + (count if time.form in _LATER else -count))
    return in_year(anchor, int(time.as_of[:4])) if time.as_of else year_before(anchor)


def _steps(told: str) -> tuple[int, str]:
    """How many years, quarters or months words go back: (1, "") for those that tell no number."""
    if told[:1] in COUNTS:
        return COUNTS[told[:1]], "years"
    first, _, rest = told.partition(" ")
    unit = rest.split()[0] if rest else ""
    is_told = first in COUNTS and unit in {"years", "quarters", "months"}
    return (COUNTS[first], unit) if is_told and (unit != "months" or COUNTS[first] > MONTHS_OF_QUARTER) else (1, "")


def _anchor(figure: Figure) -> str | None:
    times = figure.seen.times
    before = times.before(figure.start, figure.quantity.start, MOST_BEFORE)
    after = times.after(figure.quantity.end, figure.end, MOST_AFTER)
    return _first(before) or time_around(figure) or _first(after)


def _first(times: list[Time]) -> str | None:
    return next((time.as_of for time in times if time.role == "at"), None)
