"""What a number counts: the currency before it, and the unit or the counted noun behind it."""

from __future__ import annotations

import re

from extract.quantity import units_chinese, units_english
from extract.quantity.lexicon import units
from extract.quantity.number import Number

LONGEST_CURRENCY, YEN_REACH = 12, 160
_POINTS = re.compile(r"[ -]points?(?![A-Za-z])")
_CHINESE_POINTS = re.compile(r"[\u4e00-\u9fff][^\n。；;，,]*\d(?:pcts?)$")
_NO_FEN = frozenset("之钟鐘别別析布支期享母店行")
"""After 分 that is no hundredth of a yuan: 人民币60.3分 is 0.603."""
ZH_REACH = 12
"""Characters before "7pct", which Chinese notes write for percentage points, in which a Chinese word stands."""
_SUM = re.compile(r"(?:\s(?:and\s)?|零)?$", re.I)
_OF_CENTS = frozenset({"USD", "EUR", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD"})
"""Currencies whose hundredth part is a cent, which alone is read as one of a US dollar."""


def currency_before(flat: str, start: int) -> tuple[int, str] | None:
    """(start, ISO code) of a currency sign or code right before a place; it may not be the tail of a word."""
    table, last = units(), start - 1
    begin = max(0, start - LONGEST_CURRENCY)
    while last > begin and flat[last] in " \t\u00a0":
        last -= 1
    if last < 0 or flat[last] not in table.currency_ends:
        return None
    found = table.before.search(flat[begin:start])
    if found is None:
        return None
    at = begin + found.start(1)
    if at and flat[at : at + 1].isascii() and flat[at].isalpha() and flat[at - 1].isascii() and flat[at - 1].isalpha():
        return None
    code = table.currency_before[found[1]]
    return at, "JPY" if found[1] in "¥￥" and _is_yen(flat, at) else code


def _is_yen(flat: str, at: int) -> bool:
    """Whether ¥ stands for yen: Japan is spoken of near it, and China is not."""
    around = flat[max(0, at - YEN_REACH) : at + YEN_REACH].lower()
    return any(word in around for word in units().yen_near) and not any(word in around for word in units().yuan_near)


def attach_unit(flat: str, number: Number) -> None:
    """Give a number the unit written behind it, and let it reach over the unit when that stands right there."""
    following = flat[number.end : number.end + 2]
    if following[:1] == "%" or (following[1:] == "%" and following[0].isspace()):
        end = flat.index("%", number.end) + 1
        points = _POINTS.match(flat, end)
        number.unit, number.unit_said = "percentage_points" if points else "percent", True
        number.end = points.end() if points else end
        return
    if number.unit == "CNY" and number.scale == 1 and following[:1] == "分" and following[1:] not in _NO_FEN:
        number.value, number.end = number.value / 100, number.end + 1
        return
    is_chinese = following[:1] > "\u2fff" or following[:1] == "‰" or (following[:1] == " " and following[1:] > "\u2fff")
    if is_chinese and units_chinese.attach(flat, number):
        return
    if number.unit is None or number.form == "words":
        units_english.attach(flat, number)
        if number.unit == "percent" and _CHINESE_POINTS.search(flat, max(0, number.start - ZH_REACH), number.end):
            number.unit = "percentage_points"


def join_parts(numbers: list[Number], flat: str) -> list[Number]:
    """A number told in two is one sum: 87 dollars and 20 cents, 20元5角, "9 亿 200 万", "2 million 500 thousand"."""
    joined: list[Number] = []
    for number in numbers:
        if joined and _is_fen(number, joined[-1], flat):
            joined[-1].value, joined[-1].end = joined[-1].value + number.value / 100, number.end
        elif joined and (_is_part_of(number, joined[-1], flat) or _goes_on(number, joined[-1], flat)):
            last = joined[-1]
            last.value, last.end, last.unit = last.value + number.value, number.end, last.unit or number.unit
        else:
            joined.append(number)
    return joined


def _is_fen(number: Number, whole: Number, flat: str) -> bool:
    """Whether 分 are hundredths of a yuan and no points: behind 角, as in 3元5角2分."""
    if number.unit != "points" or number.start != whole.end or whole.unit != "CNY":
        return False
    return flat[whole.end - 1] in "角毛" and flat[number.end - 1] == "分"


def _goes_on(number: Number, whole: Number, flat: str) -> bool:
    """Whether a number with a smaller scale behind a blank goes on with the one before it."""
    if whole.unit is not None or whole.high is not None or number.start != number.core[0]:
        return False
    return 1 < number.scale < whole.scale and number.value < whole.scale and flat[whole.end : number.start] == " "


def _is_part_of(number: Number, whole: Number, flat: str) -> bool:
    if number.scale >= 1 or number.value >= 1 or whole.scale < 1 or whole.high is not None:
        return False
    if number.unit != whole.unit and not (number.unit == "USD" and whole.unit in _OF_CENTS):
        return False
    return number.start - whole.end <= 5 and _SUM.match(flat[whole.end : number.start]) is not None
