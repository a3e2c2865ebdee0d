"""The subject that stands over a sentence: what the heading above names, else what the whole text is on."""

from __future__ import annotations

from extract.catalog.load import MetricEntry
from extract.observation import words
from extract.observation.context import Text
from extract.observation.subjects.bearer import CARRY_COST, TOPIC_COST, Subject, nobody

UNDER_HEADING = 12
"""Sentences under a heading that are on what it names."""


def of_topic(seen: Text, number: int, metric: MetricEntry) -> Subject:
    """What the heading above names, else what the whole text is on."""
    under = _of_heading(seen, number, metric)
    if under is not None:
        return under
    company, product = seen.topic.company, seen.topic.product
    if company is None:
        return nobody("no subject near it, in a text on somebody else")
    headed = seen.topic.headed and product is not None and "product" in metric.of and company not in seen.read.values()
    if metric.of[0] == "company" and not headed:
        return Subject(company, TOPIC_COST, "topic")
    whole = "company" in metric.of and seen.catalog.entity_by_id[company].own_audience
    if product is not None and "product" in metric.of and not (whole and not headed):
        return Subject(product, TOPIC_COST, "topic")
    if whole or ("company" in metric.of and company not in seen.catalog.makers):
        return Subject(company, TOPIC_COST, "topic")
    return nobody("no subject near it")


def stands_under(seen: Text, number: int, entity: str) -> bool:
    """Whether the next heading above a sentence names an entity's company first, and nothing between another one."""
    catalog = seen.catalog
    for above in range(number - 1, max(-1, number - UNDER_HEADING), -1):
        if not seen.sentences.is_heading(above):
            continue
        named = seen.mentions_in(*seen.sentences.span(above))
        if not named or not named[0].entity or _others_between(seen, above, number):
            return False
        return catalog.company_of(named[0].entity) == catalog.company_of(entity)
    return False


def _others_between(seen: Text, heading: int, number: int) -> bool:
    """Whether somebody else is named, or nobody at all is, between a heading and a sentence under it."""
    named = seen.mentions_in(seen.sentences.span(heading)[1], seen.sentences.span(number)[0])
    return not named or any(mention.role == "rival" for mention in named)


def _comes_later(seen: Text, number: int, entity: str) -> bool:
    """Whether what a heading names is named in the paragraph after a sentence: its figures begin there."""
    paragraph, after = seen.sentences.paragraph(number), number + 1
    while after < len(seen.sentences) and seen.sentences.paragraph(after) == paragraph:
        if any(m.entity == entity for m in seen.mentions_in(*seen.sentences.span(after))):
            return True
        after += 1
    return False


def _of_heading(seen: Text, number: int, metric: MetricEntry) -> Subject | None:
    """The subject that the next heading above names; None where there is none, or others are named under it."""
    for above in range(number - 1, max(-1, number - UNDER_HEADING), -1):
        if not seen.sentences.is_heading(above) or words.OWN_FIGURE.search(seen.folded, *seen.sentences.span(above)):
            continue
        named = seen.mentions_in(*seen.sentences.span(above))
        if not named:
            return None
        if named[0].role == "rival":
            return nobody("under the heading of another company")
        start, end = seen.sentences.span(above)
        marked = seen.text[start:end].lstrip().startswith("#") and len({m.entity for m in named}) == 1
        if seen.topic.company is None and above != number - 1 and not marked and _others_between(seen, above, number):
            return None
        entity = named[0].entity
        if metric.of[0] == "company" and _comes_later(seen, number, entity):
            return None
        if metric.of[0] == "product" and entity in seen.catalog.makers:
            return None
        return Subject(entity, CARRY_COST, "heading") if seen.kind_of(entity) in metric.of else None
    return None
