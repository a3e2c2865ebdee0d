"""Which metric a figure measures: the metric word that is nearest by the build of the sentence and fits the unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from extract.catalog.load import MetricEntry
from extract.observation import words
from extract.observation.context import Text
from extract.observation.pairs import Pair, comparable
from extract.observation.spot import Cue, Mention
from extract.observation.tables import Row
from extract.quantity import PEOPLE_UNITS
from extract.records import Quantity

Relation = Literal["around", "before", "after", "heading", "column", "list", "segment"]
REACH, REACH_AFTER = 240, 120
"""Characters before and after a figure in which its metric word is looked for."""
FARTHEST = 44.0
"""Cost above which a metric word has nothing to do with a figure."""
TABLE_COST = 12.0
"""Cost above which the table tells the metric better than the row."""
GENERIC_COST = 12.0
SEGMENT_COST = 13.0
SMALLEST_SEGMENT = 1e7
IMPLAUSIBLE_COST = 25.0
SPECIFIC_GAIN = 5.0
DISTANCE = 0.004
"""Cost of a character: of two words that fit alike the nearer one counts."""
PER_SHARE_LIMIT = 1_000
"""The most a metric that is told for one share can be."""
SMALLEST_AUDIENCE, SMALLEST_COUNT = 10_000, 100
AUDIENCES = frozenset({"actives", "players", "subscriptions", "registrations", "logins", "gamers", "listeners"})
NOT_COUNTED = words.MONEY | words.POINTS | {
    "percent", "permille", "minutes", "hours", "seconds", "days", "weeks", "months", "years", "shares",
} | PEOPLE_UNITS  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure's metric, the word that names it, how far off it is and where."""

    metric: str
    cue: Cue
    cost: float
    relation: Relation


def fits(metric: MetricEntry, quantity: Quantity) -> bool:
    """Whether a quantity's unit can be the metric's."""
    unit, wanted, size = quantity.unit, metric.unit, abs(quantity.value)
    if wanted in words.MONEY:
        return unit in words.MONEY or (unit is None and size >= 1e6)
    if wanted == "users":
        return (unit is None or unit in PEOPLE_UNITS or unit in AUDIENCES) and size >= SMALLEST_AUDIENCE
    if wanted == "count":
        if metric.id == "employees":
            return unit not in NOT_COUNTED - PEOPLE_UNITS and size >= SMALLEST_COUNT
        return unit not in NOT_COUNTED and size >= min(SMALLEST_COUNT, metric.low)
    if wanted == "downloads":
        return (unit == wanted and size >= metric.low) or (
            unit in {"times", None, "count", *PEOPLE_UNITS} and size >= SMALLEST_AUDIENCE
        )
    return unit == wanted


def grows(metric: MetricEntry, quantity: Quantity) -> bool:
    """Whether a quantity can be the growth of the metric."""
    return metric.growth and metric.unit != "percent" and quantity.unit == "percent" and quantity.change is not None


def is_growth(seen: Text, quantity: Quantity) -> bool:
    """Whether a percentage is how much something grew, and not where it grew to."""
    lead = seen.folded[max(0, quantity.start - 14) : quantity.start]
    return quantity.unit == "percent" and quantity.change is not None and not words.LEVEL_BEFORE.search(lead)


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
    return quantity.unit == "percent" or metric.low <= quantity.value <= metric.high


def metric_for(seen: Text, cue: Cue, quantity: Quantity) -> str | None:
    """The metric of a cue that a quantity can state: by unit, then by range, then in the catalogue's order."""
    entries = [seen.metrics[m] for m in cue.metrics]
    growth = is_growth(seen, quantity)
    if growth:
        entries = [seen.metrics.get(e.growth_of, e) if e.growth_of else e for e in entries]
    if is_per_share(seen, quantity):
        entries = [e for e in entries if e.high <= PER_SHARE_LIMIT]
    fitting = [e for e in entries if fits(e, quantity)] or [e for e in entries if growth and grows(e, quantity)]
    if not fitting:
        return None
    return next((e for e in fitting if plausible(e, quantity)), fitting[0]).id


