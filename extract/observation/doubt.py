"""How sure an observation is, and what speaks against it."""

from __future__ import annotations

from datetime import date

from extract.catalog.load import MetricEntry
from extract.observation.bearer import Subject
from extract.observation.measure import Measure
from extract.observation.pairs import Pair
from extract.records import Modality


def flags_of(
    metric: MetricEntry,
    value: float,
    unit: str,
    as_of: str | None,
    published: date | None,
    *,
    growth: bool,
    modality: Modality,
) -> tuple[str, ...]:
    """Reasons to keep an observation out of the trend: implausible, future."""
    flags: list[str] = []
    if not growth and unit == metric.unit and not metric.low <= value <= metric.high:
        flags.append("implausible")
    if growth and abs(value) > 1000:
        flags.append("implausible")
    if as_of and published and modality == "actual" and as_of[:4].isdecimal() and int(as_of[:4]) > published.year:
        flags.append("future")
    return tuple(flags)


def confidence_of(
    found: Measure, subject: Subject, pair: Pair | None, metric: MetricEntry, flags: tuple[str, ...], *, growth: bool
) -> float:
    """0 to 1, falling with how far the metric word and the subject are from the figure."""
    score = 0.98 - 0.004 * found.cost - 0.007 * subject.cost
    score -= 0.05 * growth + 0.04 * (pair is not None) + 0.05 * metric.generic
    return round(max(0.05, min(0.99, score - 0.4 * len(flags))), 2)
