"""The years, days and quarters that a text has named so far, which words without a year go on with."""

from __future__ import annotations

import re
from datetime import date

SAME_YEAR, SAME_DAY = 90, 300
"""Characters after a year in which it is that of a bare month, and after a day in which it is that of 当日."""
SENTENCE_END = re.compile(r"[。！？!?\n]|\.\s")
_POINTS_BACK = frozenset("同当當那这這次翌")


class Named:
    """What a text has named up to a place."""

    def __init__(self, text: str, published: date | None, year: int | None) -> None:
        """Nothing yet.

        Args:
            text: The passage, lower-cased.
            published: Its day; without one the last year holds to the end.
            year: The year that an undated text is in.
        """
        self._text = text
        self._published = published
        self._year = year
        self._year_end = self._day_end = 0
        self._day: str | None = None
        self._any_year: int | None = None
        self._quarters: dict[str, str] = {}

    def year(self, start: int, first: str, *, lunar: bool) -> int | None:
        """The year that a time without one goes on with.

        Args:
            start: Where the time begins.
            first: Its first character: 同年 and the like point back to any time.
            lunar: It is a feast, which also goes on with a day.
        """
        near = self._year if self._published is None or self._is_near(self._year_end, start) else None
        if first in _POINTS_BACK:
            return self._any_year or near
        if lunar and near is None and self._is_near(self._day_end, start):
            return self._any_year
        return near

    def day(self, start: int) -> str | None:
        """The day that 当日 is."""
        return self._day if start - self._day_end <= SAME_DAY else None

    def quarter(self, told: str, start: int, year: int | None) -> str:
        """A quarter without its year: that told before it, if the year just named is that of another sentence."""
        if year is None:
            self._quarters.setdefault(told[5:], told)
        elif SENTENCE_END.search(self._text, self._year_end, start):
            return self._quarters.get(told[5:], told)
        return told

    def note(self, told: str, end: int, *, year: bool, base: bool) -> None:
        """Go on from a time.

        Args:
            told: It, as LABELS.md writes it.
            end: Where it ends.
            year: Times after it go on with its year.
            base: Something is only compared with it.
        """
        if year:
            self._year, self._year_end = int(told[:4]), end
            if told[5:6] == "Q":
                self._quarters.setdefault(told[5:], told)
        if len(told) == 10:
            self._day, self._day_end = told, end
        if not base:
            self._any_year = int(told[:4])

    def _is_near(self, end: int, start: int) -> bool:
        """Whether what was named last is near, and in the paragraph."""
        return start - end <= SAME_YEAR and "\n" not in self._text[end:start]
