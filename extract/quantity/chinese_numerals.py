"""The arithmetic of Chinese numerals, digits allowed inside. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

DIGITS = {
    **dict(zip("零〇一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)),
    "两": 2,
    "兩": 2,
    "貳": 2,
    "參": 3,
    "叄": 3,
    "陸": 6,
}
SMALL = {"十": 10.0, "百": 100.0, "千": 1000.0, "拾": 10.0, "佰": 100.0, "仟": 1000.0}
BIG = {"万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8, "兆": 1e12}
TWENTIES = {"廿": 20.0, "卅": 30.0}
VAGUE = "多余餘几幾来來"
"""More than said: 十多, 百余, 几十."""
_NOT_AFTER_MORE = frozenset("少数功媒样维年额額下款地波杭")
"""Characters with which 多 and 余 are another word: 多媒体."""
CHARACTERS = "".join((*DIGITS, *SMALL, *BIG, *TWENTIES))
SCALES = "".join((*SMALL, *BIG))

_TOKEN = re.compile(
    rf"(?P<number>\d+(?:[,，]\d{{3}})*(?:\.\d+)?)|(?P<zh>[{CHARACTERS}])|(?P<vague>[{VAGUE}])"
    rf"|(?P<point>[点點](?P<fraction>[{''.join(DIGITS)}]{{1,12}})(?![{CHARACTERS[:10]}{''.join(SMALL)}分]))"
)


@dataclass(slots=True)
class Reading:
    """How far a numeral reaches and what it is worth.

    Attributes:
        value: The number; of a vague one (数十, 十几) the least it can be.
        length: Characters that belong to it.
        vague: Whether it says "or more" (多, 余, 几).
        scale: The largest scale character met, 1 where there is none.
        open_: Whether it begins with a scale and so says "one" silently: 百万, 亿.
    """

    value: float
    length: int
    vague: bool
    scale: float
    open_: bool


class _ChineseNumeral:
    """The running sum: what is closed by 亿 or 万, the section under it, and the digit that waits for its place."""

    def __init__(self) -> None:
        self.total = self.section = 0.0
        self.waiting: float | None = None
        self.place = 0.0
        self.last_big = float("inf")
        self.scale = 1.0
        self.positional = False
        self.after_zero = False
        self.vague = self.open_ = False

    def number(self, value: float) -> bool:
        if self.waiting is not None or (self.place and value >= self.place and value >= 10):
            return False
        self.waiting, self.positional = value, False
        return True

    def digit(self, value: float) -> bool:
        """Take a digit; one behind another makes a number digit by digit."""
        if value == 0 and (self.place or self.scale > 1) and self.waiting is None:
            self.after_zero = True
            return True
        if self.waiting is not None:
            if not self.positional or self.place:
                return False
            self.waiting = self.waiting * 10 + value
            return True
        self.waiting, self.positional = value, True
        return True

    def small(self, unit: float) -> bool:
        """Take 十, 百 or 千 for the digit that waits, or for a one that is not said."""
        if self.place and self.place <= unit and self.waiting is not None:
            return False
        if self.place and self.place < unit and self.waiting is None:
            return False
        if self.waiting is None and not self.section and not self.total and not self.vague:
            self.open_ = unit > 10
        if self.waiting is None and self.place:
            self.section *= unit
        else:
            self.section += (1.0 if self.waiting is None else self.waiting) * unit
        self.waiting, self.place, self.after_zero = None, unit, False
        self.scale = max(self.scale, unit)
        return True

    def big(self, unit: float) -> bool:
        """Close what stands before 万, 亿 or 兆."""
        section = self.section + (self.waiting or 0.0)
        nothing = not self.section and self.waiting is None
        if nothing and not self.total:
            self.open_ = self.open_ or not self.vague
            section = 1.0
        if self.total and unit >= self.last_big:
            self.total = (self.total + section) * unit
        else:
            self.total += section * unit
        self.section, self.waiting, self.place, self.last_big = 0.0, None, 0.0, unit
        self.scale, self.after_zero = max(self.scale, unit), False
        return True

    def value(self) -> float:
        tail = self.waiting or 0.0
        above = self.place or (self.last_big if self.last_big != float("inf") else 0.0)
        if self.waiting is not None and above >= 100 and tail < 10 and tail == int(tail) and not self.after_zero:
            tail *= above / 10
        return self.total + self.section + tail


def read_chinese(text: str, at: int = 0, first: float | None = None, limit: int = 40) -> Reading | None:
    """The Chinese numeral that begins at a place, digits allowed inside: 十二亿一千三百万, 1亿2千万, 三千五, 一点五亿.

    Args:
        text: Any text.
        at: Where the numeral begins.
        first: A number in digits that stands before `at` and that the numeral scales: 12.13 of 12.13亿.
        limit: No more characters are looked at.

    Returns:
        The longest numeral from there on; None when there is none. A last digit after 百, 千, 万 or 亿 takes the next
        place down: 三千五 is 3,500.
    """
    numeral, position, end = _ChineseNumeral(), at, min(len(text), at + limit)
    if first is not None:
        numeral.number(first)
    closed: tuple[int, float] | None = None
    while position < end and (token := _TOKEN.match(text, position, end)):
        if not _take(numeral, token, text, at if first is None else -1):
            break
        position = token.end()
        if token.lastgroup == "number" and position - at > 0 and numeral.scale > 1:
            closed = closed or (token.start(), 0.0)
        elif token.lastgroup != "number":
            closed = None
    if position == at:
        return None
    if closed and not _may_end_in_digits(numeral, text, position):
        position = closed[0]
        numeral.waiting = None
    return Reading(numeral.value(), position - at, numeral.vague, numeral.scale, numeral.open_)


def _may_end_in_digits(numeral: _ChineseNumeral, text: str, position: int) -> bool:
    """Whether digits behind the last scale belong to the number: 3万4000 does, 1亿2021年 does not."""
    above = numeral.place or numeral.last_big
    waiting = numeral.waiting or 0.0
    return text[position : position + 1] not in {"年", "月", "日", "%"} and (
        waiting < 10 or above / 10 <= waiting < above
    )


def _take(numeral: _ChineseNumeral, token: re.Match[str], text: str, at: int) -> bool:
    kind, words = token.lastgroup, token[0]
    if kind == "number":
        return numeral.number(float(re.sub("[,，]", "", words)))
    if kind == "vague":
        return _take_vague(numeral, token, text, at)
    if kind == "point":
        return _take_point(numeral, token["fraction"])
    if words in DIGITS:
        return numeral.digit(float(DIGITS[words]))
    if words in TWENTIES:
        numeral.section += TWENTIES[words]
        numeral.place = 10.0
        return True
    return numeral.small(SMALL[words]) if words in SMALL else numeral.big(BIG[words])


def _take_vague(numeral: _ChineseNumeral, token: re.Match[str], text: str, at: int) -> bool:
    """多 and 余 say "or more" behind a scale, 几 before or behind one; elsewhere they are other words."""
    after = text[token.end() : token.end() + 1]
    if token[0] in "几幾" and token.start() == at:
        numeral.vague = bool(after and after in SCALES)
        return numeral.vague
    if token.start() == at or numeral.vague:
        return False
    if token[0] in "来來" and not (numeral.place >= 10 or (after and after in BIG)):
        return False
    if token[0] in "多余餘" and after in _NOT_AFTER_MORE:
        return False
    numeral.vague = True
    return True


def _take_point(numeral: _ChineseNumeral, digits: str) -> bool:
    """A decimal point in words, with its digits."""
    if not numeral.positional and numeral.waiting is not None and numeral.waiting % 1:
        return False
    numeral.waiting = (numeral.waiting or 0.0) + float("0." + "".join(str(DIGITS[c]) for c in digits))
    numeral.positional = False
    return True
