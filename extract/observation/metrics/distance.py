"""How far a metric word is from a figure, by what stands between them."""

from __future__ import annotations

from typing import Literal

from extract.catalog.load import MetricEntry
from extract.observation import words
from extract.observation.context import Text
from extract.observation.figures.pairs import Pair, comparable
from extract.observation.metrics.basis import OWN_SUFFIX, told_again_on
from extract.observation.metrics.fit import PER_SHARE_LIMIT, fits
from extract.observation.spotting.spot import Cue, Mention
from extract.quantity import PEOPLE_UNITS
from extract.records import Quantity

Relation = Literal["around", "before", "after", "heading", "column", "list", "segment"]
FARTHEST = 44.0
"""Cost above which a metric word has nothing to do with a figure."""
ANEW_COST = 16.0
"""Cost of a metric word whose figure is told again on another basis."""
ALONE_REACH, ALONE_COST = 60, 18.0
"""Characters after a part in which it is told to be one, and the cost of the word of the whole."""
HEAD_COST = 6.0
"""Cost of the metric word of the clause behind a figure at the head of its sentence."""
LOST_REACH = 12
"""Characters before a figure in which it is told to be lost."""
MARK_REACH = 16
"""Characters behind a figure in which it is called a mark."""
NUMBER_REACH = 24
"""Characters before things in which their number is told of."""
ADJACENT = 1.0
"""Cost of a metric word right behind a figure: among over one billion registered users."""
OWN_FIGURE = 24
"""Characters from a figure to the metric word that it is the number of."""
LEADS_TO = (" at", " of", " to")
"""Ends of metric words whose figure follows: valuing the company at."""
HEADLINE_REACH = 12
"""Characters behind a headline in which the name stands that the next one begins with."""
OTHER_WORDS = 3.5
"""Cost of what stands between a name and its users from which a clause without their word is on something else."""
NEXT_ITEM = (" and ", " while ", " but ")
"""Starts of what follows a figure that is told of something else: exceeded 2 million and the monthly users were ..."""
OWN_OF = ("in ", "of ")
"""Starts of metric words that say themselves what the figure before is a figure of: earned 3 billion in revenue."""
DISTANCE = 0.004
"""Cost of a character: of two words that fit alike the nearer one counts."""


def distance(seen: Text, index: int, cue: Cue, metric: MetricEntry, pairs: dict[int, Pair]) -> tuple[float, Relation]:
    """How much speaks against a metric word being that of a figure, and where it stands.

    Args:
        seen: The passage.
        index: Of the figure.
        cue: The metric word.
        metric: What it would measure.
        pairs: What figures are to others.

    Returns:
        (cost, place); a cost above `FARTHEST` where the word has nothing to do with the figure.
    """
    quantity = seen.quantities[index]
    if cue.start < quantity.end and cue.end > quantity.start:
        return (1.0 if cue.gapped else 4.0), "around"
    if cue.end <= quantity.start:
        return _before(seen, index, cue, metric, pairs), "before"
    return _behind(seen, index, cue, pairs), "after"


def is_parted(seen: Text, start: int, end: int) -> bool:
    """Whether another clause begins in a span."""
    return bool(words.SEPARATOR.search(seen.folded, start, end) or words.HARD_SEPARATOR.search(seen.folded, start, end))


def _before(seen: Text, index: int, cue: Cue, metric: MetricEntry, pairs: dict[int, Pair]) -> float:
    """Cost of a metric word before the figure: what parts them, and other figures that it could be of."""
    quantity = seen.quantities[index]
    counted = _counted(seen, cue)
    told = counted and words.NUMBER_OF.search(seen.folded, max(0, cue.start - NUMBER_REACH), cue.start) is not None
    if counted and not told and (_is_name(seen, cue) or words.HAS_AFTER.match(seen.folded, cue.end)):
        return FARTHEST + 1
    gap = seen.folded[cue.end : quantity.start]
    if metric.unit == "users" and gap.startswith(" growth") and quantity.unit != "percent":
        return FARTHEST + 1
    bare = quantity.unit == "count" or (quantity.unit is None and metric.overrides)
    if metric.unit == "users" and bare and _names_counted(seen, cue.end, quantity.start):
        return FARTHEST + 1
    if metric.unit == "count" and metric.entity is not None and gap.endswith("人数"):
        return FARTHEST + 1
    used = [
        i for i in range(index - 1, max(-1, index - 8), -1)
        if seen.quantities[i].start >= cue.end and i not in pairs and not is_passed_mark(seen, seen.quantities[i])
        and _competes(metric, seen.quantities[i], quantity) and not _is_lost(seen, seen.quantities[i])
    ]  # fmt: skip
    cost = apart(gap) + 36.0 * len(used)
    if words.CLOSED.match(gap) and words.OPENED.search(seen.folded[max(0, cue.start - 24) : cue.start]):
        cost += 15.0
    has_own = _has_own_figure(seen, index, cue)
    if has_own:
        cost += 30.0 if counted else 12.0
    if quantity.unit is None and _is_money(seen, cue):
        between = seen.quantities[max(0, index - 8) : index]
        cost = FARTHEST + 1 if any(q.start >= cue.end and q.unit in words.MONEY for q in between) else 2.0 * cost
    after = seen.folded[quantity.end : quantity.end + 24]
    if counted and (words.OWN_NOUN.match(after) or words.OWN_NOUN_ENGLISH.match(after)):
        cost += 30.0 if after[:1] != " " else FARTHEST
    if used or has_own:
        last = seen.quantities[used[0]].end if used else cue.end
        cost = min(cost, _again(seen, last, quantity, cue, metric))
    return min(cost, _of_part(seen, quantity)) + DISTANCE * len(gap)


