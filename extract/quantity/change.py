"""How the words around a figure say it moved: up, down or flat, over which time, and by how much."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.quantity.lexicon import POINTS, Lexicon
from extract.records import Change, ChangeKind, Direction, Quantity

BEFORE, AFTER = 48, 48
"""Characters before and behind a figure that may speak of its movement."""

_CLAUSE_END = re.compile(
    r"[.;!?](?:\s|$)|[。；！？\n，：—]|,\s|(?<!\d),|\bwhile\b|\bwith\b|\bbut\b|\bmeans\b|\bwhich\b|\bthat\b|\bwhen\b|[()（）]"
)
_WORD = re.compile(r"[a-z]+(?:[-’'][a-z]+)*", re.I)
_ZH = re.compile(r"[\u3400-\u9fff]")
_RESULT = re.compile(
    r"\s*(?:,|-{1,2}|–|—)?\s*(?:(?:year on year|year-on-year|from a year earlier|on year),?\s)?(?:to|至|到|达到|达|报|收于)\s*"
    r"(?:about|around|nearly|just|over|a|an|the|record|more than|less than|approximately|roughly|some|约|近|超|逾)?\s*"
    r"(?:record|of)?\s*$",
    re.I,
)
_ALSO = re.compile(
    r"(?:,?\s*or\s*(?:about|around|nearly|roughly|more than)?|\s?[(（]\s?(?:about|around|约合|约)?)\s*$", re.I
)
_REACHED = re.compile(
    r"(?:\b(?:to|at)|至|到|达|为)\s*(?:about|around|nearly|just|over|a|the|only|more than|less than|record|约|近|超过|超|逾)?\s*$",
    re.I,
)
_FROM = re.compile(r"(?:from|从|由|自)\s*(?:about|around|a|the|just|约|的)?\s*$", re.I)
_TO = re.compile(r"(?:\bto|至|到|为)\s*(?:about|around|nearly|just|over|a|the|约|逾)?\s*$", re.I)
_AND = re.compile(r"\s*(?:,|，|、|and|or|和|及|;|；)+\s*(?:and)?\s*$", re.I)
_BESIDE = re.compile(r"[\s-]{0,2}[A-Za-z]")
_AFTER_ZH = re.compile(r"的?(?:同比|环比|年度)?(增长|增幅|增速|涨幅|增加|下降|跌幅|降幅|下滑|减少)")
_SENTENCE_END = re.compile(r"[.;](?:\s|$)|[。；！？\n]")
_NEW_SUBJECT = re.compile(r"[.;](?:\s|$)|[。；！？]|\n\s*\n|但|而|却|\bbut\b|\bwhile\b", re.I)
ZH_REACH = 10
"""Characters that may stand between a Chinese word of movement and a level."""
_HOLDING = frozenset("account accounts accounted accounting represent represents represented hold holds held own owns owned holding stake "
                     "make makes made comprise comprises comprised contributed contributes".split())  # fmt: skip
_LIGHT = frozenset("by to of a an the another further about around nearly almost more than over some as much many at least roughly just only record "
                   "total up down its their additional new extra combined net less fewer under below above again even back all around another".split())  # fmt: skip
NOUNS_OF_MOVEMENT = frozenset(
    "increase increases rise gain jump decrease decline drop fall reduction surge growth slump plunge hike".split()
)
"""A figure may stand some words before these: "a 32% operating income increase"."""


def clause_before(flat: str, begin: int, start: int) -> str:
    """The words of the clause before a place, no further back than `begin`."""
    before = flat[max(begin, start - BEFORE) : start]
    if not before or before.isspace():
        return ""
    ends = [match.end() for match in _CLAUSE_END.finditer(before)]
    return before[ends[-1] :] if ends else before


def direction_in(words_before: str, words: Lexicon, *, level: bool = False) -> Direction | None:
    """The direction that the last word of movement gives; None where there is none.

    Args:
        words_before: A clause up to a figure, or the words between two figures.
        words: The word tables.
        level: Whether the figure is no percentage: then the word of movement must govern it directly.
    """
    if _ZH.search(words_before):
        last: re.Match[str] | None = None
        for last in words.zh_moves.finditer(words_before):
            pass
        if last is not None and (not level or len(words_before) - last.end() <= ZH_REACH):
            return words.zh_direction[last[0]]
    tokens = [token.lower() for token in _WORD.findall(words_before)]
    for index in range(len(tokens) - 1, -1, -1):
        way = _way(tokens, index, words)
        if way is not None:
            return way if _governs(tokens[index + 1 :], level=level) else None
    return None


def _way(tokens: list[str], index: int, words: Lexicon) -> Direction | None:
    token = tokens[index]
    pair = f"{token} {tokens[index + 1]}" if index + 1 < len(tokens) else token
    earlier = f"{tokens[index - 1]} {token}" if index else token
    if pair in words.not_moves or earlier in words.not_moves or token in words.not_moves:
        return None
    return words.moves.get(token) or words.moves.get(pair)


def _governs(between: list[str], *, level: bool) -> bool:
    """Whether the words between a word of movement and a figure let it speak of the figure."""
    if not level:
        return len(between) <= 9 and not _HOLDING.intersection(between)
    if all(word in _LIGHT or word.endswith("ly") for word in between):
        return True
    return len(between) <= 8 and (
        between[0] in {"to", "by"} or (between[0] == "in" and between[-1] in {"of", "by", "to"})
    )


def _direction_after(flat: str, end: int, stop: int, words: Lexicon, *, level: bool) -> Direction | None:
    """The direction of "a 5% decline", "5 percent higher", 5%的增幅."""
    after = flat[end : min(stop, end + 56)]
    if found := _AFTER_ZH.match(after):
        return words.zh_direction.get(found[1])
    clause = _CLAUSE_END.search(after)
    tokens = [token.lower() for token in _WORD.findall(after[: clause.start()] if clause else after)[:5]]
    if not tokens or not _BESIDE.match(after):
        return None
    for index, token in enumerate(tokens):
        pair = f"{token} {tokens[index + 1]}" if index + 1 < len(tokens) else token
        if index == 0 and not level and (way := words.moves_after.get(pair) or words.moves_after.get(token)):
            return way
        if token in NOUNS_OF_MOVEMENT:
            return words.moves_after.get(token)
        if token in words.noun_stop and token not in {"year", "on", "over", "quarter"}:
            return None
    return None


def own_change(
    flat: str, quantities: Sequence[Quantity], index: int, words: Lexicon, earlier: Change | None
) -> Change | None:
    """The movement whose size or result a figure is.

    Args:
        flat: The text.
        quantities: All figures of the text.
        index: Which of them this is.
        words: The word tables.
        earlier: The change of the figure before it, which "fell 5% to 3.2 billion" hands on to the level.
    """
    quantity = quantities[index]
    last = quantities[index - 1] if index else None
    begin = last.end if last else 0
    stop = quantities[index + 1].start if index + 1 < len(quantities) else len(flat)
    percent = quantity.unit in POINTS
    before = clause_before(flat, begin, quantity.start)
    gap = flat[begin : quantity.start]
    started = _FROM.search(flat, max(0, quantity.start - 14), quantity.start) is not None
    direction = (
        direction_in(before, words, level=not percent) if not started or is_start(flat, quantities, index) else None
    )
    if direction is None and (percent or not started):
        direction = _direction_after(flat, quantity.end, stop, words, level=not percent)
    if direction is None:
        return (
            _handed_on(flat, quantity, last, gap, earlier, stop, words, started=is_start(flat, quantities, index - 1))
            if last is not None and earlier is not None
            else None
        )
    kind = _kind(before, flat, quantity.end, stop, words, level=not percent)
    if quantity.value < 0 and percent and direction == "up":
        direction = "down"
    if percent and not _REACHED.search(before):
        return Change(kind=kind, direction=direction, value=abs(quantity.value), unit=quantity.unit)
    return Change(kind=kind, direction=direction, value=None, unit=None)


def is_start(flat: str, quantities: Sequence[Quantity], index: int) -> bool:
    """Whether a figure is where a movement starts: the first of "from 43% to 47%"."""
    quantity = quantities[index]
    if index + 1 == len(quantities) or not _FROM.search(flat[max(0, quantity.start - 14) : quantity.start]):
        return False
    gap = flat[quantity.end : quantities[index + 1].start]
    return len(gap) <= 48 and _TO.search(gap) is not None


def _handed_on(
    flat: str,
    quantity: Quantity,
    last: Quantity,
    gap: str,
    earlier: Change,
    stop: int,
    words: Lexicon,
    *,
    started: bool,
) -> Change | None:
    """ "Fell 5% to 3.2 billion": the level has the percentage's movement; "up 11% and 2% quarter on quarter": so has the second."""
    if len(gap) > 48:
        return None
    if _RESULT.match(gap) or (started and _TO.search(gap) and not _CLAUSE_END.search(gap)):
        return (
            earlier if earlier.value is not None or started else replace(earlier, value=abs(last.value), unit=last.unit)
        )
    if _ALSO.match(gap):
        return (
            replace(earlier, value=abs(quantity.value), unit=quantity.unit)
            if quantity.unit in POINTS
            else replace(earlier, value=None, unit=None)
        )
    if _AND.match(gap) and quantity.unit == last.unit:
        kind = _kind("", flat, quantity.end, stop, words)
        if earlier.value is None:
            return earlier
        return replace(earlier, kind=kind if kind != "other" else earlier.kind, value=abs(quantity.value))
    return None


