"""One row for each claim: repeats and roundings of the same figure are one, the first quote counts."""

from __future__ import annotations

import math
from collections.abc import Sequence

from extract.records import Observation, Rejection

TOLERANCE = 0.005
LAST_DAYS = {"Q1": "03-31", "Q2": "06-30", "Q3": "09-30", "Q4": "12-31"}
Kind = tuple[str, str, str, str, str | None]
Key = tuple[Kind, int]


def same_claim(a: Observation, b: Observation) -> bool:
    """Whether two observations state one fact: equal but for rounding, their times equal or unsaid in one.

    The words do not matter, so 10.9亿 of one language and 1.09 billion of another are one claim.
    """
    if _kind(a) != _kind(b) or not _same_time(a.as_of, b.as_of):
        return False
    return abs(a.value - b.value) <= TOLERANCE * max(abs(a.value), abs(b.value))


def _kind(o: Observation) -> Kind:
    return o.entity, o.metric, o.unit, o.modality, o.region


def _same_time(a: str | None, b: str | None) -> bool:
    """Equal, unsaid, a quarter and its last day, or a month and a day in it."""
    if a is None or b is None or a == b:
        return True
    return period_end(a).startswith(period_end(b)) or period_end(b).startswith(period_end(a))


def period_end(as_of: str) -> str:
    """The last day of a quarter or a year; other times as they are."""
    return (
        f"{as_of[:5]}{LAST_DAYS[as_of[5:]]}"
        if as_of[5:] in LAST_DAYS
        else f"{as_of}-12-31"
        if len(as_of) == 4
        else as_of
    )


def choose(found: Sequence[Observation]) -> tuple[list[Observation], list[Rejection]]:
    """Keep the first of each claim.

    Returns:
        The claims, and the repeats with the reason.
    """
    kept: list[Observation] = []
    repeats: list[Rejection] = []
    places: dict[Key, list[int]] = {}
    for one in found:
        kind, size = _key(one)
        near = (i for step in (0, -1, 1) for i in places.get((kind, size + step), ()))
        twin = next((i for i in near if same_claim(kept[i], one)), None)
        if twin is None:
            places.setdefault((kind, size), []).append(len(kept))
            kept.append(one)
            continue
        repeats.append(Rejection(quote=one.quote, start=one.start, end=one.end, reason=f"repeats '{kept[twin].quote}'"))
        if one.as_of is not None and (kept[twin].as_of is None or (one.change and not kept[twin].change)):
            kept[twin] = one
    return kept, repeats


def _key(o: Observation) -> Key:
    """What observations of one claim share, their value by its size to within the tolerance."""
    size = round(math.log(abs(o.value)) / math.log1p(TOLERANCE)) if o.value else 0
    return _kind(o), size