def _behind(seen: Text, index: int, cue: Cue, pairs: dict[int, Pair]) -> float:
    """Cost of a metric word behind the figure, which must stand in its clause and before the next figure."""
    quantity = seen.quantities[index]
    gap = seen.folded[quantity.end : cue.start]
    if gap.startswith(", ") and _heads(seen, index, cue):
        return HEAD_COST + apart(gap[2:])
    if is_parted(seen, quantity.end, cue.start) or _in_next_headline(seen, quantity, gap):
        return FARTHEST + 1
    other = index + 2 if pairs.get(index + 1) == Pair("alternative", index) else index + 1
    following = seen.quantities[other].start if other < len(seen.quantities) else cue.end
    if following > cue.end and words.OF_ITS_OWN.fullmatch(seen.folded, cue.end, following):
        return FARTHEST + 1
    if words.NEXT_CLAUSE.search(gap) or seen.folded[cue.start : cue.end].endswith(LEADS_TO):
        return FARTHEST + 1
    if quantity.unit == "percent" and words.GROWTH_IN.fullmatch(gap):
        return ADJACENT
    is_of = words.OF.match(gap) is not None
    cost = (ADJACENT if gap == " " and quantity.unit not in words.MONEY else 3.0) + (0.0 if is_of else 1.5 * apart(gap))
    cost += 40.0 if following < (cue.end if cue.gapped else cue.start) else 0.0
    if quantity.unit in words.MONEY or quantity.unit == "percent":
        cost += _of_amount(seen, cue, gap, is_of=is_of)
    return cost


def _heads(seen: Text, index: int, cue: Cue) -> bool:
    """Whether a figure opens its sentence, and the metric's word is in the clause behind: at 1.3 billion, X's users."""
    quantity = seen.quantities[index]
    start, _ = seen.sentence_of(quantity.start)
    if not words.AT_HEAD.fullmatch(seen.folded, start, quantity.start) or is_parted(seen, quantity.end + 2, cue.start):
        return False
    return index + 1 == len(seen.quantities) or seen.quantities[index + 1].start > cue.start


def _in_next_headline(seen: Text, quantity: Quantity, gap: str) -> bool:
    """Whether a Chinese headline ends with a figure, and the next begins behind a blank with a name."""
    if gap[:1] != " " or not all(words.CHINESE.match(seen.folded, quantity.end + side) for side in (-1, 1)):
        return False
    return any(m.start == quantity.end + 1 for m in seen.mentions_in(quantity.end, quantity.end + HEADLINE_REACH))


def _of_amount(seen: Text, cue: Cue, gap: str, *, is_of: bool) -> float:
    """What more a metric word behind money or a percentage costs, and less where "of" or "in" joins them."""
    if is_of:
        return -4.0 if gap.strip() or seen.folded.startswith(OWN_OF, cue.start) else 0.0
    return 6.0 if len(gap) < 2 else 14.0


def is_passed_mark(seen: Text, quantity: Quantity) -> bool:
    """Whether a figure is a mark that the figure behind it passed: 首破200亿元大关，达208亿元."""
    return words.MARK_PASSED.match(seen.folded, quantity.end) is not None


def is_mark(seen: Text, quantity: Quantity) -> bool:
    """Whether a figure is called a mark behind it: the 200 million mark, 2亿大关."""
    return words.MARK_AFTER.match(seen.folded[quantity.end : quantity.end + MARK_REACH]) is not None


def _is_lost(seen: Text, quantity: Quantity) -> bool:
    """Whether a figure is only by how much a value fell, whose level follows: 市值蒸发5000亿，报2.9万亿."""
    return words.LOST.search(seen.folded, max(0, quantity.start - LOST_REACH), quantity.start) is not None


def _of_part(seen: Text, quantity: Quantity) -> float:
    """Cost of the metric word of a whole before a part of it: with 8 billion on New Year's Eve alone."""
    return ALONE_COST if words.ALONE.match(seen.folded[quantity.end : quantity.end + ALONE_REACH]) else FARTHEST + 1


