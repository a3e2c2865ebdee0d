"""Units behind a number in Chinese: currencies, measures, and the noun behind a measure word."""

from __future__ import annotations

import re

from extract.quantity.chinese_numerals import CHARACTERS, DIGITS
from extract.quantity.lexicon import LONGEST_UNIT, SHARE_UNITS, units
from extract.quantity.number import Number

LONGEST_NOUN = 3
_GAP = re.compile(r"[^\s，。；、：,.;:（）()\d]{0,6}")
_TENTH = re.compile(rf"([1-9]|[{''.join(DIGITS)}])(?![\d{CHARACTERS}.角毛元块塊])")
_HALF_OF = re.compile(r"[个個]?半(?=小时|小時|百分点|百分點|钟头)")
_AND_A_HALF = re.compile(r"半(?![年月天日夜价價数數路途场場个個径决])")
_HUNDREDTHS = re.compile(r"(\d\d)(?![\d秒.])")
_HALVED = frozenset(
    {
        "times",
        "hours",
        "minutes",
        "kilograms",
        "jin",
        "meters",
        "kilometers",
        "chi",
        "cun",
        "mu",
        "tonnes",
        "degrees",
        "CNY",
    }
)
_NOT_COUNTED = SHARE_UNITS | {"times", "hours", "minutes", "seconds"}


def attach(flat: str, number: Number) -> bool:
    """Give a number the Chinese unit behind it, a blank between allowed; False where there is none."""
    at = number.end + 1 if flat[number.end] == " " else number.end
    half = _HALF_OF.match(flat, at) if number.scale == 1 else None
    if half and (found := _word(flat, half.end())):
        number.value += 0.5
        number.take_unit(found[1], found[0], units().parts)
        return True
    if found := _word(flat, at):
        end, unit = found
        number.take_unit(unit, end, units().parts)
        if flat[end - 1] in "块塊" and (tenth := _TENTH.match(flat, end)):
            number.value += float(DIGITS.get(tenth[1], 0) or tenth[1]) / 10
            number.end = tenth.end()
        elif unit == "seconds" and (hundredths := _HUNDREDTHS.match(flat, end)):
            number.value, number.end = number.value + float(hundredths[1]) / 100, hundredths.end()
        elif number.scale == 1 and number.value % 1 == 0 and unit in _HALVED and _AND_A_HALF.match(flat, end):
            number.value, number.end = number.value + 0.5, end + 1
        return True
    if number.unit is not None:
        return False
    is_classifier = flat[at : at + 1] in units().classifiers and not _is_longer_word(flat, at)
    begin = at + 1 if is_classifier else at
    noun = _noun(flat, begin)
    if is_classifier:
        near = _word(flat, begin) if noun else None
        number.unit, number.unit_said, number.classified = noun or "count", True, True
        number.end = near[0] if near and near[1] == noun else begin
    elif noun:
        number.unit = noun
    return is_classifier or noun is not None


def _is_longer_word(flat: str, at: int) -> bool:
    """Whether the character at a place is part of another word and no unit: 天 of 天猫."""
    return at + 1 < len(flat) and flat[at + 1] in units().not_before.get(flat[at], "")


def _word(flat: str, at: int) -> tuple[int, str] | None:
    """(end, unit) of the longest unit at a place; a part of a currency is its own word."""
    table = units()
    if flat[at : at + 1] not in table.initials:
        return None
    for length in range(min(LONGEST_UNIT, len(flat) - at), 0, -1):
        word = flat[at : at + length]
        unit = word if word in table.parts else table.chinese.get(word)
        if unit and not (length == 1 and _is_longer_word(flat, at)):
            return at + length, unit
    return None


def _noun(flat: str, at: int) -> str | None:
    """The first counted noun within a few characters; one of a single character only right there."""
    gap = _GAP.match(flat, at)
    chinese, initials = units().chinese, units().initials
    for begin in range(at, gap.end() if gap else at):
        if flat[begin] not in initials:
            continue
        for length in range(LONGEST_NOUN, 1 if begin > at else 0, -1):
            unit = chinese.get(flat[begin : begin + length])
            if unit is None or unit.isupper() or unit in _NOT_COUNTED:
                continue
            if length > 1 or (flat[at] in "人户" and not _is_longer_word(flat, at)):
                return unit
    return None
