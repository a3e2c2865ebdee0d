"""Lists whose figures belong to as many names or metric words in order: 分别, respectively, A/B at x/y."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from extract.observation import words
from extract.observation.context import Text
from extract.observation.figures.pairs import Pair, comparable, is_slashed
from extract.observation.spotting.spot import Cue, Mention
from extract.quantity import SHARE_UNITS

LONGEST_SENTENCE = 60
LONGEST_GAP = 24
"""Characters between two figures of one list, changes in brackets aside."""


class Item(NamedTuple):
    """A figure's place in a list: its name or metric word, and the list's first and last figure, which tell more."""

    own: Mention | Cue | None
    """None where only the times differ."""
    first: int
    last: int


def lists(seen: Text, pairs: dict[int, Pair]) -> dict[int, Item]:
    """The figures of lists with 分别, respectively or slashes, by index."""
    found = _slashed(seen) if "/" in seen.folded else {}
    if not any(word in seen.folded for word in words.RESPECTIVELY_WORDS):
        return found
    for marker in words.RESPECTIVELY.finditer(seen.folded):
        start, end = seen.sentence_of(marker.start())
        run = _run(seen, pairs, marker.start(), marker.end(), start, end)
        if len(run) < 2:
            continue
        limit = seen.quantities[run[0]].start
        words_of = [cue for cue in seen.cues_in(start, limit) if not cue.gapped]
        owners = (
            _group(seen.mentions_in(start, limit), seen.folded, len(run))
            or _owners(seen, start, limit, len(run))
            or _group(words_of, seen.folded, len(run))
        )
        for index, owner in zip_longest(run, owners[: len(run)]):
            if owner is not None or index != run[0]:
                found[index] = Item(owner, run[0], run[-1])
    return found


def _slashed(seen: Text) -> dict[int, Item]:
    """The figures of lists with slashes, as of revenue/net profit at 167bn/60bn."""
    found: dict[int, Item] = {}
    first = 0
    while first < len(seen.quantities) - 1:
        last = first
        while last + 1 < len(seen.quantities) and _is_next(seen, last):
            last += 1
        if last > first:
            start, limit = seen.sentence_of(seen.quantities[first].start)[0], seen.quantities[first].start
            size = last + 1 - first
            nearest = [cue for cue in seen.cues_in(start, limit) if not cue.gapped][-size:]
            for index, owner in zip(range(first, last + 1), _group(nearest, seen.folded, size), strict=False):
                found[index] = Item(owner, first, last)
        first = last + 1
    return found


def _is_next(seen: Text, index: int) -> bool:
    """Whether a figure and the one behind it, neither a percentage, are of one list with slashes."""
    here, after = seen.quantities[index], seen.quantities[index + 1]
    return here.unit not in SHARE_UNITS and comparable(here, after) and is_slashed(seen.folded, here, after)


def _run(seen: Text, pairs: dict[int, Pair], before: int, after: int, start: int, end: int) -> list[int]:
    """Indices of the comparable figures that follow the marker, or, where none does, that end before it."""
    low = seen.first_figure(start)
    high = seen.first_figure(end)
    levels = [i for i in range(low, min(high, low + LONGEST_SENTENCE)) if i not in pairs]
    following = [i for i in levels if seen.quantities[i].start >= after]
    chinese = not seen.folded[before:after].isascii()
    pool = following if chinese else [i for i in levels if seen.quantities[i].end <= before]
    run: list[int] = []
    for index in pool if chinese else reversed(pool):
        if run:
            last = seen.quantities[run[-1]]
            here = seen.quantities[index]
            gap = seen.folded[min(last.end, here.end) : max(last.start, here.start)]
            between = min(last.end, here.end), max(last.start, here.start)
            named = seen.mentions_in(*between) or any(_is_money(seen, cue) for cue in seen.cues_in(*between))
            if (
                named
                or words.SUM.search(gap)
                or not comparable(last, here)
                or len(words.PARENTHESIS.sub("", gap)) > LONGEST_GAP
            ):
                break
        run.append(index)
    return run if chinese else run[::-1]


def _is_money(seen: Text, cue: Cue) -> bool:
    """Whether a metric word is one of money, of which each figure has its own: a profit of A on revenue of B."""
    return seen.metrics[cue.metrics[0]].unit in words.MONEY


def _group(spots: Sequence[Mention | Cue], text: str, size: int) -> Sequence[Mention | Cue]:
    """The last group of so many names or words that are joined by "and", commas or the like; empty where none is."""
    for last in range(len(spots) - 1, size - 2, -1):
        group = spots[last - size + 1 : last + 1]
        if all(words.LIST_GAP.match(words.BASIS.sub("", text[a.end : b.start])) for a, b in pairwise(group)):
            return group
    return []


def _owners(seen: Text, start: int, limit: int, size: int) -> Sequence[Mention | Cue]:
    """The names of a list, each with its metric word or none: 手游收入及端游收入分别为."""
    named = seen.mentions_in(start, limit)
    group = named[-size:]
    gaps = [(a.end, b.start) for a, b in pairwise(group)]
    cues = [next(iter(seen.cues_in(*gap)), None) for gap in gaps]
    if len(group) < size or not all(cue and cue.start == gap[0] for cue, gap in zip(cues, gaps, strict=True)):
        return []
    joined = all(
        cue and words.LIST_GAP.match(seen.folded[cue.end : gap[1]]) for cue, gap in zip(cues, gaps, strict=True)
    )
    return group if joined else []
