"""Figures that are told of the product on which something happened: viewers of a concert on a video service."""

from __future__ import annotations

from extract.observation.context import Text
from extract.observation.metrics.measure import Measure
from extract.observation.spotting.topic import is_place
from extract.observation.subjects.bearer import Subject, nobody, taken
from extract.records import Quantity

SMALLEST_EVENT = 5e6
"""Viewers from which on an event in a text on somebody else is the product's, and no shop's own."""
BEFORE_COST = 9.0
"""Cost of a product that only the sentence before names."""


def place_of(seen: Text, quantity: Quantity, found: Measure) -> Subject | None:
    """The last product named before the figure or its word, in its sentence or the one before, be it as the place."""
    number = seen.sentences.index(quantity.start)
    for back in (0, 1):
        if number < back or seen.sentences.paragraph(number - back) != seen.sentences.paragraph(number):
            return None
        start, end = seen.sentences.span(number - back)
        limit = max(quantity.start, found.cue.start)
        for mention in reversed(seen.mentions_in(start, min(end, limit))):
            if mention.role == "rival":
                if is_place(seen.folded, mention):
                    return nobody("happened on another company's product")
            elif seen.kind_of(mention.entity) == "product":
                return taken(seen, mention, found, quantity, BEFORE_COST * back, "place")
    return None


def is_others_event(seen: Text, quantity: Quantity) -> bool:
    """Whether an event in a text on somebody else is too small to be told of the product itself."""
    return seen.topic.company is None and abs(quantity.value) < SMALLEST_EVENT
