"""What looks like a number and is a date, a time, an ordinal, a version, a code, an address or part of a name."""

from __future__ import annotations

import re
from bisect import bisect_right

from extract.quantity.chinese_numerals import CHARACTERS
from extract.quantity.lexicon import NOT_A_QUANTITY, Lexicon
from extract.quantity.number import Number

LONGEST_PLAIN = 11
"""Digits in a row, without commas, that are a serial number or a time stamp."""

_WEB = re.compile(
    r"(?:https?://|www\.)[^\s<>\"）)\]，。；、]+|[\w.+-]{1,64}@[\w.-]{1,64}|&#x?[0-9a-fA-F]{1,6};|\+\d{1,3}[ -]\d[\d -]{5,14}\d|\b[\w-]{1,40}\.(?:com|net|org|html?|cn|io|jpg|png|pdf)\b[^\s，。；、]*"
)
_WEB_SIGN = re.compile(r"://|\+\d|www\.|@|&#|\.(?:com|net|org|htm|cn|io|jpg|png|pdf)")
_TOKEN_BEFORE = re.compile(r"[\d./:+-]{0,24}$")
_TOKEN_AFTER = re.compile(r"(?:[./:-]*\d){0,24}")
_CODE = re.compile(
    r"(?:19|20)\d\d[-/.]\d{1,2}(?:[-/.]\d{1,2})?$|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d$|\d{1,2}:\d\d(?::\d\d)?(?:-\d{1,2}:\d\d)?$"
    r"|\d+(?:\.\d+){2,}$|\d{1,4}-\d{3,4}-\d{3,4}$|(?:\d{1,4}-){2,}\d+$|\d{3}-\d{4}$|(?:19|20)\d\d[-/](?:\d\d|(?:19|20)\d\d)$|\d+:\d+$|\d+/\d+(?:/\d+)?$|0\d+$|\d{4}:\d"
)
_YEAR = re.compile(r"(?:19|20)\d\d$")
_AFTER = re.compile(
    r"(?:st|nd|rd|th)\b|s\b|['’]s\b|\s?[ap]\.?m\b|\s?o['’]clock|:\d\d|\.[A-Z]{2}\b|\s?(?:AD|BC|BCE|CE)\b"
    r"|\s?(?:年(?!度?(?:来|内|间)?\S{0,2}[增轻])|个?月(?!活)|日(?!活|均|元|本|圆)|号|时(?!长)|点\d{1,2}分|点[半钟整]|分(?!钟|之|别|成|布|店|钱|红|公)|季|岁|歲|届|屆|世纪|强|代(?=[的，。]|$)|周(?!边)|[楼樓](?!盘)|级(?!别)|版|年代|后(?=[，。爱的]|$)|财年|財年|路公|[:：]\d)"
)
_ZH_AFTER = re.compile(
    r"年|个?月(?!活)|[个個](?:季|星期|世纪|学期|财|财年)|日(?!活|均|元|本|圆)|号(?!称)|时(?!长)|点(?:半|钟|整|[一二三四五十]|$|[，。])|季|岁|歲|届|屆|世纪|周(?!边)|代(?!理)|线(?!上|下)|刻(?!度)|[楼樓](?!盘)|级(?!别)|分(?!之|钟|钱)"
)
_LETTER_BEFORE = re.compile(r"(?:[A-Za-z_#@=\\&]|[A-Za-z][-–.]|[A-Za-z]\d*[.-])$")
_ZH_BEFORE = re.compile(
    r"(?:第\s?|星期|礼拜|周|初|农历|代码|代號|编号|热线|电话|邮编|型号|版本|[:：]\d\d|点|时|元月|楼|卷|之|(?<![以之目此年日先提空])前)[:：为]?\s?$"
)
_ZH_NUMERAL_BEFORE = re.compile(
    r"(?:(?<![以之目此年日先提空])前|第|星期|礼拜|周|初|农历|阴历|统|唯|进|单|其|逐|同|划|老|小|不|下)$"
)
_WORD_BEFORE = re.compile(r"([A-Za-z&][A-Za-z&.'’-]*)\s$")
_POINTS_BEFORE = re.compile(r"[涨跌升降挫近约逾超达报破]\s?了?$")
_DAY_MONTH = re.compile(r"\s(?:of\s)?(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\b", re.I)
_LABEL = re.compile(r"[A-Za-z]{2}:$")
_MODEL_AFTER = re.compile(r" [A-Z][a-z]{2,}\b(?! \d)")
_EXCHANGE = re.compile(r"[A-Z]{2,8}[:：]\s?$")
_AGE = re.compile(r"[A-Z][a-z]+, $")


