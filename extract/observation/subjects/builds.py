"""Builds of a sentence that settle by themselves whose a figure is: in brackets, described, "users of X", X's games."""

from __future__ import annotations

from extract.observation import words
from extract.observation.context import Text
from extract.observation.metrics.measure import Measure
from extract.observation.spotting.spot import Mention
from extract.observation.subjects.bearer import (
    CARRY_COST,
    Subject,
    company_around,
    nobody,
    taken,
)
from extract.observation.subjects.carried import carried
from extract.observation.subjects.nearest import nearest
from extract.records import Quantity

SERVED_REACH = 24
"""Characters before users in which somebody is told to serve them."""
FARTHEST_OF = 32
"""Characters from a metric word to the name that it is told of."""


def by_build(seen: Text, quantity: Quantity, found: Measure, here: list[Mention], start: int) -> Subject | None:
    """The subject by the first such build that a sentence has; None where it has none.

    Args:
        seen: The passage.
        quantity: The figure.
        found: Its metric word.
        here: The names of the sentence.
        start: Of the sentence.
    """
    for find in _BUILDS:
        subject = find(seen, quantity, found, here, start)
        if subject is not None:
            return subject
    return None


def is_over(mention: Mention, found: Measure) -> bool:
    """Whether a name is one with the metric word."""
    return mention.start < found.cue.end and mention.end > found.cue.start and not found.cue.gapped


def _in_parenthesis(seen: Text, quantity: Quantity, found: Measure, here: list[Mention], start: int) -> Subject | None:
    """A figure in brackets is of the name before them."""
    opened = words.BRACKET_BEFORE.search(seen.folded[max(start, quantity.start - 90) : quantity.start])
    if opened is None:
        return None
    bracket = max(start, quantity.start - 90) + opened.start()
    inside = [m for m in here if bracket < m.start and m.end <= quantity.start]
    if inside:
        return None
    left = [m for m in here if m.end <= bracket and not _besides(seen, found, m.end, bracket).strip(" *的]")]
    if not left:
        return None
    if left[-1].role == "rival":
        return nobody("stands in brackets after another company")
    return taken(seen, left[-1], found, quantity, 0.0, "brackets")


def _besides(seen: Text, found: Measure, start: int, end: int) -> str:
    """The words of a span besides the metric's."""
    low, high = min(max(found.cue.start, start), end), min(max(found.cue.end, start), end)
    return seen.folded[start:low] + seen.folded[high:end]


def _described(seen: Text, quantity: Quantity, found: Measure, here: list[Mention], start: int) -> Subject | None:
    """月活超过1亿的X, 拥有1亿用户的X: the figure is told of the noun that it describes."""
    end = quantity.end if found.relation == "before" else max(quantity.end, found.cue.end)
    if seen.folded[end : end + 1] != "的" or words.SEPARATOR.search(seen.folded, quantity.end, end):
        return None
    for mention in here:
        if end < mention.start <= end + 5 and not words.SEPARATOR.search(seen.folded, end, mention.start):
            weak = mention.weak and mention.entity and not seen.catalog.entity_by_id[mention.entity].common
            if mention.role == "rival" or weak:
                return nobody("describes something else")
            return taken(seen, mention, found, quantity, 0.0, "described")
    return None


def _as_for(seen: Text, quantity: Quantity, found: Measure, here: list[Mention], start: int) -> Subject | None:
    """The part that a sentence says itself to be on, where only its company is named after it: 就手游而言，腾讯…."""
    before = [m for m in here if m.end <= quantity.start]
    told = next((m for m in before if seen.folded[m.start - 1 : m.start] == "就" and _is_topical(seen, m)), None)
    if told is None or any(m.start > told.end and m.entity not in seen.catalog.makers for m in before):
        return None
    return taken(seen, told, found, quantity, 0.0, "subject")


def _is_topical(seen: Text, mention: Mention) -> bool:
    return words.TOPICAL.match(seen.folded[mention.end : mention.end + 8]) is not None


def _source(seen: Text, quantity: Quantity, found: Measure, here: list[Mention], start: int) -> Subject | None:
    """The part that a share of revenue comes from: 余下15%来自金融科技, 83% of X's revenues come from games."""
    if not seen.metrics[found.metric].growth_of:
        return None
    end = max(quantity.end, found.cue.end)
    mention = next((m for m in here if m.start > end), None)
    if any(m.end == quantity.start for m in here):
        return None
    if mention is None or not words.SOURCE.fullmatch(seen.folded, end, mention.start):
        return None
    return taken(seen, mention, found, quantity, 0.0, "of")


