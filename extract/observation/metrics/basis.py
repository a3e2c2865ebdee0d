"""On which basis a profit is told: the accounting standard's, or the company's own (non-IFRS, adjusted)."""

from __future__ import annotations

import re
from bisect import bisect_left

from extract.observation import words
from extract.observation.context import Text
from extract.observation.spotting.spot import Cue
from extract.records import Quantity

OWN_SUFFIX = "_non_ifrs"
ALONE_REACH = 40
"""Characters before a figure in which a basis stands that is its only word."""
REACH, REACH_AFTER = 700, 64
"""Characters for which a basis named at the head of a list holds, and after a figure in which its own is named."""


def on_own_basis(seen: Text, cue: Cue, quantity: Quantity, metric_id: str) -> str:
    """The non-IFRS twin of a metric, where the figure is told on the company's own basis; else the metric itself."""
    twin = metric_id + OWN_SUFFIX
    if twin not in seen.metrics:
        return metric_id
    again = told_again_on(seen, cue, quantity)
    if again is not None:
        return twin if _is_own(again) else metric_id
    named = _near(seen.bases, cue.start - REACH, quantity.end + REACH_AFTER)
    beside = [m for m in named if _is_beside(seen.folded, m, cue, quantity)]
    if beside:
        return twin if _is_own(beside[-1]) else metric_id
    if metric_id.endswith("_margin") and _goes_on(seen, named, cue):
        return twin
    heads = [m for m in named if m.end() <= cue.start and _is_head(seen, m)]
    return twin if heads and _is_own(heads[-1]) and not _ended(seen, heads[-1].end(), cue.start) else metric_id


def told_again_on(seen: Text, cue: Cue, quantity: Quantity) -> re.Match[str] | None:
    """The basis of a figure told without a metric word, in the statement after: under IFRS, it was ..."""
    start, _ = seen.sentence_of(quantity.start)
    if cue.end > start:
        ends = [match.end() for match in words.HARD_SEPARATOR.finditer(seen.folded, cue.end, quantity.start)]
        if not ends:
            return None
        start = ends[-1]
    named = _near(seen.bases, start, quantity.start)
    return named[-1] if named else None


def net_of_translation(seen: Text, cue: Cue, metric_id: str) -> str:
    """Net income, where a sentence tells 净收入 beside revenue: a translation's word for it, else net revenue."""
    if metric_id != "revenue" or "net_profit" not in seen.metrics or seen.folded[cue.start - 1 : cue.start] != "净":
        return metric_id
    told = (c for c in seen.cues_in(*seen.sentence_of(cue.start)) if "revenue" in c.metrics)
    beside = any(c.start != cue.start and seen.folded[c.start - 1 : c.start] != "净" for c in told)
    return "net_profit" if beside else metric_id


def told_alone(seen: Text, quantity: Quantity, start: int) -> Cue | None:
    """The company's own basis right before a figure, which then is its net profit: 非国际准则下1156亿元."""
    for basis in reversed(_near(seen.bases, max(start, quantity.start - ALONE_REACH), quantity.start)):
        if _is_own(basis) and words.BASIS_ALONE.fullmatch(seen.folded, basis.end(), quantity.start):
            return Cue(basis.start(), basis.end(), ("net_profit",))
        break
    return None


def _goes_on(seen: Text, named: list[re.Match[str]], cue: Cue) -> bool:
    """Whether a margin follows a profit on the company's own basis in its sentence."""
    start, _ = seen.sentence_of(cue.start)
    before = [basis for basis in named if start <= basis.start() < cue.start]
    return bool(before) and _is_own(before[-1])


def _ended(seen: Text, start: int, end: int) -> bool:
    """Whether a heading of another period stands between a basis and a metric word: the basis was that of the list."""
    numbers = range(seen.sentences.index(start) + 1, seen.sentences.index(end))
    return any(seen.sentences.is_heading(n) and seen.times.after(*seen.sentences.span(n), most=1) for n in numbers)


def _near(bases: list[re.Match[str]], start: int, end: int) -> list[re.Match[str]]:
    """Those that lie in a span."""
    low, high = (bisect_left(bases, place, key=lambda basis: basis.start()) for place in (start, end))
    return [basis for basis in bases[low:high] if basis.end() <= end]


def _is_own(basis: re.Match[str]) -> bool:
    return words.OWN_BASIS.match(basis.string, basis.start()) is not None


def _is_beside(text: str, basis: re.Match[str], cue: Cue, quantity: Quantity) -> bool:
    """In the metric word's clause before it, or in brackets after the metric word or the figure."""
    if basis.start() < cue.end:
        return basis.end() > cue.start or not words.BASIS_CLAUSE.search(text, basis.end(), cue.start)
    if basis.start() < quantity.start:
        return words.BASIS_BRACKET.match(text[cue.end : basis.start()]) is not None
    gap = text[quantity.end : basis.start()]
    after = words.BASIS_AFTER.match(gap) is not None and not words.BASIS_OF_NEXT.match(text, basis.end())
    return after or words.BASIS_BRACKET.match(gap) is not None


def _is_head(seen: Text, basis: re.Match[str]) -> bool:
    """Whether it is told at the head of a list or sentence, without a word and a figure: "on a non-IFRS basis:"."""
    before, after = seen.folded[max(0, basis.start() - 18) : basis.start()], seen.folded[basis.end() : basis.end() + 24]
    if not (words.BASIS_HEAD.search(before) or words.BASIS_UNDER.match(after)):
        return False
    stop = words.BASIS_CLAUSE.search(seen.folded, basis.end())
    end = stop.start() if stop else len(seen.text)
    at = seen.first_figure(basis.end())
    if at < len(seen.quantities) and seen.quantities[at].start < end and seen.quantities[at].unit in words.MONEY:
        return False
    cues = seen.cues_in(basis.end(), end)
    return not any((metric + OWN_SUFFIX) in seen.metrics for cue in cues for metric in cue.metrics)
