"""The forms in which texts write a number: digits, English words, Chinese numerals; each from one place on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from extract.quantity.lexicon import Lexicon
from extract.quantity.numerals import (
    DIGITS,
    LARGE,
    ONES,
    ORDINAL_PARTS,
    TENS,
    ZH_CHARACTERS,
    ZH_SCALES,
    english_words,
    read_chinese,
)

Form = Literal["digits", "words", "zh"]


@dataclass(slots=True)
class Number:
    """A number found in a text.

    Attributes:
        start: First character, of the sign or currency where there is one.
        end: After the last, of the unit where it is glued on.
        value: Scaled and signed.
        form: How it is written.
        scale: What its digits were multiplied by.
        high: Upper end, of two digits that stand for a range: 三四百万.
        vague: "or more" is part of it: 数十, 100多.
        open_: A scale alone, which needs a comparator or a unit beside it: 百万, 亿.
        unit: Plain word or ISO code.
        unit_said: Whether the unit was written at this number, not taken from a neighbour.
        core: Span of the digits or numeral words alone.
        fraction: A part of something: the noun comes behind "of".
        settled: A quantity without any unit: a dozen, a range in one word.
        tentative: A number word that counts only if a neighbour gives it a unit: "five" of "five to ten engineers".
        classified: Whether its unit is behind a Chinese measure word.
    """

    start: int
    end: int
    value: float
    form: Form
    scale: float = 1.0
    high: float | None = None
    vague: bool = False
    open_: bool = False
    unit: str | None = None
    unit_said: bool = False
    core: tuple[int, int] = (0, 0)
    fraction: bool = False
    settled: bool = False
    classified: bool = False
    tentative: bool = False


VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 0.125, "⅕": 0.2}
_DIGITS = re.compile(
    r"\d{1,3}(?:[,，]\d{3}){1,6}(?![\d])(?:\.\d+)?|\d{1,2}(?:,\d{2}){1,5},\d{3}(?!\d)(?:\.\d+)?"
    r"|\d{1,3}(?:\.\d{3}){2,6}(?![\d.]\d)(?:,\d+)?|\d{1,3}(?:\.\d{3}){1,6},\d{1,2}(?!\d)|\d{1,3}(?:[\u00a0\u202f\u2009]\d{3}){1,6}(?!\d)(?:\.\d+)?"
    r"|\d{1,3}(?: \d{3}){2,6}(?![\d])(?:\.\d+)?|\d*\.?\d+"
)
_EURO_CENTS = re.compile(r"\d{1,6},\d{2}(?![\d,])")
_POWER = re.compile(r"[eE]([+-]?\d{1,2})(?![\dA-Za-z])|\s?[×x*]\s?10\^(-?\d{1,2})(?!\d)")
_BROKEN = re.compile(
    r"(\d{1,4})\s{0,2}\.\s{0,2}(\d{1,4})(?=\s{0,2}[万萬亿億])|(\d{1,3}),\s?\n\s?(\d{3})(?=\s{0,2}[万萬亿億])"
)
_ZH_SCALE = re.compile(
    rf"[ \t]{{0,2}}\n?[ \t]{{0,2}}[个個]?(?=[{ZH_SCALES}])(?!百分)|[ \t]?(?=[多余餘几幾])|(?=[来來])"
)
_SLASH = re.compile(r"(?:(?:[ -]|\s+and\s+)(\d))?/(\d{1,2})(?![\d/.])")
_AND_A_HALF = re.compile(r"\s+and\s+(?:a\s+half|one[- ]half|a\s+(quarter))(?![A-Za-z])", re.I)
_METRES = re.compile(
    r"\s?(?:sprint|race|dash|hurdles|freestyle|relay|final|run|tall|long|wide|deep|high|above|below|away|butterfly)\b"
)
_WAN = re.compile(r"w(?=[\u4e00-\u9fff+]|\s*$)")
_COUNTED = re.compile(r"\+?\s[a-z]+s\b")
_RESOLUTION = re.compile(r"\s?(?:video|resolution|tv|tvs|screen|uhd|display|movie|film|content|streaming)", re.I)
_HUNDREDTHS = re.compile(rf"(百分之|千分之|[万萬]分之)\s?([负負-])?\s?(\d+(?:\.\d+)?|[{ZH_CHARACTERS}])")
_PAIR = re.compile(rf"(?P<low>[一二两兩三四五六七八])(?P<high>[二三四五六七八九])(?![{''.join(DIGITS)}])")
_TENTHS = re.compile(r"成(?:(半)|([一二三四五六七八九\d]))?(?![为立功本员熟长就交都果分人品绩名家语])")
_DISCOUNT = re.compile(r"折(?![扣叠磨返腾射算旧现断中])")
_COUNTED_SCALE = re.compile(r"[个個](?=亿|億|百万|千万)")
_ONE_DIGIT = re.compile(rf"[一二三四五六七八九两兩][{ZH_SCALES}]+")
_DOZEN = re.compile(r"打(?![折算工击开车败造扮响仗通破断扰印架电动入压捞卡赏法包磨量听探理])")
_WORD = re.compile(r"[A-Za-z]+")


def read_digits(flat: str, at: int, words: Lexicon, currency: str) -> Number:
    """The number in digits at a place, with the scale word or scale characters behind it.

    Args:
        flat: The text.
        at: Of its first digit, or of the point before it.
        words: The word tables.
        currency: Of the sign or code before it, else empty; with one "5 m" is millions and no metres.
    """
    money = bool(currency)
    if flat[at] in VULGAR:
        return _scaled(
            flat, Number(at, at + 1, VULGAR[flat[at]], "digits", core=(at, at + 1), fraction=True), words, money
        )
    if broken := _BROKEN.match(flat, at):
        text = f"{broken[1]}.{broken[2]}" if broken[1] else f"{broken[3]}{broken[4]}"
        return _scaled(flat, Number(at, broken.end(), float(text), "digits", core=broken.span()), words, money)
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
    elif following == "分" and (share := _share(flat, end, value)):
        number.value, number.end, number.fraction, number.form = share[0], share[1], True, "zh"
    number.core = (at, number.end)
    return _scaled(flat, number, words, money)


def _plain(digits: str, *, cents: bool) -> float:
    """The value of digits with separators; a point that is followed by a comma groups thousands."""
    if cents or digits.count(".") > 1 or digits.rfind(",") > digits.find(".") > 0:
        digits = digits.replace(".", "").replace(",", ".")
    return float(re.sub("[,，\u00a0\u202f\u2009 ]", "", digits))


def _is_fraction(value: float, slash: re.Match[str]) -> bool:
    above, below = float(slash[1] or value), float(slash[2])
    return above < below and below in {2, 3, 4, 5, 8, 10, 16} and above == int(above) and slash[2][0] != "0"


def _scaled(flat: str, number: Number, words: Lexicon, money: bool) -> Number:
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
        return _tenths(flat, number)
    if (half := _AND_A_HALF.match(flat, number.end)) and number.value == int(number.value):
        number.value += 0.25 if half[1] else 0.5
        number.end = half.end()
    if following in {"w", "W"} and _WAN.match(flat, number.end):
        number.value, number.scale, number.end = number.value * 1e4, 1e4, number.end + 1
        return number
    while scale := words.scale_at.match(flat, number.end):
        word = (scale[1] or scale[2]).lower()
        blank = flat[number.end] in " \t\u00a0"
        if not scale[1] and not _short_scale(flat, scale, word, words, money, blank=blank, again=number.scale > 1):
            break
        number.value *= words.scales[word]
        number.scale *= words.scales[word]
        number.end = scale.end()
        if not scale[1]:
            break
    return number


def _short_scale(
    flat: str, scale: re.Match[str], word: str, words: Lexicon, money: bool, *, blank: bool, again: bool
) -> bool:
    """Whether m, b, k, t or mm is a scale here and no unit."""
    if again or (blank and not (money and word != "k")) or (word in words.with_currency and not money):
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


def _share(flat: str, end: int, below: float) -> tuple[float, int] | None:
    """(value, end) of X分之Y."""
    if not flat.startswith("分之", end) or not below:
        return None
    digits = re.compile(r"\d{1,6}(?:\.\d+)?").match(flat, end + 2)
    if digits:
        return float(digits[0]) / below, digits.end()
    reading = read_chinese(flat, end + 2)
    return (reading.value / below, end + 2 + reading.length) if reading else None


def _tenths(flat: str, number: Number) -> Number:
    """三成, 三成五 and 八折 are percentages."""
    if (tenths := _TENTHS.match(flat, number.end)) and number.value <= 10:
        more = 5.0 if tenths[1] else float(DIGITS.get(tenths[2], 0) or tenths[2]) if tenths[2] else 0.0
        number.value, number.end, number.unit, number.unit_said, number.form = (
            number.value * 10 + more,
            tenths.end(),
            "percent",
            True,
            "zh",
        )
    elif (discount := _DISCOUNT.match(flat, number.end)) and 0 < number.value < 100:
        number.value = number.value * 10 if number.value < 10 else number.value
        number.end, number.unit, number.unit_said, number.form = discount.end(), "percent", True, "zh"
    return number


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
    if share := _share(flat, end, reading.value):
        number.value, number.end, number.fraction, number.open_ = share[0], share[1], True, False
    elif flat.startswith("又", end) and (below := read_chinese(flat, end + 1)):
        if share := _share(flat, end + 1 + below.length, below.value):
            number.value, number.end, number.fraction = number.value + share[0], share[1], True
    elif dozen := _DOZEN.match(flat, end):
        number.value, number.end, number.settled = number.value * 12, dozen.end(), True
    elif (
        not reading.open_ and _COUNTED_SCALE.match(flat, end) and (above := read_chinese(flat, end + 1, reading.value))
    ):
        number.value, number.scale, number.end = above.value, above.scale, end + 1 + above.length
    number.core = (at, number.end)
    return _tenths(flat, number)


def _percent(flat: str, at: int, found: re.Match[str]) -> Number | None:
    begin, per = found.start(3), {"百": 1.0, "千": 0.1}.get(flat[at], 0.01)
    if found[3][0].isdecimal():
        value, end = float(found[3]), found.end()
    else:
        reading = read_chinese(flat, begin)
        if reading is None:
            return None
        value, end = reading.value, begin + reading.length
    value = -value * per if found[2] else value * per
    return Number(at, end, value, "zh", unit="percent", unit_said=True, core=(at, end))


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
    if (
        (high != low + 1 and (low, high) != (3, 5))
        or not after
        or not (after in ZH_SCALES or after in "个個人家名位年天次元块倍成")
    ):
        return None
    end, factor = pair.end(), 1.0
    if after in ZH_SCALES and (reading := read_chinese(flat, end)):
        factor, end = reading.value, end + reading.length
    number = Number(at, end, low * factor, "zh", factor, high=high * factor, settled=True, core=(at, end))
    if after == "成":
        number.value, number.high, number.unit, number.end = low * 10.0, high * 10.0, "percent", end + 1
    return number


def read_words(flat: str, at: int, words: Lexicon) -> Number | None:
    """The number in English words at a place: "twenty-five", "one and a half million", "half a dozen", "two thirds of"."""
    if fold := _FOLD.match(flat, at):
        value, _ = english_words([fold[1].lower()])
        return Number(at, fold.end(), value, "words", unit="times", unit_said=True, core=fold.span())
    if twice := _TWICE.match(flat, at):
        return Number(at, twice.end(), 2.0, "words", unit="times", unit_said=True, core=twice.span())
    if _BY_HALF.match(flat, at) and _BY.search(flat, max(0, at - 12), at):
        return Number(at, at + 4, 0.5, "words", fraction=True, core=(at, at + 4))
    run = _run(flat, at)
    tokens = [word for word, _ in run]
    if not tokens:
        return None
    value, used, fraction = _spelled(tokens)
    if not used:
        return None
    end = run[used - 1][1]
    if tokens[2:4] == ["of", "one"] and fraction and _ONE_PERCENT.match(flat, run[3][1]):
        end, fraction = run[3][1], False
    if fraction and not _is_share(flat, at, end, tokens):
        return None
    number = Number(at, end, value, "words", core=(at, end), fraction=fraction)
    if any(token in LARGE or token in {"hundred", "dozen"} for token in tokens[:used]):
        number.scale = value
    elif scale := words.scale_at.match(flat, end):
        if scale[1]:
            number.scale = words.scales[scale[1].lower()]
            number.value, number.end = value * number.scale, scale.end()
    number.core = (at, number.end)
    return number


_VOCABULARY = {*ONES, *TENS, *LARGE, *ORDINAL_PARTS, "thirds", "quarters", "fourths", "fifths", "sixths", "sevenths", "eighths", "ninths", "tenths",
               "hundred", "dozen", "a", "an", "and", "of", "half", "point", "the", "its", "their", "all", "oh"}  # fmt: skip


def _run(flat: str, at: int) -> list[tuple[str, int]]:
    """Number words in a row from a place on, each with its end; at most fourteen."""
    run: list[tuple[str, int]] = []
    position = at
    while len(run) < 14 and (word := _WORD.match(flat, position)) and word[0].lower() in _VOCABULARY:
        run.append((word[0].lower(), word.end()))
        position = word.end()
        gap = re.compile(r"[ \u00a0-]{1,2}|[ ]?\n[ ]?").match(flat, position)
        if not gap:
            break
        position = gap.end()
    return run


def _spelled(tokens: list[str]) -> tuple[float, int, bool]:
    """(value, words used, whether it is a fraction) of the number that words begin with; 0 words when none does."""
    head = tokens[0]
    if head == "half":
        return _spelled_half(tokens)
    if fraction := _spelled_fraction(tokens):
        return fraction
    if head in {"a", "an"}:
        if len(tokens) < 2 or tokens[1] not in {"hundred", "dozen", *LARGE}:
            return 0.0, 0, False
        tokens = ["one", *tokens[1:]]
    value, used = english_words(tokens)
    rest = tokens[used:]
    if not used:
        return 0.0, 0, False
    if rest[:1] == ["dozen"]:
        return value * 12, used + 1, False
    if rest[:3] == ["and", "a", "half"] or rest[:3] == ["and", "a", "quarter"]:
        part, used = ORDINAL_PARTS[rest[2]], used + 3
        if tokens[used - 4] in LARGE:
            return value + LARGE[tokens[used - 4]] / part, used, False
        scale = LARGE.get(tokens[used], 0.0) if used < len(tokens) else 0.0
        return (value + 1 / part) * (scale or 1.0), used + bool(scale), False
    if rest[:1] == ["point"] and len(rest) > 1 and rest[1] in ONES:
        return _spelled_point(value, used, tokens)
    return value, used, False


_SHARE_BEHIND = re.compile(
    r"\s*(?:[.,;:)!?]|$)|\s+(?:of|from|to|in|since|over|on|this|last|than|or|and|more|less)\b", re.I
)
_ONE_PERCENT = re.compile(r"\s*(?:percent|per\scent|%)", re.I)
_FOLD = re.compile(rf"({'|'.join([*ONES, *TENS, 'hundred', 'thousand'])})-?fold(?![a-z])", re.I)
_TWICE = re.compile(r"twice(?=\s(?:as\s(?!(?:he|she|it|they|we|you|i|the|a)\b)|(?:the|its|their|what|that)\b))", re.I)
_BY_HALF = re.compile(r"half(?=\s*(?:[.,;)]|$)|\s(?:from|in|to|over|since|on|this|last)\b)", re.I)
_BY = re.compile(r"\b(?:by|by nearly|nearly|almost|about|than|in)\s$", re.I)
_HALF_OF = re.compile(r"\b(?:first|second|last|latter|other|previous|third|current|next|1st|2nd)[ -]$", re.I)


def _is_share(flat: str, at: int, end: int, tokens: list[str]) -> bool:
    """Whether "half", "a third" or "a quarter" is a part of something and no ordinal or stretch of time."""
    if tokens[0] == "half":
        return not _HALF_OF.search(flat, max(0, at - 10), at)
    if tokens[0] not in {"a", "an"} or tokens[2:3] == ["of"]:
        return True
    return bool(_SHARE_BEHIND.match(flat, end)) and (tokens[1] != "quarter" or flat[max(0, at - 3) : at] == "by ")


def _spelled_point(value: float, used: int, tokens: list[str]) -> tuple[float, int, bool]:
    place = used + 1
    digits = ""
    while place < len(tokens) and ONES.get(tokens[place], 10) < 10:
        digits += str(int(ONES[tokens[place]]))
        place += 1
    value += float("0." + (digits or "0"))
    while place < len(tokens) and tokens[place] in {"hundred", *LARGE}:
        value *= LARGE.get(tokens[place], 100.0)
        place += 1
    return value, place, False


def _spelled_half(tokens: list[str]) -> tuple[float, int, bool]:
    place = 2 if tokens[1:2] in (["a"], ["an"]) else 1
    scale = {**LARGE, "dozen": 12.0}.get(tokens[place] if place < len(tokens) else "", 0.0)
    if scale:
        return 0.5 * scale, place + 1, False
    if place == 2 or tokens[1:2] in (["of"], ["the"], ["its"], ["their"], ["all"]):
        return 0.5, 1, True
    return 0.0, 0, False


def _spelled_fraction(tokens: list[str]) -> tuple[float, int, bool] | None:
    """ "a third of", "three quarters of a billion"; a part without "of" is an ordinal and no number, but in "two-thirds"."""
    if len(tokens) < 2 or tokens[1].rstrip("s") not in ORDINAL_PARTS or tokens[1] == "seconds":
        return None
    above = 1.0 if tokens[0] in {"a", "an"} else ONES.get(tokens[0], 0.0)
    below = ORDINAL_PARTS[tokens[1].rstrip("s")]
    if not above or above >= below or (tokens[1].endswith("s") != (above > 1)):
        return None
    value, rest = above / below, tokens[2:]
    if rest[:1] == ["of"]:
        if rest[1:2] in (["a"], ["one"]) and len(rest) > 2 and rest[2] in LARGE:
            return value * LARGE[rest[2]], 5, False
        return value, 2, True
    return value, 2, True
