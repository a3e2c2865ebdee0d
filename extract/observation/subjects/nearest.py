"""The last name before a figure that is its subject: not one that is counted, compared or told in passing."""

from __future__ import annotations

from extract.observation import words
from extract.observation.context import Text
from extract.observation.metrics.distance import is_parted
from extract.observation.metrics.measure import Measure
from extract.observation.spotting.spot import Mention
from extract.observation.subjects.bearer import Subject, is_oblique, lead_of, nobody, taken
from extract.records import Quantity

LONGEST_APPOSITION = 140
"""Characters that may be told of a subject before its verb."""

OWNER_LEAD = 60
"""Characters before an owner's name: owned by South Africa's …"""

BESIDE_ITS_WORD = frozenset({"总", "的总"})
"""What may stand between a name and its own metric's word: 占QQ总月活8亿."""
LONGEST_OWNING = 4
"""Characters between an owner and the metric's word right behind it: X's valuation."""

LONGEST_MARKS = 4
"""Characters of a blank and marks between a figure and the name that it counts: **160,000+** X."""

LONGEST_NOUN = 2
"""Characters between a name and the bracket behind it."""


def nearest(seen: Text, quantity: Quantity, found: Measure, before: list[Mention]) -> Subject | None:
    """The last name before the figure that is a subject; names told of in passing only where there is no other.

    Args:
        seen: The passage.
        quantity: The figure.
        found: Its metric word.
        before: The names of the sentence before it, in order.
    """
    before = [m for at, m in enumerate(before) if not (at and _is_whole_of_part(seen, m))]
    before = _without_drivers(seen, before, quantity)
    passing: Subject | None = None
    part: Subject | None = None
    passed: Subject | None = None
    for position in range(len(before) - 1, -1, -1):
        mention, earlier = before[position], before[:position]
        counted = _is_counted(seen, mention) and not _names_audience(seen, mention, found)
        has_its = counted and words.WITH_ITS.fullmatch(seen.folded, mention.end, quantity.start) is not None
        if settled := _settled(seen, quantity, found, before[: position + 1], counted=counted, has_its=has_its):
            return settled
        if counted and not has_its:
            continue
        if _is_aside(seen, earlier, mention, quantity):
            passed = passed or _passed(mention)
            continue
        if earlier and words.LIST_GAP.match(seen.folded[earlier[-1].end : mention.start]):
            return _of_group(seen, quantity, found, before, position)
        oblique = _is_oblique(seen, mention, quantity)
        if mention.role == "rival":
            if oblique and not words.HANDLED.search(lead_of(seen, mention)):
                continue
            return nobody("its subject is another company")
        subject = taken(seen, mention, found, quantity, 0.0, "subject")
        if subject.entity and _is_only_part(seen, mention, found):
            part = part or subject
            continue
        same_clause = not words.SEPARATOR.search(seen.folded[mention.end : found.cue.start])
        if not oblique:
            means = passing is not None and passing.how == "means" and not same_clause
            if means or _is_on_product(seen, subject, passing or passed, found):
                return passing or passed
            return (None if mention.weak else _told_by_company(seen, earlier, subject, found)) or subject
        apart = part is not None and words.HARD_SEPARATOR.search(seen.folded, mention.end, found.cue.start)
        if passing is None and subject.entity and not apart:
            passing = Subject(subject.entity, 4.0, "means") if same_clause else Subject(subject.entity, 8.0, "oblique")
    return _in_passing(seen, found, passing, passed) or part


def _settled(
    seen: Text, quantity: Quantity, found: Measure, upto: list[Mention], *, counted: bool, has_its: bool
) -> Subject | None:
    """What settles the last of some names at once: a rival's own figure, things of a rival, the metric's own owner."""
    mention, earlier = upto[-1], upto[:-1]
    if mention.role == "rival" and (
        counted or _has_figure(seen, mention, quantity, found) or _owns_all(seen, upto, quantity)
    ):
        return nobody("stands beside another company")
    if mention.entity and not mention.weak and words.OWNS_FIGURE.fullmatch(seen.folded, mention.end, quantity.start):
        return taken(seen, mention, found, quantity, 0.0, "subject")
    if words.LIST_TOGETHER.match(seen.folded, mention.end):
        return nobody("a figure for several together")
    if has_its and _is_rivals(seen, earlier, quantity):
        return nobody("its subject is another company")
    is_last = not seen.mentions_in(mention.end, quantity.start)
    return (
        taken(seen, mention, found, quantity, 0.0, "subject")
        if is_last and _is_owned_word(seen, mention, found)
        else None
    )


