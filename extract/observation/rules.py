"""From quantities to candidates: the metric by its word, the entity by its subject, the rest by the words around."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from extract.catalog.load import Catalog
from extract.observation import words
from extract.observation.context import Text, spot
from extract.observation.figures.changes import told_by_level, without_covered_growth
from extract.observation.figures.ellipsis import aims, compared, goes_on
from extract.observation.figures.fractions import as_percent
from extract.observation.figures.lists import Item, lists
from extract.observation.figures.multiples import multiples
from extract.observation.figures.pairs import Pair, pairs
from extract.observation.figures.refusals import is_amount, is_of_other_measure, refusal_of
from extract.observation.metrics.fit import fits, grows, is_rate, metric_for
from extract.observation.metrics.measure import Measure, measure
from extract.observation.row import row_of
from extract.observation.spotting.spot import Cue, Mention
from extract.observation.subjects.bearer import Subject, nobody
from extract.observation.subjects.place import is_others_event
from extract.observation.subjects.subject import named_subject, subject_of
from extract.observation.tables.cells import read_cell, with_table
from extract.observation.times.period import time_of
from extract.records import Observation, Passage, Quantity, Rejection

OWNER_REACH = 40
"""Characters after a figure in which it is told whose it is: 120 million users on X."""


class Read(NamedTuple):
    """What was read of one figure, kept for those that are told by way of it."""

    found: Measure
    subject: Subject


@dataclass(slots=True)
class Reader:
    """One passage being read, figure by figure."""

    seen: Text
    pairs: dict[int, Pair]
    lists: dict[int, Item]
    changes: dict[int, list[int]]
    done: dict[int, Read] = field(default_factory=dict)
    nobodys: set[int] = field(default_factory=set)
    """Where the metric words start whose level is of nobody of ours."""
    last: Read | None = None

    def row(self, index: int, found: Measure, subject: Subject, pair: Pair | None = None) -> Observation:
        """The observation of a figure with its metric and its subject."""
        told = [self.seen.quantities[other] for other in self.changes.get(index, ())]
        return row_of(self.seen, index, found, subject, pair, told)


def candidates(passage: Passage, catalog: Catalog, *, explain: bool) -> tuple[list[Observation], list[Rejection]]:
    """The observations of a passage before repeats are folded, and the quantities left out, each with its reason.

    Args:
        passage: The text.
        catalog: Entities and metrics.
        explain: Give a reason for every quantity of the text, and not only for those near a metric word.
    """
    seen = spot(passage, catalog, whole=explain)
    if seen is None:
        return [], []
    generic = catalog.generic_metrics
    spots = sorted(
        [*(c.start for c in seen.cues if not generic.issuperset(c.metrics)), *(m.start for m in seen.mentions)]
    )
    vague = [q for q in seen.quantities if _is_vague(seen, q)]
    seen.quantities = _with_growths(seen, vague)
    told = pairs(seen.quantities, seen.folded, seen.sentences, spots)
    reader = Reader(seen, told, lists(seen, told), told_by_level(told))
    found: dict[int, Observation] = {}
    rejected = [Rejection(quote=q.quote, start=q.start, end=q.end, reason="no definite figure") for q in vague]
    order = sorted(range(len(seen.quantities)), key=lambda i: (i in told and told[i].partner is not None, i))
    for index in order:
        quantity = seen.quantities[index]
        cell = read_cell(seen, quantity) if seen.tables else None
        one = _read(reader, index) if cell is None else _in_cell(reader, index, cell)
        if not isinstance(one, str):
            found[index] = one
        elif explain:
            rejected.append(Rejection(quote=quantity.quote, start=quantity.start, end=quantity.end, reason=one))
    kept, covered = without_covered_growth([found[i] for i in sorted(found)])
    return kept, sorted([*rejected, *covered], key=lambda r: r.start)


def _is_vague(seen: Text, quantity: Quantity) -> bool:
    """Whether a figure is only a size, as in 数亿, 亿级; 过亿 is definite."""
    if words.SIZE_AFTER.match(seen.folded, quantity.end):
        return True
    if quantity.quote[0].isascii():
        return False
    bare = words.SCALE_ALONE.fullmatch(quantity.quote) is not None
    return quantity.comparator != "gt" if bare else words.VAGUE.match(quantity.quote) is not None


def _with_growths(seen: Text, vague: list[Quantity]) -> list[Quantity]:
    """The definite figures of a text, with multiples as growths and fractions of revenue as percentages."""
    more = [replace(q, quote=seen.text[q.start : q.end]) for q in multiples(seen.folded)]
    told = [as_percent(seen.folded, q) for q in seen.quantities if not (vague and q in vague)]
    if not more:
        return told
    kept = [q for q in told if not any(q.start < m.end and q.end > m.start for m in more)]
    return sorted([*kept, *more], key=lambda q: q.start)


def _read(reader: Reader, index: int) -> Observation | str:
    """One figure's observation, or why there is none."""
    seen, quantity, pair = reader.seen, reader.seen.quantities[index], reader.pairs.get(index)
    refusal = refusal_of(seen, quantity, pair)
    if refusal is not None:
        return refusal
    item = reader.lists.get(index)
    if item is not None:
        return _read_item(reader, index, item)
    if pair is not None and pair.kind == "prior" and _is_of_another(reader, index, pair):
        return "its subject is another company"
    partner = reader.done.get(pair.partner) if pair is not None and pair.partner is not None else None
    if pair is not None and pair.kind == "prior" and partner is None:
        return "the level before of a figure that is none of ours"
    consensus = pair is not None and pair.kind == "consensus"
    if partner is None and reader.last and _follows(seen, quantity, reader.last, consensus=consensus):
        partner = reader.last
    found = partner.found if partner else with_table(seen, quantity, measure(seen, index, reader.pairs))
    told = compared(seen, quantity) if found is None else None
    if told is not None:
        return _read_compared(reader, index, *told)
    if found is None or (partner and not _can_be(seen, found, quantity)):
        return "no metric word near it"
    if partner is None and is_amount(seen, quantity, seen.metrics[found.metric]):
        return "the size of a change"
    if quantity.unit == "percent" and is_of_other_measure(seen, quantity, found.cue.end):
        return "the growth of something that is no metric"
    subject = partner.subject if partner else _subject(reader, quantity, found)
    if not subject.entity:
        reader.nobodys.add(found.cue.start)
        return subject.reason
    reader.done[index] = reader.last = Read(found, subject)
    seen.read[seen.sentences.index(quantity.start)] = subject.entity
    return reader.row(index, found, subject, pair)


