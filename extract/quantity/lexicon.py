"""The words file, read once and turned into the tables and patterns that the rules look things up in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from extract.records import Comparator, Direction

POINTS = frozenset({"percent", "percentage_points", "basis_points"})
"""Units of a share, or of a change of one."""
NOT_A_QUANTITY = "not_a_quantity"
"""Unit of what is counted in years, months or weeks, and of ages: read so that it can be left out."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Tables of words.

    Attributes:
        scales: English scale word to factor.
        scale_at: What follows a number and scales it; group 1 is the word.
        before: A currency's sign or code right before a number; group 1 is the word.
        currency_before: That word to ISO code.
        units: Lower-case English unit of one to three words to plain word or ISO code.
        zh_units: Chinese unit to plain word or ISO code.
        zh_not_before: Character of a one-character unit to the characters that make another word of it.
        parts: Unit word to (ISO code, part): cents, 角.
        classifiers: Chinese measure words whose unit is the noun behind them.
        comparators: Words before a figure.
        after: Words after a figure, tried in order.
        moves: English word, or two, to direction.
        zh_moves: Chinese words of movement.
        zh_direction: Those words to direction.
    """

    scales: Mapping[str, float]
    scale_at: re.Pattern[str]
    with_currency: frozenset[str]
    before: re.Pattern[str]
    currency_before: Mapping[str, str]
    units: Mapping[str, str]
    zh_units: Mapping[str, str]
    zh_not_before: Mapping[str, str]
    parts: Mapping[str, tuple[str, float]]
    classifiers: frozenset[str]
    noun_stop: frozenset[str]
    noun_never: frozenset[str]
    noun_irregular: frozenset[str]
    no_measure: frozenset[str]
    name_before: frozenset[str]
    months: frozenset[str]
    lower: frozenset[str]
    comparators: Mapping[str, Comparator]
    comparator_not_after: Mapping[str, str]
    gap: frozenset[str]
    after: tuple[tuple[Comparator, re.Pattern[str]], ...]
    moves: Mapping[str, Direction]
    not_moves: frozenset[str]
    zh_moves: re.Pattern[str]
    zh_direction: Mapping[str, Direction]
    moves_after: Mapping[str, Direction]
    kinds: re.Pattern[str]
    multiples: Mapping[str, tuple[float, Direction]]
    multiple_verbs: Mapping[str, tuple[float, Direction]]
    zh_words: re.Pattern[str]


def either(words: Iterable[str]) -> str:
    """An alternation, longest first, blanks of any width."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


@cache
def lexicon() -> Lexicon:
    """The bundled words."""
    table: dict[str, Any] = tomllib.loads(files("extract.quantity").joinpath("words.toml").read_text(encoding="utf-8"))
    currency, unit, noun, name, move = (table[key] for key in ("currency", "unit", "noun", "name", "move"))
    glued = table["scale_rules"]["glued"]
    spelled = either(word for word in table["scale"] if word not in glued)
    return Lexicon(
        scales=table["scale"],
        scale_at=re.compile(
            rf"(?:[ \t\u00a0]{{0,2}}\n?[ \t]{{0,2}}-?({spelled})|[ \t\u00a0]?({either(glued)}))(?![A-Za-z0-9])", re.I
        ),
        with_currency=frozenset(table["scale_rules"]["with_currency"]),
        before=re.compile(rf"({either(currency['before'])})[ \t\u00a0]?$"),
        currency_before=currency["before"],
        units={**unit["en"], **currency["after"]},
        zh_units={**unit["zh"], **currency["zh"]},
        zh_not_before=unit["zh_not_before"],
        parts={word: (code, part) for word, (code, part) in currency["part"].items()},
        classifiers=frozenset(unit["zh_classifiers"]["words"]),
        noun_stop=frozenset(noun["stop"]),
        noun_never=frozenset(noun["never"]),
        noun_irregular=frozenset(noun["irregular"]),
        no_measure=frozenset(noun["no_measure"]),
        name_before=frozenset(name["before"]),
        months=frozenset(name["months"]),
        lower=frozenset(name["lower"]),
        comparators={word: kind for kind in ("ge", "le", "lt", "gt", "approx") for word in table["comparator"][kind]},
        comparator_not_after=table["comparator_not_after"],
        gap=frozenset(table["comparator"]["gap"]),
        after=_after(table["comparator_after"]),
        moves={word: way for way in ("flat", "down", "up") for word in move[way]},
        not_moves=frozenset(move["not_up"]),
        zh_moves=re.compile(either([*move["zh_up"], *move["zh_down"], *move["zh_flat"]])),
        zh_direction={word: way for way in ("up", "down", "flat") for word in move[f"zh_{way}"]},
        moves_after={word: way for way in ("down", "up") for word in table["move_after"][way]},
        kinds=re.compile(
            rf"(?P<yoy>(?<![A-Za-z])(?:{either(table['move_kind']['yoy'])})(?![A-Za-z]))"
            rf"|(?P<qoq>(?<![A-Za-z])(?:{either(table['move_kind']['qoq'])})(?![A-Za-z]))", re.I
        ),
        multiples={word: (percent, way) for word, (percent, way) in table["multiple"].items()},
        multiple_verbs={word: (percent, way) for word, (percent, way) in table["multiple_verb"].items()},
        zh_words=re.compile(either(table["zh_word"]["words"])),
    )  # fmt: skip


def _after(table: Mapping[Comparator, list[str]]) -> tuple[tuple[Comparator, re.Pattern[str]], ...]:
    """Chinese words may stand behind a short noun, "多" and "+" may not, English ones behind a blank."""
    found: list[tuple[Comparator, re.Pattern[str]]] = []
    for kind in ("ge", "le", "approx", "gt"):
        glued = [w for w in table[kind] if len(w) == 1]
        far = [w for w in table[kind] if not w.isascii() and len(w) > 1]
        english = [w for w in table[kind] if w.isascii() and len(w) > 1]
        ways = [rf"[^\s，。；、,.\d]{{0,4}}?(?:{either(far)})"] if far else []
        ways += [rf"(?:{either(glued)})(?![少数元媒额額\\dA-Za-z])"] if glued else []
        ways += [rf"[ ]?(?:{either(english)})(?![A-Za-z])(?! \d)"] if english else []
        found.append((kind, re.compile("|".join(ways))))
    return tuple(found)
