"""Which kind of users people are that are told by what they do, or by the time behind them."""

from __future__ import annotations

from extract.observation import words
from extract.observation.context import Text
from extract.observation.metrics.fit import SMALLEST_AUDIENCE
from extract.observation.spotting.spot import Cue
from extract.quantity import PEOPLE_UNITS
from extract.records import Quantity

OBJECT_REACH = 60
"""Characters after people in which the product is named that they use."""
BEHIND_REACH = 16
"""Characters behind the product in which it is told to be so every day."""
PART_REACH = 72
"""Characters before a figure in which it is told to be a part of the users before it."""


def use_of(seen: Text, quantity: Quantity, start: int) -> Cue | None:
    """People that use a product by a verb of use alone: 4亿人使用小程序; of a day where the sentence tells of days."""
    of_them = quantity.unit is None and words.OF_THEM_USE.match(seen.folded, quantity.end) is not None
    if (
        not (of_them or quantity.unit in PEOPLE_UNITS)
        or abs(quantity.value) < SMALLEST_AUDIENCE
        or "users" not in seen.metrics
    ):
        return None
    named = seen.mentions_in(quantity.end, quantity.end + OBJECT_REACH)
    if not named:
        return None
    between = seen.folded[quantity.end : named[0].start]
    daily = any(
        words.DAILY.search(seen.folded, *span) is not None
        for span in ((start, quantity.start), (named[0].end, named[0].end + BEHIND_REACH))
    )
    uses = words.OF_THEM_USE.fullmatch(between) or (not of_them and words.USE.fullmatch(between))
    if not uses and not of_them and daily and words.OBJECT.match(between) and not words.SEPARATOR.search(between):
        uses = words.OBJECT.match(between)
    if not uses:
        return None
    metric = "daily_active_users" if daily and "daily_active_users" in seen.metrics else "users"
    return Cue(quantity.end, named[0].start, (metric,))


def kind_told(seen: Text, quantity: Quantity, metric: str, *, before: bool) -> str | None:
    """The kind of users that a figure with its metric word is of: 889 million a month.

    Args:
        seen: The passage.
        quantity: The figure.
        metric: That of its word.
        before: The word stands before it.

    Returns:
        The kind; None for a part of the users before it, of whom something else is told: of whom 800 million pay.
    """
    of_them = before and words.OF_WHOM.search(seen.folded, max(0, quantity.start - PART_REACH), quantity.start)
    active = words.WHOM_ACTIVE.match(seen.folded, quantity.end)
    if active is None and of_them:
        active = words.ARE_ACTIVE.match(seen.folded, quantity.end)
    if active:
        return f"{active['kind']}_active_users" if active["kind"] else "active_users"
    if of_them:
        return None if words.THEY_DO.match(seen.folded, quantity.end) else metric
    if metric == "users":
        for pattern, kind in ((words.BY_MONTH, "monthly_active_users"), (words.BY_DAY, "daily_active_users")):
            if kind in seen.metrics and pattern.match(seen.folded, quantity.end):
                return kind
    return metric