_RANGE_AFTER = re.compile(rf"[至到~～—-][{CHARACTERS}]")
_ONE_IS_AN_ARTICLE = frozenset({"times", "people", "days", "households", "users", "accounts", "companies", "degrees"})
"""一人, 一次, 一天: units with which a Chinese one is hardly a number."""


def web_spans(flat: str) -> tuple[list[int], list[int]]:
    """Starts and ends of addresses, e-mails, file names and HTML entities; numbers inside are nothing."""
    if not _WEB_SIGN.search(flat):
        return [], []
    found = [match.span() for match in _WEB.finditer(flat)]
    return [start for start, _ in found], [end for _, end in found]


def is_inside(place: int, spans: tuple[list[int], list[int]]) -> bool:
    """Whether a place lies in one of the spans."""
    index = bisect_right(spans[0], place) - 1
    return index >= 0 and place < spans[1][index]


def is_name(number: Number, flat: str, words: Lexicon) -> bool:
    """Whether a number in digits belongs to a name, a date or a code."""
    first, last = number.core
    before = flat[max(0, first - 24) : first]
    if number.unit == NOT_A_QUANTITY:
        return True
    has_currency = number.start < first and number.unit is not None and number.unit.isupper()
    if before.endswith("第") or (not has_currency and _LETTER_BEFORE.search(before) and not _code_glued(before, words)):
        return True
    if number.fraction or number.scale != 1 or (number.form == "zh" and number.unit is not None):
        return not has_currency and _is_product(flat, before, words, number, scaled=True)
    if number.unit is not None and (
        number.unit.isupper() or number.unit in {"percent", "percentage_points", "basis_points"}
    ):
        return False
    return (
        _is_code(number, flat, before)
        or _is_date(number, flat, before, words)
        or _is_product(flat, before, words, number, scaled=False)
    )


def _code_glued(before: str, words: Lexicon) -> bool:
    found = words.before.search(before)
    return found is not None and found.end() == len(before)


def _is_code(number: Number, flat: str, before: str) -> bool:
    first, last = number.core
    digits = flat[first:last]
    token = flat[first - len(_match(_TOKEN_BEFORE, before)) : last] + _match(_TOKEN_AFTER, flat[last : last + 24])
    token = token.strip(".:-/+")
    if token != digits and (_CODE.match(token) or (number.unit is None and _is_score(token))):
        return True
    if digits.isdecimal() and (len(digits) >= LONGEST_PLAIN or (digits[0] == "0" and len(digits) > 1)):
        return True
    if number.unit is None and _LABEL.search(before):
        return True
    if before.endswith(("+", ":")) and len(digits) > 1 and before[-2:-1].isdigit():
        return True
    return bool(
        _EXCHANGE.search(before)
        or before.endswith(("age of ", "ages of "))
        or (_AGE.search(before) and flat[last : last + 1] == "," and len(digits) == 2)
    )


def _is_score(token: str) -> bool:
    """Two bare numbers of which the first is not the smaller: 110-98."""
    ends = token.replace("–", "-").split("-")
    return len(ends) == 2 and all(end.isdecimal() for end in ends) and int(ends[0]) >= int(ends[1])


def _match(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0] if found else ""