def _without_drivers(seen: Text, before: list[Mention], quantity: Quantity) -> list[Mention]:
    """Names without those of what is only told to move the subject: 受视频号及搜索广告拉动."""
    if not before:
        return before
    spans = [m.span() for m in words.DRIVEN_BY.finditer(seen.folded, max(0, before[0].start - 8), quantity.start)]
    return [m for m in before if not any(start < m.start and m.end < end for start, end in spans)] if spans else before


def _is_whole_of_part(seen: Text, mention: Mention) -> bool:
    """Whether a name is only the whole that a part's share is of: 国际市场游戏在游戏收入的占比."""
    if not words.WHOLE_IN.search(seen.folded, max(0, mention.start - 4), mention.start):
        return False
    return words.PART_IN.match(seen.folded, mention.end) is not None


def is_owner(seen: Text, mention: Mention) -> bool:
    """Whether a name is only told to own the subject before it: X, backed by Y, has; X, whose owner is Y, has"""
    lead = max(0, mention.start - OWNER_LEAD), mention.start
    return bool(words.OWNED_BY.search(seen.folded, *lead) or words.WHOSE_IS.search(seen.folded, *lead))


def _is_relative(seen: Text, mention: Mention, quantity: Quantity) -> bool:
    """Whether the figure stands in a clause that goes on with the name: X, which has 300 million users."""
    after = seen.folded[mention.end : mention.end + 60]
    if words.WHERE_THEY.match(after):
        return False
    found = words.RELATIVE.match(after) or words.LATTER.match(after[:24])
    return found is not None and not words.SEPARATOR.search(seen.folded, mention.end + found.end(), quantity.start)


def _is_oblique(seen: Text, mention: Mention, quantity: Quantity) -> bool:
    """Whether a name is only the means or the place, and no clause goes on with it up to the figure."""
    lead = lead_of(seen, mention)
    partnered = words.PARTNERED.match(seen.folded[mention.end : mention.end + 12]) and words.WITH.search(lead)
    if not (partnered or words.OBLIQUE.search(lead)) or words.NOUN_AFTER.match(
        seen.folded[mention.end : mention.end + 40]
    ):
        return False
    return bool(partnered) or not _is_relative(seen, mention, quantity)


def _in_passing(seen: Text, found: Measure, passing: Subject | None, passed: Subject | None) -> Subject | None:
    """The subject where all names are told of in passing; in a text on others a mere place is none."""
    if passing is None or (passing.how == "oblique" and seen.topic.company is None):
        return None
    return passed if _is_on_product(seen, passing, passed, found) else passing


def _passed(mention: Mention) -> Subject | None:
    """A name told of in passing, where it is ours by itself."""
    return Subject(mention.entity, 6.0, "told") if mention.entity and not mention.weak else None


def _has_figure(seen: Text, mention: Mention, quantity: Quantity, found: Measure) -> bool:
    """Whether the figure or its metric word is that of a name, be it told for comparison."""
    return _is_beside(seen, mention, quantity) or _owns_word(seen, mention, found)


def _owns_all(seen: Text, upto: list[Mention], quantity: Quantity) -> bool:
    """Whether what is told from the last of some names up to the figure is a rival's: above X's valuation of 190."""
    last = upto[-1].end
    if words.POSSESSIVE_START.match(seen.folded[last : last + 4]) is None or seen.mentions_in(last, quantity.start):
        return False
    return not is_parted(seen, last, quantity.start) and not words.AND.search(seen.folded, last, quantity.start)


def _owns_word(seen: Text, mention: Mention, found: Measure) -> bool:
    """Whether the figure's metric word is told of a name, though in a comparison: with Facebook's total revenues of"""
    if mention.end > found.cue.start or words.POSSESSIVE.match(seen.folded[mention.end : mention.end + 3]) is None:
        return False
    return not is_parted(seen, mention.end, found.cue.start)


def _is_owned_word(seen: Text, mention: Mention, found: Measure) -> bool:
    """Whether the metric's word stands right behind one of ours that owns it: overtaking X's valuation."""
    near = 0 <= found.cue.start - mention.end <= LONGEST_OWNING
    if not mention.entity or not near:
        return False
    return seen.folded[mention.end : found.cue.start] in BESIDE_ITS_WORD or _owns_word(seen, mention, found)


def _is_rivals(seen: Text, earlier: list[Mention], quantity: Quantity) -> bool:
    """Whether the last of some names is a rival's, and more than the means or the place."""
    return bool(earlier) and earlier[-1].role == "rival" and not _is_oblique(seen, earlier[-1], quantity)


