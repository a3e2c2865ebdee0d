"""The movement that a figure is the size or the result of, and the one another figure states for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from extract.pattern import sought
from extract.quantity.lexicon import SHARE_UNITS, units, words
from extract.quantity.movement import (
    CLAUSE_END,
    clause_before,
    direction_after,
    direction_before,
    has_moved,
    kind_of,
)
from extract.records import Change, Comparator, Direction, Quantity

_OF_CHANGE = SHARE_UNITS | {"points"}
_EACH = re.compile(r"\s(in|for|on|at|among|by)\s[A-Za-z\d' -]{1,60}?,?\sand\s(?:a\s)?")
_ANOTHER = re.compile(r",?\s(?:and\s|while\s)?(?:the\s|that of\s)?((?:[A-Za-z&.'’-]+\s){1,4})(?:\d{2,3}\s)?")
LONGEST_GAP = 48
"""Characters between a change and the level it leads to."""
CARRIED_REACH = 160
"""Characters before a figure in which a word may take it somewhere."""
LONGEST_LEVEL_GAP = 80
"""Characters between a level and the percentage that changes it; a date in full may stand there."""

_ABOUT = (
    r"(?:about|around|nearly|approximately|roughly|some|just|only|over|more than|less than|an?|the"
    r"|约|近|超过|超|逾)?\s*"
)
_AT = re.compile(rf"\s(?:higher|lower|up|down)?\s?at\s{_ABOUT}$", re.I)
_RESULT = re.compile(
    r"\s*(?:[,，]|-{1,2}|–|—)?\s*"
    r"(?:to(?: (?:close|settle|finish|end|stand|trade)(?: \w+day)?(?: at)?)?|至|到|达到|达|报|收于)\s*"
    rf"{_ABOUT}(?:(?:record|range|high|low|peak|average|total|level)\s+of|record|of)?\s*$",
    re.I,
)
_COMPARED = re.compile(rf"\s?(?:higher|lower|more|less|fewer)\sthan\s{_ABOUT}", re.I)
_ALSO = re.compile(rf"(?:(?:\s[a-z]{{1,20}}){{0,3}},?\s*or\s*{_ABOUT}|\s?[(（]\s?(?:约合)?{_ABOUT})$", re.I)
_REACHED = re.compile(rf"(?:\b(?:to|at)|至|到|达|为)\s*{_ABOUT}(?:record)?\s*$", re.I)
_GROWTH_OF = re.compile(
    r"(?:增[长長幅速]|[涨漲降跌]幅|增[长長]率)(?:[也均则約约高]|分[别別])*(?:为|為|达到?|達到?|是)\s*$"
)
"""Before the size of a growth, as of 增幅为5%."""
_ARTICLE = re.compile(r"(?<![A-Za-z])an? $", re.I)
_MEASURED = re.compile(r"[ -][a-z]")
_LENGTHS = frozenset({"meters", "kilometers", "miles", "feet", "yards", "nautical_miles"})
_WEIGHTS = frozenset({"tonnes", "tons", "kilograms", "pounds"})
_LIFTED = re.compile(r"\b(?:lift(?:s|ed|ing)?|drop(?:s|ped|ping)?)\s(?:about |up to |some |nearly |over )?$", re.I)
_AWAY = re.compile(
    r"\s(?:(?:from|of)\s(?!\d|about|around|last|its|a )"
    r"|(?:away|off|outside|inside|short|north|south|east|west|behind|ahead|beyond|past|into)\b)"
)
_SENTENCE_END = re.compile(r"[.;!?](?:\s|$)|\n")
_FROM = re.compile(rf"(?:{sought(['from', '从', '由', '自'], any_case=True)})(?i:\s*{_ABOUT}的?)$")
_LEADS = [r"\bto", "至", "到", "为"]
_TO = re.compile(rf"(?:{sought(_LEADS, any_case=True)})(?i:\s*{_ABOUT})$")
_AND = re.compile(r"\s*(?:,|，|、|and|or|和|及|;|；)+\s*(?:and)?\s*$", re.I)
_CONVERTED = re.compile(r"\s?[(（][^)）.。]{0,12}$")
_SUBJECT = re.compile(r"(?![较比与按同相环年季月])[\u4e00-\u9fff]{2,}")
_NEW_SUBJECT = re.compile(r"[.;](?:\s|$)|[。；！？]|\n\s*\n|但|而|却|\bbut\b|\bwhile\b", re.I)


class Figure(NamedTuple):
    """A figure of a text before its changes are read, cheaper to make than the quantity that comes of it."""

    value: float
    value_max: float | None
    comparator: Comparator
    unit: str | None
    start: int
    end: int
    quote: str
    change: Change | None = None
    """That of a word which is a change by itself."""


def with_changes(flat: str, quantities: Sequence[Figure], offset: int = 0) -> list[Quantity]:
    """The figures of a text with their changes, in the same order, moved by `offset`."""
    changes: list[Change | None] = []
    earlier: Change | None = None
    for index, quantity in enumerate(quantities):
        earlier = quantity.change or _own_change(flat, quantities, index, earlier)
        if earlier is not None and _is_start(flat, quantities, index):
            earlier = replace(earlier, value=None, unit=None)
            changes.append(quantity.change)
        else:
            changes.append(earlier)
    of_levels = [_level_change(flat, quantities, changes, index) for index in range(len(quantities))]
    return [
        Quantity(
            value=one.value, value_max=one.value_max, comparator=one.comparator, unit=one.unit, change=change,
            level_change=of_level, start=one.start + offset, end=one.end + offset, quote=one.quote,
        )
        for one, change, of_level in zip(quantities, changes, of_levels, strict=True)
    ]  # fmt: skip


def _own_change(flat: str, quantities: Sequence[Figure], index: int, earlier: Change | None) -> Change | None:
    """The movement whose size or result a figure is; `earlier` is that of the figure before it, which it may share."""
    quantity = quantities[index]
    begin = quantities[index - 1].end if index else 0
    stop = quantities[index + 1].start if index + 1 < len(quantities) else len(flat)
    level = quantity.unit not in SHARE_UNITS and quantity.unit != "points"
    before = clause_before(flat, begin, quantity.start)
    follows_from = _FROM.search(flat, max(0, quantity.start - 14), quantity.start) is not None
    direction = None
    if (
        before
        and not (level and _COMPARED.fullmatch(before))
        and (not follows_from or _is_start(flat, quantities, index))
    ):
        direction = direction_before(before, level=level)
        if level and _is_no_movement(flat, quantity):
            direction = None
        elif direction is None and _TO.search(before):
            direction = _carried(flat, begin, quantity.start, earlier)
    if direction is None and not level:
        direction = _signed(flat, quantity)
    if direction is None and not (level and follows_from):
        direction = direction_after(flat, quantity.end, stop, level=level)
    if direction is None:
        return _handed_on(flat, quantities, index, earlier) if index and earlier is not None else None
    own_words = _without_the_last_kind(before) if flat.startswith(before, begin) else before
    kind = kind_of(own_words, flat, quantity.end, stop, level=level)
    if quantity.unit not in SHARE_UNITS or (_REACHED.search(before) and not _GROWTH_OF.search(before)):
        return Change(kind=kind, direction=direction, value=None, unit=None)
    if quantity.value < 0 and direction == "up":
        direction = "down"
    return Change(kind=kind, direction=direction, value=abs(quantity.value), unit=quantity.unit)


def _is_no_movement(flat: str, quantity: Figure) -> bool:
    """Whether a level behind a word of movement is no size: "dropped a 7-ton bomb", "advanced to 500 metres from"."""
    if quantity.unit in _WEIGHTS and _LIFTED.search(flat, max(0, quantity.start - 24), quantity.start):
        return True
    if quantity.unit in _LENGTHS and _AWAY.match(flat, quantity.end):
        return True
    noun = _MEASURED.match(flat, quantity.end)
    return _ARTICLE.search(flat, max(0, quantity.start - 4), quantity.start) is not None and noun is not None


def _carried(flat: str, begin: int, start: int, earlier: Change | None) -> Direction | None:
    """The direction of "the cut brings the price to $16", "rose 5%, taking the total to 40"."""
    before = flat[max(begin, start - CARRIED_REACH) : start]
    sentence = before[max((end.end() for end in _SENTENCE_END.finditer(before)), default=0) :]
    carrying = words().carrying.search(sentence)
    if carrying is None:
        return None
    ahead = direction_before(sentence[: carrying.start()])
    if ahead is None and len(sentence) == start - begin and earlier is not None:
        return earlier.direction
    return ahead


def _without_the_last_kind(before: str) -> str:
    """Words between two figures without the "year on year" that still belongs to the first."""
    lead = len(before) - len(before.lstrip())
    kind = words().kinds.match(before, lead)
    return before[kind.end() :] if kind and kind[0].isascii() else before


def _signed(flat: str, quantity: Figure) -> Direction | None:
    """The direction that a sign gives a percentage: "+3%", "(-3%)" and "-3% YoY"; -3% alone may be a level."""
    before = flat[quantity.start - 1] if quantity.start else ""
    if before == "+":
        return "up"
    if quantity.value >= 0:
        return None
    is_told = before in {"(", "（"} or words().kinds.match(flat, quantity.end + flat.startswith(" ", quantity.end))
    return "down" if is_told else None


def _is_start(flat: str, quantities: Sequence[Figure], index: int) -> bool:
    """Whether a figure is where a movement starts: the first of "from 43% to 47%"."""
    quantity = quantities[index]
    if index + 1 == len(quantities) or not _FROM.search(flat, max(0, quantity.start - 14), quantity.start):
        return False
    gap = flat[quantity.end : quantities[index + 1].start]
    return len(gap) <= LONGEST_GAP and _TO.search(gap) is not None


def _handed_on(flat: str, quantities: Sequence[Figure], index: int, earlier: Change) -> Change | None:
    """The movement of the figure before, where this one shares it.

    "Fell 5% to 3.2 billion" and "fell 12 points, or 0.7 percent" hand it on whole, "from 43% to 47%" without a size,
    "up 11% and 2% quarter on quarter" with the second's own size.
    """
    quantity, last = quantities[index], quantities[index - 1]
    gap = words().kinds.sub("", flat[last.end : quantity.start], count=1)
    if len(gap) > LONGEST_GAP:
        return None
    if _is_start(flat, quantities, index - 1) and _TO.search(gap) and not CLAUSE_END.search(gap):
        return earlier
    is_at = (quantity.unit in SHARE_UNITS or quantity.unit is None or quantity.unit.isupper()) and _AT.match(gap)
    if is_at or _RESULT.match(gap):
        return earlier if earlier.value is not None else replace(earlier, value=abs(last.value), unit=last.unit)
    if _ALSO.match(gap):
        size = (abs(quantity.value), quantity.unit) if quantity.unit in SHARE_UNITS else (None, None)
        return replace(earlier, value=size[0], unit=size[1])
    if quantity.unit in _OF_CHANGE and _is_of_another(flat, gap, quantity):
        size = (abs(quantity.value), quantity.unit) if quantity.unit in SHARE_UNITS else (None, None)
        return replace(earlier, value=size[0], unit=size[1])
    if _AND.match(gap) and quantity.unit == last.unit:
        if earlier.value is None:
            return earlier
        stop = quantities[index + 1].start if index + 1 < len(quantities) else len(flat)
        kind = kind_of("", flat, quantity.end, stop)
        return replace(earlier, kind=kind if kind != "other" else earlier.kind, value=abs(quantity.value))
    return None


def _is_of_another(flat: str, gap: str, quantity: Figure) -> bool:
    """Whether a figure tells of another thing what the one before told: "fell 2%, the Dow 3%"."""
    if (each := _EACH.fullmatch(gap)) and flat.startswith(f" {each[1]} ", quantity.end):
        return True
    other = _ANOTHER.fullmatch(gap)
    if other is None or flat.startswith(" of ", quantity.end):
        return False
    tokens = other[1].lower().split()
    return units().noun_stop.isdisjoint(tokens) and words().holding.isdisjoint(tokens) and not has_moved(other[1])


def _level_change(
    flat: str, quantities: Sequence[Figure], changes: Sequence[Change | None], index: int
) -> Change | None:
    """The change that a percentage behind a level states for it: "149.2 billion yuan, up 11% year on year".

    A conversion in brackets may stand between; of two percentages in a row the one on the year before is taken.
    """
    quantity, end, place = quantities[index], quantities[index].end, index + 1
    if place == len(quantities):
        return None
    if _CONVERTED.match(flat[end : quantities[place].start]) and place + 1 < len(quantities):
        end, place = quantities[place].end, place + 1
    following, change, own = quantities[place], changes[place], changes[index]
    if change is None or following.unit not in SHARE_UNITS or following.start - end > LONGEST_LEVEL_GAP:
        return None
    if quantity.unit in SHARE_UNITS and following.unit == "percent":
        return None
    if own is not None and own.value is not None:
        return None
    between = flat[end : following.start]
    if _NEW_SUBJECT.search(between) or _names_another(between):
        return None
    tail = flat[following.end : following.end + 14]
    if not direction_before(between) and (change.kind == "other" or not direction_before(tail)):
        return None
    again = changes[place + 1] if place + 1 < len(quantities) else None
    if change.kind == "yoy" or again is None or again.kind != "yoy":
        return change
    second = quantities[place + 1]
    in_a_row = second.unit == following.unit and not _NEW_SUBJECT.search(flat[following.end : second.start])
    return again if in_a_row else change


def _names_another(between: str) -> bool:
    """Whether Chinese words between a level and a percentage are the subject of a figure of its own."""
    rest = words().chinese_moves.sub("", words().kinds.sub("", between)).lstrip("，,、)） ")
    return _SUBJECT.match(rest) is not None