def _is_date(number: Number, flat: str, before: str, words: Lexicon) -> bool:
    first, last = number.core
    end = last + len(_match(re.compile(r"^[-–~～至到]\d{1,4}"), flat[last : last + 6]))
    after = flat[end : end + 12]
    if _AFTER.match(after) and not (number.unit and flat[last : last + 2] == "日元"):
        return True
    if number.unit is None and flat[last : last + 1].isascii() and flat[last : last + 1].isalpha():
        return True
    if _ZH_BEFORE.search(before) and not before.endswith("之"):
        return True
    digits = flat[first:last]
    if after[:1] in {"点", "點"} and digits.isdecimal() and number.value <= 24 and not _POINTS_BEFORE.search(before):
        return True
    if digits.isdecimal() and len(digits) <= 2 and _DAY_MONTH.match(after):
        return True
    if _YEAR.match(digits) and (number.unit is None or not number.unit_said or _is_after_preposition(before)):
        return True
    word = _WORD_BEFORE.search(before)
    return (
        word is not None and word[1].rstrip(".").lower() in words.months and word[1][0].isupper() and len(digits) <= 4
    )


def _is_after_preposition(before: str) -> bool:
    return bool(re.search(r"(?:\b(?:in|of|since|for|from|by|until|during|the|and)|[-–])\s?$", before, re.I))


def _is_product(flat: str, before: str, words: Lexicon, number: Number, *, scaled: bool) -> bool:
    """Behind a capitalised word or one that numbers things: Windows 10, Boeing 787, top five, page 3."""
    if number.unit is None and not scaled and _MODEL_AFTER.match(flat, number.core[1]):
        return True
    found = _WORD_BEFORE.search(before)
    if found is None:
        return False
    word = found[1]
    if scaled:
        return False
    if word.lower() in words.name_before:
        return True
    return word[0].isupper() and word.lower().rstrip(".") not in words.lower and number.value < 10000


def is_zh_quantity(number: Number, flat: str, words: Lexicon, *, compared: bool) -> bool:
    """Whether a Chinese numeral states a quantity.

    A scale above a thousand, a unit or a comparator makes it one; 第, a calendar word or a longer word around it
    (十分, 统一, 三亚) makes it none.

    Args:
        number: The numeral.
        flat: The text.
        words: The word tables.
        compared: Whether a comparator stands right before it.
    """
    first, last = number.core
    before, after = flat[max(0, first - 2) : first], flat[last : last + 4]
    if words.zh_words.match(flat, first) or (
        number.value == 0 and last - first == 1 and not _stands_alone(flat, first, last)
    ):
        return False
    if number.unit == NOT_A_QUANTITY or _ZH_NUMERAL_BEFORE.search(before) and not compared and not number.fraction:
        return False
    if number.unit not in {"CNY", "JPY", "KRW"} and _ZH_AFTER.match(after):
        return False
    if number.unit is not None and (
        number.unit.isupper() or number.unit in {"percent", "percentage_points", "basis_points"}
    ):
        return not number.open_ or number.scale >= 100
    if number.fraction or number.settled:
        return True
    if number.open_:
        return _is_open_quantity(number, after, compared=compared)
    if number.unit is not None and number.unit_said:
        return (
            number.value != 1
            or flat[last : last + 1] == "倍"
            or not (number.classified or number.unit in _ONE_IS_AN_ARTICLE)
        )
    if number.unit is None and last - first == 1 and _RANGE_AFTER.match(after):
        number.tentative = True
        return True
    if number.vague or number.scale >= 1000:
        return number.scale >= 10
    return _stands_alone(flat, number.start, last)


def _is_open_quantity(number: Number, after: str, *, compared: bool) -> bool:
    """百万用户, 超百万, 千亿级; not 千万不要, 万家."""
    if number.scale < 100 or not (compared or number.unit not in {None, "count"}):
        return number.scale >= 1e4 and after.startswith(("级", "規模", "规模"))
    return not after.startswith("计") and (compared or number.scale > 1e4)


def _stands_alone(flat: str, first: int, last: int) -> bool:
    """Whether blanks, punctuation or the ends of the text are on both sides; a long numeral needs only one side."""
    left, right = flat[first - 1 : first] if first else "", flat[last : last + 1]
    free_left, free_right = not left.isalnum(), not right.isalnum()
    return (free_left and free_right) or (last - first >= 3 and (free_left or free_right)) or last - first >= 4
