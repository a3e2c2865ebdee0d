"""Which metric a figure measures: the metric word that is nearest by the build of the sentence and fits the unit."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from extract.catalog.load import MetricEntry
from extract.observation import words
from extract.observation.basis import told_alone
from extract.observation.context import Text
from extract.observation.distance import FARTHEST, Relation, distance
from extract.observation.fit import SMALLEST_AUDIENCE, grows, metric_for, plausible
from extract.observation.folding import fold
from extract.observation.pairs import Pair
from extract.observation.parts import SMALLEST_BARE, growth_of, is_of_part, money_of
from extract.observation.spot import Cue
from extract.observation.topic import is_place
from extract.observation.use import kind_told, use_of
from extract.quantity import PEOPLE_UNITS
from extract.records import Quantity

REACH, REACH_AFTER = 240, 120
"""Characters before and after a figure in which its metric word is looked for."""
COSTS_REACH = 120
"""Characters before a share's word in which it may be told of costs."""
WORTH_REACH = 30
"""Characters from a company's name to the word for what it is worth."""
GENERIC_COST = 12.0
LEAD_IN_COST = 8.0
MARGIN_REACH, MARGIN_COST = 24, 10.0
SMALLEST_MARK = 1e7
"""Number from which on a mark is taken to be one of users."""
IMPLAUSIBLE_COST = 25.0
LONGEST_SUFFIX = 6
"""Characters that may follow a part's name: 增值服务业务的."""
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
        if metric is None or not _holds_here(seen, cue, metric, start, end):
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
        or (best.relation == "before" and words.SEPARATOR.search(seen.folded, best.cue.end, quantity.start))
    ):
        best = _used(seen, quantity, start) or _mark(seen, quantity, best) or best
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
    if best is not None and best.metric != "revenue":
        return None
    cue = growth_of(seen, quantity) if "revenue" in seen.metrics else None
    if cue is None or (best is not None and best.cue.end > cue.end):
        return None
    return Measure("revenue", cue, 6.0, "segment")


def _of_segment(seen: Text, quantity: Quantity, start: int) -> Measure | None:
    """Money of a part of the business is its revenue."""
    told = money_of(seen, quantity, start) if "revenue" in seen.metrics else None
    return Measure("revenue", *told, "segment") if told else None


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
    if not words.MARK_AFTER.match(seen.folded[quantity.end : quantity.end + 16]):
        return None
    named = seen.mentions_in(seen.sentence_of(quantity.start)[0], quantity.start)
    if not named or any(not m.entity or is_place(seen.folded, m) for m in named):
        return None
    return Measure("users", Cue(quantity.end, quantity.end, ("users",)), 6.0, "after")


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


def _holds_here(seen: Text, cue: Cue, metric: str, start: int, end: int) -> bool:
    """What `holds` says of a word in its sentence, found once for all figures of the sentence."""
    key = cue.start, cue.end, metric
    if key not in seen.held:
        seen.held[key] = holds(seen, cue, seen.metrics[metric], start, end)
    return seen.held[key]


def holds(seen: Text, cue: Cue, metric: MetricEntry, start: int, end: int) -> bool:
    """Whether a word means its metric here: active ones are users, and what a share is a share of is named."""
    after = seen.folded[cue.end : cue.end + 48]
    if metric.unit == "users" and (words.OTHER_AUDIENCE.match(after[:16]) or _is_of_name(seen, cue)):
        return False
    if metric.unit in words.MONEY and _means_other(seen, cue, after):
        return False
    lead = seen.folded[max(start, cue.start - 24) : cue.start]
    if metric.generic and words.OF_A_NET.search(lead):
        return False
    if metric.unit == "users" and words.PART_BEFORE.search(lead):
        return False
    if words.COUNTED_OWNER.search(lead) or words.MARKET_BEFORE.search(lead):
        return False
    if metric.id == "revenue" and _is_of_item(seen, cue, start):
        return False
    if seen.folded[cue.start : cue.end] in words.WORTH_WORDS and not _is_worth(seen, cue, start):
        return False
    if metric.id == "countries_covered" and words.CHART_AFTER.match(seen.folded[cue.end : cue.end + 16]):
        return False
    if metric.near and (not _is_near(seen, metric.near, start, end) or _tells_other(seen, cue, start)):
        return False
    if not metric.growth_of:
        return True
    place = words.REGIONAL_SHARE.search(lead)
    if place and not seen.mentions_in(max(start, cue.start - 24), cue.start):
        return False
    costs = words.COSTS.search(seen.folded, max(start, cue.start - COSTS_REACH), min(end, cue.end + 20))
    told = words.REVENUE.search(seen.folded, start, end) is not None or is_of_part(seen, cue, start)
    return told and costs is None


