"""On which basis a profit is told: the accounting standard's, or the company's own (non-IFRS, adjusted)."""

from __future__ import annotations

import re

from extract.observation.context import Text
from extract.observation.spot import Cue
from extract.records import Quantity

OWN_SUFFIX = "_non_ifrs"
REACH = 700
"""Characters for which a basis named at the head of a list holds."""
_BASIS = re.compile(
    r"(?P<own>non-?\s?international (?:financial reporting|accounting) standards?|非国际财务报告准则|非国际财务报告|非國際財務報告準則|非通用会计准则|非通用會計準則|非国际会计准则|非美国通用会计准则|非公认会计准则|非公認會計準則|"
    r"经调整后?|調整後|經調整|调整后|\bnon-?\s?\n?IFRS|\bnon-?\s?\n?GAAP|\badjusted(?!\sEBITDA))"
    r"|(?P<standard>(?<!non-)(?<!non )international (?:financial reporting|accounting) standards?|国际财务报告准则|國際財務報告準則|通用会计准则|国际会计准则|(?<!non-)(?<!non )\bIFRS\b|(?<!non-)(?<!non )\bGAAP\b)",
    re.I,
)
_HEAD = re.compile(
    r"(?:按照?|以|基于|根据|在|\baccording to|\bin accordance with|\bon (?:a|an|the)|\bunder|\bby)\s*(?:\*\*)?\s*(?:本公司的?)?$",
    re.I,
)
_UNDER = re.compile(r"^\s*(?:\*\*)?\s*(?:之?下|口径|基准|计量|计算|basis)")
_CLAUSE = re.compile(r"[,，;；。！？!?]|\n\s*\n|\.\s|:|：")
_BRACKET = re.compile(r"^\s*[(（][^()（）]{0,24}$")


def on_own_basis(seen: Text, cue: Cue, quantity: Quantity, metric_id: str) -> str:
    """The non-IFRS twin of a metric, where the figure is told on the company's own basis; else the metric itself."""
    twin = metric_id + OWN_SUFFIX
    if twin not in seen.metrics:
        return metric_id
    named = list(_BASIS.finditer(seen.folded, max(0, cue.start - REACH), min(len(seen.text), quantity.end + 40)))
    beside = [m for m in named if _is_beside(seen.folded, m, cue, quantity)]
    if beside:
        return twin if beside[-1]["own"] else metric_id
    heads = [m for m in named if m.end() <= cue.start and _is_head(seen, m)]
    return twin if heads and heads[-1]["own"] else metric_id


def _is_beside(text: str, basis: re.Match[str], cue: Cue, quantity: Quantity) -> bool:
    """In the metric word's clause before it, or in brackets after the metric word or the figure."""
    if basis.start() < cue.end:
        return basis.end() > cue.start or not _CLAUSE.search(text, basis.end(), cue.start)
    if basis.start() < quantity.start:
        return _BRACKET.match(text[cue.end : basis.start()]) is not None
    return _BRACKET.match(text[quantity.end : basis.start()]) is not None


def _is_head(seen: Text, basis: re.Match[str]) -> bool:
    """ "On a non-IFRS basis:" and the like at the head of a list or sentence, with no metric word in its clause."""
    before, after = seen.folded[max(0, basis.start() - 18) : basis.start()], seen.folded[basis.end() : basis.end() + 8]
    if not (_HEAD.search(before) or _UNDER.match(after)):
        return False
    stop = _CLAUSE.search(seen.folded, basis.end())
    end = stop.start() if stop else len(seen.text)
    if any((m + OWN_SUFFIX) in seen.metrics for cue in seen.cues_in(basis.end(), end) for m in cue.metrics):
        return False
    return True
