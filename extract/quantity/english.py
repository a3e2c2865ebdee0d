"""Numbers in English words: "twenty-five", "one and a half million", "half a dozen", "two thirds of"."""

from __future__ import annotations

import re

from extract.quantity.english_numerals import LARGE, ONES, ORDINAL_PARTS, TENS, english_words, spelled
from extract.quantity.lexicon import units
from extract.quantity.number import Number

_WORD = re.compile(r"[A-Za-z]+")
_SHARE_BEHIND = re.compile(
    r"\s*(?:[.,;:)!?]|$)|\s+(?:of|from|to|in|since|over|on|this|last|than|or|and|more|less)\b", re.I
)
_ONE_PERCENT = re.compile(r"\s*(?:percent|per\scent|%)", re.I)
_FOLD = re.compile(rf"({'|'.join([*ONES, *TENS, 'hundred', 'thousand'])})-?fold(?![a-z])", re.I)
_TWICE = re.compile(r"twice(?=\s(?:as\s(?!(?:he|she|it|they|we|you|i|the|a)\b)|(?:the|its|their|what|that)\b))", re.I)
_BY_HALF = re.compile(r"half(?=\s*(?:[.,;)]|$)|\s(?:from|in|to|over|since|on|this|last)\b)", re.I)
_POINT = re.compile(r"[ -](?:percentage[- ])?points?(?![a-z])", re.I)
_HALF_POINT = re.compile(rf"half{_POINT.pattern}", re.I)
_BY = re.compile(r"\b(?:by|by nearly|nearly|almost|about|than|in)\s$", re.I)
_HALF_OF = re.compile(r"\b(?:first|second|last|latter|other|previous|third|current|next|1st|2nd)[ -]$", re.I)
LONGEST = 40
"""Words of a number."""
_VOCABULARY = {*ONES, *TENS, *LARGE, *ORDINAL_PARTS, *(f"{part}s" for part in ORDINAL_PARTS), "hundred", "dozen",
               "a", "an", "and", "couple", "of", "point", "the", "its", "their", "all"}  # fmt: skip


def read_words(flat: str, at: int) -> Number | None:
    """The number in English words at a place; None where the words there are none."""
    if fold := _FOLD.match(flat, at):
        value, _ = english_words([fold[1].lower()])
        return Number(at, fold.end(), value, "words", unit="times", unit_said=True, core=fold.span())
    if twice := _TWICE.match(flat, at):
        return Number(at, twice.end(), 2.0, "words", unit="times", unit_said=True, core=twice.span())
    if _HALF_POINT.match(flat, at) or (_BY_HALF.match(flat, at) and _BY.search(flat, max(0, at - 12), at)):
        return Number(at, at + 4, 0.5, "words", fraction=True, core=(at, at + 4))
    run = _run(flat, at)
    tokens = [word for word, _ in run]
    if not tokens:
        return None
    value, used, fraction = spelled(tokens)
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
    elif (scale := units().scale_at.match(flat, end)) and scale[1]:
        number.scale = units().scales[scale[1].lower()]
        number.value, number.end = value * number.scale, scale.end()
    number.core = (at, number.end)
    return number


def _run(flat: str, at: int) -> list[tuple[str, int]]:
    """Number words in a row from a place on, each with its end; at most LONGEST."""
    run: list[tuple[str, int]] = []
    position = at
    while len(run) < LONGEST and (word := _WORD.match(flat, position)) and word[0].lower() in _VOCABULARY:
        run.append((word[0].lower(), word.end()))
        position = word.end()
        gap = re.compile(r"[ \u00a0-]{1,2}|[ ]?\n[ ]?").match(flat, position)
        if not gap:
            break
        position = gap.end()
    return run


def _is_share(flat: str, at: int, end: int, tokens: list[str]) -> bool:
    """Whether "half", "a third" or "a quarter" is a part of something and no ordinal or stretch of time."""
    if tokens[0] == "half":
        return not _HALF_OF.search(flat, max(0, at - 10), at)
    if tokens[0] not in {"a", "an"} or tokens[2:3] == ["of"]:
        return True
    if _POINT.match(flat, end):
        return True
    return bool(_SHARE_BEHIND.match(flat, end)) and (
        tokens[1] != "quarter" or flat[max(0, at - 3) : at] in {"by ", "to "}
    )
