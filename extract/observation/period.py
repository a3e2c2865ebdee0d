"""Which of the times a text names a figure is for."""

from __future__ import annotations

from extract.observation.asof import year_before
from extract.observation.context import Text
from extract.records import Quantity


def time_of(seen: Text, quantity: Quantity, metric_id: str, *, prior: bool = False) -> tuple[str | None, bool]:
    """The time nearest before the quantity in its sentence, else after, else the period the text is about.

    Args:
        seen: The passage.
        quantity: The figure.
        metric_id: What it measures; daily figures take no period of a report.
        prior: The caller knows that the figure is the level of the period before (the 29% of "36%, up from 29%").

    Returns:
        (as_of, whether it is of the earlier period).
    """
    start, end = seen.sentences.span(seen.sentences.index(quantity.start))
    here = [t for t in seen.times if start <= t.start < end]
    before = [t for t in here if t.end <= quantity.start]
    after = [t for t in here if t.start >= quantity.end]
    pointer = next((t for t in before[-1:] if t.prior and quantity.start - t.end < 16), None)
    dated = [t for t in before if t.as_of and not t.prior]
    chosen = dated[-1] if dated else next((t for t in after if t.as_of and t.start - quantity.end < 60), None)
    as_of = chosen.as_of if chosen else _topic(seen, quantity, metric_id)
    if prior or pointer is not None:
        return year_before(as_of), True
    return as_of, False


def _topic(seen: Text, quantity: Quantity, metric_id: str) -> str | None:
    """The last period named before, for the figures of a results report."""
    metric = seen.metrics.get(metric_id)
    if metric is None or metric.period == "day":
        return None
    periods = [
        t
        for t in seen.times
        if t.end <= quantity.start and t.as_of and ("Q" in t.as_of or "H" in t.as_of or len(t.as_of) == 4)
    ]
    return periods[-1].as_of if periods else None
