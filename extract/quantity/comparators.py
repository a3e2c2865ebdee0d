"""Whether a figure is exact, a bound or a rounding, from the words next to it."""

from __future__ import annotations

from extract.quantity.lexicon import Lexicon
from extract.records import Comparator

REACH = 26
"""Characters before a figure that are looked at."""


def comparator_before(flat: str, start: int, words: Lexicon, *, open_: bool = False) -> Comparator | None:
    """The comparator that ends right before a place, an article or 了 between allowed.

    Args:
        flat: The text.
        start: Of the figure, its currency included.
        words: The word tables.
        open_: Whether the figure is a bare scale (百万), which 上 can stand before.
    """
    before = flat[max(0, start - REACH) : start].rstrip().rstrip("(（[*").rstrip()
    for _ in range(3):
        if not before:
            return None
        last = before[-1]
        found = (
            _english(before, words)
            if last.isascii() and last.isalpha() or last == "."
            else _by_character(before, words, open_=open_)
        )
        if found:
            return found
        gap = _gap(before, words)
        if not gap:
            return None
        before = before[:-gap].rstrip()
    return None


def _english(before: str, words: Lexicon) -> Comparator | None:
    tokens = before.lower().rsplit(None, 4)[-4:]
    for count in (4, 3, 2, 1):
        if len(tokens) >= count and (found := words.comparators.get(" ".join(tokens[-count:]))):
            return found
    return None


def _by_character(before: str, words: Lexicon, *, open_: bool) -> Comparator | None:
    for length in (4, 3, 2, 1):
        word = before[-length:]
        if len(word) == length and (found := words.comparators.get(word)):
            earlier = before[-length - 1 : -length]
            if word == "上" and (not open_ or earlier == "千"):
                return None
            return None if earlier and earlier in words.comparator_not_after.get(word, "") else found
    return None


def _gap(before: str, words: Lexicon) -> int:
    """Length of the word that may stand between a comparator and its figure."""
    if before[-1].isascii():
        word = before.rsplit(None, 1)[-1]
        return len(word) if word.lower() in words.gap else 0
    return 1 if before[-1] in words.gap else 0


def comparator_of(flat: str, start: int, end: int, words: Lexicon, *, vague: bool, open_: bool) -> Comparator:
    """The comparator of a figure: before it, in it (百余万), or behind it."""
    if found := comparator_before(flat, start, words, open_=open_):
        return found
    for kind, pattern in words.after:
        if pattern.match(flat, end):
            return kind
    return "gt" if vague else "eq"