def _is_beside(seen: Text, mention: Mention, quantity: Quantity) -> bool:
    if mention.end > quantity.start:
        return False
    return not words.BESIDE.sub("", seen.folded[mention.end : quantity.start]).strip()


def _is_aside(seen: Text, earlier: list[Mention], mention: Mention, quantity: Quantity) -> bool:
    """Whether a name is told for comparison, as what moves the subject, or to tell more of the subject before it."""
    after = seen.folded[mention.end : mention.end + 8]
    if words.MULTIPLE_AFTER.match(after) or words.DRIVES.match(after):
        return True
    if words.SERVES.search(seen.folded, max(0, mention.start - 6), mention.start) and after.startswith("用户"):
        return True
    if words.MAKES.match(after) and earlier and seen.folded[mention.start - 1] == "由":
        return True
    if _in_brackets(seen, earlier, mention, quantity) or _is_instance(seen, earlier[:1], mention, quantity):
        return True
    if earlier and (_is_means(seen, [*earlier, mention]) or _in_dashes(seen, earlier[-1], mention, quantity)):
        return True
    lead = lead_of(seen, mention)
    if words.CAUSE.search(lead) and words.SEPARATOR.search(seen.folded, mention.end, quantity.start):
        return True
    if words.SEPARATOR.search(seen.folded, mention.end, quantity.start) and (
        words.WITHIN_RELATIVE.search(lead) or is_owner(seen, mention)
    ):
        return True
    heads = seen.folded.startswith((":", "："), mention.end)
    if words.OVERTAKING.search(lead) and seen.folded.startswith(" with ", mention.end):
        return True
    compared = not heads and words.COMPARED.search(lead) and not _is_relative(seen, mention, quantity)
    if (compared and not _is_beside(seen, mention, quantity)) or _in_apposition(seen, earlier, mention, quantity):
        return True
    comma = bool(earlier) and seen.folded[earlier[-1].end : mention.start].strip() in {",", "，"}
    after = seen.folded[mention.end : mention.end + 12]
    return comma and (words.POSSESSIVE.match(after[:3]) or words.COMPANY_BEHIND.match(after)) is not None


def _in_brackets(seen: Text, earlier: list[Mention], mention: Mention, quantity: Quantity) -> bool:
    """Whether a name stands in brackets behind another one, and the figure behind the brackets: 增值业务（游戏）收入"""
    rival = mention.role == "rival"
    opened = words.OPENED.search(seen.folded, max(0, mention.start - 48), mention.start) if earlier or rival else None
    if opened is None:
        return False
    if not rival and not any(0 <= opened.start() - m.end <= LONGEST_NOUN for m in earlier):
        return False
    return words.CLOSED.match(seen.folded[mention.end : min(mention.end + 24, quantity.start)]) is not None


def _in_dashes(seen: Text, subject: Mention, mention: Mention, quantity: Quantity) -> bool:
    """Whether a name stands in words between dashes, right behind the subject: 甲——乙的支付功能——拥有"""
    if not words.DASH.match(seen.folded, subject.end):
        return False
    return words.DASH.search(seen.folded, mention.end, quantity.start) is not None


def _is_instance(seen: Text, first: list[Mention], mention: Mention, quantity: Quantity) -> bool:
    """Whether a name is one of the instances of what was named before: 增值服务，包括游戏、会员等，收入为"""
    if not first or not words.INSTANCES.search(seen.folded, first[0].end, mention.start):
        return False
    return words.INSTANCES_END.match(seen.folded, mention.end, quantity.start) is not None


def _told_by_company(seen: Text, earlier: list[Mention], subject: Subject, found: Measure) -> Subject | None:
    """The product that a sentence is on, where its company only tells the figure: Tencent put its users at so many."""
    metric = seen.metrics[found.metric]
    if seen.kind_of(subject.entity) != "company" or metric.of[0] != "product":
        return None
    told = _told_of_before(seen, subject, found)
    if told is not None:
        return told
    for mention in reversed(earlier):
        entry = seen.catalog.entity_by_id.get(mention.entity)
        if mention.role == "rival" or entry is None:
            return None
        if entry.kind != "product" or mention.weak:
            continue
        if seen.catalog.company_of(entry.id) == subject.entity and not is_oblique(seen, mention):
            return Subject(entry.id, subject.cost + 6, "told")
    return None


