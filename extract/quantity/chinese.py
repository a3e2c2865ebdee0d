"""Numbers as Chinese writes them: numerals, percentages, shares, tenths, and two digits that stand for a range."""

from __future__ import annotations

import re

from extract.quantity.chinese_numerals import CHARACTERS, DIGITS, SCALES, read_chinese
from extract.quantity.lexicon import begins_unit
from extract.quantity.number import Number

_HUNDREDTHS = re.compile(rf"(百分之|千分之|[万萬]分之)\s?([负負-])?\s?(\d+(?:\.\d+)?|[{CHARACTERS}])")
_TO = re.compile(rf"[到至~～-](?=[{CHARACTERS}\d])")
_PAIR = re.compile(rf"(?P<low>[一二两兩三四五六七八])(?P<high>[二两兩三四五六七八九])(?![{''.join(DIGITS)}])")
_TENTHS = re.compile(r"成(?:(半)|([一二三四五六七八九\d]))?(?![为立功本员熟长就交都果分人品绩名家语])")
_DISCOUNT = re.compile(r"折(?![扣叠磨返腾射算旧现断中])")
_COUNTED_SCALE = re.compile(r"[个個](?=亿|億|百万|千万)")
_ONE_DIGIT = re.compile(rf"[一二三四五六七八九两兩][{SCALES}]+")
_DOZEN = re.compile(r"打(?![折算工击开车败造扮响仗通破断扰印架电动入压捞卡赏法包磨量听探理])")
_SHARE_DIGITS = re.compile(r"\d{1,6}(?:\.\d+)?")


def read_zh(flat: str, at: int) -> Number | None:
    """The Chinese number at a place: a numeral, a percentage, a share, tenths, or two digits for a range."""
    if hundredths := _HUNDREDTHS.match(flat, at):
        return _percent(flat, at, hundredths)
    if flat.startswith("百分百", at):
        return Number(at, at + 3, 100.0, "zh", unit="percent", unit_said=True, core=(at, at + 3))
    if flat[at] == "半" or flat.startswith("一半", at):
        return _half(flat, at)
    start = at + 1 if flat[at] in "数數" else at
    if (pair := _PAIR.match(flat, start)) and (found := _pair(flat, at, pair)):
        return found
    reading = read_chinese(flat, start)
    if reading is None or (start > at and not reading.open_ and flat[start] not in "十拾"):
        return None
    end = start + reading.length
    number = Number(at, end, reading.value, "zh", reading.scale, vague=reading.vague or start > at,
                    open_=reading.open_ and start == at and not reading.vague, core=(at, end))  # fmt: skip
    if _ONE_DIGIT.fullmatch(flat, start, end):
        number.scale = reading.value / DIGITS[flat[start]]
    if share := share_of(flat, end, reading.value):
        number.value, number.end, number.fraction, number.open_ = share[0], share[1], True, False
    elif flat.startswith("又", end) and (below := read_chinese(flat, end + 1)):
        if share := share_of(flat, end + 1 + below.length, below.value):
            number.value, number.end, number.fraction = number.value + share[0], share[1], True
    elif dozen := _DOZEN.match(flat, end):
        number.value, number.end, number.settled = number.value * 12, dozen.end(), True
    elif (
        not reading.open_ and _COUNTED_SCALE.match(flat, end) and (above := read_chinese(flat, end + 1, reading.value))
    ):
        number.value, number.scale, number.end = above.value, above.scale, end + 1 + above.length
    number.core = (at, number.end)
    return tenths(flat, number)


def _percent(flat: str, at: int, found: re.Match[str]) -> Number | None:
    """百分之三十, 千分之二, with its upper end where one follows: 百分之三到五."""
    begin, per = found.start(3), {"百": 1.0, "千": 0.1}.get(flat[at], 0.01)
    if found[3][0].isdecimal():
        value, end = float(found[3]), found.end()
    else:
        reading = read_chinese(flat, begin)
        if reading is None:
            return None
        value, end = reading.value, begin + reading.length
    value = -value * per if found[2] else value * per
    number = Number(at, end, value, "zh", unit="percent", unit_said=True, core=(at, end))
    link = _TO.match(flat, end)
    upper = read_chinese(flat, link.end()) if link else None
    if link and upper and upper.value * per > value and not flat.startswith(("分之", "%"), link.end() + upper.length):
        number.high, number.end = upper.value * per, link.end() + upper.length
        number.core = (at, number.end)
    return number


def _half(flat: str, at: int) -> Number | None:
    """半数, 一半, 半小时; not 上半年."""
    end = at + (2 if flat[at] == "一" else 1)
    after = flat[end : end + 2]
    if flat[at] == "半" and after[:1] == "数":
        end += 1
    elif (
        flat[at] == "半"
        and after != "小时"
        and not (after[:1] in {"的", "，", "。"} and flat[at - 1 : at] in {"过", "超", "大"})
    ):
        return None
    return Number(at, end, 0.5, "zh", core=(at, end), fraction=True)


def _pair(flat: str, at: int, pair: re.Match[str]) -> Number | None:
    """三四百万: two digits in a row, one apart, before a scale or a measure word."""
    low, high = DIGITS[pair["low"]], DIGITS[pair["high"]]
    after = flat[pair.end() : pair.end() + 1]
    if (high != low + 1 and (low, high) != (3, 5)) or not after:
        return None
    if not (after in SCALES or after in "年成" or begins_unit(flat, pair.end())):
        return None
    end, factor = pair.end(), 1.0
    if after in SCALES and (reading := read_chinese(flat, end)):
        factor, end = reading.value, end + reading.length
    number = Number(at, end, low * factor, "zh", factor, high=high * factor, settled=True, core=(at, end))
    if after == "成":
        number.value, number.high, number.unit, number.end = low * 10.0, high * 10.0, "percent", end + 1
    return number


def share_of(flat: str, end: int, below: float) -> tuple[float, int] | None:
    """(value, end) of X分之Y."""
    if not flat.startswith("分之", end) or not below:
        return None
    digits = _SHARE_DIGITS.match(flat, end + 2)
    if digits:
        return float(digits[0]) / below, digits.end()
    reading = read_chinese(flat, end + 2)
    return (reading.value / below, end + 2 + reading.length) if reading else None


def tenths(flat: str, number: Number) -> Number:
    """A number before 成 or 折 as the percentage it is: 三成, 三成五, 八折; any other as it stands."""
    if (parts := _TENTHS.match(flat, number.end)) and number.value <= 10:
        more = 5.0 if parts[1] else float(DIGITS.get(parts[2], 0) or parts[2]) if parts[2] else 0.0
        number.value, number.end = number.value * 10 + more, parts.end()
        number.scale = 10.0
    elif (discount := _DISCOUNT.match(flat, number.end)) and 0 < number.value < 100:
        number.value, number.end = number.value * (10 if number.value < 10 else 1), discount.end()
    else:
        return number
    number.unit, number.unit_said, number.form = "percent", True, "zh"
    return number
