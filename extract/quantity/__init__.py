"""Quantities: every number of an English or Chinese text with unit, comparator, range, change and exact span."""

from __future__ import annotations

import math

from extract.quantity.addresses import Spans
from extract.quantity.change import Figure, with_changes
from extract.quantity.comparators import comparator_of
from extract.quantity.lexicon import SHARE_UNITS
from extract.quantity.multiples import multiples
from extract.quantity.number import Number
from extract.quantity.ranges import join_ranges, share_units
from extract.quantity.scan import flatten, scan
from extract.records import Comparator, Quantity

__all__ = ["PEOPLE_UNITS", "SHARE_UNITS", "read_quantities"]

PEOPLE_UNITS = frozenset({"users", "people", "accounts", "subscribers", "members", "viewers", "visitors", "households"})
"""Units that count people or what stands for one."""


def read_quantities(text: str, *, offset: int = 0) -> list[Quantity]:
    """Read every quantity of a text.

    Args:
        text: English, Chinese or both.
        offset: Where the text stands in a longer one, in which the figures are then placed.

    Returns:
        In the order of the text; text[q.start:q.end] == q.quote, the offset aside. `unit` is a plain plural word as the
        text states it ("users", "vehicles", "kilometers_per_hour", "percentage_points", "count" for a bare Chinese
        measure word), an ISO 4217 code, or None. `change` is the movement whose size or result the figure itself is
        ("rose 5%", "rose to 3 billion"); `level_change` the one that a percentage behind a level states for it. Dates,
        ordinals, versions, codes, names and stretches of weeks, months or years are not among them. The words are data:
        units.toml and words.toml.
    """
    flat = flatten(text)
    multiplied = list(multiples(flat))
    numbers = scan(flat)
    if multiplied:
        taken = Spans([one.start for one in multiplied], [one.end for one in multiplied])
        numbers = [number for number in numbers if not (taken.cover(number.start) or taken.cover(number.end - 1))]
    share_units(numbers, flat)
    found = [_figure(low, high, text, flat) for low, high in join_ranges(numbers, flat) if _counts(low, high)]
    if multiplied:
        found += [
            Figure(m.value, None, m.comparator, m.unit, m.start, m.end, text[m.start : m.end], m.change)
            for m in multiplied
        ]
        found.sort(key=lambda figure: figure.start)
    return with_changes(flat, found, offset)


def _counts(low: Number, high: Number | None) -> bool:
    return math.isfinite(low.value) and not (low.tentative and high is None and low.unit is None)


def _figure(low: Number, high: Number | None, text: str, flat: str) -> Figure:
    last = high or low
    top = high.value if high else low.high
    comparator: Comparator = "range"
    if top is None:
        comparator = comparator_of(flat, low.start, last.end, vague=low.vague, open_=low.open_)
    return Figure(
        value=_round(low.value),
        value_max=None if top is None else _round(top),
        comparator=comparator,
        unit=last.unit or low.unit,
        start=low.start,
        end=last.end,
        quote=text[low.start : last.end],
    )


def _round(value: float) -> float:
    """Undo binary noise: 12.13 * 1e8 is 1213000000, not 1213000000.0000002."""
    return float(f"{value:.15g}")