def _kind(before: str, flat: str, end: int, stop: int, words: Lexicon, *, level: bool = False) -> ChangeKind:
    """Year on year, quarter on quarter, or neither: from the words before the figure, else from those behind it."""
    found = words.kinds.search(before)
    if found is None:
        after = flat[end : min(stop, end + AFTER)]
        sentence = (_CLAUSE_END if level else _SENTENCE_END).search(after)
        found = words.kinds.search(after[: sentence.start()] if sentence else after)
    return "yoy" if found and found["yoy"] else "qoq" if found else "other"


def level_change(flat: str, quantities: Sequence[Quantity], index: int, words: Lexicon) -> Change | None:
    """The change that a percentage behind a level states for it: "149.2 billion yuan, up 11% year on year"."""
    quantity = quantities[index]
    following = quantities[index + 1] if index + 1 < len(quantities) else None
    if quantity.unit in POINTS and (following is None or following.unit not in {"percentage_points", "basis_points"}):
        return None
    if (
        following is None
        or following.unit not in POINTS
        or following.start - quantity.end > 40
        or following.change is None
    ):
        return None
    if quantity.change is not None and quantity.change.value is not None:
        return None
    between = flat[quantity.end : following.start]
    if _NEW_SUBJECT.search(between):
        return None
    tail = flat[following.end : following.end + 14]
    if direction_in(between, words) or (following.change.kind != "other" and direction_in(tail, words)):
        return following.change
    return None
