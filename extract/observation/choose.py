"""One row for each claim: repeats and roundings of the same figure are one, the first quote counts."""

from __future__ import annotations

from collections.abc import Sequence

from extract.records import Observation, Rejection

TOLERANCE = 0.005


def same_claim(a: Observation, b: Observation) -> bool:
    """Whether two observations state one fact: equal but for rounding, their times equal or unsaid in one."""
    if (a.entity, a.metric, a.unit, a.modality, a.region) != (b.entity, b.metric, b.unit, b.modality, b.region):
        return False
    if a.as_of and b.as_of and a.as_of != b.as_of and not (a.as_of[:4] == b.as_of[:4]):
        return False
    return abs(a.value - b.value) <= TOLERANCE * max(abs(a.value), abs(b.value))


def choose(found: Sequence[Observation]) -> tuple[list[Observation], list[Rejection]]:
    """Keep the first of each claim.

    Returns:
        The claims, and the repeats with the reason.
    """
    kept: list[Observation] = []
    repeats: list[Rejection] = []
    for one in found:
        twin = next((other for other in kept if same_claim(other, one)), None)
        if twin is None:
            kept.append(one)
            continue
        repeats.append(Rejection(quote=one.quote, start=one.start, end=one.end, reason=f"repeats '{twin.quote}'"))
        if twin.as_of is None and one.as_of is not None:
            kept[kept.index(twin)] = one
    return kept, repeats
