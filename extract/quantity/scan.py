"""One pass over a text: every number with its scale and unit, and what only looks like one left out."""

from __future__ import annotations

import re

from extract.pattern import sought
from extract.quantity.addresses import addresses
from extract.quantity.chinese import read_zh
from extract.quantity.chinese_numerals import CHARACTERS
from extract.quantity.chinese_words import is_quantity
from extract.quantity.comparators import comparator_before
from extract.quantity.digits import VULGAR, read_digits
from extract.quantity.english import read_words
from extract.quantity.english_numerals import LARGE, ONES, TENS
from extract.quantity.lexicon import NOT_A_QUANTITY, words
from extract.quantity.names import is_first_word, is_name
from extract.quantity.number import Number
from extract.quantity.proportions import take_proportion
from extract.quantity.units import attach_unit, currency_before, join_parts
from extract.text import exchanger

_WIDE = range(0xFF21, 0xFF5B)
_plain = exchanger(
    "０１２３４５６７８９．％＄－／：＋￥−" + "".join(chr(letter) for letter in _WIDE if chr(letter).isalpha()),
    "0123456789.%$-/:+¥-" + "".join(chr(letter - 0xFEE0) for letter in _WIDE if chr(letter).isalpha()),
)
_MIDDLE_DOT = re.compile(r"(?<=\d)[·・](?=\d)")

_SPELLED = "|".join(sorted([*ONES, *TENS, "half"], key=len, reverse=True))
_ZH = frozenset(f"{CHARACTERS}半数數几幾")
_FIGURE = re.compile(rf"[\d.{''.join(VULGAR)}{''.join(_ZH)}](?:(?<!\.)|(?<![\dA-Za-z.]\.)(?=\d))")
_PARTS = "|".join(["hundred", "dozen", "half", "third", "quarter", "fifth", "tenth", *LARGE])
_WORDS = [
    *(rf"{word}(?:-?fold)?(?![a-z])" for word in _SPELLED.split("|")), "twice(?![a-z])", "hundred-?fold",
    "thousand-?fold", rf"an?(?=[ -](?:couple of )?(?:{_PARTS})(?![a-z]))",
]  # fmt: skip
_INITIALS = "".join({way[0] for way in _WORDS})
_WORD = re.compile(rf"[{_INITIALS}{_INITIALS.upper()}](?<![A-Za-z0-9].)(?<=(?={sought(_WORDS, any_case=True)}).)")
"""The first letter of a number in words."""
_MINUS = re.compile(
    r"(?:(?:(?<![\w%）)])|(?<=[\u2e80-\u9fff]))[-–]|(?<![A-Za-z])(?<!plus or )(?:minus|negative) )$", re.I
)
_ZH_MINUS = re.compile(r"(?:[负負]|零下)$")
_ORDINAL_TAIL = re.compile(
    r"[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\w{3,12}th)\b", re.I
)
_CAPITAL = re.compile(r"[ -][A-Z][a-z]")
_LAST_WORD = re.compile(r"([A-Za-z&.]+)\s$")
_MODEL_TAIL = re.compile(r"[-—–]\d{1,4}[A-Z]{0,3}(?![\w%]|[.,]\d|\s?%)")
_NAME_BEFORE = re.compile(r"(?:[A-Z][A-Za-z]+ |波音|空客|麦道)$")
_YEAR_WORDS = re.compile(r"nineteen|twenty[ -]t", re.I)
_ZERO_BEFORE = re.compile(r"\b(?:to|at|near|nearly|almost|of|from|above|below|was|is|were|are)\s$", re.I)
_ZERO_BEHIND = re.compile(r"\s*(?:[.,;:)]|$)|\s(?:in|by|this|last|from|for)\b", re.I)
_ROW = re.compile(r"\s(?:and|to|or|through)\s", re.I)
_LINKED = re.compile(rf"(?:\s(?:to|or|and)\s|,\s(?:and\s|or\s)?|-to-|-)(?=\d|(?:{_SPELLED})(?![a-z]))", re.I)


def flatten(text: str) -> str:
    """Full-width digits, letters and signs as plain ones, one character for one, so that spans stay exact."""
    flat = _plain(text)
    return _MIDDLE_DOT.sub(".", flat) if "·" in flat or "・" in flat else flat


