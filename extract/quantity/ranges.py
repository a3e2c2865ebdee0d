"""Numbers that belong together: the two ends of a range, and lists that share their last noun."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from extract.quantity.lexicon import SHARE_UNITS
from extract.quantity.movement import has_moved
from extract.quantity.number import Number

_LINK = re.compile(
    r"\s?(?:-|–|—|~|～|至|到|或|-to-|to|or)\s?"
    r"(?:about |around |roughly |nearly |as much as |as many as |perhaps |约)?$",
    re.I,
)
_AND = re.compile(r"\s+and\s+$|(?:与|和)$", re.I)
_BETWEEN = re.compile(r"(?:between|在|介于)\s*(?:about|around|roughly|some)?\s*$", re.I)
_RANGING = re.compile(
    r"\b(?:rang(?:e|es|ed|ing)|vary|varies|varied|anywhere|anything)\s+from\s*(?:about|around)?\s*$", re.I
)
_VARIES = re.compile(r"不等|之间|之間|的范围|的範圍|左右|区间|區間")
"""After a range of percentages: 从5%到10%不等; elsewhere 从48%到53% is a movement."""
_FROM = re.compile(r"(?:from|从|由|自)\s*(?:about|around|约|的)?\s*$", re.I)
_LIST = re.compile(r"\s?(?:,|，|、|;|；)?\s?(?:and|or|by|x|×|和|及|以及|与|to|or|至|到)?\s?$", re.I)
_COORDINATION = re.compile(r"(?:,|，|、|\band|\bwhile|\bbut|\bwith|以及|和|及|而)", re.I)
_SENTENCE_END = re.compile(r"[.。!?！？;；\n](?:\s|$)|[。！？；]")
_COMPARED = re.compile(
    r"\b(?:from|vs\.?|versus|against|compared (?:with|to))\s"
    r"(?:(?:about|around|nearly|its|their|the|a|present|current|previous|earlier|original)\s){0,3}$",
    re.I,
)
_NUMBER_OF = re.compile(r"\b(?:number|amount|volume|count) of\b", re.I)
"""Between two figures of which the second counts something of its own: the number of payments exceeds 1 billion."""
_SUM_OF = re.compile(
    r"\b(?:and|on|with)\b.{0,40}\b(?:profits?|sales|revenues?|income|loss(?:es)?|earnings|turnover|costs|debts?|assets)"
    r"\s(?:of|at|to|were|was|is)\s$",
    re.I,
)
_MOVED_TO = re.compile(r"ed\sto\s$")
_OWN_UNITS = SHARE_UNITS | {"times", "points"}
LARGEST_SCORE = 30
MOVE_REACH = 22
FARTHEST_END = 3
"""Times the left end that the right end of a range behind a word of movement may be: not "fell 5,500 to 110,715"."""
REACH = 40
"""Characters a range's words of movement, or a list's shared noun, may be away."""


def share_units(numbers: list[Number], flat: str) -> None:
    """Give the numbers of a list the unit of its last: "1.5 million, 2.5 million and 3 million messages"."""
    for index in range(len(numbers) - 2, -1, -1):
        number, following = numbers[index], numbers[index + 1]
        if number.unit is not None or following.unit is None:
            continue
        if _is_in_a_list(number, following, flat) or _is_sum_beside(number, following, flat):
            number.unit = following.unit
    for number, following in pairwise(numbers):
        if number.unit is not None and number.unit.isupper() and flat.startswith((")", "）"), number.end):
            continue  # the same sum in another currency hands nothing on
        if following.unit is None and (_takes_noun(number, following, flat) or _leaves_out(number, following, flat)):
            following.unit = number.unit


def _is_in_a_list(number: Number, following: Number, flat: str) -> bool:
    """Whether a bare number is followed by the one whose unit serves both: 2050亿，12.7倍 are no two of a kind."""
    if number.scale >= 1e4 and (following.scale == 1 or "，" in flat[number.end : following.start]):
        return False
    return bool(
        following.end > following.core[1] - 1
        and following.start == following.core[0]
        and following.start - number.end <= 6
        and not (number.fraction or number.start < number.core[0])
        and _LIST.match(flat[number.end : following.start])
        and flat[number.end : following.start].strip()
    )


def _takes_noun(number: Number, following: Number, flat: str) -> bool:
    """780 million users entered and 120 million posted: a large bare number in the same sentence counts the same."""
    if number.unit is None or number.unit.isupper() or number.scale < 1000 or following.scale < 1000:
        return False
    if number.unit not in {"users", "people", "accounts", "subscribers", "members", "viewers", "customers"}:
        return False
    between = flat[number.end : following.start]
    if len(between) > 2 * REACH or not _COORDINATION.search(between) or _SENTENCE_END.search(between):
        return False
    return _NUMBER_OF.search(between) is None


def _is_sum_beside(number: Number, following: Number, flat: str) -> bool:
    """Whether a bare sum leaves its currency to the one behind: "316 million, up from 200 million dollars"."""
    if number.scale < 1000 or following.unit is None or not (following.unit.isupper() and following.unit_said):
        return False
    between = flat[number.end : following.start]
    if len(between) > 2 * REACH or _SENTENCE_END.search(between):
        return False
    return _COMPARED.search(between) is not None or _SUM_OF.search(between) is not None


def _leaves_out(number: Number, following: Number, flat: str) -> bool:
    """Whether a bare number leaves out the unit of the one before: "3 mln dollars from 2 mln", "raised to 12"."""
    if number.unit is None or number.unit in _OWN_UNITS or following.start != following.core[0]:
        return False
    between = flat[number.end : following.start]
    if between == " to " and _FROM.search(flat, max(0, number.start - 12), number.start):
        return following.scale == number.scale
    if len(between) > 2 * REACH or _SENTENCE_END.search(between):
        return False
    if following.scale >= 1000 and number.scale >= 1000:
        return _COMPARED.search(between) is not None or (number.unit.isupper() and _SUM_OF.search(between) is not None)
    return (
        following.scale == number.scale == 1
        and not number.unit.isupper()
        and _MOVED_TO.search(between) is not None
        and has_moved(between[-MOVE_REACH:])
    )


def join_ranges(numbers: list[Number], flat: str) -> Iterator[tuple[Number, Number | None]]:
    """Numbers in order, the two ends of a range together.

    "from 43% to 47%" behind a word of movement and "by $43.6 billion to $419.2 billion" are a change: two quantities.
    A pair of bare digits that falls (3-2) is a score and left out.
    """
    index = 0
    while index < len(numbers):
        low = numbers[index]
        high = numbers[index + 1] if index + 1 < len(numbers) else None
        if high is not None and high.start - low.end <= 18:
            between = flat[low.end : high.start]
            if _is_bare_pair(low, high, between, flat[max(0, low.start - MOVE_REACH) : low.start]):
                index += 2
                continue
            if _is_range(low, high, between, flat):
                yield _as_low_end(low, high), high
                index += 2
                continue
        yield low, None
        index += 1


def _is_bare_pair(low: Number, high: Number, between: str, before: str) -> bool:
    """Whether two numbers without a unit are a score, a vote or a time: 3-2, "52 to 48", 9-5."""
    if low.unit or high.unit or high.scale > 1 or low.fraction or not (low.value % 1 == 0 == high.value % 1):
        return False
    if between == " for ":
        return True
    if between in {"-", "–", "—", ":"}:
        return low.value >= high.value or high.value <= LARGEST_SCORE
    return between == " to " and low.value > high.value and not _FROM.search(before) and not has_moved(before)


def _is_range(low: Number, high: Number, between: str, flat: str) -> bool:
    """Whether two numbers are the ends of a range, and not a change from one to the other."""
    before = flat[max(0, low.start - REACH) : low.start]
    if not (_LINK.match(between) or (_AND.match(between) and _BETWEEN.search(before))):
        return False
    if between.strip().lower() in {"or", "或"} and not _is_loose(low, high):
        return False
    if low.unit and high.unit != low.unit and not (high.unit is None and low.unit.isupper()):
        return False
    if _sums_apart(_as_low_end(low, high), high):
        return False
    if low.high is not None or _as_low_end(low, high).value >= high.value:
        return False
    if (_BETWEEN.search(before) and _AND.match(between)) or _RANGING.search(before):
        return True
    clause = before[max((match.end() for match in _SENTENCE_END.finditer(before)), default=0) :]
    is_dash = between.strip() in {"-", "–", "—", "~", "～"}
    if _FROM.search(before) and not is_dash:
        if high.unit == "percent" and between in {"到", "至"} and not _VARIES.match(flat, high.end):
            return False
        return not has_moved(clause + flat[high.end : high.end + 4])
    if not is_dash and high.unit is None and high.value > FARTHEST_END * low.value and has_moved(clause[-MOVE_REACH:]):
        return False
    both_whole = (low.unit_said and high.unit_said) or low.scale > 1
    return is_dash or not both_whole or not has_moved(clause[-MOVE_REACH:]) or _same_size(low, high, clause)


def _is_loose(low: Number, high: Number) -> bool:
    """Whether "or" between two numbers tells a range: "three or four days", "five or ten"."""
    if low.scale != high.scale:
        return False
    return low.value * 2 <= high.value or (not low.unit_said and high.value - low.value == low.scale)


def _sums_apart(low: Number, high: Number) -> bool:
    """Whether two sums are too far apart for a range: "added 40 cents to $60.40"."""
    return bool(
        low.unit and low.unit.isupper() and low.unit_said and high.unit_said and high.value > 20 * low.value > 0
    )


def _same_size(low: Number, high: Number, clause: str) -> bool:
    """ "Rose 3% to 5%" may be a range; "rose 3 cents to 45 cents" and "by $43bn to $419bn" are not."""
    near = high.unit == "percent" and high.value <= FARTHEST_END * low.value
    return near and not re.search(r"\bby\s*$|了$", clause)


def _as_low_end(low: Number, high: Number) -> Number:
    """The left end with the right end's scale, when it was left out there."""
    if low.scale == 1 and high.scale > 1 and low.value * high.scale <= high.value and low.form != "words":
        return replace(low, value=low.value * high.scale, scale=high.scale)
    if low.scale == 1 and high.scale > 1 and low.form == "words" and low.value < 1000:
        return replace(low, value=low.value * high.scale, scale=high.scale)
    return low
