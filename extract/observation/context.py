"""One passage with everything that was spotted in it: what every rule looks at."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from extract.catalog.load import Catalog, EntityKind, MetricEntry
from extract.observation import words
from extract.observation.others import others
from extract.observation.reach import quantities_in_reach
from extract.observation.sentences import Sentences
from extract.observation.spot import Cue, Mention, fold, spotter
from extract.observation.tables import Tables
from extract.observation.timeline import Timeline
from extract.quantity import read_quantities
from extract.records import Passage, Quantity

Spot = TypeVar("Spot", Cue, Mention)
LEAD = 160
"""Characters at the start of a text in which it says what it is about."""
UNTITLED_LEAD, UNTITLED_LEAD_ZH = 40, 16
"""The same where its title names nobody of ours, for names in Latin letters and in Chinese."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a text is on: the company, None for somebody else's; the product, None where it is on several."""

    company: str | None
    product: str | None
    headed: bool = False
    """The title names the product and nothing else."""


@dataclass
class Text:
    """One passage with everything that was spotted in it."""

    passage: Passage
    text: str
    folded: str
    catalog: Catalog
    quantities: list[Quantity]
    mentions: list[Mention]
    cues: list[Cue]
    times: Timeline
    sentences: Sentences
    topic: Topic
    tables: Tables
    family: bool
    """Whether text or title names one of ours as more than a place, or nobody at all but by common words of ours."""
    read: dict[int, str] = field(default_factory=dict)
    """The entity of the last observation of each sentence, as far as the text has been read."""
    held: dict[tuple[int, int, str], bool] = field(default_factory=dict)
    """Whether a metric word means its metric in its sentence, as far as was asked, by its span and the metric."""

    @cached_property
    def metrics(self) -> dict[str, MetricEntry]:
        """The metrics of the catalogue by id."""
        return self.catalog.metric_by_id

    @cached_property
    def bases(self) -> list[re.Match[str]]:
        """Where the text names an accounting basis, in order."""
        return list(words.BASIS.finditer(self.folded))

    @cached_property
    def named(self) -> list[Mention]:
        """Mentions, bylines aside."""
        return [m for m in self.mentions if m.role != "byline"]

    @cached_property
    def titled(self) -> list[Cue]:
        """The metric words of the title, at no place of the text."""
        found = spotter(self.catalog).cues(fold(self.passage.title)) if self.passage.title else []
        return [Cue(0, 0, cue.metrics) for cue in found]

    @cached_property
    def _starts(self) -> tuple[list[int], list[int]]:
        """Where mentions, bylines aside, and cues start."""
        return [m.start for m in self.named], [c.start for c in self.cues]

    def kind_of(self, entity: str) -> EntityKind | None:
        """Whether an entity is a company, a product or a segment; None for the empty one of rivals and bylines."""
        return self.catalog.entity_by_id[entity].kind if entity else None

    def first_figure(self, position: int) -> int:
        """Number of the first figure that starts at a place or behind it."""
        return bisect_left(self.quantities, position, key=lambda q: q.start)

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """Mentions that lie in a span, bylines aside."""
        return _within(self.named, self._starts[0], start, end)

    def cues_in(self, start: int, end: int) -> list[Cue]:
        """Cues that lie in a span."""
        return _within(self.cues, self._starts[1], start, end)

    def sentence_of(self, position: int) -> tuple[int, int]:
        """Span of the sentence a position lies in."""
        return self.sentences.around(position)


def _within(spots: Sequence[Spot], starts: Sequence[int], start: int, end: int) -> list[Spot]:
    """Those of a list, sorted by their starts, that lie in a span."""
    low = bisect_left(starts, start)
    return [spot for spot in spots[low : bisect_left(starts, end, low)] if spot.end <= end]


def spot(passage: Passage, catalog: Catalog, *, whole: bool = False) -> Text | None:
    """Everything in a passage that a rule may look at; None when neither text nor title names one of ours.

    Args:
        passage: The text.
        catalog: Whose figures are read.
        whole: Read every quantity of the text, and not only where an observation can stand.
    """
    text, spotting = passage.text, spotter(catalog)
    folded = fold(text)
    mentions = spotting.mentions(text, folded)
    headline = fold(passage.title)
    title = spotting.mentions(passage.title, headline) if headline else []
    named = [m for m in (*mentions, *title) if m.role == "entity"]
    if not named:
        return None
    sentences = Sentences(text)
    topic = topic_of(mentions, title, folded, headline, catalog)
    cues = spotting.cues(folded)
    tables = Tables(text, folded)
    ours = topic.company is not None
    found = read_quantities(text) if whole else quantities_in_reach(text, sentences, cues, mentions, tables, ours=ours)
    return Text(
        passage=passage,
        text=text,
        folded=folded,
        catalog=catalog,
        quantities=tables.read(found),
        mentions=_with_others(mentions, others(text, mentions, cues, ours=ours)),
        cues=cues,
        times=Timeline(folded, passage.published, sentences, cues, headline),
        sentences=sentences,
        topic=topic,
        tables=tables,
        family=_is_family(folded, mentions) or _is_family(headline, title),
    )