def measure(seen: Text, index: int, pairs: dict[int, Pair]) -> Measure | None:
    """The best metric word of a figure's sentence, else of the heading above; None where there is none."""
    quantity = seen.quantities[index]
    start, end = seen.sentence_of(quantity.start)
    best: Measure | None = None
    for cue in reversed(seen.cues_in(max(start, quantity.start - REACH), min(end, quantity.end + REACH_AFTER))):
        metric = metric_for(seen, cue, quantity)
        if metric is None or not _holds(seen, cue, seen.metrics[metric], start, end):
            continue
        extra = _extra(seen.metrics[metric], quantity)
        if best is not None and cue.end <= quantity.start and extra > best.cost:
            continue
        cost, relation = _cost(seen, index, cue, seen.metrics[metric], pairs)
        cost += extra
        if cost <= FARTHEST and (best is None or cost <= best.cost):
            best = Measure(metric, cue, cost, relation)
    row = seen.tables.row_at(quantity.start)
    if row is not None:
        return best if best is not None and best.cost < TABLE_COST else _column(seen, index, row) or best
    return best or _heading(seen, quantity) or _of_segment(seen, quantity, start)


def _extra(metric: MetricEntry, quantity: Quantity) -> float:
    """What a metric itself costs: general ones and implausible values much, those of one entity less than none."""
    cost = GENERIC_COST if metric.generic else 0.0
    if metric.entity is not None or metric.overrides:
        cost -= SPECIFIC_GAIN
    return cost if plausible(metric, quantity) else cost + IMPLAUSIBLE_COST


def _holds(seen: Text, cue: Cue, metric: MetricEntry, start: int, end: int) -> bool:
    """Whether a word means its metric here: active ones are users, and what a share is a share of is named."""
    if metric.unit == "users" and words.OTHER_AUDIENCE.match(seen.folded[cue.end : cue.end + 16]):
        return False
    if not metric.growth_of:
        return True
    return words.REVENUE.search(seen.folded, start, end) is not None and not words.COSTS.search(seen.folded, start, end)


def _cost(seen: Text, index: int, cue: Cue, metric: MetricEntry, pairs: dict[int, Pair]) -> tuple[float, Relation]:
    quantity = seen.quantities[index]
    if cue.start < quantity.end and cue.end > quantity.start:
        return (1.0 if cue.gapped else 4.0), "around"
    if cue.end <= quantity.start:
        if _is_name(seen, cue):
            return FARTHEST + 1, "before"
        gap = seen.folded[cue.end : quantity.start]
        used = [
            i for i in range(index - 1, max(-1, index - 8), -1)
            if seen.quantities[i].start >= cue.end and i not in pairs
            and _competes(metric, seen.quantities[i], quantity)
        ]  # fmt: skip
        cost = apart(gap) + 36.0 * len(used)
        if words.CLOSED.match(gap) and words.OPENED.search(seen.folded[max(0, cue.start - 24) : cue.start]):
            cost += 15.0
        if _has_own_figure(seen, index, cue):
            cost += 12.0 if not _counted(seen, cue) else 30.0
        if quantity.unit is None and _is_money(seen, cue):
            between = seen.quantities[max(0, index - 8) : index]
            cost = FARTHEST + 1 if any(q.start >= cue.end and q.unit in words.MONEY for q in between) else 2.0 * cost
        if _counted(seen, cue) and words.OWN_NOUN.match(seen.folded[quantity.end : quantity.end + 1]):
            cost += 30.0
        if used:
            cost = min(cost, _elliptic(seen, seen.quantities[used[0]].end, quantity.start))
        return cost + DISTANCE * len(gap), "before"
    gap = seen.folded[quantity.end : cue.start]
    if words.SEPARATOR.search(gap) or words.HARD_SEPARATOR.search(gap):
        return FARTHEST + 1, "after"
    following = seen.quantities[index + 1].start if index + 1 < len(seen.quantities) else cue.end
    cost = 3.0 + 1.5 * apart(gap) + (40.0 if following < (cue.end if cue.gapped else cue.start) else 0.0)
    if quantity.unit in words.MONEY or quantity.unit == "percent":
        cost += (
            -4.0
            if words.OF.match(gap) and gap.strip()
            else 0.0
            if words.OF.match(gap)
            else 6.0
            if len(gap) < 2
            else 14.0
        )
    return cost, "after"


def _competes(metric: MetricEntry, other: Quantity, quantity: Quantity) -> bool:
    """Whether another figure between the metric word and this one could be what the word is of."""
    return comparable(other, quantity) or (other.unit != "percent" and fits(metric, other))


