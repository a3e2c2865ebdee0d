"""Which metric a figure measures: the metric word that is nearest by the build of the sentence and fits the unit."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from extract.catalog.load import MetricEntry
from extract.observation import words
from extract.observation.context import Text
from extract.observation.figures.pairs import Pair
from extract.observation.metrics.basis import told_alone
from extract.observation.metrics.distance import FARTHEST, Relation, distance, is_mark, is_parted
from extract.observation.metrics.fit import SMALLEST_AUDIENCE, grows, metric_for, plausible
from extract.observation.metrics.meaning import holds_here
from extract.observation.metrics.parts import SMALLEST_BARE, growth_of, made_of, money_of
from extract.observation.metrics.use import kind_told, use_of
from extract.observation.spotting.spot import Cue
from extract.observation.spotting.topic import is_place
from extract.quantity import PEOPLE_UNITS
from extract.records import Quantity

REACH, REACH_AFTER = 240, 120
"""Characters before and after a figure in which its metric word is looked for."""
GENERIC_COST = 12.0
LEAD_IN_COST = 8.0
MARGIN_REACH, MARGIN_COST = 24, 10.0
MOST_ADVERBS = 1
"""Words between a product and what it earned."""
SMALLEST_MARK = 1e7
"""Number from which on a mark is taken to be one of users."""
IMPLAUSIBLE_COST = 25.0
SPECIFIC_GAIN = 6.5
ELLIPTIC_COST = 14.0
"""Cost from which a word has other figures of its own: what is special about it then brings it no nearer."""


class Measure(NamedTuple):
    """A figure's metric, the word that names it, how far off it is and where."""

    metric: str
    cue: Cue
    cost: float
    relation: Relation


def measure(seen: Text, index: int, pairs: dict[int, Pair]) -> Measure | None:
    """The best metric word of a figure's sentence, else of the heading above; None where there is none."""
    quantity = seen.quantities[index]
    start, end = seen.sentence_of(quantity.start)
    best: Measure | None = None
    for cue in reversed(seen.cues_in(max(start, quantity.start - REACH), min(end, quantity.end + REACH_AFTER))):
        metric = metric_for(seen, cue, quantity)
        if metric is None or not holds_here(seen, cue, metric, start, end):
            continue
        extra = _extra(seen.metrics[metric], quantity)
        if best is not None and cue.end <= quantity.start and extra > best.cost:
            continue
        cost, relation = distance(seen, index, cue, seen.metrics[metric], pairs)
        if cost > FARTHEST:
            continue
        cost += max(extra, 0.0) if cost >= ELLIPTIC_COST else extra
        if cost <= FARTHEST and (best is None or cost <= best.cost):
            best = Measure(metric, cue, cost, relation)
    if (
        best is None
        or best.metric == "users"
        or (seen.metrics[best.metric].unit == "count" and seen.metrics[best.metric].entity is not None)
        or (best.relation == "before" and is_parted(seen, best.cue.end, quantity.start))
    ):
        best = _used(seen, quantity, start) or _mark(seen, quantity, best) or best
    best = _made(seen, quantity, start) or (best and _earned(seen, best, start))
    best = _growth_in(seen, quantity, best) or _grown(seen, quantity, best) or best
    if best is None or best.metric == "users":
        best = _introduced(seen, quantity, best) or best
    if best is not None and seen.metrics[best.metric].unit == "users":
        kind = kind_told(seen, quantity, best.metric, before=best.relation == "before")
        best = best._replace(metric=kind) if kind else None
    if best is None and quantity.unit == "percent":
        best = _margin(seen, quantity, start)
    if seen.tables.row_at(quantity.start) is not None:
        return best or _heading(seen, quantity)
    return best or _on_basis(seen, quantity, start) or _heading(seen, quantity) or _of_segment(seen, quantity, start)


def _growth_in(seen: Text, quantity: Quantity, best: Measure | None) -> Measure | None:
    """Growth of a segment named behind it without a metric word is its revenue's: "a 47% jump in social ads"."""
    if quantity.unit != "percent" or "revenue" not in seen.metrics or (best is not None and best.relation != "before"):
        return None
    named = seen.mentions_in(quantity.end, quantity.end + 60)
    if not named or not words.GROWTH_IN.fullmatch(seen.folded, quantity.end, named[0].start):
        return None
    if seen.kind_of(named[0].entity) != "segment":
        return None
    return Measure("revenue", Cue(named[0].end, named[0].end, ("revenue",)), 6.0, "after")


def _on_basis(seen: Text, quantity: Quantity, start: int) -> Measure | None:
    """Money told on the company's own basis without a metric word is its net profit."""
    if (
        abs(quantity.value) < SMALLEST_BARE
        or quantity.unit not in {None, *words.MONEY}
        or "net_profit" not in seen.metrics
    ):
        return None
    cue = told_alone(seen, quantity, start) if _has_cue_around(seen, quantity) else None
    return Measure("net_profit", cue, 8.0, "before") if cue else None


def _has_cue_around(seen: Text, quantity: Quantity) -> bool:
    """Whether the paragraph has a metric word: without one its figures are read only to explain them."""
    at, number = bisect_left(seen.cues, quantity.start, key=lambda c: c.start), seen.sentences.index(quantity.start)
    paragraph = seen.sentences.paragraph(number)
    around = seen.cues[max(0, at - 1) : at + 1]
    return any(seen.sentences.paragraph(seen.sentences.index(cue.start)) == paragraph for cue in around)