def _said_of(seen: Text, quantity: Quantity, found: Measure, here: list[Mention], start: int) -> Subject | None:
    """The name that a quotation is said to be of: "we had 400 million users in June", he said of X."""
    for mention in here:
        if mention.start > quantity.end and words.SAID_OF.search(seen.folded, quantity.end, mention.start):
            return taken(seen, mention, found, quantity, 4.0, "of") if mention.role == "entity" else None
    return None


def _in_relative(seen: Text, quantity: Quantity, found: Measure, here: list[Mention], start: int) -> Subject | None:
    """Things that a clause right behind them tells of another company: the 500,000 apps that X's store has."""
    mention = next((m for m in here if m.start >= max(quantity.end, found.cue.end)), None)
    if mention is None or mention.role != "rival" or found.relation != "after":
        return None
    is_theirs = words.TOLD_OF.fullmatch(seen.folded, found.cue.end, mention.start) is not None
    return nobody("its subject is another company") if is_theirs else None


def _of_cue(seen: Text, quantity: Quantity, found: Measure, here: list[Mention], start: int) -> Subject | None:
    """The name that follows the metric word, as in "users of X"."""
    cue = found.cue
    if words.OF_OTHERS.match(seen.folded[cue.end : cue.end + 32]) and seen.metrics[found.metric].unit == "users":
        return nobody("users of something else")
    mention = next((m for m in here if m.role == "entity" and m.start >= cue.end), None)
    if mention is None or mention.start - cue.end >= FARTHEST_OF:
        return None
    if not words.CUE_OF.match(seen.folded[cue.end : mention.start]):
        return None
    between = [m for m in here if mention.end < m.start and m.end <= quantity.start]
    if any(not m.entity or m.entity != seen.catalog.company_of(mention.entity) for m in between):
        return None
    if _joined_after(seen, mention, here):
        return nobody("a figure for several together")
    if words.LIST_OF_NAMES.match(seen.text, mention.end):
        return None
    if seen.metrics[found.metric].growth_of and seen.folded[cue.end : mention.start].strip() == "on":
        return nobody("what somebody earns on it")
    return taken(seen, mention, found, quantity, 0.0, "of")


def _in_cue(seen: Text, quantity: Quantity, found: Measure, here: list[Mention], start: int) -> Subject | None:
    """A segment's name that is one with the metric word, as in 广告收入: the segment of the subject's company."""
    if any(m.start >= found.cue.end and m.end <= quantity.start for m in here):
        return None
    catalog = seen.catalog
    over = next(
        (m for m in here if m.role == "entity" and (is_over(m, found) or _is_owned(seen, m, found, here))), None
    )
    if over is None or seen.kind_of(over.entity) != "segment":
        return None
    if "segment" not in seen.metrics[found.metric].of:
        return None
    if not over.weak:
        return Subject(over.entity, 0.0, "segment")
    owner = _owner_of(seen, quantity, found, over, [m for m in here if m.end <= over.start])
    if not owner.entity or seen.kind_of(owner.entity) == "product":
        return owner
    if owner.how == "carried" and seen.topic.company == catalog.company_of(over.entity):
        return Subject(over.entity, owner.cost, "segment")
    if catalog.company_of(over.entity) != catalog.company_of(owner.entity):
        other = found.metric != "advertising_revenue"
        return nobody("a segment's name in a text on another company") if other else owner
    below = catalog.entity_by_id[owner.entity].parent == over.entity
    return Subject(owner.entity if below else over.entity, owner.cost, "segment")


def _is_owned(seen: Text, mention: Mention, found: Measure, here: list[Mention]) -> bool:
    """Whether a name right before the metric word is told of another name: 视频号的营销服务收入."""
    if mention.end != found.cue.start:
        return False
    return any(
        m.end < mention.start and words.POSSESSIVE.fullmatch(seen.folded, m.end, mention.start) is not None
        for m in here
    )


def _owner_of(seen: Text, quantity: Quantity, found: Measure, part: Mention, before: list[Mention]) -> Subject:
    """Whose segment is told of: the subject before it, else the company that the text is on."""
    last = nearest(seen, quantity, found, before)
    if last is not None:
        return last
    owner = carried(seen, quantity, seen.metrics[found.metric])
    around = None if owner.entity else company_around(seen, part)
    return Subject(around, CARRY_COST, "carried") if around else owner


