"""Whose figure it is: the subject of its clause, of its sentence, or of the text; never a guess across a rival."""

from __future__ import annotations

from extract.catalog.load import MetricEntry
from extract.observation import words
from extract.observation.context import Text
from extract.observation.metrics.distance import is_parted
from extract.observation.metrics.measure import Measure
from extract.observation.spotting.spot import Mention
from extract.observation.subjects.bearer import (
    Subject,
    is_oblique,
    is_partners,
    lead_of,
    nobody,
    taken,
)
from extract.observation.subjects.builds import by_build, is_over
from extract.observation.subjects.carried import carried
from extract.observation.subjects.items import of_item
from extract.observation.subjects.nearest import nearest
from extract.observation.subjects.place import place_of
from extract.observation.subjects.strangers import is_on_byline, is_possessed, is_quoted, unknown_between
from extract.observation.tables.cells import subject_in_table
from extract.records import Quantity

NAMESAKE = nobody("its subject only has our name in it")
TITLE_COST = 8.0
"""Cost of the product of the title, where a sentence names its maker."""
PRONOUN_LEAD = 16
"""Characters before a metric word in which it is told to be somebody's: its market value."""


def subject_of(seen: Text, quantity: Quantity, found: Measure) -> Subject:
    """The entity that a figure with its metric word belongs to."""
    metric = seen.metrics[found.metric]
    start, end = seen.sentence_of(quantity.start)
    here = seen.mentions_in(start, end)
    row = seen.tables.row_at(quantity.start)
    if (
        row is not None
        and metric.entity is None
        and row.label
        and row.cells[row.cell_of(quantity.start)] not in row.label
    ):
        return subject_in_table(seen, quantity, found, row)
    if is_quoted(seen, start, found.cue.start) or is_possessed(seen, start, found.cue.start):
        return nobody("its subject is a name that no catalogue has")
    if metric.entity is not None:
        return _only_bearer(seen, quantity, found, metric.entity, here, start)
    placed = place_of(seen, quantity, found) if metric.placed else None
    if placed is not None:
        return placed
    told = by_build(seen, quantity, found, here, start)
    if told is not None:
        return told
    item = of_item(seen, quantity, found, here)
    if item is not None:
        return item
    before = [
        m for m in here if (m.end <= quantity.start or is_over(m, found)) and not _is_whole(seen, m, found, quantity)
    ]
    last = nearest(seen, quantity, found, before) if not _is_of_namesake(seen, quantity, before) else NAMESAKE
    if last is not None and last.entity and before and unknown_between(seen, before[-1].end, quantity.start):
        return nobody("its subject is a name that no catalogue has")
    if last is not None and last.how != "oblique":
        return _of_product(seen, last, metric)
    if _goes_on_with_share(seen, found, start, before):
        return carried(seen, quantity, metric)
    after = None if _is_its(seen, found, last) else _after(seen, quantity, found, here, end)
    if after is not None:
        return after
    if last is not None and last.entity != seen.topic.product and _only_tells(seen, last, metric):
        told = carried(seen, quantity, metric)
        last = told if told.entity else last
    return last or carried(seen, quantity, metric)


def _is_of_namesake(seen: Text, quantity: Quantity, before: list[Mention]) -> bool:
    """Whether the clause is on what only has our name in it, behind a clause on one of ours: QQ空间…；QQ游戏…."""
    if not before or not is_parted(seen, before[-1].end, quantity.start):
        return False
    return is_on_byline(seen, seen.sentences.index(quantity.start), quantity)


def _goes_on_with_share(seen: Text, found: Measure, start: int, before: list[Mention]) -> bool:
    """Whether a sentence begins with the word of a share, which is that of what the one before told: 占比53%."""
    number = seen.sentences.index(start)
    opens = not before and not seen.folded[start : found.cue.start].strip()
    return bool(seen.metrics[found.metric].growth_of) and opens and number - 1 in seen.read


