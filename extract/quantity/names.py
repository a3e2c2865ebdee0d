"""Which numbers in digits are part of a date, a time, an ordinal, a version, a code or a name, and count nothing."""

from __future__ import annotations

import re
from string import ascii_letters

from extract.quantity.lexicon import NOT_A_QUANTITY, SHARE_UNITS, words
from extract.quantity.number import Number

LONGEST_PLAIN = 11
"""Digits in a row, without commas, that are a serial number or a time stamp."""
LARGEST_IN_A_NAME = 10_000
REACH = 24

_TOKEN_BEFORE = re.compile(r"[\d./:+-]{0,24}$")
_TOKEN_AFTER = re.compile(r"(?:[./:-]*\d){0,24}")
_CODE = re.compile(
    r"""(?:
      (?:19|20)\d\d[-/.]\d{1,2}(?:[-/.]\d{1,2})?        # 2019-05-05
    | \d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d            # 5/6/2019
    | (?:19|20)\d\d[-/](?:\d\d|(?:19|20)\d\d)           # 2019-20
    | \d{1,2}:\d\d(?::\d\d)?(?:-\d{1,2}:\d\d)?          # 9:30
    | \d{4}:\d.*
    | \d+:\d+                                           # 3:2
    | \d+(?:\.\d+){2,}                                  # 3.11.2, 192.168.0.1
    | \d{1,4}-\d{3,4}-\d{3,4} | (?:\d{1,4}-){2,}\d+     # 400-820-8820
    | \d{3}-\d{4}
    | \d+/\d+(?:/\d+)?                                  # 24/7
    | 0\d+
    )$""",
    re.X,
)
_YEAR = re.compile(r"(?:19|20)\d\d$")
_RANGE_TAIL = re.compile(r"[-–—~～至到]\d{1,4}")
_DAYS = re.compile(r"(?:[、和及]\d{1,2}){1,6}[日号]")
_SHORT_YEAR = re.compile(r"(?<![A-Za-z\d])['’‘]$")
_AFTER = re.compile(
    r"""(?:st|nd|rd|th)\b | s\b | ['’]s\b | \s?[ap]\.?m\b | \s?o['’]clock | :\d\d | \.[A-Z]{2}\b
    | \s?(?:AD|BC|BCE|CE)\b | \s?(?:GMT|gmt|UTC|EST|EDT|PST|PDT|BST|CET|CEST|CST|AEDT|AEST|JST)\b
    | \s?(?: 年(?!度?(?:来|内|间)?\S{0,2}[增轻]) | [个個]?月(?!活) | 日(?![活均元本圆]) | 号 | 时(?!长) | 点\d{1,2}分
        | 点[半钟整] | 比\d | 季 | 岁 | 歲 | 届 | 屆 | 世纪 | 强 | 代(?=[的，。]|$) | 周(?!边)
        | [楼樓](?!盘) | 级(?!别) | 版 | 年代 | 后(?=[，。爱的]|$)
        | (?<=[05-9][05])后 | [多余]?[岁歲] | 型(?![号态男女]) | 财年 | 財年 | 路公 | [:：]\d )
    """,
    re.X,
)
_GLUED_BEFORE = re.compile(r"(?:[A-Za-z_#@=\\&]|[A-Za-z][-–.]|[A-Za-z]\d*[.-])$")
_GLUE = frozenset(ascii_letters + "_#@=\\&-–.")
"""Last characters of that, to tell quickly that nothing is glued on."""
_CIRCA = re.compile(r"(?<![A-Za-z.])ca?\.$")
"""About, glued to its figure: c.900m."""
_ABBREVIATION = re.compile(r"(?<![A-Za-z])[A-Z]{2,6}$")
_COUNTED_AFTER = re.compile(r"\s?[亿億万萬元%]")
"""What a Chinese figure goes on with; behind an abbreviation it may stand without a blank: DAU5亿, ARPPU10.6元."""
_ZH_BEFORE = re.compile(
    r"(?:第|波音|空客|空中客车|麦道|米格|星期|礼拜|周|初|农历|代码|代號|编号|热线|电话|邮编|型号|版本|[:：]\d\d|\d比|点|时|元月|楼|卷|(?<![以之目此年日先提空])前)[:：为]?\s?$"
)
_WORD_BEFORE = re.compile(r"([A-Za-z&][A-Za-z&.'’-]*)\s$")
_POINTS_BEFORE = re.compile(r"[涨跌升降挫近约逾超达报破]\s?了?$")
_DAY_MONTH = re.compile(r"(?:-|\s(?:of\s)?)(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\b", re.I)
_YEAR_BEFORE = re.compile(r"(?:\b(?:in|of|since|for|from|by|until|during|the|and)|[-–])\s?$", re.I)
_CONTRACTED = re.compile("['’]")
_ENUMERATOR = re.compile(r"[.、．)）](?!\d)")
_LABEL = re.compile(r"[A-Za-z]{2}:$")
_MODEL_AFTER = re.compile(r" [A-Z][a-z]{2,}\b(?! \d)")
_BRAND = re.compile(r"3M(?:['’]s\b|\s(?:Co|Corp|Inc|Company|says?|said)\b)")
"""A company whose name is a figure and a scale."""
_EXCHANGE = re.compile(r"[A-Z]{2,8}[:：]\s?$")
_MODEL = re.compile(r"\s(?:MAX|Max|Dreamliner)\b")
_AGE_GROUP = re.compile(
    r"\b(?:children|kids|people|those|women|men|adults|girls|boys|anyone|players)\s(?:aged\s)?(?:under|over|below|above)\s$",
    re.I,
)
_AGE = re.compile(r"[A-Z][a-z]+(?:, | \()$")


