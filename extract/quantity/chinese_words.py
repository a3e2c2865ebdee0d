"""Which Chinese numerals count something, and which are part of a word, a date or an ordinal."""

from __future__ import annotations

import re

from extract.quantity.chinese_numerals import CHARACTERS
from extract.quantity.lexicon import NOT_A_QUANTITY, SHARE_UNITS, words
from extract.quantity.number import Number

LEAST_VAGUE = 1e4
"""几十 and 几百 state no figure, 几十万 does."""
HOURS = 24
"""Up to this 点 may be a time of day, above it points of an index."""
_AFTER = re.compile(
    r"""年 | [个個]?月(?!活) | [个個](?:季|星期|世纪|学期|财年) | 日(?![活均元本圆]) | 号(?!称) | 时(?!长)
    | 点(?:[半钟整一二三四五十，。]|$) | 季 | 岁 | 歲 | 届 | 屆 | 世纪 | 周(?!边) | 代(?!理) | 线(?![上下]) | 刻(?!度)
    | [楼樓](?!盘) | 级(?!别) | 分(?![之钟钱])""",
    re.X,
)
_BEFORE = re.compile(
    r"(?:(?<![以之目此年日先提空])前|第|星期|礼拜|周|初|农历|阴历|统|唯|进|单|其|逐|同|划|老|小|不|(?<![零剩留以之])下)$"
)
_ADVERB = re.compile(r"[两三四五六七八九]度(?=[\u4e00-\u9fff])(?![左以电角的高低至到多半之和及与])")
_RANGE_AFTER = re.compile(rf"[至到~～—-][{CHARACTERS}]")
_ONE_IS_AN_ARTICLE = frozenset({"times", "people", "days", "households", "users", "accounts", "companies", "degrees"})
"""一人, 一次, 一天: units with which a Chinese one is hardly a number."""


def is_quantity(number: Number, flat: str, *, compared: bool) -> bool:
    """Whether a Chinese numeral states a quantity.

    A scale above a thousand, a unit or a comparator makes it one; 第, a calendar word or a longer word around it
    (十分, 统一, 三亚) makes it none.

    Args:
        number: The numeral.
        flat: The text.
        compared: Whether a comparator stands right before it.
    """
    first, last = number.core
    if flat[number.start] in "几幾" and number.scale < LEAST_VAGUE:
        return False
    if _is_in_a_word(number, flat, compared=compared):
        return False
    if number.unit is not None and (number.unit.isupper() or number.unit in SHARE_UNITS):
        return not number.open_ or number.scale >= 100
    if number.fraction or number.settled:
        return True
    if number.open_:
        return _is_open_quantity(number, flat, compared=compared)
    if number.unit is not None and number.unit_said:
        return number.value != 1 or flat[last] == "倍" or not (number.classified or number.unit in _ONE_IS_AN_ARTICLE)
    if number.unit is None and last - first == 1 and _RANGE_AFTER.match(flat, last):
        number.tentative = True
        return True
    if number.vague or number.scale >= 1000:
        return number.scale >= 10
    return _stands_alone(flat, number.start, last)


def _is_in_a_word(number: Number, flat: str, *, compared: bool) -> bool:
    """Whether a numeral is part of another word, a date, an ordinal or a grade."""
    first, last = number.core
    if number.unit == NOT_A_QUANTITY or (not number.fraction and words().chinese.match(flat, first)):
        return True
    if number.value == 0 and last - first == 1 and not _stands_alone(flat, first, last):
        return True
    if not compared and not number.fraction and _BEFORE.search(flat[max(0, first - 2) : first]):
        return True
    if _ADVERB.match(flat, first) or (
        number.unit is None and flat[first - 1 : first] == "“" and flat[last : last + 1] == "”"
    ):
        return True
    if flat.startswith("级", last):
        return not number.open_
    if flat.startswith(("点", "點"), last) and number.value > HOURS:
        return False
    if flat.startswith("分", last) and number.unit == "points" and number.value > 10:
        return False
    return number.unit not in {"CNY", "JPY", "KRW"} and _AFTER.match(flat, last) is not None


def _is_open_quantity(number: Number, flat: str, *, compared: bool) -> bool:
    """百万用户, 超百万, 千亿级; not 千万不要, 万家."""
    last = number.core[1]
    if number.value < 100 or not (compared or number.unit not in {None, "count"}):
        if _is_round_sum(flat, number):
            return True
        return number.value >= 1e4 and flat.startswith(("级", "量级", "規模", "规模"), last)
    return not flat.startswith("计", last) and (compared or number.value > 1e4)


def _is_round_sum(flat: str, number: Number) -> bool:
    """千亿, and 百万 at the end of a clause, say a sum also without a comparator."""
    first, last = number.core
    if last - first < 2 or number.value < 1e5:
        return False
    return flat[last - 1] in "亿億" or not flat[last : last + 1].isalnum()


def _stands_alone(flat: str, first: int, last: int) -> bool:
    """Whether blanks, punctuation or the ends of the text are on both sides; a long numeral needs only one side."""
    left, right = flat[first - 1 : first] if first else "", flat[last : last + 1]
    free_left, free_right = not left.isalnum(), not right.isalnum()
    return (free_left and free_right) or (last - first >= 3 and (free_left or free_right)) or last - first >= 4
