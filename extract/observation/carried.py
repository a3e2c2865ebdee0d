"""The subject that a sentence without one takes over: of the sentences before it, the heading, or the whole text."""

from __future__ import annotations

from extract.catalog.load import MetricEntry
from extract.observation import words
from extract.observation.bearer import Subject, is_oblique, nobody
from extract.observation.context import Text
from extract.observation.spot import Mention
from extract.records import Quantity

CARRIED_SENTENCES = 4
CARRY_COST, TOPIC_COST = 18.0, 26.0


def carried(seen: Text, quantity: Quantity, metric: MetricEntry) -> Subject:
    """The subject of the sentences before in the paragraph, else of the heading, else of the text."""
    number = seen.sentences.index(quantity.start)
    paragraph = seen.sentences.paragraph(number)
    for back in range(1, CARRIED_SENTENCES):
        before = number - back
        if before < 0 or seen.sentences.paragraph(before) != paragraph:
            break
        named = seen.mentions_in(*seen.sentences.span(before))
        if not named:
            continue
        first = next((m for m in named if not is_oblique(seen, m)), named[0])
        if first.role == "rival" and _is_aside(seen, before, metric):
            continue
        if first.role == "rival":
            return nobody("the subject carried over is another company")
        if (metric.generic or seen.topic.company is None) and (back > 1 or before not in seen.read):
            return nobody("no subject in its sentence")
        if _is_lead_in(seen, before, first) and seen.catalog.entity_by_id[first.entity].kind in metric.of:
            return Subject(first.entity, CARRY_COST / 2, "lead-in")
        if _is_meant(seen, quantity, number) and seen.catalog.entity_by_id[first.entity].kind in metric.of:
            return Subject(first.entity, CARRY_COST * back, "pronoun")
        return _carry(seen, seen.read.get(before, first.entity), metric, CARRY_COST * back)
    if metric.generic:
        return nobody("no subject in its sentence")
    return of_topic(seen, number, metric)


def _is_aside(seen: Text, number: int, metric: MetricEntry) -> bool:
    """A sentence on another company, in a text on ours, that tells no figures of a company's results."""
    if seen.topic.company is None or metric.of[0] != "company":
        return False
    return not any(
        seen.metrics[m].of[0] == "company" for cue in seen.cues_in(*seen.sentences.span(number)) for m in cue.metrics
    )


def _is_meant(seen: Text, quantity: Quantity, number: int) -> bool:
    """Whether a pronoun stands for the subject of the sentence before."""
    return words.PRONOUN.search(seen.folded, seen.sentences.span(number)[0], quantity.start) is not None


def _is_lead_in(seen: Text, number: int, mention: Mention) -> bool:
    """Whether a sentence is no more than a name, as at the head of a paragraph: **Online advertising.** Revenue of ..."""
    start, end = seen.sentences.span(number)
    return not (seen.text[start : mention.start] + seen.text[mention.end : end]).strip(" *_#.:：。\n")


def _carry(seen: Text, entity: str, metric: MetricEntry, cost: float) -> Subject:
    """An entity carried over: what companies report first of all is the company's again."""
    if metric.of[0] == "company":
        return Subject(seen.catalog.company_of(entity), cost, "carried")
    if seen.catalog.entity_by_id[entity].kind in metric.of:
        return Subject(entity, cost, "carried")
    if "company" in metric.of:
        return Subject(seen.catalog.company_of(entity), cost, "carried")
    return nobody("the subject carried over has no such metric")


def of_topic(seen: Text, number: int, metric: MetricEntry) -> Subject:
    company, product = seen.topic.company, seen.topic.product
    if company is None:
        return nobody("no subject near it, in a text on somebody else")
    for above in range(number - 1, max(-1, number - 12), -1):
        if seen.sentences.is_heading(above):
            named = [m for m in seen.mentions_in(*seen.sentences.span(above)) if m.role == "entity"]
            if named and seen.catalog.entity_by_id[named[0].entity].kind in metric.of:
                return Subject(named[0].entity, CARRY_COST, "heading")
            break
    if product is not None and "product" in metric.of and metric.of[0] != "company":
        return Subject(product, TOPIC_COST, "topic")
    if metric.of[0] != "company":
        return nobody("no subject near it")
    if "company" in metric.of:
        return Subject(company, TOPIC_COST, "topic")
    return nobody("no subject near it")
