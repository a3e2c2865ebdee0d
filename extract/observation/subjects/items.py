"""Figures of a paragraph that a part of the business opens, as items of a report do."""

from __future__ import annotations

from extract.observation import words
from extract.observation.context import Text
from extract.observation.metrics.measure import Measure
from extract.observation.spotting.spot import Mention
from extract.observation.subjects.bearer import CARRY_COST, Subject, taken
from extract.records import Quantity


def of_item(seen: Text, quantity: Quantity, found: Measure, here: list[Mention]) -> Subject | None:
    """A margin in a paragraph that a part of the business opens is the part's: 4）金科企服504亿元……毛利率48%."""
    metric = seen.metrics[found.metric]
    if metric.unit != "percent" or metric.of[0] != "company" or "segment" not in metric.of:
        return None
    number = seen.sentences.index(quantity.start)
    first = number
    while first and seen.sentences.paragraph(first - 1) == seen.sentences.paragraph(number):
        first -= 1
    start = seen.sentences.span(first)[0]
    named = seen.mentions_in(start, quantity.start)
    if (
        not named
        or any(m.role == "rival" for m in named)
        or not words.ITEM_MARKS.fullmatch(seen.text, start, named[0].start)
    ):
        return None
    kinds = [seen.kind_of(m.entity) for m in named]
    here_before = [m for m in here if m.end <= found.cue.start and m != named[0]]
    if kinds[0] != "segment" or "company" in kinds or any(seen.kind_of(m.entity) == "segment" for m in here_before):
        return None
    if words.WHOLE.search(seen.folded, max(start, found.cue.start - 8), found.cue.start):
        return None
    return taken(seen, named[0], found, quantity, CARRY_COST, "item")
