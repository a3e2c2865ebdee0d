"""Fractions read as per cent: more than half of revenue, 占总收入的三分之一, grew by a fifth."""

from __future__ import annotations

from dataclasses import replace

from extract.observation import words
from extract.records import Change, Quantity

REACH_BEFORE, REACH_AFTER = 24, 48
"""Characters before and after a fraction in which it is told what it is a part of."""


def as_percent(folded: str, quantity: Quantity) -> Quantity:
    """A fraction in words of revenue, or by which something moved, as a percentage; any other quantity as it is."""
    if quantity.unit is not None or not 0 < quantity.value < 1 or any(c.isdigit() for c in quantity.quote):
        return quantity
    after = words.PART_OF_AFTER.match(folded[quantity.end : quantity.end + REACH_AFTER])
    if after or words.PART_OF_BEFORE.search(folded[max(0, quantity.start - REACH_BEFORE) : quantity.start]):
        return replace(quantity, value=quantity.value * 100, unit="percent", level_change=None)
    moved = words.MOVED_BY_PART.search(folded, max(0, quantity.start - REACH_BEFORE), quantity.start)
    if moved:
        size = quantity.value * 100
        change = Change(kind="other", direction="up" if moved["up"] else "down", value=size, unit="percent")
        return replace(quantity, value=size, unit="percent", change=change, level_change=None)
    return quantity
