"""Units behind a number in English: currencies, measures, rates, and the head of a counted noun phrase."""

from __future__ import annotations

import re

from extract.quantity.english_numerals import ONES, TENS
from extract.quantity.lexicon import NOT_A_QUANTITY, SHARE_UNITS, units
from extract.quantity.number import Number

LONGEST_PHRASE, LONGEST_SINGULAR = 6, 3
PAYING_REACH = 40
"""Characters before "pounds" in which a word of paying makes them money."""

_MODEL = r"[A-Z][a-z]{1,15}[ ]\d{3}(?:-\d{1,4}[A-Z]{0,3})?(?=[ ][a-z])"
_PHRASE = re.compile(
    rf"""[ \t\u00a0]{{0,2}}(?:\n[ \t]?)?-?
    ( (?: {_MODEL} | (?: [%‰°℃℉€£×] | \$(?!\d) | [A-Za-z] ) [A-Za-z0-9%°²³./’'&-]{{0,30}} )
      (?: [ \n\u00a0] (?: {_MODEL} | [A-Za-z] [A-Za-z0-9./’'&-]{{0,30}} ) ){{0,5}} )""",
    re.X,
)
_OF = re.compile(
    r"\s+(?:of\s+|(?=(?:the|its|their|all|an?)\s))(?:(?:the|its|their|all|our|these|those|his|her|an?)\s+){0,2}"
    r"(?:\w+['’]s\s+)?",
    re.I,
)
_PARTITIVE = re.compile(
    r"\s+of\s+(?:(?:(?:the|its|their|his|her|our|all|these|those|them|whom)\s+){1,2}(?:\w{1,30}['’]s?\s+)?"
    r"|(?:\w{1,30}\s){0,2}\w{1,30}['’]s\s)"
    rf"(?:(?:\d[\d.,]{{0,12}}|{'|'.join([*ONES, *TENS])})\s+(?:(?:thousand|million|billion|mln|bln|bn|mn)\s+)?)?",
    re.I,
)
_OR_MORE = re.compile(r"\+|[ ]?(?:or (?:more|so|fewer|less)|plus|-odd)(?= [A-Za-z])", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d")
_LINES = frozenset({144.0, 240.0, 360.0, 480.0, 540.0, 576.0, 720.0, 1080.0, 1440.0, 2160.0, 4320.0})
"""Lines of a picture: 1080p is no sum of pence."""
TEMPERATURE_REACH = 60
_FORECASTERS = frozenset({"analysts", "economists", "forecasters"})
_EXPECTED = frozenset({"had", "expected", "forecast", "predicted", "expect", "estimated"})
_NO_STOP = frozenset({"US", "U.S.", "A", "B"})
"""Capitals that are no words that end a noun phrase: 500 US Marines, 200 Series A shares."""
_BEINGS = ("ans", "ats", "ers", "ors", "ists", "ites", "ims", "is", "ews", "ards", "ines", "ons")
"""Ends of plurals that are counted though they have a capital: Australians, Democrats; not those of names: Cyclops."""
_SKIPPED = frozenset({"more", "additional", "such"})
_ACRONYMS = re.compile(r"[A-Z]{2,}s\b")
_WORD = re.compile(r"[a-z]+")
_UNIT_LETTERS = frozenset("gmlxX°℃℉%‰€£×$hWb")
"""What may be a unit as a single character; a capital letter glued to digits is a name: 5G, 3D, 4K."""


def attach(flat: str, number: Number) -> None:
    """Give a number the English unit or counted noun behind it; a measure right there becomes part of its span."""
    at = _begin(flat, number)
    phrase = _PHRASE.match(flat, at)
    if phrase is None:
        return
    tokens = phrase[1].split()
    is_glued = phrase.start(1) == number.end
    if is_glued and number.form == "digits" and (glued := _glued(flat, number, tokens[0].rstrip(".,"))):
        number.take_unit(glued[0], number.end + glued[1], units().parts)
        return
    if len(tokens[0].rstrip(".,")) == 1 and not _is_unit_letter(tokens[0][0], number, is_glued=is_glued):
        return
    has_hyphen = flat[phrase.start(1) - 1] == "-"
    if has_hyphen and tokens[0].lower().rstrip(".,") in units().no_measure:
        number.unit = number.unit or NOT_A_QUANTITY
    elif measure := _measure(tokens):
        unit, length = measure
        if (
            unit == "GBP"
            and number.unit is None
            and _is_weight(flat, number, tokens[0], flat[phrase.start(1) + length : phrase.start(1) + length + 4])
        ):
            unit = "pounds"
        reaches = at == number.end or (
            number.fraction and (unit in SHARE_UNITS or unit.isupper() or unit in units().parts)
        )
        number.take_unit(unit, phrase.start(1) + length if reaches else number.end, units().parts)
    elif number.unit is None and not is_glued:
        noun = _compound(tokens[0], number) if has_hyphen else _counted(flat, number, tokens)
        number.unit = units().english.get(noun, noun) if noun else None
        number.unit_said = noun is not None


def _counted(flat: str, number: Number, tokens: list[str]) -> str | None:
    """The noun that a number counts; less than one of something may stand before a singular."""
    noun = _noun(tokens)
    if noun is None and 0 < abs(number.value) < 1:
        noun = _singular(tokens)
    if noun is None:
        return None
    if _YEAR.fullmatch(flat, *number.core) and (noun in units().year_nouns or not _is_right_before(tokens, noun)):
        return None
    if tokens[0] == noun in _FORECASTERS and (number.scale > 1 or (tokens[1:2] and tokens[1] in _EXPECTED)):
        return None
    return noun


def _begin(flat: str, number: Number) -> int:
    """Where what a number counts begins: behind "of its", "or more" and the like."""
    at = number.end
    if number.fraction and (of := _OF.match(flat, at)):
        return of.end()
    if more := _OR_MORE.match(flat, at):
        return more.end()
    if number.value != 1 and flat.startswith(" of ", at) and (of := _PARTITIVE.match(flat, at)):
        return of.end()
    return at


def _is_unit_letter(letter: str, number: Number, *, is_glued: bool) -> bool:
    return letter in _UNIT_LETTERS and number.form == "digits" and (is_glued or letter not in "gxX")


def _glued(flat: str, number: Number, word: str) -> tuple[str, int] | None:
    """(unit, characters) of what is one only right behind digits: 6in, -5C, and 30C where a word near it is of heat."""
    if word == "in":
        return "inches", 2
    if word == "p" and number.value not in _LINES:
        return "pence", 1
    if word not in {"C", "F"}:
        return None
    around = flat[max(0, number.start - TEMPERATURE_REACH) : number.end + TEMPERATURE_REACH].lower()
    if number.value >= 0 and units().temperature.isdisjoint(_WORD.findall(around)):
        return None
    return "celsius" if word == "C" else "fahrenheit", 1


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
    """(unit, characters) of a phrase that is a unit, a stop behind it or a plural left out."""
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
    name: str | None = None
    for index, token in enumerate(tokens[:LONGEST_PHRASE]):
        word = token.lower().rstrip(".")
        if head is None and (word in _SKIPPED or (word == "and" and index)):
            continue
        plural = _is_plural(token, word)
        if (
            (word in table.noun_stop and token not in _NO_STOP)
            or word in ONES
            or word in TENS
            or "'" in word
            or "’" in word
            or (head and not plural)
            or (name and not plural and word.endswith(("ed", "ing", "ly")))
        ):
            break
        if name and not plural and token[0].isupper():
            return None if any(earlier.islower() for earlier in tokens[:index]) else name
        if plural and head is None and _is_in_a_name(token):
            name = word
        elif plural:
            head = word.rpartition("-")[2]
        if token.endswith("."):
            break
    head = head or name
    return head if head and head.isalpha() else None


def _is_in_a_name(token: str) -> bool:
    """Whether a plural with a capital may be a name before the noun: two United States jets, 500 Siemens shares."""
    return token[0].isupper() and not token.isupper() and not token.rstrip(".").endswith(_BEINGS)


def _singular(tokens: list[str]) -> str | None:
    """The counted noun behind less than one: 0.5 common share."""
    table = units()
    for token in tokens[:LONGEST_SINGULAR]:
        word = token.lower().rstrip(".,")
        if word in table.noun_stop:
            return None
        if f"{word}s" == table.english.get(word):
            return table.english[word]
    return None


def _is_right_before(tokens: list[str], noun: str) -> bool:
    """Whether a noun follows a number with one adjective between at most, and no verb: not "2001 brought many jobs"."""
    near = [token.lower().rstrip(".,") for token in tokens[:2]]
    return noun in near and not (near[0] != noun and near[0].endswith("ed"))


def _is_plural(token: str, word: str) -> bool:
    table = units()
    if word in table.noun_irregular:
        return True
    if word.endswith(table.noun_endings):
        return word not in table.noun_not_irregular
    if _ACRONYMS.match(token):
        return True
    if len(word) <= 3 or not word.endswith("s") or word in table.noun_never:
        return False
    return not word.endswith(("ss", "us", "is"))
