"""Whether a figure is exact, a bound or a rounding, from the words next to it."""

from __future__ import annotations

import re
from typing import cast

from extract.quantity.lexicon import words
from extract.records import Comparator

MARK_REACH = 80
_THAN_THE = re.compile(r"(?<![a-z])(?:above|below|over|under|than)\sthe\s$", re.I)
_THAN = re.compile(
    r"(?:%|percent|per\scent|pct|points?|times)\s(?:higher|lower|more|less|greater|larger|bigger|fewer|smaller)\sthan\s$",
    re.I,
)
_OF_A_WHOLE = re.compile(r"(约|大约|近|超过|超|逾|不到|不足|至少)占[\u4e00-\u9fffA-Za-z]{1,12}$")
"""Before a share whose comparator stands before its verb: 约占集团收入17%."""
_MARKUP = re.compile(r"</?[a-z][^<>]{0,20}>\s*$|(?:^|\n)\s*>\s+$", re.I)
"""A tag, or the mark of a quotation at the start of a line, before a figure: its bracket is no sign."""
_WENT = frozenset(
    {"went", "go", "goes", "gone", "going", "moved", "crept", "edged", "jumped", "shot", "was", "is", "are"}
)
"""Before "up to", which then is a movement and no bound."""
_OPENING = frozenset("(（[*")
REACH = 26
"""Characters before a figure that are looked at."""


def comparator_before(flat: str, start: int, *, open_: bool = False) -> Comparator | None:
    """The comparator that ends right before a place, an article or 了 between allowed.

    Args:
        flat: The text.
        start: Of the figure, its currency included.
        open_: Whether the figure is a bare scale (百万), which 上 can stand before.
    """
    before = flat[max(0, start - REACH) : start]
    if ">" in before:
        before = _MARKUP.sub("", before)
    before = before.rstrip()
    if before[-1:] in _OPENING:
        before = before.rstrip("(（[*").rstrip()
    for _ in range(3):
        if not before:
            return None
        last = before[-1]
        is_word = last == "." or (last.isascii() and last.isalpha())
        if found := _english(before) if is_word else _by_character(before, open_=open_):
            return found
        gap = _gap(before)
        if not gap:
            return None
        before = before[:-gap].rstrip()
    return None


def _english(before: str) -> Comparator | None:
    comparators = words().comparators
    tokens = [token.lstrip("([（") for token in before.lower().rsplit(None, 4)[-4:]]
    for count in (4, 3, 2, 1):
        if len(tokens) >= count and (found := comparators.get(" ".join(tokens[-count:]))):
            return None if tokens[-2:] == ["up", "to"] and _WENT.intersection(tokens[:-2]) else found
    return None


def _by_character(before: str, *, open_: bool) -> Comparator | None:
    """The comparator that Chinese or signs end with right before a figure."""
    table = words()
    if before[-1] not in table.comparator_ends:
        return None
    for length in (5, 4, 3, 2, 1):
        word = before[-length:]
        if len(word) == length and (found := table.comparators.get(word)):
            earlier = before[-length - 1 : -length]
            if word == "上" and (not open_ or earlier == "千"):
                return None
            return None if earlier and earlier in table.comparator_not_after.get(word, "") else found
    return None


def _gap(before: str) -> int:
    """Length of the word that may stand between a comparator and its figure."""
    gap = words().gap
    if before[-1].isascii():
        word = before.rsplit(None, 1)[-1]
        return len(word) if word.lower() in gap else 0
    return 1 if before[-1] in gap else 0


def comparator_of(flat: str, start: int, end: int, *, vague: bool, open_: bool) -> Comparator:
    """The comparator of a figure: before it, in it (百余万), or behind it."""
    is_adjective = flat[start - 2 : start] in {"a ", "n "} and "-" in flat[start : end + 1]
    if (
        not is_adjective
        and not _is_reference(flat, start, end)
        and (found := comparator_before(flat, start, open_=open_))
    ):
        return found
    if "占" in flat[max(0, start - REACH) : start] and (
        share := _OF_A_WHOLE.search(flat, max(0, start - REACH), start)
    ):
        return words().comparators[share[1]]
    if behind := words().after.match(flat, end):
        return cast("Comparator", behind.lastgroup)
    return "gt" if vague or _is_passed_mark(flat, start, end) else "eq"


def _is_reference(flat: str, start: int, end: int) -> bool:
    """Whether a figure is what another is compared with: "3% higher than 5 million", "above the 5 million expected"."""
    if not start or flat[start - 1] != " ":
        return False
    before = flat[max(0, start - REACH) : start]
    if before.endswith("the "):
        return _THAN_THE.search(before) is not None and words().mark_behind.match(flat, end) is None
    return _THAN.search(before) is not None


def _is_passed_mark(flat: str, start: int, end: int) -> bool:
    """Whether a figure is a mark that was passed: "passed the one-billion-user mark"."""
    if not flat[start].isascii():
        return False
    table = words()
    before = flat[max(0, start - MARK_REACH) : start]
    is_mark = table.mark_behind.match(flat, end) or (before[-1:].isspace() and table.mark_before.search(before))
    return bool(is_mark) and table.passing.search(before) is not None
