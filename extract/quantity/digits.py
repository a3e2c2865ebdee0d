"""Numbers in digits, with the scale word or the scale characters behind them."""

from __future__ import annotations

import re

from extract.quantity.chinese import share_of, tenths
from extract.quantity.chinese_numerals import SCALES, read_chinese
from extract.quantity.lexicon import units
from extract.quantity.number import Number

VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 0.125, "⅕": 0.2}
_DIGITS = re.compile(
    r"""
      \d{1,3}(?:[,，]\d{3}){1,6}(?!\d)(?:\.\d+)?                 # 1,234,567.89
    | \d{1,2}(?:,\d{2}){1,5},\d{3}(?!\d)(?:\.\d+)?              # 12,34,567: lakhs and crores
    | \d{1,3}(?:\.\d{3}){2,6}(?![\d.]\d)(?:,\d+)?               # 1.234.567,89
    | \d{1,3}(?:\.\d{3}){1,6},\d{1,2}(?!\d)                     # 1.234,56
    | \d{1,3}(?:[\u00a0\u202f\u2009]\d{3}){1,6}(?!\d)(?:\.\d+)?  # thin blanks between thousands
    | \d{1,3}(?:[ ]\d{3}){2,6}(?!\d)(?:\.\d+)?                  # 1 234 567; with one blank only it may be two numbers
    | \d*\.?\d+
    """,
    re.X,
)
_EURO_CENTS = re.compile(r"\d{1,6},\d{2}(?![\d,])")
_POWER = re.compile(r"[eE]([+-]?\d{1,2})(?![\dA-Za-z])|\s?[×x*]\s?10\^(-?\d{1,2})(?!\d)")
_BROKEN = re.compile(
    r"(\d{1,4})\s{0,2}\.\s{0,2}(\d{1,4})(?=\s{0,2}[万萬亿億])|(\d{1,3}),\s?\n\s?(\d{3})(?=\s{0,2}[万萬亿億])"
)
_ZH_SCALE = re.compile(
    rf"[ \t]{{0,2}}\n?[ \t]{{0,2}}[个個]?(?=[{SCALES}])(?!百分|千[米克瓦卡赫])|[ \t]?(?=[多余餘几幾])|(?=[来來])"
)
_SLASH = re.compile(r"(?:(?:[ -]|\s+and\s+)(\d))?/(\d{1,2})(?![\d/.])")
_MIXED = re.compile(r"又([1-9])/([1-9]\d?)(?!\d)")
_AND_A_HALF = re.compile(r"\s+and\s+(?:a\s+half|one[- ]half|a\s+(quarter))(?![A-Za-z])", re.I)
_METRES = re.compile(
    r"\s?(?:sprint|race|dash|hurdles|freestyle|relay|final|run|tall|long|wide|deep|high|above|below|away|butterfly)\b"
)
_PLUS = re.compile(r"(?:-plus|\+)(?= (?:hundred|thousand|million|billion|trillion))", re.I)
"""Between a number and its scale: 700-plus million."""
_WAN = re.compile(r"w(?=[\u4e00-\u9fff+]|\s*$)")
_COUNTED = re.compile(r"\+?\s[a-z]+s\b")
_RESOLUTION = re.compile(r"\s?(?:video|resolution|tv|tvs|screen|uhd|display|movie|film|content|streaming)", re.I)