def scan(flat: str) -> list[Number]:
    """Every number of a flattened text, in order, not overlapping."""
    web = addresses(flat)
    found: list[Number] = []
    position, named = 0, -1
    spelled = [len(flat), *reversed([word.start() for word in _WORD.finditer(flat)])]
    while (at := _next(flat, position, spelled)) < len(flat):
        if web.starts and web.cover(at):
            position = at + 1
            continue
        number, position = _read(flat, at, found[-1].end if found else -9)
        if number is None:
            named = position
        elif named >= 0 and number.unit is None and number.scale == 1 and _ROW.fullmatch(flat, named, number.start):
            named = number.end
        elif not found or number.start >= found[-1].end:
            found.append(number)
    return join_parts(found, flat)


def _next(flat: str, position: int, spelled: list[int]) -> int:
    """Where the next number may begin, the end of the text where none does. `spelled`: of words, the last first."""
    while spelled[-1] < position:
        spelled.pop()
    figure = _FIGURE.search(flat, position, spelled[-1])
    return figure.start() if figure else spelled[-1]


def _kind(character: str) -> str:
    """How a number is written, by its first character."""
    return "zh" if character in _ZH else "words" if character.isalpha() else "digits"


def _read(flat: str, at: int, earlier: int) -> tuple[Number | None, int]:
    """(number, or None where it is no quantity; where to go on). `earlier` is where the number before it ends."""
    kind, currency = _kind(flat[at]), currency_before(flat, at)
    if currency is not None and currency[0] < earlier:
        currency = None
    if kind == "digits":
        number: Number | None = read_digits(flat, at, currency[1] if currency else "")
    elif kind == "zh":
        number = read_zh(flat, at)
    else:
        number = read_words(flat, at)
    if number is None:
        return None, _past(kind, flat, at)
    if kind != "zh" and currency is None:
        take_proportion(flat, number)
    after = max(number.core[1], number.end)
    if currency is not None:
        number.start, number.unit, number.unit_said = currency[0], currency[1], True
    _sign(flat, number, earlier)
    attach_unit(flat, number)
    if _keeps(kind, number, flat):
        return number, max(after, number.end)
    if (
        kind == "digits"
        and (model := _MODEL_TAIL.match(flat, after))
        and _NAME_BEFORE.search(flat, max(0, at - 20), at)
    ):
        return None, model.end()
    return None, after


def _past(kind: str, flat: str, at: int) -> int:
    if kind != "words":
        return at + 1
    while at < len(flat) and flat[at].isalpha():
        at += 1
    return at


def _sign(flat: str, number: Number, earlier: int) -> None:
    """A minus, unless it is the dash between two numbers."""
    if not number.start or flat[number.start - 1] not in "-– 负負下":
        return
    begin = max(0, number.start - 16)
    before = flat[begin : number.start]
    if before[-1] == " " and not before.lower().endswith(("minus ", "negative ")):
        return
    sign = _MINUS.search(before) or _ZH_MINUS.search(before)
    if sign is None:
        return
    is_between = sign[0] in {"-", "–"} and earlier >= begin and not flat[earlier : begin + sign.start()].strip()
    if not is_between:
        number.start, number.value = begin + sign.start(), -number.value


def _keeps(kind: str, number: Number, flat: str) -> bool:
    if kind == "digits":
        return not is_name(number, flat)
    if kind == "zh":
        compared = comparator_before(flat, number.start, open_=number.open_) is not None
        return is_quantity(number, flat, compared=compared)
    return _is_spelled_quantity(number, flat)


def _is_spelled_quantity(number: Number, flat: str) -> bool:
    """A number in words counts something: it has a scale, a unit or a plural behind it."""
    if number.unit == NOT_A_QUANTITY or _ORDINAL_TAIL.match(flat, number.core[1]):
        return False
    if number.fraction or number.scale > 1:
        return True
    before = flat[max(0, number.start - 12) : number.start]
    if number.unit is None:
        if number.value == 0 and _ZERO_BEHIND.match(flat, number.end) and _ZERO_BEFORE.search(before):
            return True
        if number.end - number.start > 9 and not _YEAR_WORDS.match(flat, number.start):
            return True
        number.tentative = True
        return _LINKED.match(flat, number.end) is not None or (
            number.start <= 2 and len(flat) - number.end <= 3 and not flat[number.end :].strip(" .")
        )
    if (word := _LAST_WORD.search(before)) and word[1].lower() in words().name_before:
        return False
    if flat[number.start].isupper() and not is_first_word(flat, number.start) and _CAPITAL.match(flat, number.core[1]):
        return False
    return (
        number.value != 1
        or number.unit.isupper()
        or number.unit in {"percent", "percentage_points", "people", "hours", "minutes", "kilograms", "meters", "miles"}
    )
