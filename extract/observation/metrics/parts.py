"""Figures of the parts of a business that are told without a metric word: their money, their growth, their shares."""

from __future__ import annotations

from extract.observation import words
from extract.observation.context import Text
from extract.observation.metrics.distance import apart
from extract.observation.spotting.spot import Cue, Mention
from extract.records import Quantity

SEGMENT_COST = 13.0
"""Cost from which a part's name is too far off to be told of money alone."""
SMALLEST_SEGMENT, SMALLEST_BARE = 1e7, 1e8
"""Money, and a number without a unit, from which on one behind a part's name is its revenue."""
ASIDE_REACH = 180
"""Characters before a sum in which more may be told of its part between commas."""
MADE_REACH = 40
"""Characters behind money in which the part is named that it was made of."""
MARKET_REACH = 40
"""Characters before a part's name in which it is told to be a market."""
SEGMENT_REACH = 40
"""Characters before a growth in which the part that grew is named."""


def money_of(seen: Text, quantity: Quantity, start: int) -> tuple[Cue, float] | None:
    """Money told of a segment without a metric word is its revenue: "domestic games came to 129 billion yuan"."""
    if abs(quantity.value) < SMALLEST_SEGMENT:
        return None
    last, clause = _part_aside(seen, quantity, start) or (_last_segment(seen, start, quantity.start), None)
    if last is None or words.OTHER_MONEY.match(seen.folded[quantity.end : quantity.end + 24]):
        return None
    if words.MARKET_SIZE.search(seen.folded, max(start, last.start - MARKET_REACH), last.start):
        return None
    if quantity.unit not in words.MONEY and not _is_bare(seen, quantity, last):
        return None
    told = seen.folded[_behind_start(seen, last.end, quantity) : quantity.start] if clause is None else clause
    gap = words.SEGMENT_MOVED.sub(" ", _before_change(told))
    if words.COSTS.search(gap):
        return None
    cost = 8.0 + 4.0 * (0.0 if _heads_item(seen, start, last, quantity) else apart(gap))
    if cost >= SEGMENT_COST and _is_of_other_time(seen, quantity, last):
        cost = SEGMENT_COST - 1.0
    return (Cue(last.end, last.end, ("revenue",)), cost) if cost < SEGMENT_COST else None


def _before_change(told: str) -> str:
    """Words up to the change that led to a sum: "domestic games: up 17%, at"."""
    changed = words.CHANGED_TO.search(told)
    return told[: changed.start()] if changed else told


def _behind_start(seen: Text, end: int, quantity: Quantity) -> int:
    """Where the words behind a part's name begin, the level that it moved from aside: 增值服务由4亿元增至7亿元."""
    at = seen.first_figure(quantity.start) - 1
    if at < 0 or seen.quantities[at].start < end:
        return end
    moved = words.MOVED_FROM.fullmatch(seen.folded, end, seen.quantities[at].start)
    return seen.quantities[at].end if moved else end


def _heads_item(seen: Text, start: int, part: Mention, quantity: Quantity) -> bool:
    """Whether a part's name opens an item, and only marks stand between it and its sum: "- Advertising (MAS), 5bn"."""
    first = next((m for m in seen.mentions_in(start, part.end) if m.entity == part.entity), part)
    gap = words.PARENTHESIS.sub("", seen.folded[first.end : quantity.start])
    if any(c.isalnum() for c in gap.replace(seen.folded[part.start : part.end], "")):
        return False
    return words.ITEM_OPENING.fullmatch(seen.folded, start, first.start) is not None


def _part_aside(seen: Text, quantity: Quantity, start: int) -> tuple[Mention, str] | None:
    """A part of which more is told between commas before its sum, and the words of the clause itself."""
    aside = next(words.ASIDE.finditer(seen.folded, max(start, quantity.start - ASIDE_REACH), quantity.start), None)
    part = _last_segment(seen, start, aside.start()) if aside else None
    if aside is None or part is None or words.SEPARATOR.search(seen.folded, aside.end(), quantity.start):
        return None
    return part, seen.folded[part.end : aside.start()] + seen.folded[aside.end() : quantity.start]