def _is_family(folded: str, mentions: Sequence[Mention]) -> bool:
    strong = [m for m in mentions if m.role == "entity" and not m.weak]
    if not strong:
        return bool(mentions) and not any(m.role == "rival" for m in mentions)
    return any(not is_place(folded, m) for m in strong)


def is_place(folded: str, mention: Mention) -> bool:
    """Whether a name only says where or by what means something is done: on WeChat, 通过微信."""
    return words.PLACE.search(folded[max(0, mention.start - 14) : mention.start]) is not None


def _with_others(mentions: list[Mention], more: Sequence[Mention]) -> list[Mention]:
    return sorted([*mentions, *more], key=lambda m: m.start) if more else mentions


def topic_of(
    mentions: Sequence[Mention], title: Sequence[Mention], folded: str, headline: str, catalog: Catalog
) -> Topic:
    """What a text is on.

    Args:
        mentions: Those of the text.
        title: Those of the title; names that are only the place or the means there do not count.
        folded: The text in lower case.
        headline: The title in lower case.
        catalog: Knows parents.
    """
    products = _products(mentions, catalog)
    mentions = [m for m in mentions if not is_place(folded, m)]
    ours = [m for m in mentions if m.role == "entity" and not m.weak]
    in_title = any(m.role == "entity" and not m.weak for m in title)
    title = [m for m in title if not is_place(headline, m)]
    named = [m for m in title if m.role != "byline"]
    ours_title = [m for m in named if m.role == "entity" and not m.weak]
    lead = [m for m in mentions if m.start < LEAD and m.role != "byline"]
    others_count = sum(m.role == "rival" for m in mentions)
    if words.OTHERS_STORY.search(headline):
        about = False
    elif ours_title and named[0].role == "entity":
        about = True
    elif ours_title:
        about = len(ours) > others_count
    elif named and lead and named[0].role == "entity" and named[0].entity == lead[0].entity and not lead[0].weak:
        about = True
    elif named:
        about = bool(ours) and lead[0].role == "entity" and len(ours) > 2 * others_count if lead else False
    elif headline:
        limit = UNTITLED_LEAD if lead and folded[lead[0].start].isascii() else UNTITLED_LEAD_ZH
        alone = in_title or not any(m.role == "rival" for m in lead)
        more = len(ours) >= others_count if alone else len(ours) > others_count
        about = bool(lead) and lead[0].role == "entity" and lead[0].start < limit and more
    else:
        first_is_ours = any(m.role == "entity" for m in (lead or mentions)[:1])
        about = bool(ours) and (len(ours) > others_count if first_is_ours else len(ours) > 2 + 2 * others_count)
    if not about or not (ours_title or ours):
        return Topic(None, None)
    subjects = [*ours_title, *ours]
    companies = [
        [m.entity for m in named if catalog.entity_by_id[m.entity].kind == "company"] for named in (ours_title, ours)
    ]
    told_most = Counter(companies[0] or companies[1]).most_common(1)
    company = told_most[0][0] if told_most else catalog.company_of(subjects[0].entity)
    told = _products(ours_title, catalog)
    if not told and not headline:
        products = _whole(products, ours[0].entity, catalog)
    parents = {catalog.entity_by_id[one].parent for one in products}
    product = products if len(products) == 1 and (len(told) != 1 or told == parents) else told
    headed = len(told) == 1 and all(m.entity in told for m in named)
    return Topic(company, next(iter(product)) if len(product) == 1 else None, headed)


def _whole(products: set[str], first: str, catalog: Catalog) -> set[str]:
    """The product named first, where all others are parts of it; else the products as they are."""
    parts = products - {first}
    return {first} if parts and all(catalog.entity_by_id[one].parent == first for one in parts) else products


def _products(mentions: Sequence[Mention], catalog: Catalog) -> set[str]:
    return {m.entity for m in mentions if m.role == "entity" and catalog.entity_by_id[m.entity].kind == "product"}
