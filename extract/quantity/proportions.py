"""Shares told as some in or out of more: one in five, 3 in 10, nine out of ten."""

from __future__ import annotations

import re

from extract.quantity.english_numerals import ONES, TENS
from extract.quantity.number import Number

_BELOW = {**ONES, **TENS, "hundred": 100.0, "a hundred": 100.0, "a thousand": 1000.0}
_OF = re.compile(
    rf"[ -](?:in[ -](?:every[ ])?|(?P<out>out[ ]of[ ](?:every[ ])?))"
    rf"(?P<below>\d{{1,4}}|{'|'.join(sorted(_BELOW, key=len, reverse=True))})"
    r"(?![\w%]|[.,]\d|-(?:\d|year|month|week|day)|\s?(?:per\s?cent|pct|million|billion|thousand|hundred|mln|bln)"
    r"|[ ](?:trading[ ])?(?:second|minute|hour|day|night|week|month|quarter|season|year|decade"
    r"|game|match|start|attempt)e?s?\b)",
    re.I,
)
LARGEST_IN = 9
"""Of how many at most "in" tells a share: 2 in 10; with more it tells where or when: 40 in 50 towns."""


def take_proportion(flat: str, number: Number) -> None:
    """Make a share of a number with "in five" or "out of ten" behind it; leave any other as it is."""
    if not flat.startswith(("in", "out of "), number.end + 1) or number.scale != 1 or number.value % 1:
        return
    found = _OF.match(flat, number.end)
    if found is None:
        return
    word = found["below"].lower()
    below = _BELOW.get(word) or float(word)
    if not 0 < number.value < below or (not found["out"] and number.value > LARGEST_IN):
        return
    is_a_year = word.isdecimal() and 1900 <= below <= 2099
    if is_a_year or (not found["out"] and word.isdecimal() and below > 20 and below % 10):
        return
    number.value, number.end, number.fraction = number.value / below, found.end(), True
    number.core = (number.core[0], number.end)
