"""Which metric a figure can state by its unit, its size and whether it is a growth."""

from __future__ import annotations

from dataclasses import replace

from extract.catalog.load import MetricEntry
from extract.observation import words
from extract.observation.context import Text
from extract.observation.spotting.spot import Cue
from extract.quantity import PEOPLE_UNITS
from extract.records import Quantity

PER_SHARE_LIMIT = 1_000
"""The most a metric that is told for one share can be."""
SMALLEST_AUDIENCE, SMALLEST_COUNT, SMALLEST_CUSTOMERS = 10_000, 100, 1_000
COUNTED = frozenset({"users", "count", "downloads"})
ROUNDING = 1e-3
"""By how much a number read as a float can miss a whole one: 10,305.98 counts nothing."""
AUDIENCES = frozenset({
    "actives", "players", "subscriptions", "registrations", "logins", "gamers", "listeners", "maus", "daus",
    "mmaus", "readers", "subs", "payers",
})  # fmt: skip
"""Units of those who use something by what they do."""
SMALLEST_SUM = 10_000
"""Money below which no figure of a company's accounts is told: prices and fees."""
RATE_REACH = 60
"""Characters before a percentage in which a growth is told to go to it."""
HEADS = ("个", "個", "位", "名")
NOT_COUNTED = words.MONEY | words.POINTS | {
    "percent", "permille", "minutes", "hours", "seconds", "days", "weeks", "months", "years", "shares",
    "developers", "creators",
}  # fmt: skip
"""Units of what is neither one of several things nor people."""


def fits(metric: MetricEntry, quantity: Quantity) -> bool:
    """Whether a quantity's unit can be the metric's."""
    unit, wanted, size = quantity.unit, metric.unit, abs(quantity.value)
    if wanted in words.MONEY:
        if metric.high <= PER_SHARE_LIMIT < size:
            return False
        if metric.low >= SMALLEST_SUM and size < SMALLEST_SUM:
            return False
        return unit in words.MONEY or (unit is None and size >= 1e6)
    if wanted in COUNTED and abs(size - round(size)) > ROUNDING:
        return False
    if wanted == "users":
        return (
            unit is None or unit in PEOPLE_UNITS or unit in AUDIENCES or _by_head(quantity)
        ) and size >= SMALLEST_AUDIENCE
    if wanted == "count":
        if metric.id == "employees":
            return unit not in NOT_COUNTED and size >= SMALLEST_COUNT
        is_people = unit in PEOPLE_UNITS or quantity.quote.endswith("人次")
        return unit not in NOT_COUNTED and not is_people and size >= min(SMALLEST_CUSTOMERS, metric.low)
    if wanted == "downloads":
        return (unit == wanted and size >= metric.low) or (
            unit in {"times", None, "count", *PEOPLE_UNITS} and size >= SMALLEST_AUDIENCE
        )
    return unit == wanted


def _by_head(quantity: Quantity) -> bool:
    """Whether a figure has a measure word for accounts or people alone: 八亿个."""
    return quantity.unit == "count" and quantity.quote.endswith(HEADS)


def grows(metric: MetricEntry, quantity: Quantity, *, rate: bool = False) -> bool:
    """Whether a quantity can be the growth of the metric: a movement, or the `rate` at which it is told to grow."""
    moved = rate or quantity.change is not None
    return metric.growth and metric.unit != "percent" and quantity.unit == "percent" and moved


def is_rate(seen: Text, cue: Cue, quantity: Quantity) -> bool:
    """Whether a percentage is the rate that a metric's word is told to grow at: revenue growth slowed to 8%."""
    if cue.end > quantity.start:
        return False
    noun = words.GROWTH_NOUN.match(seen.folded, cue.end)
    is_told = noun or words.RATE_NOUN_BEFORE.search(seen.folded, max(0, cue.start - 60), cue.start)
    begin = noun.end() if noun else cue.end
    return is_told is not None and words.RATE_PARTED.search(seen.folded, begin, quantity.start) is None


def went_to_rate(seen: Text, quantity: Quantity) -> bool:
    """Whether a percentage is the rate that a growth went to: slowing to 7%, 回落到二季度的8%."""
    return words.RATE_TO.search(seen.folded, max(0, quantity.start - RATE_REACH), quantity.start) is not None


def is_growth(seen: Text, quantity: Quantity) -> bool:
    """Whether a percentage is how much something grew, and not where it grew to."""
    if quantity.unit != "percent" or quantity.change is None or words.SHARE_OF.match(seen.folded, quantity.end):
        return False
    return words.LEVEL_BEFORE.search(seen.folded[max(0, quantity.start - 14) : quantity.start]) is None


def is_per_share(seen: Text, quantity: Quantity) -> bool:
    """Whether money is told for one share."""
    if quantity.unit not in words.MONEY:
        return False
    before, after = (
        seen.folded[max(0, quantity.start - 16) : quantity.start],
        seen.folded[quantity.end : quantity.end + 14],
    )
    return words.PER_SHARE.search(before) is not None or words.PER_SHARE_AFTER.match(after) is not None


def plausible(metric: MetricEntry, quantity: Quantity) -> bool:
    """Whether a value lies in the range that the catalogue gives; growth always does."""
    grew = quantity.unit == "percent" and (metric.unit != "percent" or quantity.change is not None)
    return grew or metric.low <= quantity.value <= metric.high


def metric_for(seen: Text, cue: Cue, quantity: Quantity) -> str | None:
    """The metric of a cue that a quantity can state: by unit, then by range, then in the catalogue's order."""
    if cue.gapped and cue.start == quantity.end + 1 and quantity.unit not in PEOPLE_UNITS:
        quantity = replace(quantity, unit=None)
    metrics, unit = seen.metrics, quantity.unit
    entries = [metrics[m] for m in cue.metrics]
    if unit == "count" and cue.start != quantity.end and words.OWN_NOUN.match(seen.folded, quantity.end):
        entries = [e for e in entries if e.unit != "users"]
    rate = unit == "percent" and is_rate(seen, cue, quantity)
    growth = rate or (unit == "percent" and is_growth(seen, quantity))
    if growth:
        entries = [metrics.get(e.growth_of, e) if e.growth_of else e for e in entries]
    if unit in words.MONEY and is_per_share(seen, quantity):
        entries = [e for e in entries if e.high <= PER_SHARE_LIMIT]
    grown = [e for e in entries if growth and grows(e, quantity, rate=rate)]
    fitting = [e for e in entries if fits(e, quantity)] or grown
    if len(fitting) < 2:
        return fitting[0].id if fitting else None
    return next((e for e in fitting if plausible(e, quantity)), fitting[0]).id
