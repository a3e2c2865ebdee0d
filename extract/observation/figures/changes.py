"""How a level changed: by the percentages beside it; on the year before where no basis is told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from extract.observation import words
from extract.observation.choose import period_end
from extract.observation.context import Text
from extract.observation.figures.pairs import Pair, is_of_others
from extract.observation.metrics.fit import went_to_rate
from extract.records import Change, ChangeKind, Direction, Observation, Quantity, Rejection

GROWTH_KINDS = {"yoy": "_growth_yoy", "qoq": "_growth_qoq"}
_GROWTH = re.compile(r"(.+?)_growth(?:_(yoy|qoq))?")
BEFORE, BEHIND = 40, 30
"""Characters before and behind a percentage that may tell since when."""


def told_by_level(pairs: Mapping[int, Pair]) -> dict[int, list[int]]:
    """The percentages and points that change each level, by index, in the order of the text."""
    told: dict[int, list[int]] = {}
    for index in sorted(pairs):
        pair = pairs[index]
        if pair.kind == "change" and pair.partner is not None:
            told.setdefault(pair.partner, []).append(index)
    return told


def growth_suffix(seen: Text, quantity: Quantity) -> str:
    """What a growth without its level is called: a report's bare growth is on the year."""
    kind = quantity.change.kind if quantity.change else "other"
    return GROWTH_KINDS.get(_kind(seen, quantity, kind), "_growth")


def change_of(seen: Text, quantity: Quantity, told: Sequence[Quantity]) -> Change | None:
    """The change of a level: year on year before others, one with a size before a mere direction.

    Args:
        seen: The passage.
        quantity: The level.
        told: The percentages and points that change it.
    """
    beside = quantity.level_change or quantity.change
    if told and quantity.level_change:
        is_told = any(other.value == quantity.level_change.value for other in told)
        beside = None if is_told else quantity.change
    if not told and quantity.level_change and _is_of_another(seen, quantity):
        beside = quantity.change
    found = [_dated(seen, quantity, beside)] if beside is not None else []
    found += [_dated(seen, other, _at_rate(seen, other, other.change)) for other in told if other.change is not None]
    found = [change for change in found if change.value is not None or change.kind != "other"]
    sized = [change for change in found if change.value is not None] or found
    return next((change for change in sized if change.kind == "yoy"), sized[0] if sized else None)


def _at_rate(seen: Text, percentage: Quantity, change: Change) -> Change:
    """Of the rate that a growth went to, the growth: slowing to 7% is up 7%, and no fall."""
    if change.value is not None or not went_to_rate(seen, percentage):
        return change
    direction: Direction = "down" if percentage.value < 0 else "up"
    return replace(change, direction=direction, value=abs(percentage.value), unit="percent")


def _is_of_another(seen: Text, quantity: Quantity) -> bool:
    """Whether the percentage behind a level is that of another metric's word in a new clause, or of several figures."""
    at = seen.first_figure(quantity.end)
    change = seen.quantities[at] if at < len(seen.quantities) else None
    if change is None or change.unit != "percent":
        return False
    if is_of_others(seen.folded[quantity.end : change.start]):
        return True
    clause = words.SEPARATOR.search(seen.folded, quantity.end, change.start)
    return clause is not None and bool(seen.cues_in(clause.end(), change.start))


def _dated(seen: Text, quantity: Quantity, change: Change) -> Change:
    """A percentage without a basis is on the year before."""
    if change.kind != "other" or change.unit != "percent" or change.value is None:
        return change
    return replace(change, kind=_kind(seen, quantity, change.kind))


def _kind(seen: Text, quantity: Quantity, kind: ChangeKind) -> ChangeKind:
    """The basis of a change told by a figure: one since a day or over months is on neither year nor quarter."""
    if kind != "other":
        return kind
    start, end = seen.sentence_of(quantity.start)
    stop = words.STATEMENT_END.search(seen.folded, quantity.end, min(end, quantity.end + BEHIND))
    limit = stop.start() if stop else min(end, quantity.end + BEHIND)
    return "other" if words.SINCE.search(seen.folded, max(start, quantity.start - BEFORE), limit) else "yoy"


def without_covered_growth(found: Sequence[Observation]) -> tuple[list[Observation], list[Rejection]]:
    """Growth whose level stands in the same passage is no row: the level carries it as its change."""
    levels: dict[tuple[str, str], list[int]] = {}
    for index, o in enumerate(found):
        levels.setdefault((o.entity, o.metric), []).append(index)
    changes: dict[int, Change] = {}
    covered: list[Rejection] = []
    kept: list[int] = []
    for index, o in enumerate(found):
        growth = _GROWTH.fullmatch(o.metric)
        alike = levels.get((o.entity, growth[1]), []) if growth else []
        level = next((i for i in alike if o.as_of is None or _is_of_one_period(found[i], o)), None)
        if growth is None or level is None:
            kept.append(index)
            continue
        covered.append(Rejection(quote=o.quote, start=o.start, end=o.end, reason="a growth whose level the text gives"))
        changes.setdefault(level, _as_change(o, growth[2] or ""))
    return [
        replace(found[i], change=found[i].change or changes[i]) if i in changes else found[i] for i in kept
    ], covered


def _is_of_one_period(a: Observation, b: Observation) -> bool:
    """Whether two observations are of the same time; a quarter is not the year that it ends."""
    lengths = {
        len(o.as_of) if o.as_of and "Q" in o.as_of else 4 if o.as_of and len(o.as_of) == 4 else 0 for o in (a, b)
    }
    return _end(a) == _end(b) and lengths != {4, 7}


def _end(o: Observation) -> str | None:
    return o.as_of and period_end(o.as_of)


def _as_change(o: Observation, basis: str) -> Change:
    kind: ChangeKind = "yoy" if basis == "yoy" else "qoq" if basis == "qoq" else "other"
    return Change(kind=kind, direction="down" if o.value < 0 else "up", value=abs(o.value), unit="percent")
