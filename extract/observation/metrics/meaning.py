"""Whether a word means its metric where it stands: not the users of a net, the revenue of a market or a cost."""

from __future__ import annotations

from extract.catalog.load import MetricEntry
from extract.observation import words
from extract.observation.context import Text
from extract.observation.metrics.parts import is_of_part
from extract.observation.spotting.folding import fold
from extract.observation.spotting.spot import Cue

COSTS_REACH = 120
"""Characters before a share's word in which it may be told of costs."""
WORTH_REACH, IT_REACH = 160, 30
"""Characters from a company's name, and from "the company", to the word for what it is worth."""
LONGEST_KIND = 12
"""Characters before things in which only some of them are told of."""
LONGEST_SUFFIX = 6
"""Characters that may follow a part's name: 增值服务业务的."""


def holds_here(seen: Text, cue: Cue, metric: str, start: int, end: int) -> bool:
    """What `holds` says of a word in its sentence, found once for all figures of the sentence."""
    key = cue.start, cue.end, metric
    if key not in seen.held:
        seen.held[key] = holds(seen, cue, seen.metrics[metric], start, end)
    return seen.held[key]


def holds(seen: Text, cue: Cue, metric: MetricEntry, start: int, end: int) -> bool:
    """Whether a word means its metric here: active ones are users, and what a share is a share of is named."""
    after = seen.folded[cue.end : cue.end + 48]
    if _counts_other(seen, cue, metric, after):
        return False
    if metric.unit in words.MONEY and _means_other(seen, cue, after):
        return False
    lead = seen.folded[max(start, cue.start - 24) : cue.start]
    if metric.generic and words.OF_A_NET.search(lead):
        return False
    if metric.unit == "users" and words.PART_BEFORE.search(lead):
        return False
    if words.COUNTED_OWNER.search(lead) or words.MARKET_BEFORE.search(lead):
        return False
    if metric.id == "revenue" and _is_of_item(seen, cue, start):
        return False
    if seen.folded[cue.start : cue.end] in words.WORTH_WORDS and not _is_worth(seen, cue, start):
        return False
    if metric.id == "countries_covered" and words.CHART_AFTER.match(seen.folded[cue.end : cue.end + 16]):
        return False
    if metric.near and (not _is_near(seen, metric.near, start, end) or _tells_other(seen, cue, start)):
        return False
    if not metric.growth_of:
        return True
    place = words.REGIONAL_SHARE.search(lead)
    if place and not seen.mentions_in(max(start, cue.start - 24), cue.start):
        return False
    costs = words.COSTS.search(seen.folded, max(start, cue.start - COSTS_REACH), min(end, cue.end + 20))
    told = words.REVENUE.search(seen.folded, start, end) is not None or is_of_part(seen, cue, start)
    return told and costs is None


def _tells_other(seen: Text, cue: Cue, start: int) -> bool:
    """Whether a word is as often told of other things than buybacks, and other money is told of before it."""
    if seen.folded[cue.start : cue.end] not in words.VAGUE_BUYBACK:
        return False
    told = {m for other in seen.cues_in(start, cue.start) for m in other.metrics}
    return any(seen.metrics[m].unit in words.MONEY for m in told) and not told & set(cue.metrics)


def _counts_other(seen: Text, cue: Cue, metric: MetricEntry, after: str) -> bool:
    """Whether a word for users is one for another audience, or that for things is one for some or for their users."""
    if metric.unit == "users":
        return words.OTHER_AUDIENCE.match(after[:16].partition("\n")[0]) is not None or _is_of_name(seen, cue)
    if metric.unit != "count" or metric.entity is None:
        return False
    lead = max(0, cue.start - LONGEST_KIND), cue.start
    return words.USERS_AFTER.match(after) is not None or words.SOME_OF_THEM.search(seen.folded, *lead) is not None


def _is_of_name(seen: Text, cue: Cue) -> bool:
    """Whether a word for users is part of the name of what is counted: 20 million official accounts."""
    names = [m for m in seen.mentions_in(cue.start - 16, cue.end + 1) if m.start < cue.start and m.end >= cue.end]
    return any(m.entity and seen.catalog.entity_by_id[m.entity].shared for m in names)


def _means_other(seen: Text, cue: Cue, after: str) -> bool:
    """Whether a word for money is one of costs, of what is not earned yet, or of all companies of a market."""
    if words.OTHER_SENSE_AFTER.match(after) or words.OF_A_MARKET.match(after):
        return True
    return words.OTHER_SENSE_BEFORE.search(seen.folded[max(0, cue.start - 20) : cue.start]) is not None


def _is_of_item(seen: Text, cue: Cue, start: int) -> bool:
    """Whether a word for revenue is that of a service or a business that no catalogue has."""
    if not words.ITEM_BEFORE.search(seen.folded, max(start, cue.start - 8), cue.start):
        return False
    named = seen.mentions_in(max(start, cue.start - 40), cue.end)
    return not named or cue.start - named[-1].end > LONGEST_SUFFIX


def _is_near(seen: Text, near: tuple[str, ...], start: int, end: int) -> bool:
    """Whether one of some words stands in a sentence, in the one before or in the title."""
    before = seen.sentences.span(max(0, seen.sentences.index(start) - 1))[0]
    around = seen.folded[before:end]
    return any(word in around for word in near) or any(word in fold(seen.passage.title) for word in near)


def _is_worth(seen: Text, cue: Cue, start: int) -> bool:
    """Whether a company is told to be worth something: "Tencent, now worth 500 billion dollars"."""
    named = [m for m in seen.mentions_in(max(start, cue.start - WORTH_REACH), cue.start) if not m.weak]
    if seen.topic.company is not None and (not named or cue.start - named[-1].end > IT_REACH):
        it = words.IT_IS_WORTH.search(seen.folded, max(start, cue.start - IT_REACH), cue.start)
        if it is not None or not named:
            return it is not None
    if not named or seen.kind_of(named[-1].entity) != "company":
        return False
    return words.WORTH.fullmatch(seen.folded, named[-1].end, cue.start) is not None
