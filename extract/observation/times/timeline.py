"""The times of one text in order, and the period that is in force at each place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from extract.observation.spotting.sentences import Sentences
from extract.observation.spotting.spot import Cue
from extract.observation.times.asof import Time, ends_quarter, in_brackets, is_month, times, times_dated
from extract.observation.times.words import REPORT, RESULTS

HEADING_LENGTH, LABEL_LENGTH = 60, 36
REPORT_REACH, COMPARED_REACH, FIGURE_REACH, BRACKET_REACH = 80, 60, 160, 24
SENTENCES, SENTENCES_LASTING = 2, 8
"""How long the period of a plain sentence with a figure lasts, and how long where a text stays on one period."""
_COMPARED = re.compile(
    r"(?:\b(?:from|against|versus|vs\.?|compared\s+(?:with|to))\s+(?:[^.,;:]|[.,](?=\d))*|[由从從自较較比]\s?)$"
)
_NUMBER = re.compile(r"\d|[一二三四五六七八九十百千][几幾余餘多]?[万亿億萬]|\b(?:million|billion|half)\b")
_BRACKET = re.compile(r"[(（][^()（）]*$")
_FIGURE_FIRST = re.compile(r"[(（]\s?(?:from|vs\.?|rmb|us\$|hk\$|[¥$€])?\s?\d[^()（）]*$")
"""Before the time of a level that is compared with, in brackets: (43.1% in fy22)."""
_BRACKET_END = re.compile(r"[^()（）\n]{0,24}[)）]")
_HASH = re.compile(r"^#{1,6}(?=\s)", re.M)
_PASSED = re.compile(
    r"\b(?:exceed\w*|surpass\w*|than|beat\w*|topp?\w*|above|below)\s(?:[^.,;:]|[.,](?=\d))*$|(?:[高低多少][过過于於出]|超[过過]?)[^，。；]*$"
)
_AGAINST = re.compile(r"[^，。,;；]{0,25}相[比较較]")
_SAID_THEN = re.compile("[^，。,；\\d]{0,2}[说說](?:过|過|的)?[，,：:]|曾|一度")
_COLON = re.compile(r"\s?[:：]")
_ITEM, _ENTRY = re.compile(r"\s*[-*•·●▪]\s+[\s*_]*"), re.compile(r"[\s*_]*[:：–—-]")
"""What stands before and behind the time that heads an item of a list: it is of the item's own figures alone."""
_LEAD_IN = re.compile(r"[:：]\W*$")
_SENTENCE_LIKE = re.compile(r"[。；;]|[.!?！？]\s*$")


_LAST_MONTH = {"": 12, "-H1": 6, "-H2": 12, "-9M": 9, "-Q1": 3, "-Q2": 6, "-Q3": 9, "-Q4": 12}
"""The month that each period of a year ends with."""

_LONGER = ("", "-H1", "-H2", "-9M")


def _is_to_come(as_of: str, published: date) -> bool:
    """Whether a year or a part of one was not over on a day."""
    last = _LAST_MONTH.get(as_of[4:])
    return last is not None and (int(as_of[:4]), last) >= (published.year, published.month)


class InForce(NamedTuple):
    """The periods in force from a place on: of the report or heading (strong; titled where only the title tells it), of
    the last plain sentence with a figure (weak), the month of such a sentence, and the last quarter of any."""

    start: int
    strong: str | None = None
    level: int = 0
    weak: str | None = None
    weak_sentence: int = 0
    month: str | None = None
    month_sentence: int = 0
    quarter: str | None = None
    titled: bool = False


def _first_quarter(*periods: str | None) -> str | None:
    return next((period for period in periods if period and "Q" in period), None)


def _is_aside(told: InForce) -> bool:
    """Whether a report on a quarter went over to a longer period that the quarter is part of, for a paragraph."""
    return "Q" in (told.strong or "") and told.weak in {f"{(told.strong or '')[:4]}{part}" for part in _LONGER}


