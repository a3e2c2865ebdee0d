"""One row: what a figure states once its metric and its subject are known, with its time, its change and its doubts."""

from __future__ import annotations

from collections.abc import Sequence

from extract.catalog.load import MetricEntry
from extract.observation import words
from extract.observation.context import Text
from extract.observation.doubt import TRUSTED, confidence_of, doubts_of, is_future, is_implausible
from extract.observation.figures.changes import change_of, growth_suffix
from extract.observation.figures.pairs import Pair
from extract.observation.metrics.basis import net_of_translation, on_own_basis
from extract.observation.metrics.fit import is_growth, is_rate, went_to_rate
from extract.observation.metrics.measure import Measure
from extract.observation.standing import attribution_of, modality_of, region_of
from extract.observation.subjects.bearer import Subject
from extract.observation.subjects.carried import BARE
from extract.observation.tables.cells import CELL
from extract.observation.times.period import time_of
from extract.records import Comparator, Observation, Quantity

OPPOSITE: dict[Comparator, Comparator] = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}
SIGN_REACH = 16
"""Characters before a metric word in which its figure is told to be below zero: negative free cash flow."""


def row_of(
    seen: Text, index: int, found: Measure, subject: Subject, pair: Pair | None, told: Sequence[Quantity]
) -> Observation:
    """The observation of a figure.

    Args:
        seen: The passage.
        index: Of the figure.
        found: What it measures.
        subject: Whose it is.
        pair: What it is to another figure.
        told: The percentages and points that change it.
    """
    quantity = seen.quantities[index]
    metric_id = found.metric
    if found.relation != CELL:
        metric_id = on_own_basis(seen, found.cue, quantity, net_of_translation(seen, found.cue, metric_id))
    metric_id = _for_entity(seen, subject.entity, metric_id, quantity)
    metric = seen.metrics[metric_id]
    growth = quantity.unit == "percent" and metric.unit != "percent"
    prior = pair is not None and pair.kind == "prior"
    as_of, before = time_of(seen, quantity, metric_id, prior=prior)
    sign = _sign(seen, quantity, found, metric, growth=growth)
    unit = "percent" if growth else _unit(seen, quantity, metric, pair)
    value = sign * abs(quantity.value) if sign else quantity.value
    modality = "forecast" if seen.tables.is_estimate(quantity) else modality_of(seen, quantity)
    modality = "actual" if prior and modality == "target" else modality
    if prior and (level := _revised(seen, quantity, pair)):
        as_of, modality = time_of(seen, level, metric_id)[0], modality_of(seen, level)
    consensus = pair is not None and pair.kind == "consensus"
    flags = ["implausible"] if is_implausible(metric, value, unit, growth=growth) else []
    flags += ["future"] if modality == "actual" and is_future(as_of, seen.passage.published) else []
    flags += doubts_of(found, subject, pair, metric, growth=growth)
    confidence = confidence_of(found, subject, flags)
    flags += ["doubtful"] if confidence < TRUSTED else []
    return Observation(
        entity=subject.entity, metric=metric_id + growth_suffix(seen, quantity) if growth else metric_id, value=value,
        value_max=quantity.value_max, comparator=_comparator(seen, quantity, sign, consensus=consensus), unit=unit,
        change=None if growth or prior or before else change_of(seen, quantity, told), as_of=as_of,
        attribution=attribution_of(seen, quantity), modality="forecast" if consensus else modality,
        quote=quantity.quote, start=quantity.start, end=quantity.end, rule=_rule(found, subject, pair, growth=growth),
        confidence=confidence, flags=tuple(flags),
        region=region_of(seen, quantity, metric_id),
    )  # fmt: skip


