"""How sure an observation is, and what speaks against it."""

from __future__ import annotations

from datetime import date

from extract.catalog.load import MetricEntry
from extract.observation.figures.pairs import Pair
from extract.observation.metrics.measure import Measure
from extract.observation.subjects.bearer import Subject

TRUSTED = 0.5
"""Confidence below which an observation is flagged "doubtful" and stays out of the trend."""
SUREST, LEAST = 0.94, 0.05
FAR_WORD, FAR_SUBJECT = 18.0, 18.0
"""Costs from which the metric word or the subject is a reason for doubt."""
GROWTH_LIMIT = 1_000
"""Per cent above which a growth is implausible."""
_REASONS = {
    "far_metric_word": 0.12, "far_subject": 0.03, "kind_not_said": 0.02, "part_of_a_group": 0.12,
    "subject_in_passing": 0.10, "subject_after": 0.08, "by_another_figure": 0.02, "growth": 0.04,
    "implausible": 0.45, "future": 0.45,
}  # fmt: skip
"""What each reason takes from the confidence: by tests/bench/calibration.py on the dev corpus, which is read right, and
on 368 rows of pages at first sight, which are right in .90, those without a reason in .91."""


def is_implausible(metric: MetricEntry, value: float, unit: str, *, growth: bool) -> bool:
    """Whether a value lies outside of what the catalogue gives for its metric, or a growth is past the limit."""
    if growth:
        return abs(value) > GROWTH_LIMIT
    return unit == metric.unit and not metric.low <= value <= metric.high


def is_future(as_of: str | None, published: date | None) -> bool:
    """Whether a time is in a year after that of publication."""
    return bool(as_of and published and as_of[:4].isdecimal() and int(as_of[:4]) > published.year)


def doubts_of(found: Measure, subject: Subject, pair: Pair | None, metric: MetricEntry, *, growth: bool) -> list[str]:
    """What the way to the observation has against it."""
    reasons = {
        "far_metric_word": found.cost >= FAR_WORD,
        "far_subject": subject.cost >= FAR_SUBJECT,
        "kind_not_said": metric.generic,
        "part_of_a_group": subject.how == "each",
        "subject_in_passing": subject.how in {"oblique", "told"},
        "subject_after": subject.how == "after",
        "by_another_figure": pair is not None,
        "growth": growth,
    }
    return [name for name, holds in reasons.items() if holds]


def confidence_of(found: Measure, subject: Subject, reasons: list[str]) -> float:
    """0 to 1: falls with how far the metric word and the subject are from the figure, and with each reason."""
    score = SUREST - 0.002 * max(found.cost, 0.0) - 0.002 * subject.cost - sum(_REASONS[name] for name in reasons)
    return round(min(SUREST, max(LEAST, score)), 2)