def _told_of_before(seen: Text, subject: Subject, found: Measure) -> Subject | None:
    """The product of the sentence before, which a company goes on to tell of: Tencent says that it has ..."""
    number = seen.sentences.index(found.cue.start)
    start, end = seen.sentences.span(number)
    if not number or not any(
        words.SAYS_IT.match(seen.folded[m.end : m.end + 40]) for m in seen.mentions_in(start, end)
    ):
        return None
    last = seen.read.get(number - 1) or _only_named(seen, number - 1)
    if last is None or seen.kind_of(last) != "product":
        return None
    return Subject(last, subject.cost + 6, "told") if seen.catalog.company_of(last) == subject.entity else None


def _only_named(seen: Text, number: int) -> str | None:
    """The one entity that a sentence names."""
    named = {mention.entity for mention in seen.mentions_in(*seen.sentences.span(number))}
    return (named.pop() or None) if len(named) == 1 else None


def _is_on_product(seen: Text, subject: Subject, passing: Subject | None, found: Measure) -> bool:
    """Whether users told of a maker are of its product, named after it: X's user base for the product Y"""
    if passing is None or subject.entity not in seen.catalog.makers or seen.metrics[found.metric].of[0] != "product":
        return False
    entry = seen.catalog.entity_by_id[passing.entity]
    return entry.kind == "product" and seen.catalog.company_of(entry.id) == subject.entity


def _names_audience(seen: Text, mention: Mention, found: Measure) -> bool:
    """Whether a name is one with the word for its users: 124 million video subscriptions."""
    over = mention.start < found.cue.end and mention.end > found.cue.start
    return over and bool(mention.entity) and seen.metrics[found.metric].unit == "users"


def _is_only_part(seen: Text, mention: Mention, found: Measure) -> bool:
    """Whether a name is that of a part of a business, and the metric one that only the whole has."""
    entry = seen.catalog.entity_by_id[mention.entity]
    return entry.kind == "segment" and not entry.own_audience and "segment" not in seen.metrics[found.metric].of


def _is_counted(seen: Text, mention: Mention) -> bool:
    """Whether a figure counts the name, as in "3 million mini programs": it is then no subject of another figure."""
    at = seen.first_figure(mention.start) - 1
    return (
        at >= 0
        and 0 <= mention.start - seen.quantities[at].end <= LONGEST_MARKS
        and seen.quantities[at].unit not in {"percent", *words.MONEY}
        and not seen.text[seen.quantities[at].end : mention.start].strip(" \u00a0+*")
    )


def _in_apposition(seen: Text, earlier: list[Mention], mention: Mention, quantity: Quantity) -> bool:
    """Whether a name only tells more of the subject before it: X, the app of this company, has ..."""
    subject = next((m for m in reversed(earlier) if words.APPOSITION.match(seen.folded[m.end : m.end + 24])), None)
    if (
        subject is None
        or subject.entity == mention.entity
        or words.SEPARATOR.search(seen.folded, subject.end + 2, mention.start)
    ):
        return False
    closing = words.SEPARATOR.search(seen.folded, mention.end, quantity.start)
    return closing is not None and closing.start() - subject.end < LONGEST_APPOSITION


def _is_means(seen: Text, before: list[Mention]) -> bool:
    """Whether a list of names, up to the last, is only what a name before is played or bought through."""
    first = _first_of(seen, before, len(before) - 1)
    if first == len(before) - 1:
        return False
    lead = seen.folded[max(0, before[first].start - 12) : before[first].start]
    return first > 0 and before[first - 1].role == "entity" and words.THROUGH.search(lead) is not None


def _first_of(seen: Text, before: list[Mention], position: int) -> int:
    """Index of the first name of a list that ends with one."""
    while position and words.LIST_GAP.match(seen.folded[before[position - 1].end : before[position].start]):
        position -= 1
    return position


def _of_group(seen: Text, quantity: Quantity, found: Measure, before: list[Mention], position: int) -> Subject:
    """Names in a list: the figure is of each where the text says so, else of all together and so of none."""
    first = _first_of(seen, before, position)
    group = before[first : position + 1]
    ours = [m for m in group if m.role == "entity"]
    if len({m.entity for m in ours}) == 1 and len(ours) == len(group):
        return taken(seen, ours[0], found, quantity, 0.0, "subject")
    if ours and words.EACH.search(seen.folded[group[-1].end : quantity.start]):
        return taken(seen, ours[0], found, quantity, 12.0, "each")
    last = group[-1]
    parent = seen.catalog.entity_by_id[last.entity].parent if last.entity else None
    if ours and last.role == "entity" and group[-2].entity == parent:
        return taken(seen, last, found, quantity, 6.0, "subject")
    return nobody("a figure for several together" if ours else "its subject is another company")
