"""The name that a sentence is on, for the sentences that go on with it."""

from __future__ import annotations

from itertools import pairwise

from extract.observation import words
from extract.observation.context import Text
from extract.observation.spotting.spot import Mention
from extract.observation.subjects.bearer import is_oblique


def subject_in(seen: Text, named: list[Mention]) -> Mention | None:
    """The first name of a sentence that is no means or place, and in no list that is; None where all are."""
    listed = False
    for at, mention in enumerate(named):
        listed = is_oblique(seen, mention) or (listed and _is_joined(seen, named, at))
        if not listed:
            return mention
    return None


def only_one(named: list[Mention]) -> Mention | None:
    """The only product of a sentence, though it is a means or place there: a ban on deals with X. The app has ..."""
    return named[0] if named and {m.entity for m in named} == {named[0].entity} and named[0].entity else None


def _is_joined(seen: Text, named: list[Mention], at: int) -> bool:
    """Whether a name goes on with a list of names; after a comma alone it may begin a clause: with X's help, Y has"""
    gaps = [seen.folded[a.end : b.start] for a, b in pairwise(named[max(0, at - 1) : at + 2])]
    if not at or not words.LIST_GAP.match(gaps[0]):
        return False
    return gaps[0].strip() not in {",", "，"} or any(words.LIST_GAP.match(gap) for gap in gaps[1:])


def products_of(seen: Text, named: list[Mention]) -> list[Mention]:
    """The names of a sentence without makers of products, where one of a product is among them."""
    fewer = [m for m in named if m.entity not in seen.catalog.makers]
    return fewer if any(m.entity for m in fewer) else named