class Timeline:
    """What `period` asks of the times of a text: read when first asked, looked up by bisection, linear over a text."""

    def __init__(
        self, folded: str, published: date | None, sentences: Sentences, cues: Sequence[Cue], headline: str
    ) -> None:
        """The times of a text.

        Args:
            folded: The text, lower-cased one character for one.
            published: Its day.
            sentences: Its sentences.
            cues: Its metric words, in order.
            headline: Its title, lower-cased.
        """
        self._text = folded
        self._published = published
        self._sentences = sentences
        self._cues = cues
        self._headline = headline

    @cached_property
    def _times(self) -> list[Time]:
        return times_dated(self._text, self._published, self._headline)

    @cached_property
    def _titled(self) -> InForce:
        """The period of a title that names one."""
        named = [time for time in times(self._headline, self._published) if self._is_period(time)]
        told = {t.as_of for t in named if not is_month(t)}
        quarters = {period for period in told if "Q" in (period or "")}
        told = quarters if len(quarters) == 1 and len(told) == 2 else told
        period = told.pop() if len(told) == 1 else None
        is_year = period is not None and len(period) == 4
        of_results = RESULTS.search(self._headline) or _NUMBER.search(self._headline.replace(period or "", ""))
        return InForce(0, None if is_year and not of_results else period, titled=True)

    @cached_property
    def _starts(self) -> list[int]:
        return [time.start for time in self._times]

    @cached_property
    def _cue_starts(self) -> list[int]:
        return [cue.start for cue in self._cues]

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self._text))]

    @cached_property
    def _paragraphs(self) -> list[int]:
        return [match.start() for match in re.finditer(r"\n[^\S\n]*\n", self._text)]

    @cached_property
    def _changes(self) -> list[InForce]:
        return self._all_in_force()

    @cached_property
    def _change_starts(self) -> list[int]:
        return [change.start for change in self._changes]

    def before(self, start: int, position: int, most: int) -> list[Time]:
        """The last times that begin in [start, position), nearest first."""
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, position)
        return [t for t in reversed(self._times[max(low, high - most) : high]) if t.end <= position]

    def after(self, position: int, end: int, most: int) -> list[Time]:
        """The first times that begin in [position, end), nearest first."""
        low, high = bisect_left(self._starts, position), bisect_left(self._starts, end)
        return self._times[low : min(high, low + most)]

    def in_force(self, position: int, *, counted: bool) -> InForce:
        """The periods in force at a place; that of a plain sentence for the few sentences after it.

        Args:
            position: Where the figure stands.
            counted: It is a count, which may be of a month; other figures are for the periods of accounts, and a
                text that is on a quarter is full of them.
        """
        at = bisect_right(self._change_starts, position) - 1
        if at < 0:
            return self._titled
        told, sentence = self._changes[at], self._sentences.index(position)
        same = self._same_paragraph(told.start, position)
        if counted and same and told.month and told.month_sentence >= max(told.weak_sentence, sentence - SENTENCES):
            return told._replace(weak=told.month)
        apart = self._sentences.paragraph(told.weak_sentence) != self._sentences.paragraph(sentence)
        is_year = told.weak is not None and len(told.weak) == 4
        if apart and ((counted and is_year) or _is_aside(told) or self._is_item_of_year(told, sentence)):
            return told._replace(weak=None)
        distance, quarter = sentence - told.weak_sentence, "Q" in (told.weak or "")
        lasts = (quarter and not counted) or ((quarter or not counted) and self._same_paragraph(told.start, position))
        if distance <= SENTENCES or (lasts and distance <= SENTENCES_LASTING):
            return told
        return told._replace(weak=None)

    def _is_item_of_year(self, told: InForce, sentence: int) -> bool:
        """Whether a sentence is an item under a heading of a year, of which another item told a part."""
        if told.titled or told.strong is None or not (told.weak or "").startswith(f"{told.strong}-"):
            return False
        return _ITEM.match(self._text, self._sentences.span(sentence)[0]) is not None

    def quarter_told(self, position: int) -> str | None:
        """The last quarter told before a place, however far: what "the quarter" is."""
        at = bisect_right(self._change_starts, position) - 1
        told = self._changes[at] if at >= 0 else self._titled
        return _first_quarter(told.weak, told.strong, told.quarter)

    @cached_property
    def only_part(self) -> str | None:
        """The quarter or half of a text that tells one period, wherever that is."""
        named = {time.as_of for time in self._times if self._is_period(time) and not is_month(time)}
        told = {period for change in self._changes for period in (change.weak, change.strong) if period}
        only = told.pop() if len(told) == 1 and len(named) == 1 else None
        return only if only and only[5:6] in {"Q", "H"} else None

    def _same_paragraph(self, start: int, end: int) -> bool:
        return bisect_left(self._paragraphs, start) == bisect_left(self._paragraphs, end)

    def _in_table(self, line_start: int) -> bool:
        return self._text.startswith("|", line_start)

    def _line(self, position: int) -> tuple[int, int]:
        number = bisect_right(self._lines, position) - 1
        end = self._lines[number + 1] - 1 if number + 1 < len(self._lines) else len(self._text)
        return self._lines[number], end

    def _all_in_force(self) -> list[InForce]:
        """The periods in force from each time and each marked-up heading on."""
        events: list[tuple[int, Time | int]] = [(t.start, t) for t in self._times if self._is_period(t)]
        events += [(m.start(), m.end() - m.start()) for m in _HASH.finditer(self._text)]
        events.sort(key=lambda event: (event[0], isinstance(event[1], Time)))
        changes, now = [], self._titled
        for start, what in events:
            last = now
            now = self._reset(now, start, what) if isinstance(what, int) else self._told(now, what)
            if now is not last:
                now = now._replace(quarter=_first_quarter(now.weak, now.strong, last.quarter))
            changes.append(now)
        return changes

    def _reset(self, now: InForce, start: int, level: int) -> InForce:
        """A new section ends the periods of the sections it does not lie in."""
        keeps = now.strong is not None and 0 < now.level < level and not now.titled
        return InForce(start, now.strong, now.level) if keeps else self._titled._replace(start=start)

    def _told(self, now: InForce, time: Time) -> InForce:
        """The periods in force once a time is told: that of a heading or a report lasts."""
        line, line_end = self._line(time.start)
        if self._in_table(line):
            return now
        sentence = self._sentences.index(time.start)
        start, end = self._sentences.span(sentence)
        near = (max(start, time.start - REPORT_REACH), min(end, time.end + REPORT_REACH))
        lead = (max(start, time.start - COMPARED_REACH), time.start)
        compared = _COMPARED.search(self._text, *lead) or _AGAINST.match(self._text, time.end)
        if not compared and now.weak and (time.as_of or "") < now.weak:
            compared = _PASSED.search(self._text, *lead)
        if compared or (self._text[time.start - 1 : time.start] in {"(", "（"} and _COLON.match(self._text, time.end)):
            return now
        if self._in_brackets(time) or (len(time.as_of or "") == 4 and _SAID_THEN.match(self._text, time.end)):
            return now
        heads_item = _ITEM.fullmatch(self._text, line, time.start) and _ENTRY.match(self._text, time.end)
        if heads_item and self._has_figure(time, line, line_end):
            return now
        is_heading = self._is_heading(line, line_end) or self._is_label(time, start, end)
        has_cue = bisect_left(self._cue_starts, start) < bisect_left(self._cue_starts, end)
        dates_figure = has_cue and self._has_figure(time, start, end)
        if is_month(time) and not is_heading:
            return now._replace(start=time.end, month=time.as_of, month_sentence=sentence) if dates_figure else now
        words = RESULTS if len(time.as_of or "") == 4 else REPORT
        if is_heading or words.search(self._text, *near):
            hashes = _HASH.match(self._text[line : line + 8])
            return InForce(time.end, time.as_of, hashes.end() if hashes else 0, time.as_of, sentence)
        is_first = has_cue and now.weak is None and now.strong is None and "Q" in (time.as_of or "")
        if dates_figure or is_first:
            return InForce(time.end, now.strong, now.level, time.as_of, sentence, titled=now.titled)
        return now

    def _in_brackets(self, time: Time) -> bool:
        """Whether a time stands in brackets with a figure, or behind one: it is of no other figure."""
        if in_brackets(self._text, time):
            return True
        lead = (max(0, time.start - BRACKET_REACH), time.start)
        if _FIGURE_FIRST.search(self._text, *lead) and self._text.startswith((")", "）"), time.end):
            return True
        before = _BRACKET.search(self._text, *lead)
        behind = _BRACKET_END.match(self._text, time.end) if before else None
        return behind is not None and bool(_NUMBER.search(self._text, time.end, behind.end()))

    def _has_figure(self, time: Time, start: int, end: int) -> bool:
        """Whether a sentence has a number beside the time."""
        before, after = max(start, time.start - FIGURE_REACH), min(end, time.end + FIGURE_REACH)
        return bool(_NUMBER.search(self._text, before, time.start) or _NUMBER.search(self._text, time.end, after))

    def _is_label(self, time: Time, start: int, end: int) -> bool:
        """Whether a sentence is little more than a quarter or half, as in "Q3 2024 recap."."""
        is_part = (time.as_of or "")[5:6] in {"Q", "H"}
        return is_part and end - start <= LABEL_LENGTH and not self._has_figure(time, start, end)

    def _is_heading(self, start: int, end: int) -> bool:
        """A short line that is no sentence, or a line that leads into a list."""
        tail = self._text[max(start, end - 8) : end]
        if _LEAD_IN.search(tail):
            return True
        return end - start <= HEADING_LENGTH and not _SENTENCE_LIKE.search(self._text[start:end].strip())

    def _is_period(self, time: Time) -> bool:
        """A quarter, a longer period, a month, or a day that accounts are drawn up on; no week, nor a year not over."""
        if time.role != "at" or time.as_of is None or time.form.endswith("week_back"):
            return False
        if self._published is not None and _is_to_come(time.as_of, self._published):
            return False
        return len(time.as_of) < 10 or time.state or ends_quarter(time.as_of)
