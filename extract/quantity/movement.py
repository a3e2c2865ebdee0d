"""Words of movement: which way the words before or behind a figure say that something went, and over which time."""

from __future__ import annotations

import re

from extract.quantity.lexicon import units, words
from extract.records import ChangeKind, Direction

BEFORE, AFTER = 48, 56
"""Characters before and behind a figure that may speak of its movement."""
ZH_REACH = 10
"""Characters that may stand between a Chinese word of movement and a level."""
LONGEST_GAP, LONGEST_LEVEL_GAP = 9, 8
"""Words that may stand between a word of movement and a percentage, or a level."""

CLAUSE_END = re.compile(
    r"[.;!?。；！？\n，：—,()（）wbmt](?:(?<=[。；！？\n，：—()（）])|(?<=[.;!?])(?:\s|$)|(?<=,)(?:\s|(?<!\d,))"
    r"|(?<=\bw)(?:hile|ith|hich|hen)\b|(?<=\bb)ut\b|(?<=\bm)eans\b|(?<=\bt)hat\b)"
)
_SENTENCE_END = re.compile(r"[.;](?:\s|$)|[。；！？\n，]")
"""Where what is told behind a percentage ends; a Chinese basis stands before its own."""
_WORD = re.compile(r"[a-z]+(?:[-’'][a-z]+)*", re.I)
_ZH = re.compile(r"[\u3400-\u9fff]")
_NEARLY = frozenset(
    {"about", "around", "nearly", "almost", "just", "over", "some", "a", "an", "record", "more", "than", "less"}
)
_BESIDE = re.compile(r"[\s-]{0,2}[A-Za-z]")
_AFTER_ZH = re.compile(
    r"的?(?:同比|环比|環比|按年|按季|年度?)?"
    r"(增长|增長|增幅|增速|涨幅|漲幅|增加|下降|跌幅|降幅|下滑|减少|減少)"
)


def clause_before(flat: str, begin: int, start: int) -> str:
    """The words of the clause before a place, no further back than `begin`."""
    before = flat[max(begin, start - BEFORE) : start]
    if not before or before.isspace():
        return ""
    end = 0
    for match in CLAUSE_END.finditer(before):
        end = match.end()
    return before[end:]


def has_moved(clause: str) -> bool:
    """Whether a clause holds any word of movement, also one without a direction."""
    table = words()
    return table.chinese_moves.search(clause) is not None or any(
        token.lower() in table.moved for token in _WORD.findall(clause)
    )


def direction_before(clause: str, *, level: bool = False) -> Direction | None:
    """The direction that the last word of movement gives; None where there is none.

    Args:
        clause: A clause up to a figure, or the words between two figures.
        level: Whether the figure is no percentage: then the word of movement must govern it directly.
    """
    table = words()
    if _ZH.search(clause):
        found = list(table.chinese_moves.finditer(clause))
        if found and (not level or len(clause) - found[-1].end() <= ZH_REACH):
            return table.chinese_direction[found[-1][0]]
    tokens = [token.lower() for token in _WORD.findall(clause)]
    for index in range(len(tokens) - 1, -1, -1):
        way = _way(tokens, index, level=level)
        if way is not None:
            return way if _governs(tokens[index + 1 :], level=level) else None
    return None


def _way(tokens: list[str], index: int, *, level: bool) -> Direction | None:
    """The direction of one word of movement; None for other words and those that only look like one."""
    table, token = words(), tokens[index]
    pair = f"{token} {tokens[index + 1]}" if index + 1 < len(tokens) else token
    way = table.moves.get(token) or table.moves.get(pair) or (None if level else table.share_moves.get(token))
    if way is None and token in table.moves_to and _leads_to(tokens[index + 1 :]):
        way = table.moves_to[token]
    if way is None:
        return None
    earlier = f"{tokens[index - 1]} {token}" if index else token
    return None if table.not_moves.intersection((pair, earlier, token)) else way


def _leads_to(between: list[str]) -> bool:
    """Whether words end with "to" or "by", a comparator behind it allowed."""
    end = len(between)
    while end and between[end - 1] in _NEARLY:
        end -= 1
    return end > 0 and between[end - 1] in {"to", "by"}


def _governs(between: list[str], *, level: bool) -> bool:
    """Whether the words between a word of movement and a figure let it speak of the figure."""
    table = words()
    leads = _leads_to(between)
    if leads and not table.objects.isdisjoint(between):
        between = [word for word in between if word not in table.objects]
    if not level:
        return len(between) <= LONGEST_GAP and not table.holding.intersection(between)
    if all(word in table.light or word.endswith("ly") for word in between):
        return True
    if len(between) > LONGEST_LEVEL_GAP or table.holding.intersection(between):
        return False
    return between[0] in {"to", "by"} or leads or between[-1] == "from" or (between[0], between[-1]) == ("in", "of")


def direction_after(flat: str, end: int, stop: int, *, level: bool) -> Direction | None:
    """The direction of "a 5% decline", "5 percent higher", "a 32% operating income increase", 5%的增幅.

    Args:
        flat: The text.
        end: Of the figure.
        stop: Start of the figure behind it.
        level: Whether the figure is no percentage: then only a noun of movement counts.
    """
    table = words()
    after = flat[end : min(stop, end + AFTER)]
    if found := _AFTER_ZH.match(after):
        return table.chinese_direction.get(found[1])
    if not _BESIDE.match(after):
        return None
    clause = CLAUSE_END.search(after)
    tokens = [token.lower() for token in _WORD.findall(after[: clause.start()] if clause else after)[:5]]
    for index, token in enumerate(tokens):
        pair = f"{token} {tokens[index + 1]}" if index + 1 < len(tokens) else token
        if (
            index == 0
            and (not level or token in table.level_after)
            and (way := table.moves_after.get(pair) or table.moves_after.get(token))
        ):
            return way
        if token in table.move_nouns:
            return table.moves_after.get(token)
        if token in units().noun_stop and token not in {"year", "on", "over", "quarter", "pay"}:
            return None
    return None


def kind_of(before: str, flat: str, end: int, stop: int, *, level: bool = False) -> ChangeKind:
    """Year on year, quarter on quarter, or neither: from the words before the figure, else from those behind it."""
    found = kind_in(before)
    if found is None:
        after = flat[end : min(stop, end + AFTER)]
        sentence = (CLAUSE_END if level else _SENTENCE_END).search(after)
        found = kind_in(after[: sentence.start()] if sentence else after)
    return found or "other"


def kind_in(text: str) -> ChangeKind | None:
    """What the first words of a text that tell it say: year on year, or quarter on quarter; None without any."""
    found = words().kinds.search(text)
    if found is None:
        return None
    return "qoq" if " ".join(found[0].lower().split()) in words().qoq else "yoy"
