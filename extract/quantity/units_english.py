"""Units behind a number in English: currencies, measures, rates, and the head of a counted noun phrase."""

from __future__ import annotations

import re

from extract.quantity.english_numerals import ONES, TENS
from extract.quantity.lexicon import NOT_A_QUANTITY, units
from extract.quantity.number import Number

LONGEST_PHRASE = 6
PAYING_REACH = 40
"""Characters before "pounds" in which a word of paying makes them money."""

_PHRASE = re.compile(
    r"""[ \t\u00a0]{0,2}(?:\n[ \t]?)?-?
    ( (?: [%‰°℃℉€£×] | \$(?!\d) | [A-Za-z] ) [A-Za-z0-9%°²³./’'&-]{0,30}
      (?: [ \n\u00a0] [A-Za-z] [A-Za-z0-9./’'&-]{0,30} ){0,5} )""",
    re.X,
)
_OF = re.compile(
    r"\s+(?:of\s+|(?=(?:the|its|their|all|an?)\s))(?:(?:the|its|their|all|our|these|those|his|her|an?)\s+){0,2}"
    r"(?:\w+['’]s\s+)?",
    re.I,
)
_OR_MORE = re.compile(r"\+|[ ]?(?:or (?:more|so|fewer|less)|plus)(?= [A-Za-z])", re.I)
_SKIPPED = frozenset({"more", "additional", "such"})
_ACRONYMS = re.compile(r"[A-Z]{2,}s\b")
_WORD = re.compile(r"[a-z]+")
_UNIT_LETTERS = frozenset("gmlxX°℃℉%‰€£×$hWb")
"""What may be a unit as a single character; a capital letter glued to digits is a name: 5G, 3D, 4K."""


def attach(flat: str, number: Number) -> None:
    """Give a number the English unit or counted noun behind it; a measure right there becomes part of its span."""
    at = number.end
    if number.fraction and (of := _OF.match(flat, at)):
        at = of.end()
    elif more := _OR_MORE.match(flat, at):
        at = more.end()
    phrase = _PHRASE.match(flat, at)
    if phrase is None:
        return
    tokens = phrase[1].split()
    is_glued = phrase.start(1) == number.end
    if len(tokens[0]) == 1 and not _is_unit_letter(tokens[0], number, is_glued=is_glued):
        return
    if measure := _measure(tokens):
        unit, length = measure
        if (
            unit == "GBP"
            and number.unit is None
            and _is_weight(flat, number, tokens[0], flat[phrase.start(1) + length : phrase.start(1) + length + 4])
        ):
            unit = "pounds"
        number.take_unit(unit, phrase.start(1) + length if at == number.end else number.end, units().parts)
    elif number.unit is None and not is_glued:
        has_hyphen = flat[phrase.start(1) - 1] == "-"
        noun = _compound(tokens[0], number) if has_hyphen else _noun(tokens)
        number.unit = units().english.get(noun, noun) if noun else None
        number.unit_said = noun is not None


def _is_unit_letter(letter: str, number: Number, *, is_glued: bool) -> bool:
    return letter in _UNIT_LETTERS and number.form == "digits" and (is_glued or letter not in "gxX")


def _is_weight(flat: str, number: Number, token: str, behind: str) -> bool:
    """Whether "pounds" are no money: an unscaled number of them, or one of something, and no word of paying before."""
    if not token.lower().startswith("pound") or (number.scale != 1 and not behind.startswith(" of ")):
        return False
    before = flat[max(0, number.start - PAYING_REACH) : number.start].lower()
    return not units().paying.intersection(_WORD.findall(before))


def _measure(tokens: list[str]) -> tuple[str, int] | None:
    """(unit, characters) of the unit that a phrase begins with, three words before two before one."""
    if "/" in tokens[0] and (rate := _rate(tokens[0].rstrip(".,"))):
        return rate
    for count in (3, 2, 1):
        if len(tokens) >= count and (found := _unit(" ".join(tokens[:count]).lower(), singular=count == 1)):
            return found
    first = tokens[0].lower()
    if "-" not in first:
        return None
    parts = first.split("-")
    return _unit("-".join(parts[:2]), singular=False) or _unit(parts[0], singular=True)


def _unit(phrase: str, *, singular: bool) -> tuple[str, int] | None:
    table = units()
    for word in (phrase, phrase.rstrip(".,"), phrase.rstrip("./-'’")):
        if unit := table.english.get(word):
            return unit, len(word)
        if word in table.parts:
            return word, len(word)
        if singular and len(word) > 3 and (unit := table.english.get(f"{word}s")):
            return unit, len(word)
    return None


def _rate(token: str) -> tuple[str, int] | None:
    """A measure over another: g/cm3 is grams_per_cm3, km/s kilometers_per_second; "$3/share" stays as it is."""
    table, lower = units(), token.lower()
    if lower in table.english:
        return table.english[lower], len(token)
    above, _, below = lower.partition("/")
    unit = table.english.get(above)
    if unit is None or unit.isupper() or unit == NOT_A_QUANTITY or not below:
        return None
    return f"{unit}_per_{table.per.get(below, below)}", len(token)


def _compound(token: str, number: Number) -> str | None:
    """The plural of what a hyphen joins to a number: a "500-seat" hall has seats; 7-Eleven counts nothing."""
    table, head = units(), re.split(r"[-/.]", token.lower())[0]
    if number.scale > 1 or not head.isalpha() or head in table.no_noun:
        return None
    if head in ONES or head in TENS or head in table.no_measure or head in table.noun_stop:
        return NOT_A_QUANTITY
    return head if head.endswith("s") else f"{head}s"


def _noun(tokens: list[str]) -> str | None:
    """The head of a counted noun phrase: its first plural, or the last of several in a row."""
    table = units()
    head: str | None = None
    for index, token in enumerate(tokens[:LONGEST_PHRASE]):
        word = token.lower().rstrip(".")
        if head is None and (word in _SKIPPED or (word == "and" and index)):
            continue
        plural = _is_plural(token, word)
        if (
            word in table.noun_stop
            or word in ONES
            or word in TENS
            or "'" in word
            or "’" in word
            or (head and not plural)
        ):
            break
        if plural:
            head = word.rpartition("-")[2]
        if token.endswith("."):
            break
    return head if head and head.isalpha() else None


def _is_plural(token: str, word: str) -> bool:
    table = units()
    if word in table.noun_irregular:
        return True
    if _ACRONYMS.match(token):
        return True
    if len(word) <= 3 or not word.endswith("s") or word in table.noun_never:
        return False
    return not word.endswith(("ss", "us", "is"))