def _grown(seen: Text, quantity: Quantity, best: Measure | None) -> Measure | None:
    """The same of a segment right before it, where no other metric word stands between: 国际游戏劲升43%."""
    cue = growth_of(seen, quantity) if "revenue" in seen.metrics else None
    if cue is None or (best is not None and best.cue.end > cue.end):
        return None
    signed = not words.CHINESE.search(seen.folded, cue.end, quantity.start)
    if best is not None and best.metric != "revenue" and not (signed and is_parted(seen, best.cue.end, cue.start)):
        return None
    return Measure("revenue", cue, 6.0, "segment")


def _of_segment(seen: Text, quantity: Quantity, start: int) -> Measure | None:
    """Money of a part of the business is its revenue."""
    told = money_of(seen, quantity, start) if "revenue" in seen.metrics else None
    return Measure("revenue", *told, "segment") if told else None


def _made(seen: Text, quantity: Quantity, start: int) -> Measure | None:
    """Money that was made of a part of the business is its revenue, whatever the verb: earned 1 billion from ads."""
    cue = made_of(seen, quantity, start) if "revenue" in seen.metrics else None
    return Measure("revenue", cue, 6.0, "after") if cue else None


def _earned(seen: Text, best: Measure, start: int) -> Measure:
    """What a product earned is its revenue, where companies earn a profit."""
    if seen.folded[best.cue.start : best.cue.end] not in words.EARNED or "revenue" not in seen.metrics:
        return best
    named = seen.mentions_in(start, best.cue.start)
    is_product = bool(named) and seen.kind_of(named[-1].entity) == "product"
    is_product = is_product and len(seen.folded[named[-1].end : best.cue.start].split()) <= MOST_ADVERBS
    return best._replace(metric="revenue") if is_product else best


def _margin(seen: Text, quantity: Quantity, start: int) -> Measure | None:
    """A margin without its kind is that of the profit before it: operating profit was 61 billion, a margin of 37%."""
    if not words.MARGIN_BEFORE.search(seen.folded, max(start, quantity.start - MARGIN_REACH), quantity.start):
        return None
    for cue in reversed(seen.cues_in(start, quantity.start)):
        for metric in cue.metrics:
            margin = metric.replace("profit", "margin")
            if margin != metric and margin in seen.metrics:
                return Measure(margin, cue, MARGIN_COST, "before")
    return None


def _used(seen: Text, quantity: Quantity, start: int) -> Measure | None:
    """People that use a product by a verb of use alone."""
    cue = use_of(seen, quantity, start)
    return Measure(cue.metrics[0], cue, 4.0, "after") if cue else None


def _mark(seen: Text, quantity: Quantity, best: Measure | None) -> Measure | None:
    """A mark passed without a word for what is counted is one of users: X is past the 200 million mark."""
    if best is not None or quantity.unit is not None or quantity.value < SMALLEST_MARK or "users" not in seen.metrics:
        return None
    if not (is_mark(seen, quantity) or _is_next_mark(seen, quantity)):
        return None
    named = seen.mentions_in(seen.sentence_of(quantity.start)[0], quantity.start)
    if not named or any(not m.entity or is_place(seen.folded, m) for m in named):
        return None
    return Measure("users", Cue(quantity.end, quantity.end, ("users",)), 6.0, "after")


def _is_next_mark(seen: Text, quantity: Quantity) -> bool:
    """Whether the figure before is a mark of the sentence, and this one the mark after it."""
    at = seen.first_figure(quantity.start)
    last = seen.quantities[at - 1] if at else None
    if last is None or last.start < seen.sentence_of(quantity.start)[0] or not is_mark(seen, last):
        return False
    if quantity.value <= last.value or not words.NEXT_MARK.fullmatch(seen.folded, last.end, quantity.start):
        return False
    return words.MARK_ENDS.match(seen.folded, quantity.end) is not None


def _introduced(seen: Text, quantity: Quantity, found: Measure | None) -> Measure | None:
    """The kind of users that the sentence before a list tells, for items that only tell of users."""
    if quantity.unit not in PEOPLE_UNITS or abs(quantity.value) < SMALLEST_AUDIENCE:
        return None
    above = seen.sentences.lead_in(seen.sentences.index(quantity.start))
    if above is None:
        return None
    start, end = seen.sentences.span(above)
    for cue in reversed(seen.cues_in(start, end)):
        metric = metric_for(seen, cue, quantity)
        if metric is not None and seen.metrics[metric].unit == "users" and not seen.metrics[metric].generic:
            return Measure(metric, cue, LEAD_IN_COST, "heading")
    if found is not None and "daily_active_users" in seen.metrics and words.DAILY.search(seen.folded, start, end):
        return found._replace(metric="daily_active_users", cost=found.cost + LEAD_IN_COST)
    return None


def _extra(metric: MetricEntry, quantity: Quantity) -> float:
    """What a metric itself costs: general ones and implausible values much, those of one entity less than none."""
    cost = GENERIC_COST if metric.generic else 0.0
    if metric.entity is not None or metric.overrides:
        cost -= SPECIFIC_GAIN
    return cost if plausible(metric, quantity) else cost + IMPLAUSIBLE_COST


def _heading(seen: Text, quantity: Quantity) -> Measure | None:
    """The metric that the line above names, for the figures of a list under it."""
    number = seen.sentences.index(quantity.start)
    for above in range(number - 1, max(-1, number - 6), -1):
        if not seen.sentences.is_heading(above):
            continue
        start, end = seen.sentences.span(above)
        for cue in seen.cues_in(start, end):
            metric = metric_for(seen, cue, quantity)
            entry = seen.metrics[metric] if metric is not None else None
            if entry and metric and not (entry.generic or entry.growth_of or grows(entry, quantity)):
                return Measure(metric, cue, 30.0, "heading")
        return None
    return None
