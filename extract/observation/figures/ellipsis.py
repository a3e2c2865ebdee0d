"""Figures without a metric word of their own that go on with the sentence before, or are compared with its figure."""

from __future__ import annotations

from extract.observation import words
from extract.observation.context import Text
from extract.observation.figures.pairs import comparable
from extract.observation.metrics.basis import OWN_SUFFIX, told_again_on
from extract.observation.metrics.distance import is_mark
from extract.observation.metrics.fit import SMALLEST_AUDIENCE, fits
from extract.observation.metrics.measure import Measure
from extract.observation.spotting.spot import Cue, Mention
from extract.quantity import PEOPLE_UNITS
from extract.records import Quantity

COMPARED_COST = 16.0
SMALLEST_AIM = 1e9
"""Money from which on a target without a metric word is one of the company's accounts."""
BESIDE_REACH = 48
"""Characters before a figure in which the name stands that it is compared for."""
LONGEST_BARE = 2
"""Characters that a sentence of a time and a figure may have besides them."""


def goes_on(seen: Text, quantity: Quantity, last: Measure, *, consensus: bool) -> bool:
    """Whether a sentence without a metric word goes on with the last one's figure: in May it passed 300 million.

    Args:
        seen: The passage.
        quantity: The figure.
        last: The metric word of the last figure that was read.
        consensus: The figure is what others expected.
    """
    number = seen.sentences.index(quantity.start)
    if abs(quantity.value) < SMALLEST_AUDIENCE or not fits(seen.metrics[last.metric], quantity):
        return False
    if not _follows(seen, number) or number - seen.sentences.index(last.cue.start) > 1:
        return False
    start, end = seen.sentences.span(number)
    if _metrics(seen, start, end, quantity) - {"users"}:
        return False
    if consensus:
        return len(_metrics(seen, *seen.sentences.span(number - 1), quantity)) == 1
    on_basis = last.metric + OWN_SUFFIX in seen.metrics and told_again_on(seen, last.cue, quantity) is not None
    if (quantity.unit is None or on_basis) and words.AGAIN.search(seen.folded[start : quantity.start]):
        return not _is_for_another(seen, start, quantity.start)
    if words.OF_THEM_IN.match(seen.folded, quantity.end):
        return True
    if is_mark(seen, quantity):
        return not any(m.role == "rival" for m in seen.mentions_in(start, quantity.start))
    return _is_bare(seen, quantity, start, end)


def aims(seen: Text, quantity: Quantity, last: Measure) -> bool:
    """Whether a sum is what is aimed at in the metric just told: has bought 88 billion, on track for a target of 100.

    Args:
        seen: The passage.
        quantity: The figure.
        last: The metric word of the last figure that was read.
    """
    if quantity.unit not in {None, *words.MONEY} or quantity.value < SMALLEST_AIM:
        return False
    if not fits(seen.metrics[last.metric], quantity) or seen.metrics[last.metric].unit not in words.MONEY:
        return False
    number, start = seen.sentences.index(quantity.start), seen.sentence_of(quantity.start)[0]
    aim = words.AIM.search(seen.folded, max(start, quantity.start - BESIDE_REACH), quantity.start)
    if aim is None or number - seen.sentences.index(last.cue.start) > 1:
        return False
    return not _metrics(seen, aim.start(), quantity.start, quantity)


def _is_for_another(seen: Text, start: int, end: int) -> bool:
    """Whether a sentence begins with whose figure it tells: for X, the number was ..."""
    named = next(iter(seen.mentions_in(start, end)), None)
    lead = seen.folded[start : named.start].lstrip() if named else ""
    return named is not None and words.NAME_LEADS.fullmatch(lead) is not None


def compared(seen: Text, quantity: Quantity) -> tuple[Measure, Mention] | None:
    """The metric of the sentence before, and the name that a figure compared with its figure is told of.

    "That compares with 762 million for WeChat", 落后于微信（4.38亿）, 这已超过腾讯的860亿美元.
    """
    number = seen.sentences.index(quantity.start)
    start, end = seen.sentences.span(number)
    counted = _counted(seen, quantity, number) if quantity.unit in {None, "count"} else None
    if counted is not None:
        return counted
    if not _follows(seen, number) or _metrics(seen, start, end, quantity):
        return None
    named = _beside(seen, quantity, start, end)
    if named is None or not named.entity:
        return None
    kind = seen.kind_of(named.entity)
    told = seen.cues_in(*seen.sentences.span(number - 1))
    for cue in sorted(told, key=lambda c: (all(seen.metrics[m].generic for m in c.metrics), -c.start)):
        metric = next((m for m in cue.metrics if _fits(seen, m, quantity) and kind in seen.metrics[m].of), None)
        if metric is not None:
            return Measure(metric, cue, COMPARED_COST, "list"), named
    return None