def _tells_other(seen: Text, cue: Cue, start: int) -> bool:
    """Whether a word is as often told of other things than buybacks, and other money is told of before it."""
    if seen.folded[cue.start : cue.end] not in words.VAGUE_BUYBACK:
        return False
    told = {m for other in seen.cues_in(start, cue.start) for m in other.metrics}
    return any(seen.metrics[m].unit in words.MONEY for m in told) and not told & set(cue.metrics)


def _is_of_name(seen: Text, cue: Cue) -> bool:
    """Whether a word for users is part of the name of what is counted: 20 million official accounts."""
    names = [m for m in seen.mentions_in(cue.start - 16, cue.end + 1) if m.start < cue.start and m.end >= cue.end]
    return any(m.entity and seen.catalog.entity_by_id[m.entity].shared for m in names)


def _means_other(seen: Text, cue: Cue, after: str) -> bool:
    """Whether a word for money is one of costs, of what is not earned yet, or of all companies of a market."""
    if words.OTHER_SENSE_AFTER.match(after) or words.OF_A_MARKET.match(after):
        return True
    return words.OTHER_SENSE_BEFORE.search(seen.folded[max(0, cue.start - 20) : cue.start]) is not None


def _is_of_item(seen: Text, cue: Cue, start: int) -> bool:
    """Whether a word for revenue is that of a service or a business that no catalogue has."""
    if not words.ITEM_BEFORE.search(seen.folded, max(start, cue.start - 8), cue.start):
        return False
    named = seen.mentions_in(max(start, cue.start - 40), cue.end)
    return not named or cue.start - named[-1].end > LONGEST_SUFFIX


def _is_near(seen: Text, near: tuple[str, ...], start: int, end: int) -> bool:
    """Whether one of some words stands in a sentence, in the one before or in the title."""
    before = seen.sentences.span(max(0, seen.sentences.index(start) - 1))[0]
    around = seen.folded[before:end]
    return any(word in around for word in near) or any(word in fold(seen.passage.title) for word in near)


def _is_worth(seen: Text, cue: Cue, start: int) -> bool:
    """Whether a company is told to be worth something: "Tencent, now worth 500 billion dollars"."""
    named = seen.mentions_in(max(start, cue.start - WORTH_REACH), cue.start)
    if not named and seen.topic.company is not None:
        return words.IT_IS_WORTH.search(seen.folded, max(start, cue.start - WORTH_REACH), cue.start) is not None
    if not named or seen.kind_of(named[-1].entity) != "company":
        return False
    return words.WORTH.fullmatch(seen.folded, named[-1].end, cue.start) is not None


def _heading(seen: Text, quantity: Quantity) -> Measure | None:
    """The metric that the line above names, for the figures of a list under it."""
    number = seen.sentences.index(quantity.start)
    for above in range(number - 1, max(-1, number - 6), -1):
        if not seen.sentences.is_heading(above):
            continue
        start, end = seen.sentences.span(above)
        for cue in seen.cues_in(start, end):
            metric = metric_for(seen, cue, quantity)
            if metric is not None and not seen.metrics[metric].generic and not grows(seen.metrics[metric], quantity):
                return Measure(metric, cue, 30.0, "heading")
        return None
    return None
