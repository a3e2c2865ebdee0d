"""Figures that are read by way of another: changes, levels before, expectations, other currencies, lists with 分别."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Literal, NamedTuple

from extract.observation import words
from extract.observation.sentences import Sentences
from extract.quantity import SHARE_UNITS
from extract.records import Quantity

Kind = Literal["change", "prior", "consensus", "alternative"]
FARTHEST_CHANGE, FARTHEST_LEVEL, FARTHEST_CONSENSUS = 64, 90, 150
"""Characters from a level to its change, to the level before, and to what was expected."""
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
    found: dict[int, Pair] = {}
    numbers = [sentences.index(q.start) for q in quantities]
    for index in range(len(quantities)):
        if index in found:
            continue
        before = index - 1 if index and numbers[index - 1] == numbers[index] else None
        after = index + 1 if index + 1 < len(quantities) and numbers[index + 1] == numbers[index] else None
        named = _is_named(quantities[index], spots)
        own = named or _has_own_words(quantities[index], numbers[index], sentences, spots)
        begin = max(quantities[index].start - REACH, sentences.span(numbers[index])[0])
        lead = text[begin if before is None else max(begin, quantities[before].end) : quantities[index].start]
        first = bisect_left(numbers, numbers[index]) if own else 0
        pair = _pair(quantities, text, index, before, after, found, first, lead)
        if pair is None and not named:
            pair = _next_prior(quantities, text, index, found, first)
        if pair is not None:
            found[index] = pair
        if pair is None or pair.kind == "consensus":
            _take_changes(quantities, text, index, numbers, found, spots)
    return found


def _has_own_words(quantity: Quantity, number: int, sentences: Sentences, spots: Sequence[int]) -> bool:
    """Whether a metric word or a name stands before a figure in its sentence."""
    return bisect_left(spots, sentences.span(number)[0]) < bisect_left(spots, quantity.start)


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


def _pair(
    quantities: Sequence[Quantity],
    text: str,
    index: int,
    before: int | None,
    after: int | None,
    found: dict[int, Pair],
    first: int,
    lead: str,
) -> Pair | None:
    """What a figure is to another; `first` is the earliest that it can be compared with, `lead` the words before it."""
    quantity = quantities[index]
    earlier = quantities[before] if before is not None else None
    if earlier and _two_currencies(earlier, quantity) and words.ALTERNATIVE.match(text[earlier.end : quantity.start]):
        return Pair("alternative", before)
    following = quantities[after] if after is not None else None
    gap = text[quantity.end : following.start] if following else ""
    if following and _changes_to(quantity, following) and words.THEN_LEVEL.match(gap):
        return Pair("change", after)
    expected = words.CONSENSUS_BEFORE.search(lead) and not words.MISSED_BY.search(lead)
    if expected or words.CONSENSUS_AFTER.match(text[quantity.end : quantity.end + 40]):
        return Pair("consensus", _level(quantities, text, index, found, first, FARTHEST_CONSENSUS))
    if quantity.unit in words.POINTS:
        return None
    if following and words.FROM_BEFORE.search(lead) and comparable(quantity, following) and _leads_to(gap):
        return Pair("prior", after)
    if words.PRIOR_BEFORE.search(lead):
        level = _level(quantities, text, index, found, first)
        return None if level is None else Pair("prior", level)
    return None


def _is_named(quantity: Quantity, spots: Sequence[int]) -> bool:
    """Whether a metric word or a name follows a figure closely: and 50 million daily users."""
    return bisect_left(spots, quantity.end) < bisect_left(spots, quantity.end + NEAR)


def _next_prior(
    quantities: Sequence[Quantity], text: str, index: int, found: dict[int, Pair], first: int
) -> Pair | None:
    """The level of one more period before, behind another such: compared to 2 million in Q2, and 1 million in Q1."""
    quantity, last = quantities[index], found.get(index - 1)
    if last is None or last.kind != "prior" or not comparable(quantities[index - 1], quantity):
        return None
    if not words.NEXT_PRIOR.fullmatch(text, quantities[index - 1].end, quantity.start):
        return None
    _part_priors(quantities, text, index, found, first)
    return last


def _part_priors(quantities: Sequence[Quantity], text: str, index: int, found: dict[int, Pair], first: int) -> None:
    """Give the first of two levels before to the first of two figures: A and B, against a and b respectively."""
    level = found[index - 1].partner
    if level is None or not words.RESPECTIVELY.search(text, quantities[index].end, quantities[index].end + NEAR):
        return
    other = _level(quantities, text, level, found, first)
    if other is not None:
        found[index - 1] = Pair("prior", other)


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


def _level(
    quantities: Sequence[Quantity],
    text: str,
    index: int,
    found: dict[int, Pair],
    first: int,
    farthest: int = FARTHEST_LEVEL,
) -> int | None:
    """The nearest earlier figure that is a level of the same kind, in the sentence or, without words there, before.

    The size of a change is one only where there is no other: added 4 million, compared with 2 million.
    """
    quantity = quantities[index]
    amount: int | None = None
    for other in range(index - 1, max(first - 1, index - 5), -1):
        level = quantities[other]
        between = text[level.end : quantity.start]
        if len(between) > farthest:
            break
        if other in found or not comparable(level, quantity) or words.HARD_SEPARATOR.search(between):
            continue
        if not words.AMOUNT_BEFORE.search(text[max(0, level.start - AMOUNT_REACH) : level.start]):
            return other
        amount = other if amount is None else amount
    return amount


def _take_changes(
    quantities: Sequence[Quantity],
    text: str,
    index: int,
    numbers: Sequence[int],
    found: dict[int, Pair],
    spots: Sequence[int],
) -> None:
    """Percentages after a level, or between its name and it, that say how it moved."""
    level = quantities[index]
    end = level.end
    for other in range(index + 1, min(len(quantities), index + 4)):
        change = quantities[other]
        if numbers[other] != numbers[index]:
            break
        gap = text[end : change.start]
        if change.unit not in SHARE_UNITS:
            if words.ALTERNATIVE.match(gap):
                end = change.end
                continue
            break
        after = end + _own_words(level, gap)
        named = bisect_left(spots, after) < bisect_left(spots, change.start)
        if change.change is None or change.start - after > FARTHEST_CHANGE or (named and _is_new(gap)):
            break
        if level.unit == "percent" and change.unit not in words.POINTS:
            break
        found[other] = Pair("change", index)
        end = change.end