def _counted(seen: Text, quantity: Quantity, number: int) -> tuple[Measure, Mention] | None:
    """The things of the sentence before of which there are so many: there are now 1 million of them."""
    start, _ = seen.sentences.span(number)
    if not number or not words.THERE_ARE.search(seen.folded[max(start, quantity.start - 40) : quantity.start]):
        return None
    if not words.BARE_COUNT_AFTER.match(seen.folded, quantity.end) or seen.mentions_in(start, quantity.start):
        return None
    counts = [m for m in seen.catalog.metric_entries if m.entity and m.unit == "count" and fits(m, quantity)]
    for named in seen.mentions_in(*seen.sentences.span(number - 1)):
        name = seen.folded[named.start : named.end].replace("-", " ")
        for metric in counts:
            if metric.entity == named.entity and name.endswith(metric.cues.en):
                return Measure(metric.id, Cue(named.start, named.end, (metric.id,)), COMPARED_COST, "list"), named
    return None


def _beside(seen: Text, quantity: Quantity, start: int, end: int) -> Mention | None:
    """The name that a figure without a metric word is told of, beside it."""
    before = seen.mentions_in(max(start, quantity.start - BESIDE_REACH), quantity.start)
    if before:
        gap = seen.folded[before[-1].end : quantity.start]
        bracketed = words.OPENED_NAME.fullmatch(gap) and words.CLOSED.match(seen.folded[quantity.end :][:16])
        lead = seen.folded[max(start, before[-1].start - 12) : before[-1].start]
        owned = words.POSSESSIVE.fullmatch(gap.strip()) and words.COMPARED.search(lead)
        ranked = words.RANKED.fullmatch(gap)
        opens = _opens(seen, quantity, before[-1], start)
        if bracketed or owned or ranked or opens or _in_ranking(seen, quantity, before[-1], start, end):
            return before[-1]
    after = seen.mentions_in(quantity.end, min(end, quantity.end + 24))
    if after and words.FOR.fullmatch(seen.folded, quantity.end, after[0].start):
        return after[0]
    return None


def _opens(seen: Text, quantity: Quantity, named: Mention, start: int) -> bool:
    """Whether a sentence is a name and its figure, after one that tells a kind of users: QQ has 553 million."""
    lead = words.NAME_LEADS.sub("", seen.folded[start : named.start])
    if lead.strip(' *_-#•·"“\n') or quantity.unit not in {None, *PEOPLE_UNITS}:
        return False
    if quantity.value < SMALLEST_AUDIENCE or not words.NAME_THEN.fullmatch(seen.folded, named.end, quantity.start):
        return False
    if words.CHINESE.match(seen.folded, quantity.end) or words.COUNTS_NOUN.match(seen.folded, quantity.end):
        return False
    told = {m for cue in seen.cues_in(*seen.sentences.span(seen.sentences.index(start) - 1)) for m in cue.metrics}
    kinds = [seen.metrics[m] for m in told if seen.metrics[m].unit == "users" and not seen.metrics[m].generic]
    return bool(kinds) and not all(kind.overrides for kind in kinds)


def _in_ranking(seen: Text, quantity: Quantity, named: Mention, start: int, end: int) -> bool:
    """Whether a figure right behind a name is one of several such: 微信13.2亿，X 11.8亿，Y 10.5亿."""
    if not words.NAME_GAP.fullmatch(seen.folded, named.end, quantity.start):
        return False
    at = seen.first_figure(quantity.start)
    for other in (*seen.quantities[max(0, at - 1) : at], *seen.quantities[at + 1 : at + 2]):
        if start <= other.start < end and comparable(other, quantity):
            beside = seen.mentions_in(max(start, other.start - 24), other.start)
            if beside and beside[-1] != named and words.NAME_GAP.fullmatch(seen.folded, beside[-1].end, other.start):
                return True
    return False


def _follows(seen: Text, number: int) -> bool:
    """Whether a sentence goes on in the paragraph of the one before."""
    return number > 0 and seen.sentences.paragraph(number) == seen.sentences.paragraph(number - 1)


def _fits(seen: Text, metric: str, quantity: Quantity) -> bool:
    return fits(seen.metrics[metric], quantity)


def _metrics(seen: Text, start: int, end: int, quantity: Quantity) -> set[str]:
    cues: list[Cue] = seen.cues_in(start, end)
    return {m for cue in cues for m in cue.metrics if _fits(seen, m, quantity)}


def _is_bare(seen: Text, quantity: Quantity, start: int, end: int) -> bool:
    """Whether a sentence is a time and the figure, and no more: 2017年除夕，142亿个。"""
    times = seen.times.after(start, quantity.start, most=2)
    if len(times) != 1:
        return False
    rest = (
        seen.folded[start : times[0].start]
        + seen.folded[times[0].end : quantity.start]
        + seen.folded[quantity.end : end]
    )
    rest = words.FIGURE_VERB.sub("", rest)
    return sum(c.isalnum() for c in rest) <= LONGEST_BARE