def read_digits(flat: str, at: int, currency: str) -> Number:
    """The number in digits at a place, with the scale word or scale characters behind it.

    Args:
        flat: The text.
        at: Of its first digit, or of the point before it.
        currency: Of the sign or code before it, else empty; with one "5 m" is millions and no metres.
    """
    money = bool(currency)
    if flat[at] in VULGAR:
        return _scaled(flat, Number(at, at + 1, VULGAR[flat[at]], "digits", core=(at, at + 1), fraction=True), money)
    if broken := _BROKEN.match(flat, at):
        text = f"{broken[1]}.{broken[2]}" if broken[1] else f"{broken[3]}{broken[4]}"
        return _scaled(flat, Number(at, broken.end(), float(text), "digits", core=broken.span()), money)
    found = (_EURO_CENTS.match(flat, at) if currency == "EUR" else None) or _DIGITS.match(flat, at)
    if found is None:  # the caller saw a digit here
        raise ValueError(f"no digits at {at}")
    end, value = found.end(), _plain(found[0], cents=found.re is _EURO_CENTS)
    number = Number(at, end, value, "digits", core=(at, end))
    following = flat[end : end + 1]
    if following in VULGAR:
        number.value, number.end = value + VULGAR[following], end + 1
    elif following and following in "eE×x* " and (power := _POWER.match(flat, end)):
        number.value, number.end = value * 10.0 ** int(power[1] or power[2]), power.end()
    elif following and following in "/ -" and (slash := _SLASH.match(flat, end)) and _is_fraction(value, slash):
        number.value = value + float(slash[1]) / float(slash[2]) if slash[1] else value / float(slash[2])
        number.end, number.fraction = slash.end(), True
    elif following == "又" and (below := _MIXED.match(flat, end)) and value == int(value):
        number.value, number.end, number.fraction = value + float(below[1]) / float(below[2]), below.end(), True
    elif following == "分" and (share := share_of(flat, end, value)):
        number.value, number.end, number.fraction, number.form = share[0], share[1], True, "zh"
    number.core = (at, number.end)
    return _scaled(flat, number, money)


def _plain(digits: str, *, cents: bool) -> float:
    """The value of digits with separators; a point that is followed by a comma groups thousands."""
    if digits.isdecimal() and digits.isascii():
        return float(digits)
    if cents or digits.count(".") > 1 or digits.rfind(",") > digits.find(".") > 0:
        digits = digits.replace(".", "").replace(",", ".")
    return float(re.sub("[,，\u00a0\u202f\u2009 ]", "", digits))


def _is_fraction(value: float, slash: re.Match[str]) -> bool:
    above, below = float(slash[1] or value), float(slash[2])
    return above < below and below in {2, 3, 4, 5, 8, 10, 16} and above == int(above) and slash[2][0] != "0"


def _scaled(flat: str, number: Number, money: bool) -> Number:
    """A number with the scale word or scale characters behind it, or as the tenths they make of it."""
    following = flat[number.end : number.end + 1]
    if following and (following > "\u2fff" or following in " \n\t") and (zh := _ZH_SCALE.match(flat, number.end)):
        reading = read_chinese(flat, zh.end(), number.value)
        if reading is not None and reading.length:
            number.end, number.form = zh.end() + reading.length, "zh"
            number.value, number.scale, number.vague = (
                reading.value,
                max(1.0, reading.value / (number.value or 1.0)),
                reading.vague,
            )
            return number
    if following and following in "成折":
        return tenths(flat, number)
    if following.isspace() and (half := _AND_A_HALF.match(flat, number.end)) and number.value == int(number.value):
        number.value += 0.25 if half[1] else 0.5
        number.end = half.end()
    if following in {"w", "W"} and _WAN.match(flat, number.end):
        number.value, number.scale, number.end = number.value * 1e4, 1e4, number.end + 1
        return number
    if following and following in "-+" and (more := _PLUS.match(flat, number.end)):
        number.end, number.vague = more.end(), True
    while scale := units().scale_at.match(flat, number.end):
        word = (scale[1] or scale[2]).lower()
        blank = flat[number.end] in " \t\u00a0"
        if not scale[1] and not _short_scale(flat, scale, word, money, blank=blank, again=number.scale > 1):
            break
        number.value *= units().scales[word]
        number.scale *= units().scales[word]
        number.end = scale.end()
        if not scale[1]:
            break
    return number


def _short_scale(flat: str, scale: re.Match[str], word: str, money: bool, *, blank: bool, again: bool) -> bool:
    """Whether m, b, k, t or mm is a scale here and no unit."""
    if again or (blank and not (money and word != "k")) or (word in units().with_currency and not money):
        return False
    if (
        scale[0].endswith("K")
        and flat[scale.start() - 2 : scale.start() - 1] in {"", " ", "(", "-"}
        and not _COUNTED.match(flat, scale.end())
    ):
        return money
    if word == "k" and _RESOLUTION.match(flat, scale.end()):
        return False
    return money or word != "m" or not _METRES.match(flat, scale.end())
