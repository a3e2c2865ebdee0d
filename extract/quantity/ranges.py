"""Two numbers that make one: "between 5 and 10 million", 5亿至6亿元; the left end takes the right end's scale."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extract.quantity.scan import Number

_LINK = re.compile(r"\s*(?:-|–|—|~|～|至|到|to)\s*$", re.I)
_AND = re.compile(r"\s+and\s+$", re.I)
_BETWEEN = re.compile(r"between\s+$", re.I)
_NOT_RANGE = re.compile(
    r"(?:by|from|从|由|increased|decreased|rose|fell|grew|up|down|增加|减少|增长|下降|上升)\s*(?:about|around)?\s*$",
    re.I,
)


def join_ranges(numbers: list[Number], flat: str) -> Iterator[tuple[Number, Number | None]]:
    """Numbers in order, the two ends of a range together.

    "from 43% to 47%" and "by $43.6 billion to $419.2 billion" are a change, two quantities and no range.
    """
    index = 0
    while index < len(numbers):
        low = numbers[index]
        high = numbers[index + 1] if index + 1 < len(numbers) else None
        if high is not None and _is_range(low, high, flat):
            yield _scaled(low, high), high
            index += 2
            continue
        yield low, None
        index += 1


def _is_range(low: Number, high: Number, flat: str) -> bool:
    if high.start - low.end > 6 or high.start < low.end:
        return False
    between, before = flat[low.end : high.start], flat[max(0, low.start - 24) : low.start]
    joined = _LINK.match(between) or (_AND.match(between) and _BETWEEN.search(before))
    if not joined or _NOT_RANGE.search(before):
        return False
    if low.unit and high.unit and low.unit != high.unit:
        return False
    return _scaled(low, high).value < high.value


def _scaled(low: Number, high: Number) -> Number:
    if low.scale == 1 and high.scale > 1 and low.value < 1000 and low.value * high.scale <= high.value:
        return replace(low, value=low.value * high.scale, scale=high.scale)
    return low
