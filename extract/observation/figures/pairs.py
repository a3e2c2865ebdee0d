"""Figures that are read by way of another: changes, levels before, expectations, other currencies, lists with 分别."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Literal, NamedTuple

from extract.observation import words
from extract.observation.spotting.sentences import Sentences
from extract.quantity import SHARE_UNITS
from extract.records import Quantity

Kind = Literal["change", "prior", "consensus", "alternative"]
FARTHEST_CHANGE, FARTHEST_LEVEL, FARTHEST_CONSENSUS = 64, 90, 150
"""Characters from a level to its change, to the level before, and to what was expected."""
MOST_BACK = 12
"""Figures looked back over for the levels of a list."""
NEAR = 18
"""Characters behind the last figure of a list in which "respectively" stands."""
MOST_APART = 1e5
"""How many times as large one sum can be as another of its kind: 1.84 yuan for a share and 17.5 billion are not."""
AMOUNT_REACH = 40
"""Characters before a figure that may say that it is the size of a change, and so no level."""
REACH = 28
"""Characters before a figure in which its part is told."""


class Pair(NamedTuple):
    """What a figure is to another, by the other's index; without one it stands for itself."""

    kind: Kind
    partner: int | None


def pairs(quantities: Sequence[Quantity], text: str, sentences: Sentences, spots: Sequence[int]) -> dict[int, Pair]:
    """The figures that are something to another figure of their sentence, by index.

    Args:
        quantities: All of the text, in order.
        text: The passage.
        sentences: Where it is divided.
        spots: Starts of metric words and of names: none stands between a level and its change.
    """
    figures = _Figures(quantities, text, spots, [sentences.index(q.start) for q in quantities])
    for index in range(len(quantities)):
        if index not in figures.found:
            figures.read(index, sentences.span(figures.numbers[index])[0])
    if any(word in text for word in words.RESPECTIVELY_WORDS) or "%/" in text:
        figures.share_out()
    return figures.found


