"""One passage with everything that was spotted in it: what every rule looks at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from extract.catalog.load import Catalog, MetricEntry
from extract.observation.asof import Time, times
from extract.observation.sentences import Sentences
from extract.observation.spot import Cue, Mention, fold, spotter
from extract.quantity import read_quantities
from extract.records import Passage, Quantity


@dataclass(frozen=True, slots=True)
class Text:
    """One passage with everything that was spotted in it."""

    passage: Passage
    text: str
    quantities: list[Quantity]
    mentions: list[Mention]
    cues: list[Cue]
    times: list[Time]
    sentences: Sentences
    metrics: dict[str, MetricEntry]
    parents: dict[str, str | None]
    kinds: dict[str, str]
    subject: str | None


def subject_of(mentions: list[Mention], kinds: dict[str, str], parents: dict[str, str | None]) -> str | None:
    """The company a text is on: ours if our names, segments' common words aside, stand in it oftener than rivals'."""
    ours = [m.entity for m in mentions if m.role == "entity" and kinds[m.entity] != "segment"]
    rivals = sum(m.role == "rival" for m in mentions)
    if not ours or len(ours) <= rivals:
        return None
    companies = [entity for entity in ours if kinds[entity] == "company"]
    if companies:
        return companies[0]
    top = ours[0]
    while (above := parents.get(top)) is not None:
        top = above
    return top


@lru_cache(maxsize=8)
def _kinds(catalog: Catalog) -> dict[str, str]:
    return {entry.id: entry.kind for entry in catalog.entity_entries}


@lru_cache(maxsize=8)
def _metrics(catalog: Catalog) -> dict[str, MetricEntry]:
    return {metric.id: metric for metric in catalog.metric_entries}


@lru_cache(maxsize=8)
def _parents(catalog: Catalog) -> dict[str, str | None]:
    return {entry.id: entry.parent for entry in catalog.entity_entries}


def spot(passage: Passage, catalog: Catalog) -> Text:
    """Everything in a passage that a rule may look at."""
    text, spotting = passage.text, spotter(catalog)
    mentions = spotting.mentions(text)
    return Text(
        passage=passage, text=text, quantities=read_quantities(text) if mentions or passage.title else [], mentions=mentions,
        cues=spotting.cues(fold(text)), times=times(text, passage.published), sentences=Sentences(text),
        metrics=_metrics(catalog), parents=_parents(catalog), kinds=_kinds(catalog),
        subject=subject_of(mentions, _kinds(catalog), _parents(catalog)),
    )  # fmt: skip
