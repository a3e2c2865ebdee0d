"""A figure as the rules of times look at it: its neighbours, its sentence, and whether it holds at a day."""

from __future__ import annotations

import re
from typing import NamedTuple

from extract.observation.context import Text
from extract.observation.times.asof import Time
from extract.records import Quantity

LONGEST = 2_000
"""Characters of a sentence looked at on either side of a figure, so that a text without stops stays linear."""
_MULTIPLE = re.compile(r"倍|fold|doubl|tripl|翻", re.I)
OF_A_DAY = frozenset({"market_cap", "event_viewers"})
"""Told for a day that the sentence before may name: of a market value a day of trading, else the day of an event."""

BY_DAY = frozenset({"buyback_amount", "buyback_shares"})
"""Told for single days as well as for periods: exchanges have companies report each day's purchases."""


class Figure(NamedTuple):
    """A quantity, its neighbours, and the sentence it stands in."""

    seen: Text
    quantity: Quantity
    metric_id: str
    start: int
    end: int
    left: Quantity | None
    right: Quantity | None

    @property
    def is_growth(self) -> bool:
        """A percentage or a multiple of what is counted otherwise."""
        metric = self.seen.metrics.get(self.metric_id)
        percent = self.quantity.unit == "percent" and (metric is None or metric.unit != "percent")
        return percent or bool(_MULTIPLE.search(self.quantity.quote))

    @property
    def is_counted(self) -> bool:
        """A count of people or things, or a value of a day, which holds at a time; other figures are for a period."""
        return self.is_of_count and not self.is_growth

    @property
    def is_of_count(self) -> bool:
        """Such a count, or the growth of one."""
        metric = self.seen.metrics.get(self.metric_id)
        return metric is not None and (
            metric.period == "day" or metric.unit in {"users", "count", "downloads", "minutes"}
        )

    def may_be_of(self, day: Time) -> bool:
        """Whether a plain day can be its time; a day of the week only of what is told by days."""
        if self.metric_id in BY_DAY or self.metric_id in OF_A_DAY:
            return True
        return self.is_counted and not day.form.endswith("weekday")


def figure_of(seen: Text, quantity: Quantity, metric_id: str) -> Figure:
    """A quantity with its neighbours and the part of its sentence that is looked at."""
    start, end = seen.sentence_of(quantity.start)
    start, end = max(start, quantity.start - LONGEST), min(end, quantity.end + LONGEST)
    at = seen.first_figure(quantity.start)
    left = seen.quantities[at - 1] if at and seen.quantities[at - 1].start >= start else None
    right = next((q for q in seen.quantities[at + 1 : at + 2] if q.start < end), None)
    return Figure(seen, quantity, metric_id, start, end, left, right)