@dataclass(slots=True)
class _Figures:
    """The figures of a text, and what those read so far are to others."""

    quantities: Sequence[Quantity]
    text: str
    spots: Sequence[int]
    numbers: list[int]
    """The sentence of each figure."""
    found: dict[int, Pair] = field(default_factory=dict)

    def read(self, index: int, start: int) -> None:
        """Find what a figure is to another, and the changes of one that is a level; `start` is that of its sentence."""
        quantity = self.quantities[index]
        is_named = self._has_spot(quantity.end, quantity.end + NEAR)
        has_own_words = is_named or self._has_spot(start, quantity.start)
        first = bisect_left(self.numbers, self.numbers[index]) if has_own_words else 0
        pair = self._pair(index, first, start)
        if pair is None and not is_named:
            pair = self._next_prior(index, first)
        if pair is not None:
            self.found[index] = pair
        if pair is None or pair.kind == "consensus":
            self._take_changes(index)

    def share_out(self) -> None:
        """Give each of several levels its own of as many changes: A, B and C, up 5%, 3% and 1% respectively."""
        told: dict[int, list[int]] = {}
        for index, pair in self.found.items():
            if pair.kind == "change" and pair.partner is not None:
                told.setdefault(pair.partner, []).append(index)
        for last, changes in told.items():
            levels = self._levels_upto(last, len(changes))
            if len(changes) > 1 and len(levels) == len(changes) and self._in_order(last, sorted(changes)):
                for level, change in zip(levels, sorted(changes), strict=True):
                    self.found[change] = Pair("change", level)

    def _levels_upto(self, last: int, count: int) -> list[int]:
        """The last so many levels of a sentence up to one, of its unit."""
        number, level = self.numbers[last], self.quantities[last]
        alike = (
            i for i in range(last, max(-1, last - MOST_BACK), -1)
            if self.numbers[i] == number and i not in self.found and comparable(self.quantities[i], level)
        )  # fmt: skip
        return sorted(islice(alike, count))

    def _in_order(self, level: int, changes: list[int]) -> bool:
        """Whether "respectively" stands behind some changes, or 分别 before them, or a slash between each two."""
        if all(is_slashed(self.text, self.quantities[a], self.quantities[b]) for a, b in pairwise(changes)):
            return True
        first, last = self.quantities[changes[0]], self.quantities[changes[-1]]
        before = words.RESPECTIVELY.search(self.text, self.quantities[level].end, first.start)
        behind = words.RESPECTIVELY.search(self.text, last.end, last.end + NEAR)
        return bool((before and not before[0].isascii()) or (behind and behind[0].isascii()))

    def _has_spot(self, start: int, end: int) -> bool:
        """Whether a metric word or a name begins in a span."""
        return bisect_left(self.spots, start) < bisect_left(self.spots, end)

    def _beside(self, index: int, other: int) -> Quantity | None:
        """Another figure, where it is in the same sentence."""
        is_there = 0 <= other < len(self.quantities) and self.numbers[other] == self.numbers[index]
        return self.quantities[other] if is_there else None

    def _pair(self, index: int, first: int, start: int) -> Pair | None:
        """What a figure is to another; `first` is the earliest that it can be compared with."""
        text, quantity = self.text, self.quantities[index]
        earlier, following = self._beside(index, index - 1), self._beside(index, index + 1)
        if (
            earlier
            and _two_currencies(earlier, quantity)
            and words.ALTERNATIVE.match(text[earlier.end : quantity.start])
        ):
            return Pair("alternative", index - 1)
        gap = text[quantity.end : following.start] if following else ""
        if self._leads_on(index):
            return Pair("change", index + 1)
        lead = text[max(quantity.start - REACH, start, earlier.end if earlier else 0) : quantity.start]
        expected = words.CONSENSUS_BEFORE.search(lead) and not words.MISSED_BY.search(lead)
        if expected or words.CONSENSUS_AFTER.match(text[quantity.end : quantity.end + 40]):
            return Pair("consensus", self._level(index, first, FARTHEST_CONSENSUS))
        if quantity.unit in words.POINTS:
            return None
        if following and words.FROM_BEFORE.search(lead) and comparable(quantity, following) and _leads_to(gap):
            return Pair("prior", index + 1)
        is_prior = words.PRIOR_BEFORE.search(lead) or words.TIMES_THE.search(
            text, max(start, quantity.start - REACH), quantity.start
        )
        level = self._level(index, first) if is_prior else None
        return None if level is None else Pair("prior", level)

    def _leads_on(self, index: int) -> bool:
        """Whether a percentage is the change that led to the level behind it: rose 9% to 48 billion."""
        change, level = self.quantities[index], self._beside(index, index + 1)
        if level is None or not _changes_to(change, level):
            return False
        return words.THEN_LEVEL.match(self.text[change.end : level.start]) is not None

    def _next_prior(self, index: int, first: int) -> Pair | None:
        """The level of one more period before, behind another such: against 2 million in Q2, and 1 million in Q1."""
        quantity, last = self.quantities[index], self.found.get(index - 1)
        if last is None or last.kind != "prior" or not comparable(self.quantities[index - 1], quantity):
            return None
        if not words.NEXT_PRIOR.fullmatch(self.text, self.quantities[index - 1].end, quantity.start):
            return None
        if last.partner is not None and words.RESPECTIVELY.search(self.text, quantity.end, quantity.end + NEAR):
            self._part_priors(index - 1, last.partner, first)
        return last

    def _part_priors(self, prior: int, level: int, first: int) -> None:
        """Give the first of two levels before to the first of two figures: A and B, against a and b respectively."""
        other = self._level(level, first)
        if other is not None:
            self.found[prior] = Pair("prior", other)

    def _level(self, index: int, first: int, farthest: int = FARTHEST_LEVEL) -> int | None:
        """The nearest earlier figure that is a level of the same kind, in the sentence or, without words there, before.

        The size of a change is one only where there is no other: added 4 million, compared with 2 million.
        """
        quantity = self.quantities[index]
        amount: int | None = None
        for other in range(index - 1, max(first - 1, index - 5), -1):
            level = self.quantities[other]
            between = self.text[level.end : quantity.start]
            if len(between) > farthest:
                break
            if other in self.found or not comparable(level, quantity) or words.HARD_SEPARATOR.search(between):
                continue
            if not words.AMOUNT_BEFORE.search(self.text[max(0, level.start - AMOUNT_REACH) : level.start]):
                return other
            amount = other if amount is None else amount
        return amount

    def _take_changes(self, index: int) -> None:
        """Percentages after a level, or between its name and it, that say how it moved."""
        level = self.quantities[index]
        end = level.end
        for other in range(index + 1, min(len(self.quantities), index + 4)):
            change = self.quantities[other]
            if self.numbers[other] != self.numbers[index]:
                break
            gap = self.text[end : change.start]
            if change.unit not in SHARE_UNITS:
                if words.ALTERNATIVE.match(gap):
                    end = change.end
                    continue
                break
            after = end + _own_words(level, gap)
            named = self._has_spot(after, change.start)
            if change.change is None or change.start - after > FARTHEST_CHANGE or (named and _is_new(gap)):
                break
            if words.SHARE_OF.match(self.text, change.end) or is_of_others(gap):
                break
            if level.unit == "percent" and self._leads_on(other):
                break
            if level.unit == "percent" and change.unit not in words.POINTS:
                break
            self.found[other] = Pair("change", index)
            end = change.end


