"""What a number counts: the currency before it, and the unit or the counted noun behind it."""

from __future__ import annotations

import re

from extract.quantity.chinese_numerals import CHARACTERS, DIGITS
from extract.quantity.english_numerals import ONES, TENS
from extract.quantity.lexicon import NOT_A_QUANTITY, Lexicon
from extract.quantity.number import Number

_PHRASE = re.compile(
    r"[ \t\u00a0]{0,2}(?:\n[ \t]?)?-?((?:%|‰|[°℃℉€£×]|\$(?!\d)|[A-Za-z])[A-Za-z0-9%°²³./’'&-]{0,30}(?:[ \n\u00a0][A-Za-z][A-Za-z0-9./’'&-]{0,30}){0,5})"
)
_OF = re.compile(
    r"\s+(?:of\s+|(?=(?:the|its|their|all|an?)\s))(?:(?:the|its|their|all|our|these|those|his|her|an?)\s+){0,2}"
    r"(?:\w+['’]s\s+)?",
    re.I,
)
_OR_MORE = re.compile(r"\+|[ ]?(?:or (?:more|so|fewer|less)|plus)(?= [A-Za-z])", re.I)
_ZH_GAP = re.compile(r"[^\s，。；、：,.;:（）()\d]{0,6}")
_TENTH = re.compile(rf"([1-9]|[{''.join(DIGITS)}])(?![\d{CHARACTERS}.角毛元])")
_POINTS = re.compile(r"[ -]points?(?![A-Za-z])")
_SUM = re.compile(r"(?:\s(?:and\s)?|零)?$", re.I)
_CENTS = frozenset({"EUR", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD"})
_PER = {
    "h": "hour",
    "hr": "hour",
    "s": "second",
    "sec": "second",
    "min": "minute",
    "d": "day",
    "l": "liter",
    "kg": "kilogram",
    "km": "kilometer",
    "m": "meter",
}
_PAYING = re.compile(
    r"\b(?:pa(?:y|id|ys|ying)|cost\w*|pric\w*|worth|fine[ds]?|earn\w*|spen[dt]\w*|s[oe]ld|sell\w*|bought|buy\w*|sterling|fee|salary|wage|rent|bill|ticket|loan|donat\w*|rais\w*|cash|money|owe[ds]?)\b",
    re.I,
)


def currency_before(flat: str, start: int, words: Lexicon) -> tuple[int, str] | None:
    """(start, ISO code) of a currency sign or code right before a place; it may not be the tail of a word."""
    if not start or flat[start - 1].isspace() and start > 1 and flat[start - 2].isspace():
        return None
    begin = max(0, start - 12)
    found = words.before.search(flat[begin:start])
    if not found:
        return None
    at = begin + found.start(1)
    if flat[at].isalpha() and flat[at].isascii() and at and flat[at - 1].isalpha() and flat[at - 1].isascii():
        return None
    if found[1] == "美元" and not found[0].endswith("元"):
        return None
    return at, words.currency_before[found[1]]


def attach_unit(flat: str, number: Number, words: Lexicon) -> None:
    """Give a number the unit written behind it, and let it reach over the unit when that stands right there."""
    following = flat[number.end : number.end + 2]
    if following[:1] == "%" or following == " %":
        _attach_percent(flat, number)
        return
    if following and (
        following[0] > "\u2fff" or following[0] in "%‰℃" or (following[0] == " " and following[1:] > "\u2fff")
    ):
        if _attach_zh(flat, number, words):
            return
    if number.unit is None or number.form == "words":
        _attach_english(flat, number, words)


def _attach_percent(flat: str, number: Number) -> None:
    end = flat.index("%", number.end) + 1
    points = _POINTS.match(flat, end)
    number.unit, number.unit_said, number.end = (
        ("percentage_points" if points else "percent"),
        True,
        points.end() if points else end,
    )


def _attach_zh(flat: str, number: Number, words: Lexicon) -> bool:
    """A Chinese unit, or a measure word and the noun behind it."""
    at = number.end + 1 if flat[number.end] == " " else number.end
    found = _zh_word(flat, at, words)
    if found:
        end, unit = found
        if unit in words.parts:
            code, part = words.parts[unit]
            number.value, number.scale, unit = number.value * part, number.scale * part, code
        number.end, number.unit, number.unit_said = end, number.unit or unit, True
        if flat[end - 1] in "块塊" and (tenth := _TENTH.match(flat, end)):
            number.value += float(DIGITS.get(tenth[1], 0) or tenth[1]) / 10
            number.end = tenth.end()
        return True
    if number.unit is not None:
        return False
    classifier = flat[at : at + 1] in words.classifiers and not _is_longer_word(flat, at, words)
    begin = at + 1 if classifier else at
    noun = _zh_noun(flat, begin, words)
    if classifier:
        number.unit, number.unit_said, number.end, number.classified = noun or "count", True, begin, True
        if noun and (near := _zh_word(flat, begin, words)):
            number.end = near[0]
    elif noun:
        number.unit = noun
    return classifier or noun is not None


def _is_longer_word(flat: str, at: int, words: Lexicon) -> bool:
    """Whether the character at a place is part of another word and no unit: 天 of 天猫."""
    return at + 1 < len(flat) and flat[at + 1] in words.zh_not_before.get(flat[at], "")


def _zh_word(flat: str, at: int, words: Lexicon) -> tuple[int, str] | None:
    """(end, unit) of the longest unit at a place; the unit is the word itself for a part of a currency."""
    for length in range(min(5, len(flat) - at), 0, -1):
        word = flat[at : at + length]
        if word in words.parts:
            if length > 1 or not _is_longer_word(flat, at, words):
                return at + length, word
        elif (unit := words.zh_units.get(word)) and not (length == 1 and _is_longer_word(flat, at, words)):
            return at + length, unit
    return None


def _zh_noun(flat: str, at: int, words: Lexicon) -> str | None:
    """The first counted noun within a few characters."""
    gap = _ZH_GAP.match(flat, at)
    reach = gap.end() if gap else at
    for begin in range(at, reach):
        for length in (3, 2, 1):
            word = flat[begin : begin + length]
            if (
                len(word) == length
                and (length > 1 or (word in "人户" and begin == at))
                and (unit := words.zh_units.get(word))
                and not _is_measure(unit)
            ):
                if length == 1 and _is_longer_word(flat, begin, words):
                    continue
                return unit
    return None


def _is_measure(unit: str) -> bool:
    return unit.isupper() or unit in {
        "percent",
        "percentage_points",
        "basis_points",
        "times",
        "hours",
        "minutes",
        "seconds",
    }


def _attach_english(flat: str, number: Number, words: Lexicon) -> None:
    at = number.end
    if number.fraction and (of := _OF.match(flat, at)):
        at = of.end()
    elif more := _OR_MORE.match(flat, at):
        at = more.end()
    phrase = _PHRASE.match(flat, at)
    if phrase is None:
        return
    tokens = phrase[1].split()
    glued = phrase.start(1) == number.end
    if _is_glued_name(tokens[0], glued, number):
        return
    hyphen = flat[phrase.start(1) - 1] == "-"
    if measure := _measure(tokens, words):
        unit, length = measure
        if unit == "GBP" and number.unit is None and _is_weight(flat, number, tokens[0]):
            unit = "pounds"
        if unit in words.parts:
            code, part = words.parts[unit]
            number.value, number.scale, unit = number.value * part, number.scale * part, code
        number.unit, number.unit_said = number.unit or unit, True
        number.end = phrase.start(1) + length if at == number.end else number.end
        return
    if number.unit is None and not glued:
        noun = _noun(tokens, words, hyphen=hyphen, scaled=number.scale > 1)
        number.unit = words.units.get(noun, noun) if noun else None
        number.unit_said = number.unit is not None


def _is_weight(flat: str, number: Number, token: str) -> bool:
    """Whether "pounds" are no money: an unscaled number of them, and no word of paying before it."""
    return (
        token.lower().startswith("pound")
        and number.scale == 1
        and not _PAYING.search(flat, max(0, number.start - 40), number.start)
    )


def _is_glued_name(token: str, glued: bool, number: Number) -> bool:
    """5G, 3D and 4K are names; a single letter is a unit only when small, and glued to digits or behind a blank."""
    if len(token) > 1:
        return False
    return token in "ABCDEFGHIJKLMNOPQRSTUVWYZaeion" or number.form != "digits" or (not glued and token in "gxX")


def _measure(tokens: list[str], words: Lexicon) -> tuple[str, int] | None:
    """(unit, characters) of the unit that a phrase begins with, three words before two before one."""
    if "/" in tokens[0] and (rate := _rate(tokens[0].rstrip(".,"), words)):
        return rate
    for count in (3, 2, 1):
        if len(tokens) < count:
            continue
        phrase = " ".join(tokens[:count])
        lower = phrase.lower()
        for word in (lower, lower.rstrip(".,"), lower.rstrip("./-'’")):
            if word in words.units:
                return words.units[word], len(word)
            if word in words.parts:
                return word, len(word)
            if count == 1 and f"{word}s" in words.units and len(word) > 3:
                return words.units[f"{word}s"], len(word)
        if count == 1 and "-" in lower:
            for head in (lower.split("-", 2)[:2], lower.split("-", 1)[:1]):
                word = "-".join(head)
                if word in words.units:
                    return words.units[word], len(word)
    return None


def _rate(token: str, words: Lexicon) -> tuple[str, int] | None:
    """A measure over another: g/cm3 is grams_per_cm3, km/s kilometers_per_second; "$3/share" stays as it is."""
    if token.lower() in words.units:
        return words.units[token.lower()], len(token)
    above, _, below = token.lower().partition("/")
    unit = words.units.get(above)
    if unit is None or unit.isupper() or unit == NOT_A_QUANTITY or not below:
        return None
    return f"{unit}_per_{_PER.get(below, below)}", len(token)


def _noun(tokens: list[str], words: Lexicon, *, hyphen: bool, scaled: bool) -> str | None:
    """The head of the counted noun phrase: its first plural, with plurals right behind it; "12 new stores" gives stores."""
    if hyphen:
        head = re.split(r"[-/.]", tokens[0].lower())[0]
        if head in ONES or head in TENS:
            return None
        return (
            None
            if head in words.no_measure or not head.isalpha() or scaled
            else head
            if head.endswith("s")
            else f"{head}s"
        )
    best: str | None = None
    for index, token in enumerate(tokens[:6]):
        word = token.lower().rstrip(".")
        acronym = token[:2].isupper()
        plural = word in words.noun_irregular or (
            len(word) > 3
            and word.endswith("s")
            and (acronym or not word.endswith(("ss", "us", "is", "'s", "’s")))
            and word not in words.noun_never
        )
        if word == "and" and index and best is None:
            continue
        if word in words.noun_stop or "'" in word or "’" in word or (best and not plural):
            break
        if plural:
            best = word.rpartition("-")[2] if "-" in word else word
        if token.endswith("."):
            break
    return best if best is None or best.isalpha() else None


def join_parts(numbers: list[Number], flat: str) -> list[Number]:
    """Money told in two units is one sum: 87 dollars and 20 cents, 20元5角."""
    joined: list[Number] = []
    for number in numbers:
        last = joined[-1] if joined else None
        if (
            last is not None
            and number.scale < 1
            and (number.unit == last.unit or (number.unit == "USD" and last.unit in _CENTS))
            and last.scale >= 1
            and number.value < 1
            and last.high is None
            and number.start - last.end <= 5
            and _SUM.match(flat[last.end : number.start])
        ):
            last.value, last.end = last.value + number.value, number.end
        else:
            joined.append(number)
    return joined