def _between(seen: Text, quantity: Quantity, found: Measure, here: list[Mention], start: int) -> Subject | None:
    """The name between a figure and its metric word: a 61% increase in smartphone games revenue."""
    if found.relation != "after" or seen.metrics[found.metric].unit not in words.MONEY:
        return None
    mention = next((m for m in here if m.start >= quantity.end and m.end <= found.cue.end), None)
    if mention is None or not words.WHOSE_AFTER.fullmatch(seen.folded, quantity.end, mention.start):
        return None
    if mention.role == "rival":
        return nobody("its subject is another company")
    return taken(seen, mention, found, quantity, 2.0, "after")


def _beside_noun(seen: Text, quantity: Quantity, found: Measure, here: list[Mention], start: int) -> Subject | None:
    """ "300 million WeChat users", "600 million people use WeChat": the product after the figure."""
    if seen.metrics[found.metric].unit not in {"users", "downloads", "count"}:
        return None
    for mention in here:
        if mention.start < quantity.start or mention.start - quantity.end > 60:
            continue
        between = seen.folded[quantity.end : mention.start]
        if seen.metrics[found.metric].generic and words.SERVED_BEFORE.search(
            seen.folded[max(start, quantity.start - SERVED_REACH) : quantity.start]
        ):
            return nobody("users that somebody serves by way of it")
        adjective = (
            words.KIND_BEFORE.match(between) is not None
            and words.NOUN_AFTER.match(seen.folded[mention.end : mention.end + 40]) is not None
        )
        at = seen.first_figure(quantity.end)
        if at < len(seen.quantities) and seen.quantities[at].end <= mention.start and words.OF_BOTH.search(between):
            return None
        is_counted = mention.weak and words.KIND_OF.fullmatch(between) is not None
        if not (adjective or is_counted) and not (words.OBJECT.match(between) and not words.SEPARATOR.search(between)):
            return None
        if mention.role == "rival":
            return nobody("counts users of another company")
        if words.LIST_OF_NAMES.match(seen.text, mention.end):
            return None
        if _joined_after(seen, mention, here):
            return nobody("a figure for several together")
        used = _used_by(seen, mention, here) if adjective else None
        return taken(seen, used or mention, found, quantity, 0.0, "object")
    return None


def _used_by(seen: Text, mention: Mention, here: list[Mention]) -> Mention | None:
    """The part of a product that its users are told to use: 600 million X users have used its mini programs."""
    part = next((m for m in here if m.start >= mention.end), None)
    if part is None or not part.entity or seen.catalog.entity_by_id[part.entity].parent != mention.entity:
        return None
    return part if words.USERS_USE.fullmatch(seen.folded, mention.end, part.start) else None


def _of_them(seen: Text, quantity: Quantity, found: Measure, here: list[Mention], start: int) -> Subject | None:
    """The last product before people that use "them", though it was only counted: and 170 million people open them."""
    if seen.metrics[found.metric].unit != "users":
        return None
    if not words.THEIR_USE.match(seen.folded[quantity.end : quantity.end + 48].removeprefix(" people")):
        return None
    named = (m for m in reversed(here) if m.end <= quantity.start and m.entity)
    meant = next((m for m in named if seen.catalog.entity_by_id[m.entity].shared), None)
    return taken(seen, meant, found, quantity, 4.0, "pronoun") if meant else None


def _by_pronoun(seen: Text, quantity: Quantity, found: Measure, here: list[Mention], start: int) -> Subject | None:
    """它 in a text whose title names one product is that product, where no other was named in the sentence."""
    product = seen.topic.product
    if product is None or not seen.topic.headed or "product" not in seen.metrics[found.metric].of:
        return None
    pronoun = words.IT.search(seen.folded, start, quantity.start)
    kinds = {seen.kind_of(m.entity) or m.role for m in here if m.end <= quantity.start}
    return Subject(product, CARRY_COST, "pronoun") if pronoun and not kinds & {"product", "rival"} else None


def _joined_after(seen: Text, mention: Mention, here: list[Mention]) -> bool:
    """Whether another name is joined to one, and nothing says that what follows is told of each."""
    following = next((m for m in here if m.start >= mention.end), None)
    return (
        following is not None
        and following.entity != mention.entity
        and words.JOINING.match(seen.folded[mention.end : following.start]) is not None
        and not words.EACH.search(seen.folded[mention.end : mention.end + 80])
    )


_BUILDS = (
    _in_parenthesis, _described, _said_of, _as_for, _source, _in_relative, _of_cue, _in_cue, _between, _beside_noun,
    _of_them, _by_pronoun,
)  # fmt: skip
"""In the order in which they are tried."""