def _subject(reader: Reader, quantity: Quantity, found: Measure) -> Subject:
    """Whose a figure is, told by itself; a growth is nobody's where the level of its word is."""
    metric = reader.seen.metrics[found.metric]
    if quantity.unit == "percent" and metric.unit != "percent" and found.cue.start in reader.nobodys:
        return nobody("the growth of a figure that is none of ours")
    subject = subject_of(reader.seen, quantity, found)
    if metric.placed and subject.entity and is_others_event(reader.seen, quantity):
        return nobody("what somebody else did on it")
    return subject


def _follows(seen: Text, quantity: Quantity, last: Read, *, consensus: bool) -> bool:
    """Whether a figure without a metric word is of the metric that was told last."""
    return goes_on(seen, quantity, last.found, consensus=consensus) or aims(seen, quantity, last.found)


def _in_cell(reader: Reader, index: int, cell: tuple[Measure, Subject] | str) -> Observation | str:
    return cell if isinstance(cell, str) else reader.row(index, *cell)


def _can_be(seen: Text, found: Measure, quantity: Quantity) -> bool:
    metric, rate = seen.metrics[found.metric], is_rate(seen, found.cue, quantity)
    return quantity.unit is None or fits(metric, quantity) or grows(metric, quantity, rate=rate)


def _read_compared(reader: Reader, index: int, found: Measure, named: Mention) -> Observation | str:
    subject = named_subject(reader.seen, named, found, reader.seen.quantities[index])
    reader.done[index] = reader.last = Read(found, subject)
    if not subject.entity:
        return subject.reason
    one = reader.row(index, found, subject)
    return one if one.as_of else replace(one, as_of=_time_of_word(reader.seen, found))


def _time_of_word(seen: Text, found: Measure) -> str | None:
    """The period of the figure that a metric word of the sentence before is of, where it is one of accounts."""
    at = seen.first_figure(found.cue.end)
    if seen.metrics[found.metric].unit not in words.MONEY or at == len(seen.quantities):
        return None
    return time_of(seen, seen.quantities[at], found.metric)[0]


def _is_of_another(reader: Reader, index: int, pair: Pair) -> bool:
    """Whether another company is named between a figure and the one that it is compared with, or right after it."""
    seen, quantity = reader.seen, reader.seen.quantities[index]
    if pair.partner is None or pair.partner > index:
        return False
    between = seen.mentions_in(seen.quantities[pair.partner].end, quantity.start)
    if between and between[-1].role == "rival":
        return True
    after = next(iter(seen.mentions_in(quantity.end, quantity.end + OWNER_REACH)), None)
    is_owner = after is not None and words.CUE_OF.match(seen.folded[quantity.end : after.start]) is not None
    return is_owner and after is not None and after.role == "rival"


def _read_item(reader: Reader, index: int, item: Item) -> Observation | str:
    """A figure of a list: the list's first figure tells what the item's own name or metric word does not."""
    seen, quantity = reader.seen, reader.seen.quantities[index]
    first = reader.done.get(item.first)
    if item.own is None:
        return reader.row(index, first.found, first.subject) if first else "no metric word near it"
    if isinstance(item.own, Cue):
        metric = metric_for(seen, item.own, quantity)
        found = Measure(metric, item.own, 4.0, "list") if metric is not None else None
        if found is None:
            return "no metric word near it"
        subject = first.subject if first and first.subject.entity else subject_of(seen, quantity, found)
    else:
        told = first.found if first else measure(seen, index, reader.pairs)
        found = told or measure(seen, item.last, reader.pairs)
        if found is None:
            return "no metric word near it"
        if item.own.role == "rival":
            reader.done[index] = Read(found, Subject("", reason="its subject is another company"))
            return "its subject is another company"
        subject = named_subject(seen, item.own, found, quantity)
    reader.done[index] = Read(found, subject)
    return reader.row(index, found, subject) if subject.entity else subject.reason
