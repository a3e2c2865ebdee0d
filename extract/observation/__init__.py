"""Observations: which metric of which entity a quantity states. Pure; rules over one pass, words from the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from extract.catalog.load import Catalog, load_catalog
from extract.observation.choose import choose
from extract.observation.rules import candidates
from extract.records import Observation, Passage, Reading
from extract.version import EXTRACTOR_VERSION

__all__ = ["EXTRACTOR_VERSION", "as_row", "observe", "observe_batch"]

FIRST_YEAR = 1900
"""No report was published before; a year such as 1 is a placeholder, and there is no year before it to speak of."""


def observe(passage: Passage, catalog: Catalog | None = None, *, explain: bool = False) -> Reading:
    """Read the observations of a passage: a pure function of its arguments.

    Args:
        passage: The text; its title is not read for figures. A day of publication before 1900 counts as none.
        catalog: Entities and metrics; the bundled ones when None.
        explain: Also give the quantities that were not taken, with reasons.
    """
    if passage.published is not None and passage.published.year < FIRST_YEAR:
        passage = replace(passage, published=None)
    found, rejected = candidates(passage, catalog or load_catalog(), explain=explain)
    kept, repeats = choose(found)
    return Reading(passage_id=passage.id, observations=tuple(kept), rejections=(*rejected, *repeats) if explain else ())


def observe_batch(
    passages: Iterable[Passage], catalog: Catalog | None = None, *, explain: bool = False
) -> Iterator[Reading]:
    """Read passages one after another, as they are asked for.

    Args:
        passages: Any number; none is kept.
        catalog: Entities and metrics; the bundled ones when None.
        explain: Also give the quantities that were not taken, with reasons.

    Returns:
        One reading a passage, in order.
    """
    known = catalog or load_catalog()
    return (observe(passage, known, explain=explain) for passage in passages)


def as_row(o: Observation) -> dict[str, Any]:
    """An observation in the shape of the label guide, with rule, confidence and flags beside."""
    change = o.change
    row: dict[str, Any] = {
        "entity": o.entity, "metric": o.metric, "value": o.value, "value_max": o.value_max, "comparator": o.comparator,
        "unit": o.unit,
        "change": {"kind": change.kind, "direction": change.direction, "value": change.value, "unit": change.unit}
        if change else None,
        "as_of": o.as_of, "attribution": o.attribution, "modality": o.modality, "quote": o.quote, "start": o.start,
        "end": o.end, "rule": o.rule, "confidence": o.confidence, "flags": list(o.flags),
        "extractor_version": EXTRACTOR_VERSION,
    }  # fmt: skip
    return row | ({"region": o.region} if o.region else {})