def _has_own_figure(seen: Text, index: int, cue: Cue) -> bool:
    """Whether a figure stands right before the metric word, as its number: 780 million users entered Moments."""
    start, _ = seen.sentence_of(cue.start)
    for other in range(index - 1, max(-1, index - 8), -1):
        if start <= seen.quantities[other].start < cue.start:
            gap = seen.folded[seen.quantities[other].end : cue.start]
            if words.SEPARATOR.search(gap):
                return False
            alike = _counted(seen, cue) or comparable(seen.quantities[other], seen.quantities[index])
            return len(gap) < 14 and alike and apart(gap) < 6.0
    return False


def _elliptic(seen: Text, start: int, end: int) -> float:
    """Cost of a clause with the metric left out, as in "A has 5 million users, B 3 million": a name and the figure."""
    named = seen.mentions_in(start, end)
    if named:
        left, right = seen.folded[start : named[0].start], seen.folded[named[-1].end : end]
        around = f"{left} {words.POSSESSIVE_START.sub('', right)}"
        return 14.0 + 2.0 * apart(words.ANY_SEPARATOR.sub(" ", around))
    timed = seen.times.after(start, end, most=1)
    if timed and seen.sentences.index(start) == seen.sentences.index(end):
        left, right = seen.folded[start : timed[0].start], seen.folded[min(timed[0].end, end) : end]
        return 14.0 + 4.0 * apart(words.ANY_SEPARATOR.sub(" ", f"{left} {right}"))
    return FARTHEST + 1


def _is_name(seen: Text, cue: Cue) -> bool:
    """A metric word that is only an entity's name counts right after its figure alone: 3 million mini programs."""
    return any(
        m.role == "entity" and m.start <= cue.start and m.end >= cue.end and _counted(seen, cue)
        for m in _over(seen, cue)
    )


def _is_money(seen: Text, cue: Cue) -> bool:
    return all(seen.metrics[m].unit in words.MONEY for m in cue.metrics)


def _counted(seen: Text, cue: Cue) -> bool:
    return all(seen.metrics[m].unit == "count" for m in cue.metrics)


def _over(seen: Text, cue: Cue) -> list[Mention]:
    return [m for m in seen.mentions_in(cue.start - 24, cue.end + 12) if m.start < cue.end and m.end > cue.start]


def apart(gap: str) -> float:
    """How far words part a name from its figure: little for verbs and growth, much for other nouns and clauses."""
    if not gap:
        return 0.0
    bare = words.PARENTHESIS.sub("", gap)
    separators = len(words.SEPARATOR.findall(bare))
    hard = len(words.HARD_SEPARATOR.findall(bare))
    bare = words.GLUE.sub("", words.FIGURES.sub("", bare))
    latin = len(words.LATIN_WORD.findall(bare))
    chinese = len(words.CHINESE.findall(bare))
    joined = 5.0 * len(words.AND.findall(gap))
    return 2.5 * latin + 1.2 * chinese + 5.0 * separators + 20.0 * hard + joined


def _column(seen: Text, index: int, row: Row) -> Measure | None:
    """The metric that the row's label, the head of the column, or the cell above names for a table's figure."""
    quantity = seen.quantities[index]
    number = row.cell_of(quantity.start)
    above = seen.tables.above(row)
    cells = [row.cells[0], *(r.cells[number] for r in (*above[-1:], *above) if number < len(r.cells))]
    cells += [r.cells[0] for r in above[-1:]]
    for cell in cells:
        for cue in seen.cues_in(*cell):
            metric = metric_for(seen, cue, quantity)
            if metric is not None:
                return Measure(metric, cue, 6.0, "column")
    return None


def _of_segment(seen: Text, quantity: Quantity, start: int) -> Measure | None:
    """Money told of a segment without a metric word is its revenue: "domestic games came to 129 billion yuan"."""
    if quantity.unit not in words.MONEY or abs(quantity.value) < SMALLEST_SEGMENT or "revenue" not in seen.metrics:
        return None
    named = seen.mentions_in(start, quantity.start)
    if not named or not named[-1].entity or seen.catalog.entity_by_id[named[-1].entity].kind != "segment":
        return None
    last = named[-1]
    if words.OTHER_MONEY.match(seen.folded[quantity.end : quantity.end + 12]):
        return None
    cost = 8.0 + 4.0 * apart(seen.folded[last.end : quantity.start])
    cue = Cue(last.end, last.end, ("revenue",))
    return Measure("revenue", cue, cost, "segment") if cost < SEGMENT_COST else None


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