def _competes(metric: MetricEntry, other: Quantity, quantity: Quantity) -> bool:
    """Whether another figure between the metric word and this one could be what the word is of."""
    if metric.unit in words.MONEY and other.unit in words.MONEY and abs(other.value) <= PER_SHARE_LIMIT < metric.low:
        return False
    return comparable(other, quantity) or (other.unit != "percent" and fits(metric, other))


def _has_own_figure(seen: Text, index: int, cue: Cue) -> bool:
    """Whether a figure stands right before the metric word, as its number: 780 million users entered Moments."""
    start, _ = seen.sentence_of(cue.start)
    if words.OF_ITS_OWN.fullmatch(seen.folded, cue.end, seen.quantities[index].start):
        return False
    for other in range(index - 1, max(-1, index - 8), -1):
        if start <= seen.quantities[other].start < cue.start:
            gap = seen.folded[seen.quantities[other].end : cue.start]
            if words.SEPARATOR.search(gap) or gap.startswith(NEXT_ITEM):
                return False
            beside = len(gap) == 1 and (cue.gapped or seen.quantities[other].unit in PEOPLE_UNITS)
            alike = beside or _counted(seen, cue) or comparable(seen.quantities[other], seen.quantities[index])
            return len(gap) < OWN_FIGURE and alike and apart(gap) < 6.0
    return False


def _again(seen: Text, start: int, quantity: Quantity, cue: Cue, metric: MetricEntry) -> float:
    """Cost of a metric word that has a figure of its own already, and is left out before another."""
    on_basis = metric.id + OWN_SUFFIX in seen.metrics and told_again_on(seen, cue, quantity) is not None
    if quantity.unit is None and not seen.mentions_in(start, quantity.start):
        on_basis = on_basis or words.AGAIN.search(seen.folded, start, quantity.start) is not None
    counts_users = metric.unit == "users"
    elliptic = _elliptic(seen, start, quantity.start, counts_users=counts_users)
    return min(elliptic, ANEW_COST if on_basis else FARTHEST + 1)


def _elliptic(seen: Text, start: int, end: int, *, counts_users: bool) -> float:
    """Cost of a clause with the metric left out, as in "A has 5 million users, B 3 million": a name and the figure."""
    named = seen.mentions_in(start, end)
    if named and words.OWN_MEASURE.search(seen.folded, named[-1].end, end):
        return FARTHEST + 1
    if words.DEAL.search(seen.folded, start, end):
        return FARTHEST + 1
    if named:
        left, right = seen.folded[start : named[0].start], seen.folded[named[-1].end : end]
        if counts_users and words.CHINESE.match(right) and apart(right) >= OTHER_WORDS:
            return FARTHEST + 1
        around = f"{left} {words.POSSESSIVE_START.sub('', right)}"
        return 14.0 + 2.0 * apart(words.ANY_SEPARATOR.sub(" ", around))
    timed = seen.times.after(start, end, most=1)
    if timed and seen.sentences.index(start) == seen.sentences.index(end):
        left, right = seen.folded[start : timed[0].start], seen.folded[min(timed[0].end, end) : end]
        return 14.0 + 4.0 * apart(words.ANY_SEPARATOR.sub(" ", f"{left} {right}"))
    return FARTHEST + 1


def _names_counted(seen: Text, start: int, end: int) -> bool:
    """Whether the last name of a span is one of things that are counted themselves: 用户4亿；公众号超800万个."""
    named = seen.mentions_in(start, end)[-1:]
    return any(m.entity and seen.catalog.entity_by_id[m.entity].shared for m in named)


def _is_name(seen: Text, cue: Cue) -> bool:
    """Whether a word for what is counted is an entity's name, which counts right after its figure alone: 3 million mini
    programs."""
    return any(m.role == "entity" and m.start <= cue.start and m.end >= cue.end for m in _over(seen, cue))


def _is_money(seen: Text, cue: Cue) -> bool:
    return all(seen.metrics[m].unit in words.MONEY for m in cue.metrics)


def _counted(seen: Text, cue: Cue) -> bool:
    return all(seen.metrics[m].unit == "count" for m in cue.metrics)


def _over(seen: Text, cue: Cue) -> list[Mention]:
    return [m for m in seen.mentions_in(cue.start - 24, cue.end + 12) if m.start < cue.end and m.end > cue.start]


def apart(gap: str) -> float:
    """How far words part a name from its figure: little for verbs and growth, much for other nouns and clauses."""
    if not gap or gap.isspace():
        return 0.0
    bare = words.PARENTHESIS.sub("", gap)
    separators = len(words.SEPARATOR.findall(bare))
    hard = len(words.HARD_SEPARATOR.findall(bare))
    if words.FIGURE_MARKS.search(bare):
        bare = words.FIGURES.sub("", bare)
    bare = words.GLUE.sub("", bare)
    latin = len(words.LATIN_WORD.findall(bare))
    chinese = len(words.CHINESE.findall(bare))
    joined = 5.0 * len(words.AND.findall(gap))
    return 2.5 * latin + 1.2 * chinese + 5.0 * separators + 20.0 * hard + joined
