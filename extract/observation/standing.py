"""How a figure is told: as fact, forecast, target or rumour; on whose word; for mainland China only."""

from __future__ import annotations

import re

from extract.observation import words
from extract.observation.context import Text
from extract.records import Modality, Quantity

BEFORE, AFTER = 60, 16
_CLAUSE_END = re.compile(r"[,，;；:：](?!\d)")
_GOES_ON = re.compile(r"\s*(?:[从由至]|约|合|即|总额|总计|(?:from|or|about|worth)\s)")
"""Starts of a clause that only tells the size of what the one before tells: 计划翻倍，从490亿元增至超1000亿元."""
_TIME_ALONE = re.compile(r"\s?[到至在]?\s?(?:(?:19|20)\d\d|[今明后]|本世纪)[年末底初前后]*\s?")
_EXPECTS = re.compile(r"(?:预计|预测|估计|预估)(?:[到至在]?\s?(?:20\d\d|[今明后])年[底末初]?)?\s*$")
_ASKED = re.compile(r"(?:[^，。,;；!！?？.\n]|\.(?=\d)){0,60}[?？]")
"""Behind a figure that a question asks of."""
_STOP = re.compile(
    r"[,，;；:：]|[(（](?=[^()（）]*\d)|\s(?:miss|beat|top|exceed|surpass|trail|above|below|versus|vs|against|compared)"
)
"""Where what is told of a figure ends: what it missed is of another."""


def modality_of(seen: Text, quantity: Quantity) -> Modality:
    """Whether a figure is fact, forecast, target or rumour, by the words of its clause."""
    start, end = seen.sentence_of(quantity.start)
    before = seen.folded[max(start, quantity.start - BEFORE) : quantity.start]
    clauses = _CLAUSE_END.split(before)
    goes_on = len(clauses) > 1 and (_GOES_ON.match(clauses[-1]) or _shares_verb(seen, quantity, clauses))
    clause = "".join(clauses[-2:]) if goes_on else clauses[-1]
    after = seen.folded[quantity.end : min(end, quantity.end + AFTER)]
    near = clause + _STOP.split(after, maxsplit=1)[0]
    if words.TARGET.search(clause):
        return "target"
    if words.FORECAST.search(near) or _is_expected_before(clauses[:-1]):
        return "forecast"
    asked = _ASKED.match(seen.folded, quantity.end) and not words.ASKS_WHY.search(seen.folded, start, quantity.start)
    return "rumour" if asked or words.RUMOUR.search(seen.folded[start : quantity.end]) else "actual"


def _is_expected_before(clauses: list[str]) -> bool:
    """Whether the clauses before, but for a time, end in a word of expectation: 机构预计，到2030年，…."""
    while clauses and _TIME_ALONE.fullmatch(clauses[-1]):
        clauses = clauses[:-1]
    return bool(clauses) and _EXPECTS.search(clauses[-1]) is not None


def _shares_verb(seen: Text, quantity: Quantity, clauses: list[str]) -> bool:
    """Whether a clause is a metric's word alone, and the one before expects another: 预期营收15亿元，净利润3亿元."""
    start = quantity.start - len(clauses[-1])
    cues = seen.cues_in(start, quantity.start)
    besides = seen.folded[start : cues[0].start] + seen.folded[cues[-1].end : quantity.start] if cues else "-"
    if words.BASIS.sub("", besides).strip():
        return False
    expected = words.FORECAST.search(seen.folded, start - 1 - len(clauses[-2]), start)
    return expected is not None and bool(seen.cues_in(expected.end(), start))


def attribution_of(seen: Text, quantity: Quantity) -> str | None:
    """The person, firm or report that the sentence credits."""
    start, end = seen.sentence_of(quantity.start)
    found = words.CREDIT_WORD.search(seen.text, start, end) and words.CREDIT.search(seen.text, start, end)
    return next((g.rstrip(".") for g in found.groups() if g), None) if found else None


def region_of(seen: Text, quantity: Quantity, metric_id: str) -> str | None:
    """CN where the sentence counts users in mainland China only."""
    if not metric_id.endswith("users"):
        return None
    start, end = seen.sentence_of(quantity.start)
    clause = seen.folded[max(start, quantity.start - 40) : min(end, quantity.end + 48)]
    return "CN" if words.CHINA.search(clause) and not words.NOT_CHINA.search(clause) else None
