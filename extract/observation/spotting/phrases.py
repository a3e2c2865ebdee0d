"""Automata of many phrases over one text: whole words only, and pairs of phrases with a gap between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_letters, digits
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

from extract.observation import words

Value = TypeVar("Value")
GAP = "…"
"""In the catalogues: "a … b" is b within a clause after a."""
_THOUSANDS = re.compile(r"(?<=\d),(?=\d)")
_LATIN = frozenset(ascii_letters + digits)
_GLUED_FIGURE = re.compile(r"\d[\d.,]*\s?[亿万億萬元%]")
CLAUSE_ENDS = frozenset(",，。;；!！?？:：\n()（）|")


class Phrases:
    """An automaton of words and phrases, of which only whole ones count."""

    def __init__(self, phrases: list[str]) -> None:
        self._automaton = AhoCorasick(phrases, matchkind=MatchKind.LeftmostLongest)
        self._reach = max(map(len, phrases), default=0)
        self._apart = [phrase[0] not in _LATIN and phrase[-1] not in _LATIN for phrase in phrases]
        """Whether a phrase is never inside a longer word, as a Chinese one."""

    def find(self, folded: str) -> Iterator[tuple[int, int, int]]:
        """(index, start, end), in order, longest first, none over another; the inside of a word hides nothing."""
        done, apart = 0, self._apart
        for index, start, end in self._automaton.find_matches_as_indexes(folded):
            if apart[index] or whole_word(folded, start, end):
                if start >= done:
                    yield index, start, end
                    done = end
                continue
            for hidden in self.inside(folded, max(start, done), end):
                yield hidden
                done = hidden[2]

    def inside(self, folded: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Words inside a match that is none: [dividend] of "dividend payout(s)", [on mobile] of "(milli)on mobile"."""
        for index, first, last in self._automaton.find_matches_as_indexes(folded[start : end - 1]):
            if not first and whole_word(folded, start, start + last):
                yield index, start, start + last
                start += last
            break
        begin = folded.find(" ", start, end) + 1
        if begin:
            for index, first, last in self._automaton.find_matches_as_indexes(folded[begin : begin + self._reach]):
                if begin + first >= end:
                    return
                if whole_word(folded, begin + first, begin + last):
                    yield index, begin + first, begin + last


class GappedPhrases(Generic[Value]):
    """Patterns "a … b" over one automaton of their parts."""

    def __init__(self, patterns: dict[str, Value], reach: int) -> None:
        self._reach = reach
        self._seconds: dict[str, list[tuple[str, Value]]] = {}
        parts: dict[str, None] = {}
        for pattern, value in patterns.items():
            first, second = (part.strip() for part in pattern.split(GAP))
            self._seconds.setdefault(first, []).append((second, value))
            parts[first] = parts[second] = None
        self._parts = list(parts)
        self._automaton = AhoCorasick(self._parts, matchkind=MatchKind.Standard)

    def find(self, folded: str) -> Iterator[tuple[int, int, Value]]:
        """(start, end, value) of each pattern, the nearest second part for each first."""
        places = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        if len(places) < 2:
            return
        parts, seconds = self._parts, self._seconds
        hits = [(start, end, parts[index]) for index, start, end in places if whole_word(folded, start, end)]
        for number, (start, end, part) in enumerate(hits):
            if part not in seconds or number + 1 == len(hits):
                continue
            nearest: dict[str, int] = {}
            for first, last_end, later in hits[number + 1 : number + 12]:
                if end <= first <= end + self._reach:
                    nearest.setdefault(later, last_end)
            for second, value in seconds[part] if nearest else ():
                if second not in nearest:
                    continue
                last = nearest[second]
                gap = folded[end:last].removeprefix(",").removeprefix("，")
                if (
                    CLAUSE_ENDS.isdisjoint(_THOUSANDS.sub("", gap))
                    and not words.GAP_NEXT_FIGURE.search(gap)
                    and not words.GAP_OTHER_SENSE.match(gap)
                ):
                    yield start, last, value


def whole_word(text: str, start: int, end: int) -> bool:
    """Whether an ASCII match does not stand inside a longer word; a Chinese figure may follow at once: DAU5亿."""
    if start and text[start] in _LATIN and text[start - 1] in _LATIN:
        return False
    if end < len(text) and text[end] in _LATIN and text[end - 1] in ascii_letters:
        return _GLUED_FIGURE.match(text, end) is not None
    return True