def _is_of_other_time(seen: Text, quantity: Quantity, part: Mention) -> bool:
    """Whether money behind a segment's is that of another time: 网络广告全年827亿元（四季度247亿元）."""
    at = seen.first_figure(quantity.start) - 1
    while at >= 0 and seen.quantities[at].start >= part.end and seen.quantities[at].unit not in words.MONEY:
        at -= 1
    if at < 0 or seen.quantities[at].start < part.end or apart(seen.folded[part.end : seen.quantities[at].start]):
        return False
    return words.OTHER_TIME.search(seen.folded, seen.quantities[at].end, quantity.start) is not None


def _is_bare(seen: Text, quantity: Quantity, part: Mention) -> bool:
    """Whether a number without a unit stands right behind a part's name and alone: 广告265亿，, VAS 92.1bn (+17%)."""
    if quantity.unit is not None or quantity.value < SMALLEST_BARE or words.CHINESE.match(seen.folded, quantity.end):
        return False
    gap = seen.folded[part.end : quantity.start]
    before = _before_change(gap)
    if apart(words.SEGMENT_MOVED.sub(" ", before) if before != gap else gap):
        return False
    if words.CHINESE.match(seen.folded, part.start) is not None or _follows_money(seen, quantity):
        return True
    return before != gap or words.SIGNED_BEHIND.match(seen.folded, quantity.end) is not None


def _follows_money(seen: Text, quantity: Quantity) -> bool:
    """Whether money with its currency is told before in the sentence: ads 7.4 billion yuan; games 18.2 billion."""
    start, _ = seen.sentence_of(quantity.start)
    at = seen.first_figure(quantity.start)
    alike = (q for q in seen.quantities[max(0, at - 4) : at] if q.start >= start and q.unit in words.MONEY)
    return any(abs(q.value) >= SMALLEST_BARE for q in alike)


def made_of(seen: Text, quantity: Quantity, start: int) -> Cue | None:
    """Money that is made of a part of the business named behind it: took in 3 billion dollars from games."""
    if quantity.unit not in words.MONEY or not words.MADE_BEFORE.search(seen.folded, start, quantity.start):
        return None
    named = seen.mentions_in(quantity.end, quantity.end + MADE_REACH)[:1]
    if not named or seen.kind_of(named[0].entity) != "segment":
        return None
    if not words.MADE_FROM.fullmatch(seen.folded, quantity.end, named[0].start):
        return None
    return Cue(named[0].end, named[0].end, ("revenue",))


def growth_of(seen: Text, quantity: Quantity) -> Cue | None:
    """The part of the business right before its growth: 国际游戏劲升43%, Domestic Games +17%."""
    if quantity.unit != "percent" or not (quantity.change or quantity.value < 0):
        return None
    last = _last_segment(seen, max(0, quantity.start - SEGMENT_REACH), quantity.start)
    if last is None or words.GROWTH_OTHER.match(seen.folded, quantity.end):
        return None
    verbs = words.GROWTH_VERBS if words.CHINESE.match(seen.folded, last.start) else words.GROWTH_SIGN
    if not verbs.fullmatch(seen.folded, last.end, quantity.start):
        return None
    return Cue(last.end, last.end, ("revenue",))


def is_of_part(seen: Text, cue: Cue, start: int) -> bool:
    """Whether a share's word follows a part of the business or its money: 增值服务占50%，广告299亿元，占19%."""
    part = _last_segment(seen, start, cue.start)
    if part is None:
        return False
    if part.end == cue.start and seen.folded[cue.end : cue.end + 1].isdigit():
        return True
    at = seen.first_figure(part.end)
    if at == len(seen.quantities) or seen.quantities[at].start >= cue.start:
        return False
    money = seen.quantities[at].unit in words.MONEY or _is_bare(seen, seen.quantities[at], part)
    return money and apart(seen.folded[part.end : seen.quantities[at].start]) == 0


def _last_segment(seen: Text, start: int, end: int) -> Mention | None:
    """The last name of a span, where it is a segment's."""
    named = seen.mentions_in(start, end)
    if not named or seen.kind_of(named[-1].entity) != "segment":
        return None
    return named[-1]
