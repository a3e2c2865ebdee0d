"""The word files, read once and turned into the tables and patterns that the rules look things up in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from extract.bundled import bundled
from extract.pattern import sought
from extract.records import Comparator, Direction

SHARE_UNITS = frozenset({"percent", "percentage_points", "basis_points"})
"""Units of a share, or of a change of one."""
_NEARLY = "(?:about|around|nearly|almost|just|over|some|an?|record|more than|less than)"
NOT_A_QUANTITY = "not_a_quantity"
"""Unit of what is counted in years, months or weeks, and of ages: read so that it can be left out."""


@dataclass(frozen=True, slots=True)
class Units:
    """What numbers are scaled by and count; units.toml.

    Attributes:
        scales: English scale word to factor.
        scale_at: What follows a number and scales it; group 1 is a word, group 2 a letter or two glued on.
        with_currency: Scale letters that are units where no currency stands before the number.
        before: A currency's sign or code right before a number; group 1 is the word.
        currency_before: That word to ISO code.
        currency_ends: Last characters of those words, to tell quickly that there is none.
        yen_near: Words near which "¥" is yen.
        yuan_near: Words near which it is not.
        english: Lower-case unit of one to three words to plain word or ISO code.
        chinese: Chinese unit to plain word or ISO code.
        initials: First characters of those and of parts, to tell quickly that there is none.
        not_before: Character of a one-character unit to the characters that make another word of it.
        parts: Unit word to (ISO code, part): cents, 角.
        classifiers: Chinese measure words whose unit is the noun behind them.
        per: Abbreviation behind a stroke to the word it stands for.
        paying: Words that make money of "pounds".
        temperature: Words near which a "C" or "F" glued to a number is a degree.
        noun_stop: Words that end a noun phrase.
        noun_never: Words in -s that are no plurals.
        noun_irregular: Plurals without -s.
        noun_endings: Their last parts: servicemen, townsfolk.
        noun_not_irregular: Words with such an end that are no plurals.
        year_nouns: What is named by a year.
        no_measure: Words behind a hyphen with which a number counts nothing: two-way.
        no_noun: Words behind a hyphen that do not name what is counted: 20-strong.
    """

    scales: Mapping[str, float]
    scale_at: re.Pattern[str]
    with_currency: frozenset[str]
    before: re.Pattern[str]
    currency_before: Mapping[str, str]
    currency_ends: frozenset[str]
    yen_near: tuple[str, ...]
    yuan_near: tuple[str, ...]
    english: Mapping[str, str]
    chinese: Mapping[str, str]
    initials: frozenset[str]
    not_before: Mapping[str, str]
    parts: Mapping[str, tuple[str, float]]
    classifiers: frozenset[str]
    per: Mapping[str, str]
    paying: frozenset[str]
    temperature: frozenset[str]
    noun_stop: frozenset[str]
    noun_never: frozenset[str]
    noun_irregular: frozenset[str]
    noun_endings: tuple[str, ...]
    noun_not_irregular: frozenset[str]
    year_nouns: frozenset[str]
    no_measure: frozenset[str]
    no_noun: frozenset[str]


@dataclass(frozen=True, slots=True)
class Words:
    """What words around a number say of it; words.toml.

    Attributes:
        chinese: Words in which a Chinese numeral is no number.
        name_before: Words behind which a number is a name.
        months: Names of months, lower case.
        lower: Words that may begin a sentence with a capital and make no name.
        comparators: Words right before a figure.
        comparator_ends: Their last characters, to tell quickly that there is none.
        comparator_not_after: One-character comparator to the characters that make another word of it.
        gap: Words that may stand between comparator and figure.
        after: Comparators behind a figure, the groups by their names.
        mark_behind: A mark, behind a figure.
        mark_before: One before it.
        passing: Words for passing one.
        moves: English word of movement, or two, to direction.
        share_moves: Those that move percentages and points only.
        moves_to: Those that move only with "to" or "by" right before the figure.
        objects: What is held and may be moved "to" a figure.
        carrying: One that takes a level "to" a figure, and what stands between; words before it tell which way.
        not_moves: Words, or two, that only look like one.
        light: Words that may stand between one and the level it moves.
        holding: Words that may not stand between one and a percentage.
        moves_after: Words of movement behind a figure to direction.
        level_after: Those right behind a level.
        move_nouns: Those before which further words may stand.
        chinese_moves: Chinese words of movement.
        chinese_direction: Those words to direction.
        moved: Any word of movement, also without a direction.
        kinds: Year on year, quarter on quarter.
        qoq: Those of a quarter or a month.
        multiples: Words that are a change of their own to (percent, direction).
        multiple_verbs: Those that are only as a verb.
    """

    chinese: re.Pattern[str]
    name_before: frozenset[str]
    months: frozenset[str]
    lower: frozenset[str]
    comparators: Mapping[str, Comparator]
    comparator_ends: frozenset[str]
    comparator_not_after: Mapping[str, str]
    gap: frozenset[str]
    after: re.Pattern[str]
    mark_behind: re.Pattern[str]
    mark_before: re.Pattern[str]
    passing: re.Pattern[str]
    moves: Mapping[str, Direction]
    share_moves: Mapping[str, Direction]
    moves_to: Mapping[str, Direction]
    objects: frozenset[str]
    carrying: re.Pattern[str]
    not_moves: frozenset[str]
    light: frozenset[str]
    holding: frozenset[str]
    moves_after: Mapping[str, Direction]
    level_after: frozenset[str]
    move_nouns: frozenset[str]
    chinese_moves: re.Pattern[str]
    chinese_direction: Mapping[str, Direction]
    moved: frozenset[str]
    kinds: re.Pattern[str]
    qoq: frozenset[str]
    multiples: Mapping[str, tuple[float, Direction]]
    multiple_verbs: Mapping[str, tuple[float, Direction]]


def either(words: Iterable[str]) -> str:
    """An alternation, longest first, blanks of any width."""
    return "|".join(ways(words))


def ways(words: Iterable[str]) -> list[str]:
    """Patterns of words, longest first, blanks of any width."""
    return [re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True)]


LONGEST_UNIT = 5
"""Characters of a Chinese unit."""


def begins_unit(flat: str, at: int) -> bool:
    """Whether a Chinese unit or measure word begins at a place."""
    table = units()
    if flat[at : at + 1] in table.classifiers:
        return True
    return any(flat[at : at + length] in table.chinese for length in range(1, LONGEST_UNIT + 1))


@cache
def units() -> Units:
    """The bundled units."""
    table = bundled("extract.quantity", "units.toml")
    currency, unit, noun = table["currency"], table["unit"], table["noun"]
    glued = table["scale_rules"]["glued"]
    spelled = either(word for word in table["scale"] if word not in glued)
    return Units(
        scales=table["scale"],
        scale_at=re.compile(
            rf"(?:[ \t\u00a0]{{0,2}}\n?[ \t]{{0,2}}-?({spelled})|[ \t\u00a0]?({either(glued)}))(?![A-Za-z0-9]|-\d)",
            re.I,
        ),
        with_currency=frozenset(table["scale_rules"]["with_currency"]),
        before=re.compile(rf"({either(currency['before'])})[ \t\u00a0]?$"),
        currency_before=currency["before"],
        currency_ends=frozenset(word[-1] for word in currency["before"]),
        yen_near=tuple(currency["yen"]["near"]),
        yuan_near=tuple(currency["yen"]["not_near"]),
        english={**unit["en"], **currency["after"]},
        chinese={**unit["zh"], **currency["zh"]},
        initials=frozenset(word[0] for word in (*unit["zh"], *currency["zh"], *currency["part"])),
        not_before=unit["zh_not_before"],
        parts={word: (code, part) for word, (code, part) in currency["part"].items()},
        classifiers=frozenset(unit["zh_classifiers"]["words"]),
        per=unit["per"],
        paying=frozenset(unit["pounds"]["paying"]),
        temperature=frozenset(unit["temperature"]["near"]),
        noun_stop=frozenset(noun["stop"]),
        noun_never=frozenset(noun["never"]),
        noun_irregular=frozenset(noun["irregular"]),
        noun_endings=tuple(noun["irregular_endings"]),
        noun_not_irregular=frozenset(noun["not_irregular"]),
        year_nouns=frozenset(noun["year"]),
        no_measure=frozenset(noun["no_measure"]),
        no_noun=frozenset(noun["no_noun"]),
    )


@cache
def words() -> Words:
    """The bundled words."""
    table = bundled("extract.quantity", "words.toml")
    name, move, between, after = table["name"], table["move"], table["move_between"], table["move_after"]
    move_to = table["move_to"]
    marks, mark = either(table["milestone"]["mark"]), sought(table["milestone"]["mark"], r"\b", any_case=True)
    kind = table["move_kind"]
    kinds = [f"(?<![A-Za-z]){one}(?![A-Za-z])" for one in ways([*kind["yoy"], *kind["qoq"]])]
    return Words(
        chinese=re.compile(either(table["zh_word"]["words"])),
        name_before=frozenset(name["before"]),
        months=frozenset(name["months"]),
        lower=frozenset(name["lower"]),
        comparators={word: kind for kind in ("ge", "le", "lt", "gt", "approx") for word in table["comparator"][kind]},
        comparator_ends=frozenset(
            word[-1] for kind in ("ge", "le", "lt", "gt", "approx") for word in table["comparator"][kind]
        ),
        comparator_not_after=table["comparator_not_after"],
        gap=frozenset(table["comparator"]["gap"]),
        after=_after(table["comparator_after"]),
        mark_behind=re.compile(rf"(?:[ -][a-z]+){{0,4}}[ -](?:{marks})\b", re.I),
        mark_before=re.compile(rf"(?:{mark})\s(?i:of\s(?:about\s)?)$"),
        passing=re.compile(rf"\b(?:{either(table['milestone']['passing'])})\b[^.,;]{{0,60}}$", re.I),
        moves={word: way for way in ("flat", "down", "up") for word in move[way]},
        share_moves={word: way for way in ("up", "down") for word in table["move_share"][way]},
        moves_to=dict.fromkeys(move_to["up"], "up"),
        objects=frozenset(move_to["objects"]),
        carrying=re.compile(rf"\b(?:{either(move_to['carrying'])})\s[^.;:]{{0,100}}?\sto\s(?:{_NEARLY}\s)?$"),
        not_moves=frozenset(move["not_up"]),
        light=frozenset(between["light"]),
        holding=frozenset(between["holding"]),
        moves_after={word: way for way in ("down", "up") for word in after[way]},
        level_after=frozenset(after["level"]),
        move_nouns=frozenset(after["nouns"]),
        chinese_moves=_chinese_moves([*move["zh_up"], *move["zh_down"], *move["zh_flat"]], table["move_zh_not_before"]),
        chinese_direction={word: way for way in ("up", "down", "flat") for word in move[f"zh_{way}"]},
        moved=frozenset([*move["up"], *move["down"], *between["other"]]),
        kinds=re.compile(sought([*kinds, kind["yoy_pattern"]], any_case=True)),
        qoq=frozenset(kind["qoq"]),
        multiples={word: (percent, way) for word, (percent, way) in table["multiple"].items()},
        multiple_verbs={word: (percent, way) for word, (percent, way) in table["multiple_verb"].items()},
    )


def _chinese_moves(moves: list[str], not_before: Mapping[str, str]) -> re.Pattern[str]:
    """Longest first; a word of one character is not part of another word: 增 in 增值."""
    written = [
        f"{word}(?![{not_before[word]}])" if word in not_before else word
        for word in sorted(moves, key=len, reverse=True)
    ]
    return re.compile("|".join(written))


def _after(table: Mapping[str, list[str]]) -> re.Pattern[str]:
    """Chinese words may stand behind a short noun, "多" and "+" may not, English ones behind a blank."""
    found = []
    for kind in ("ge", "le", "approx", "gt"):
        glued = [w for w in table[kind] if len(w) == 1]
        far = [w for w in table[kind] if not w.isascii() and len(w) > 1]
        english = [w for w in table[kind] if w.isascii() and len(w) > 1]
        ways = [rf"[^\s，。；、,.\d]{{0,4}}?(?:{either(far)})"] if far else []
        ways += [rf"(?:{either(glued)})(?![少数元媒额額\dA-Za-z])"] if glued else []
        ways += [rf"[ ]?(?:{either(english)})(?![A-Za-z])(?! \d)"] if english else []
        found.append(f"(?P<{kind}>{'|'.join(ways)})")
    return re.compile("|".join(found))
