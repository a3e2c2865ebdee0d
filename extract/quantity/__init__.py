"""Quantities: every number of an English or Chinese text with unit, comparator, range and change, and its exact span."""

from __future__ import annotations

from dataclasses import replace

from extract.quantity.context import change_of, comparator_of, noun_after
from extract.quantity.ranges import join_ranges
from extract.quantity.scan import FULL_WIDTH, scan
from extract.records import Quantity

__all__ = ["read_quantities"]


def read_quantities(text: str, language: str = "") -> list[Quantity]:
    """Read every quantity of a text.

    Args:
        text: English, Chinese or both.
        language: Not needed: both grammars are read in one pass; kept for callers that know it.

    Returns:
        In the order of the text; text[q.start:q.end] == q.quote. Dates, ordinals, versions, codes and names are not
        among them. Rules and words: extract/quantity/words.toml.
    """
    del language
    flat = text.translate(FULL_WIDTH)
    numbers = scan(text)
    found: list[Quantity] = []
    for low, high in join_ranges(numbers, flat):
        last = high or low
        unit = last.unit or low.unit or noun_after(flat, last.end, chinese=last.chinese)
        comparator, start, end = comparator_of(flat, low.start, last.end)
        found.append(
            Quantity(
                value=_round(low.value),
                value_max=_round(high.value) if high else None,
                comparator="range" if high else comparator,
                unit=unit,
                change=None,
                start=low.start,
                end=last.end,
                quote=text[low.start : last.end],
            )
        )
    ends = [q.start for q in found[1:]] + [len(text)][: len(found)]
    begins = [0, *(q.end for q in found)][: len(found)]
    return [
        replace(q, change=change_of(flat, q, begin, end, found, i))
        for i, (q, begin, end) in enumerate(zip(found, begins, ends, strict=True))
    ]


def _round(value: float) -> float:
    """Undo binary noise: 12.13 * 1e8 is 1213000000, not 1213000000.0000002."""
    return float(f"{value:.12g}")
