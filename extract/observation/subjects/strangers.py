"""Figures told of a name that no catalogue has, or of something that is only named after one of ours."""

from __future__ import annotations

from bisect import bisect_left

from extract.observation import words
from extract.observation.context import Text
from extract.observation.subjects.nearest import is_owner
from extract.records import Quantity

OWNER_REACH = 60
"""Characters before a metric's word in which its owner is named."""


def is_on_unknown(seen: Text, number: int, quantity: Quantity) -> bool:
    """Whether a clause before the figure, in its sentence, has a capitalised name of nobody known as its subject."""
    start, _ = seen.sentences.span(number)
    return unknown_between(seen, start, quantity.start) or _is_owned_by_ours(seen, start, quantity)


def unknown_between(seen: Text, start: int, end: int) -> bool:
    """Whether a clause that begins in a span has a capitalised name of nobody known as its subject."""
    for match in words.UNKNOWN_SUBJECT.finditer(seen.text, start, end):
        known = seen.mentions_in(*match.span("name")) or seen.cues_in(*match.span("name"))
        if not known and not words.NO_ENGLISH_NAME.issuperset(match["name"].split()):
            return True
    titles = words.UNKNOWN_TITLE.finditer(seen.text, start, end)
    return any(not seen.mentions_in(match.start(), match.end()) for match in titles)


def _is_owned_by_ours(seen: Text, start: int, quantity: Quantity) -> bool:
    """Whether the only name before the figure is told to own somebody whose name begins the sentence."""
    named = seen.mentions_in(start, quantity.start)
    if len(named) != 1 or not is_owner(seen, named[0]):
        return False
    first = words.LATIN_WORD.search(seen.text, start, named[0].start)
    return first is not None and first[0][0].isupper() and first[0] not in words.NO_ENGLISH_NAME


def is_quoted(seen: Text, start: int, cue_start: int) -> bool:
    """Whether a name in quotation marks that no catalogue has stands right before a metric's word: “X”日活用户."""
    quoted = words.QUOTED_BEFORE.search(seen.text, start, cue_start)
    return quoted is not None and not seen.mentions_in(quoted.start(), cue_start)


def is_possessed(seen: Text, start: int, cue_start: int) -> bool:
    """Whether a name that no catalogue has owns what a metric's word measures: X's revenue grew; , and X sales were."""
    reach = max(start, cue_start - OWNER_REACH), cue_start
    owner = words.POSSESSED_BY.search(seen.text, *reach) or words.CLAUSE_OF.search(seen.text, *reach)
    if owner is None or any(m.end > owner.start() for m in seen.mentions_in(start, cue_start)):
        return False
    return not words.NO_ENGLISH_NAME.issuperset(owner["name"].replace("-", " ").split())


def is_on_byline(seen: Text, number: int, quantity: Quantity) -> bool:
    """Whether the clause is told of something that is named after one of ours: WeChat groups, QQ Game."""
    start, _ = seen.sentences.span(number)
    at = bisect_left(seen.mentions, quantity.start, key=lambda m: m.start) - 1
    if at < 0 or seen.mentions[at].role != "byline" or seen.mentions[at].start < start:
        return False
    return not words.SEPARATOR.search(seen.folded, seen.mentions[at].end, quantity.start)