def _is_its(seen: Text, found: Measure, last: Subject | None) -> bool:
    """Whether a metric word is told of the subject of the sentence before: its market value is less than X's."""
    lead = max(0, found.cue.start - PRONOUN_LEAD), found.cue.start
    return last is None and words.PRONOUN_BEFORE.search(seen.folded, *lead) is not None


def _of_product(seen: Text, subject: Subject, metric: MetricEntry) -> Subject:
    """The product that a text's title names, for users that are told of its maker: at last count X had 100 million."""
    product = seen.topic.product if seen.topic.headed and subject.entity in seen.catalog.makers else None
    if product is None or metric.of[0] != "product" or metric.unit != "users" or metric.generic:
        return subject
    is_its = seen.catalog.company_of(product) == subject.entity
    return Subject(product, subject.cost + TITLE_COST, "topic") if is_its else subject


def _only_tells(seen: Text, subject: Subject, metric: MetricEntry) -> bool:
    """Whether a company named in passing only tells a figure of its product: according to its report, users ..."""
    product = seen.topic.product
    told = product is not None and seen.catalog.company_of(product) == subject.entity
    return told and metric.of[0] == "product" and not metric.generic


def named_subject(seen: Text, mention: Mention, found: Measure, quantity: Quantity) -> Subject:
    """A name that the build of the text gives to a figure, as in a list or a table, where it can have the metric."""
    return taken(seen, mention, found, quantity, 0.0, "list")


def _is_whole(seen: Text, mention: Mention, found: Measure, quantity: Quantity) -> bool:
    """Whether a name right after a share's word is what it is a share of, 占游戏收入的29%, and not 占比，游戏29%."""
    follows = 0 <= mention.start - found.cue.end <= 2
    beside = not seen.folded[mention.end : quantity.start].strip()
    return bool(seen.metrics[found.metric].growth_of) and follows and not beside


def _only_bearer(
    seen: Text, quantity: Quantity, found: Measure, entity: str, here: list[Mention], start: int
) -> Subject:
    """Metrics that one entity alone has: it or its parent must be named near, and no rival nearer."""
    relatives = {entity, seen.catalog.entity_by_id[entity].parent}
    named = [m for m in here if m.entity in relatives and not is_partners(seen, m)]
    before = [m for m in here if m.end <= max(quantity.start, found.cue.end) and not (m.entity and is_over(m, found))]
    if before and before[-1].role == "rival" and not is_oblique(seen, before[-1]):
        return nobody("its subject is another company")
    if named:
        return Subject(entity, 0.0, "bearer")
    if any(m.entity in relatives for m in here):
        return nobody("a shop's own")
    back = carried(seen, quantity, seen.metrics[found.metric])
    if back.entity and seen.catalog.family_of(back.entity) == seen.catalog.family_of(entity):
        return Subject(entity, back.cost, back.how)
    return back if back.reason else nobody("its only bearer is not named near")


def _after(seen: Text, quantity: Quantity, found: Measure, here: list[Mention], end: int) -> Subject | None:
    """A name after the figure in its own clause."""
    metric, following = seen.metrics[found.metric], seen.folded[quantity.end : quantity.end + 1]
    if following == "的" or (metric.generic and "\u4e00" <= following <= "\u9fff"):
        return None
    stop = words.CLAUSE_END.search(seen.folded, quantity.end, min(end, quantity.end + 90))
    limit = stop.start() if stop else min(end, quantity.end + 90)
    if stop and words.OPENING.match(seen.folded[seen.sentence_of(quantity.start)[0] : quantity.start]):
        limit = min(end, stop.end() + 16)
    for mention in here:
        if quantity.end <= mention.start < limit:
            if words.COMPARED.search(lead_of(seen, mention)):
                return None
            if metric.generic and not seen.text[quantity.end : mention.start].strip():
                return nobody("counts the thing itself")
            if mention.role == "rival":
                return nobody("its subject is another company")
            at = seen.first_figure(quantity.end)
            if metric.generic and at < len(seen.quantities) and seen.quantities[at].start < mention.start:
                return None
            return taken(seen, mention, found, quantity, 10.0, "after")
    return None