def is_slashed(text: str, a: Quantity, b: Quantity) -> bool:
    """Whether nothing but a slash stands between two figures: 167bn/60bn, +8%/+33%."""
    gap = text[a.end : b.start]
    return "/" in gap and not gap.strip("/+- ")


def is_of_others(gap: str) -> bool:
    """Whether the words between a level and a change make it that of several figures, or of another noun."""
    if not words.CHINESE.search(gap):
        return bool(words.OTHER_RELATIVE.search(gap) or words.OTHER_GREW.search(gap))
    return bool(words.BOTH_TOGETHER.search(gap) or words.OTHER_FLOW.search(gap) or words.OTHER_RELATIVE.search(gap))


def comparable(a: Quantity, b: Quantity) -> bool:
    """Whether two figures can be levels of one metric: same unit, one of them perhaps left out."""
    if a.unit == b.unit:
        return a.unit not in words.MONEY or not a.value or MOST_APART > abs(b.value / a.value) > 1 / MOST_APART
    units = {a.unit, b.unit}
    if units & SHARE_UNITS or not units & {None, "count"}:
        return False
    return (
        not (units & words.MONEY and "count" in units)
        and bool(a.value and b.value)
        and 0.05 < abs(a.value / b.value) < 20
    )


def _is_new(gap: str) -> bool:
    """Whether a percentage after a metric word or name is no further change of the level before."""
    return words.HARD_SEPARATOR.search(gap) is not None or words.SECOND_CHANGE.match(gap) is None


def _own_words(level: Quantity, gap: str) -> int:
    """Length of what follows a level in its clause, where its own metric word may stand: 2 billion users, up 5%."""
    stop = words.SEPARATOR.search(gap)
    return stop.end() if stop and level.unit not in words.MONEY else 0


def _two_currencies(a: Quantity, b: Quantity) -> bool:
    return a.unit in words.MONEY and b.unit in words.MONEY and a.unit != b.unit


def _changes_to(a: Quantity, b: Quantity) -> bool:
    return a.unit == "percent" and a.change is not None and b.unit not in SHARE_UNITS


def _leads_to(gap: str) -> bool:
    """Whether a figure after "from" leads to the next: not "from 980 million, and X's fell to 694 million"."""
    if gap.isascii() and words.ANY_SEPARATOR.search(gap):
        return False
    return len(gap) < 36 and words.TO.search(gap) is not None