def is_name(number: Number, flat: str) -> bool:
    """Whether a number in digits belongs to a name, a date or a code.

    A scale, a currency or a percent sign settles that it counts; a letter glued to it and 第 settle that it does not.
    """
    first, last = number.core
    before, after = flat[max(0, first - REACH) : first], flat[last : last + 1]
    has_currency = number.start < first and number.unit is not None and number.unit.isupper()
    if number.unit == NOT_A_QUANTITY or (before and before[-1] == "第"):
        return True
    is_circa = number.scale > 1 and before.endswith(".") and _CIRCA.search(before) is not None
    if not has_currency and not is_circa and before[-1:] in _GLUE and _GLUED_BEFORE.search(before):
        return not (_ABBREVIATION.search(before) and _COUNTED_AFTER.match(flat, last))
    if number.scale == 1e6 and number.unit is None and flat.startswith("3M", first):
        return is_first_word(flat, first) or _BRAND.match(flat, first) is not None
    if number.fraction or number.scale != 1 or (number.form == "zh" and number.unit is not None):
        return False
    if number.unit is not None and (number.unit.isupper() or number.unit in SHARE_UNITS):
        return False
    word = _WORD_BEFORE.search(before) if before and before[-1].isspace() else None
    named = word[1] if word else ""
    return (
        _is_code(number, flat, before, after)
        or _is_date(number, flat, before, named)
        or _is_product(number, flat, named)
    )


def _is_code(number: Number, flat: str, before: str, after: str) -> bool:
    """Whether digits are a code, a score, a serial number, a label or an age."""
    first, last = number.core
    digits = flat[first:last]
    if (before and before[-1] in "./:+-") or (after and after in "./:-"):
        token = flat[first - len(_match(_TOKEN_BEFORE, before)) : last] + _match(
            _TOKEN_AFTER, flat[last : last + REACH]
        )
        token = token.strip(".:-/+")
        if token != digits and (_CODE.match(token) or (number.unit is None and _is_score(token))):
            return True
        if before.endswith(("+", ":")) and len(digits) > 1 and before[-2:-1].isdigit():
            return True
        if number.unit is None and _LABEL.search(before):
            return True
    if digits.isdecimal() and (len(digits) >= LONGEST_PLAIN or (digits[0] == "0" and len(digits) > 1)):
        return True
    if len(digits) <= 2 and _ENUMERATOR.match(flat, last) and _is_line_start(before):
        return True
    return bool(
        (before[-2:].strip().endswith((":", "：")) and _EXCHANGE.search(before))
        or before.endswith(("age of ", "ages of "))
        or (number.unit is None and len(digits) <= 2 and _AGE_GROUP.search(before))
        or (after in {",", ")"} and len(digits) == 2 and _AGE.search(before))
    )


def _is_line_start(before: str) -> bool:
    """Whether only blanks and marks stand between a number and the start of its line or item."""
    return before.rstrip(" \t(（#*>-")[-1:] in {"", "\n", "；", ";", "。"}


def _is_score(token: str) -> bool:
    """Two bare numbers of which the first is not the smaller: 110-98."""
    ends = token.split("-")
    return len(ends) == 2 and all(end.isdecimal() for end in ends) and float(ends[0]) >= float(ends[1])


def _match(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0] if found else ""


def _is_date(number: Number, flat: str, before: str, named: str) -> bool:
    """Whether digits are a day, a month, a year or a time, or what Chinese counts and numbers as such."""
    first, last = number.core
    tail = _RANGE_TAIL.match(flat, last)
    end = tail.end() if tail else last
    digits, after = flat[first:last], flat[end : end + 2]
    if _AFTER.match(flat, end):
        return True
    if number.unit is None and flat[last : last + 1].isascii() and flat[last : last + 1].isalpha():
        return True
    if len(digits) <= 2 and (_DAYS.match(flat, last) or (number.unit is None and _SHORT_YEAR.search(before))):
        return True
    if before.endswith(("月", "月份")) and before[-2:-1].isdigit() and flat.startswith("日", last):
        return True
    if before and not before[-1].isascii() and _ZH_BEFORE.search(before):
        return True
    if after[:1] in {"点", "點"} and digits.isdecimal() and number.value <= 24 and not _POINTS_BEFORE.search(before):
        return True
    if digits.isdecimal() and len(digits) <= 2 and _DAY_MONTH.match(flat, end):
        return True
    if _YEAR.match(digits) and (number.unit is None or not number.unit_said or _YEAR_BEFORE.search(before)):
        return True
    return named[:1].isupper() and named.rstrip(".").lower() in words().months and len(digits) <= 4


def is_first_word(flat: str, start: int) -> bool:
    """Whether a word begins a sentence, where any word has a capital."""
    before = flat[max(0, start - 4) : start].rstrip(' \t"“‘(*#>-')
    return not before or before[-1] in ".!?:;\n。！？：；•|"


def _is_product(number: Number, flat: str, named: str) -> bool:
    """Behind a capitalised word or one that numbers things, or before one: Windows 10, page 3, 787 Dreamliner."""
    first, last = number.core
    if number.unit is None and flat[first:last].isdecimal() and _MODEL_AFTER.match(flat, last):
        return True
    lower = named.lower()
    if _MODEL.match(flat, last):
        return True
    if lower in words().name_before:
        return not (number.unit_said and "," in flat[first:last])
    if number.end > last or not named[:1].isupper() or "," in flat[first:last]:
        return False
    if number.unit is not None and (lower.endswith("s") or is_first_word(flat, first - len(named) - 1)):
        return False
    return _CONTRACTED.split(lower.rstrip("."))[0] not in words().lower and number.value < LARGEST_IN_A_NAME