def _for_entity(seen: Text, entity: str, metric_id: str, quantity: Quantity) -> str:
    """What a metric is of an entity: a segment's advertising revenue is its revenue, accounts that are opened are
    registered, a product's revenue told of its advertising is of that."""
    kind = seen.kind_of(entity)
    if metric_id == "advertising_revenue" and kind == "segment":
        return "revenue"
    if metric_id == BARE and quantity.unit == "accounts" and "registered_users" in seen.metrics:
        return "registered_users"
    if metric_id == BARE and quantity.unit == "members" and "paying_subscribers" in seen.metrics:
        return "paying_subscribers" if seen.catalog.entity_by_id[entity].members_pay else metric_id
    viewers = seen.metrics.get("daily_moments_viewers")
    if metric_id == "daily_active_users" and viewers is not None and entity == viewers.entity:
        return viewers.id
    if metric_id == "number_of_apps" and entity == seen.metrics["number_of_mini_programs"].entity:
        return "number_of_mini_programs"
    if metric_id == "revenue" and kind == "product" and "advertising_revenue" in seen.metrics:
        start, end = seen.sentence_of(quantity.start)
        span = max(start, quantity.start - 32), min(end, quantity.end + 12)
        if any(not _is_of_another(seen, entity, m.start()) for m in words.ADVERTISING.finditer(seen.folded, *span)):
            return "advertising_revenue"
    return metric_id


def _revised(seen: Text, quantity: Quantity, pair: Pair | None) -> Quantity | None:
    """The level that a forecast or plan was revised to from this one: both are of one time, and neither is a fact."""
    if pair is None or pair.partner is None:
        return None
    level = seen.quantities[pair.partner]
    start = seen.sentence_of(quantity.start)[0]
    is_told = words.REVISED.search(seen.folded, start, max(quantity.start, level.start))
    return level if is_told and modality_of(seen, level) in {"forecast", "target"} else None


def _is_of_another(seen: Text, entity: str, start: int) -> bool:
    """Whether a word of advertising stands right behind another one's name: 视频号广告收入增50%，搜一搜收入增60%."""
    named = seen.mentions_in(max(0, start - 24), start)
    return bool(named) and named[-1].entity != entity and not seen.folded[named[-1].end : start].strip(" 的")


def _sign(seen: Text, quantity: Quantity, found: Measure, metric: MetricEntry, *, growth: bool) -> int:
    """-1 for a fall, a loss and a net debt; 1 for a growth that is up; 0 where the figure has its own sign."""
    if growth:
        moved = quantity.change
        sized = moved is not None and moved.value is not None and is_growth(seen, quantity)
        if is_rate(seen, found.cue, quantity) and not (sized and not went_to_rate(seen, quantity)):
            moved = None
        falls = moved.direction == "down" if moved else quantity.value < 0
        return -1 if falls else 1
    if metric.low >= 0 or metric.unit not in words.MONEY:
        return 0
    word = found.cue.start, found.cue.end
    lead = max(0, word[0] - SIGN_REACH), word[0]
    is_loss = words.NEGATIVE.search(seen.folded, *word) or words.NEGATIVE_BEFORE.search(seen.folded, *lead)
    return -1 if is_loss or words.TURNED.match(seen.folded, found.cue.end, quantity.start) else 0


def _comparator(seen: Text, quantity: Quantity, sign: int, *, consensus: bool) -> Comparator:
    """The comparator; "below the 20 billion expected" tells of the result, and not of what was expected."""
    if (
        consensus
        and quantity.comparator in OPPOSITE
        and words.CONSENSUS_AFTER.match(seen.folded[quantity.end : quantity.end + 40])
    ):
        return "eq"
    return OPPOSITE.get(quantity.comparator, quantity.comparator) if sign < 0 else quantity.comparator


def _unit(seen: Text, quantity: Quantity, metric: MetricEntry, pair: Pair | None) -> str:
    """The metric's unit; the currency of money, that of the figure it is compared with where it has none itself."""
    if metric.unit not in words.MONEY:
        return metric.unit
    if quantity.unit in words.MONEY:
        return quantity.unit or metric.unit
    partner = seen.quantities[pair.partner].unit if pair is not None and pair.partner is not None else None
    return partner if partner in words.MONEY and partner else metric.unit


def _rule(found: Measure, subject: Subject, pair: Pair | None, *, growth: bool) -> str:
    """The rule's name: what the figure is, where its metric word stands, how its subject was found."""
    what = pair.kind if pair is not None else "growth" if growth else "level"
    return f"{what}/{found.relation}/{subject.how}"
