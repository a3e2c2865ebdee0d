"""One passage with everything that was spotted in it: what every rule looks at."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from extract.catalog.load import Catalog, EntityKind, MetricEntry
from extract.observation import words
from extract.observation.spotting.folding import fold
from extract.observation.spotting.others import others
from extract.observation.spotting.reach import quantities_in_reach
from extract.observation.spotting.sentences import Sentences
from extract.observation.spotting.spot import Cue, Mention, by_start, spotter
from extract.observation.spotting.topic import Topic, is_family, topic_of
from extract.observation.tables.tables import Tables
from extract.observation.times.timeline import Timeline
from extract.quantity import read_quantities
from extract.records import Passage, Quantity

Spot = TypeVar("Spot", Cue, Mention)


@dataclass(slots=True)
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
    metrics: dict[str, MetricEntry] = field(init=False)
    """The metrics of the catalogue by id."""
    _named: list[Mention] = field(init=False)
    """Mentions, bylines aside."""
    _name_starts: list[int] = field(init=False)
    _cue_starts: list[int] = field(init=False)
    _bases: list[re.Match[str]] | None = None
    _titled: list[Cue] | None = None

    def __post_init__(self) -> None:
        """What nearly every rule asks, found once."""
        self.metrics = self.catalog.metric_by_id
        self._named = [m for m in self.mentions if m.role != "byline"]
        self._name_starts = [m.start for m in self._named]
        self._cue_starts = [c.start for c in self.cues]

    @property
    def bases(self) -> list[re.Match[str]]:
        """Where the text names an accounting basis, in order; looked for when first asked."""
        if self._bases is None:
            self._bases = list(words.BASIS.finditer(self.folded))
        return self._bases

    @property
    def titled(self) -> list[Cue]:
        """The metric words of the title, at no place of the text; looked for when first asked."""
        if self._titled is None:
            found = spotter(self.catalog).cues(fold(self.passage.title)) if self.passage.title else []
            self._titled = [Cue(0, 0, cue.metrics) for cue in found]
        return self._titled

    def kind_of(self, entity: str) -> EntityKind | None:
        """Whether an entity is a company, a product or a segment; None for the empty one of rivals and bylines."""
        return self.catalog.entity_by_id[entity].kind if entity else None

    def first_figure(self, position: int) -> int:
        """Number of the first figure that starts at a place or behind it."""
        return bisect_left(self.quantities, position, key=by_start)

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """Mentions that lie in a span, bylines aside."""
        return _within(self._named, self._name_starts, start, end)

    def cues_in(self, start: int, end: int) -> list[Cue]:
        """Cues that lie in a span."""
        return _within(self.cues, self._cue_starts, start, end)

    def sentence_of(self, position: int) -> tuple[int, int]:
        """Span of the sentence a position lies in."""
        return self.sentences.around(position)


def _within(spots: Sequence[Spot], starts: Sequence[int], start: int, end: int) -> list[Spot]:
    """Those of a list, sorted by their starts, that lie in a span."""
    low = bisect_left(starts, start)
    high = bisect_left(starts, end, low)
    return [spot for spot in spots[low:high] if spot.end <= end] if low < high else []


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
        mentions=_with_others(mentions, others(text, mentions, cues, ours=ours, titled=topic.titled)),
        cues=cues,
        times=Timeline(folded, passage.published, sentences, cues, headline),
        sentences=sentences,
        topic=topic,
        tables=tables,
        family=is_family(folded, mentions) or is_family(headline, title),
    )


def _with_others(mentions: list[Mention], more: Sequence[Mention]) -> list[Mention]:
    return sorted([*mentions, *more], key=by_start) if more else mentions
