"""What a name can bear: whether it is ours where it stands, and which entity the metric then belongs to."""

from __future__ import annotations

from typing import NamedTuple

from extract.catalog.load import EntityEntry
from extract.observation import words
from extract.observation.context import Text
from extract.observation.metrics.measure import Measure
from extract.observation.spotting.spot import Mention
from extract.records import Quantity

CARRY_COST, TOPIC_COST = 18.0, 26.0
"""Costs of a subject that a sentence takes over from the one before, or from the text."""


class Subject(NamedTuple):
    """Whose a figure is and how sure; without an entity, why it is nobody's of ours."""

    entity: str
    cost: float = 0.0
    how: str = ""
    reason: str = ""


def nobody(reason: str) -> Subject:
    """No subject of ours, and why."""
    return Subject("", reason=reason)


def taken(seen: Text, mention: Mention, found: Measure, quantity: Quantity, cost: float, how: str) -> Subject:
    """A mention as the subject, where its name is ours here and it can have the metric."""
    entry = seen.catalog.entity_by_id[mention.entity]
    if entry.shared and is_partners(seen, mention):
        return nobody("a shop's own")
    if (
        entry.id in seen.catalog.makers
        and seen.metrics[found.metric].of[0] == "product"
        and _names_product(seen, mention)
    ):
        return nobody("a product that no catalogue has")
    if entry.shared and words.CASE_OF.search(seen.folded, seen.sentence_of(mention.start)[0], mention.start):
        return nobody("somebody's, told as a case")
    if entry.shared and words.ONE_OF_THEM.search(seen.folded, mention.end, max(mention.end, found.cue.start)):
        return nobody("one of those on it")
    if mention.weak and _in_title(seen, mention):
        return nobody("part of a title")
    part = mention.weak and not entry.common
    if mention.weak and entry.common and not seen.family and not _on_ours(seen, mention):
        return nobody("a common word, in a text on others")
    if part:
        owner = company_around(seen, mention)
        if owner is None or not (_is_part_of(seen, entry, owner) or _is_of_parent(seen, entry, owner)):
            return nobody("a segment's name in a text on another company")
        after, lead = seen.folded[mention.end : mention.end + 20], lead_of(seen, mention)
        if words.INDUSTRY_AFTER.match(after) or words.INDUSTRY_BEFORE.search(lead):
            return nobody("a whole market")
    return _bearer(seen, mention, found, quantity, cost, how)


def _in_title(seen: Text, mention: Mention) -> bool:
    """Whether a name is only a part of a title: 手游 of 《英雄联盟手游》."""
    opened = seen.folded.rfind("《", max(0, mention.start - 14), mention.start)
    if opened < 0 or seen.folded.find("》", opened, mention.start) >= 0:
        return False
    return opened + 1 < mention.start or seen.folded[mention.end : mention.end + 1] != "》"


def lead_of(seen: Text, mention: Mention) -> str:
    """The words right before a name, quotation marks aside."""
    lead = seen.folded[max(0, mention.start - 22) : mention.start]
    return lead.rstrip("《“\"'[*`") if lead[-1:] in "《“\"'[*`" else lead


def is_oblique(seen: Text, mention: Mention) -> bool:
    """Whether a name is told for comparison, or as the means or the place."""
    lead = lead_of(seen, mention)
    return words.COMPARED.search(lead) is not None or words.OBLIQUE.search(lead) is not None


def is_partners(seen: Text, mention: Mention) -> bool:
    """A shop's own mini program, account or channel."""
    entry = seen.catalog.entity_by_id.get(mention.entity)
    if entry is None or not entry.shared:
        return False
    lead = seen.folded[max(0, mention.start - 16) : mention.start].rstrip("”’」』》")
    left = seen.mentions_in(max(0, mention.start - 24), mention.start)
    between = seen.folded[left[-1].end : mention.start] if left else ""
    if left and not words.POSSESSIVE.sub("", between).strip(" ”’」』》]*"):
        return left[-1].role == "rival"
    if left and left[-1].role == "rival" and words.JOINED_NAME.match(between) and not words.LIST_GAP.match(between):
        return True
    if (lead.endswith("的") and not words.ADJECTIVE_BEFORE.search(lead)) or _is_of_others(seen, mention):
        return True
    if seen.topic.company is not None and words.PRONOUN_BEFORE.search(lead) and _is_of_ours(seen, mention):
        return False
    if (
        _names_product(seen, mention)
        or words.PARTNER.search(lead)
        or words.QUOTED_NAME.search(seen.folded, max(0, mention.start - 48), mention.start)
        or words.SHOP_AFTER.match(seen.folded[mention.end : mention.end + 8])
    ):
        return True
    if any(time.end == mention.start for time in seen.times.before(max(0, mention.start - 16), mention.start, 1)):
        return False
    if not words.CHINESE.match(seen.folded, mention.start):
        return False
    return words.CHINESE.match(lead[-1:]) is not None and lead[-1:] not in words.LINKING


def _is_of_others(seen: Text, mention: Mention) -> bool:
    """In a text on others: after another company in its clause, or after "the company" in its sentence."""
    if seen.topic.company is not None:
        return False
    start, _ = seen.sentence_of(mention.start)
    if words.OWN_NAME_BEFORE.search(seen.text[max(start, mention.start - 24) : mention.start]):
        return True
    if words.ALL_OF_THEM.fullmatch(seen.folded, max(start, mention.start - 7), mention.end):
        return False
    first = next((m for m in seen.mentions if m.entity == mention.entity), mention)
    if first.start < mention.start and is_partners(seen, first):
        return True
    if words.OWNER_BEFORE.search(seen.folded, start, mention.start):
        return True
    left = seen.mentions_in(start, mention.start)
    if not mention.weak or not left or left[-1].role != "rival" or is_oblique(seen, left[-1]):
        return False
    return not words.SEPARATOR.search(seen.folded, left[-1].end, mention.start)


def _is_of_ours(seen: Text, mention: Mention) -> bool:
    """Whether the last name before a pronoun's product, in its sentence or the one before, is of the same family."""
    number = seen.sentences.index(mention.start)
    start = seen.sentences.span(max(0, number - 1))[0]
    last = next((m for m in reversed(seen.mentions_in(start, mention.start)) if not m.weak), None)
    catalog = seen.catalog
    return (
        last is not None and bool(last.entity) and catalog.family_of(last.entity) == catalog.family_of(mention.entity)
    )


def _names_product(seen: Text, mention: Mention) -> bool:
    """Whether a Chinese name runs on into one that no catalogue has, as 腾讯 in 腾讯乘车码."""
    following = "" if mention.weak else seen.folded[mention.end : mention.end + 1]
    return "\u4e00" <= following <= "\u9fff" and words.AFTER_COMPANY.match(following) is None


def _on_ours(seen: Text, mention: Mention) -> bool:
    """A common name with its family's beside it: mini programs on WeChat."""
    following = next(iter(seen.mentions_in(mention.end, mention.end + 24)), None)
    if following is None or not following.entity or following.weak:
        return False
    between = seen.folded[mention.end : following.start].strip()
    return between in {"on", "in", "of", "within", "inside"} and seen.catalog.family_of(
        following.entity
    ) == seen.catalog.family_of(mention.entity)


def _is_part_of(seen: Text, entry: EntityEntry, owner: str) -> bool:
    """Whether a part's common name can be meant where a company is told of: its own part, or a subsidiary's."""
    catalog = seen.catalog
    if entry.kind != "segment":
        return catalog.family_of(entry.id) == catalog.family_of(owner)
    company: str | None = catalog.company_of(entry.id)
    while company is not None and company != catalog.company_of(owner):
        company = catalog.entity_by_id[company].parent
    return company is not None


def _is_of_parent(seen: Text, entry: EntityEntry, owner: str) -> bool:
    """Whether a part is of the company that a text is on, and the company named before is a subsidiary of it."""
    company = seen.topic.company
    return (
        company is not None
        and seen.catalog.entity_by_id[seen.catalog.company_of(owner)].parent == company
        and _is_part_of(seen, entry, company)
    )


def _is_on_rival(seen: Text, number: int, mention: Mention) -> bool:
    """Whether "the company" before a part's name is the rival that the sentence before is on."""
    start, _ = seen.sentences.span(number)
    if seen.sentences.paragraph(number) != seen.sentences.paragraph(number - 1):
        return False
    before = seen.mentions_in(seen.sentences.span(number - 1)[0], start)
    on_rival = before and before[0].role == "rival" and not is_oblique(seen, before[0])
    return bool(on_rival) and words.THE_COMPANY_AS_SUBJECT.search(seen.folded, start, mention.start) is not None


def company_around(seen: Text, mention: Mention) -> str | None:
    """Whose segment a common name is: of the last company named in the sentence, else of the text's."""
    start, _ = seen.sentence_of(mention.start)
    for other in reversed(seen.mentions_in(start, mention.start)):
        if other.role == "rival":
            return None if not is_oblique(seen, other) else seen.topic.company
        if not other.weak:
            return other.entity
    number = seen.sentences.index(mention.start)
    if seen.topic.first >= seen.sentences.span(number)[1] or (number and _is_on_rival(seen, number, mention)):
        return None
    if seen.topic.company is None and words.THE_COMPANY.search(seen.folded[start : mention.start][-24:]) and number:
        named = [m for m in seen.mentions_in(seen.sentences.span(number - 1)[0], start) if not m.weak]
        if named and named[-1].entity:
            return seen.catalog.company_of(named[-1].entity)
    return seen.topic.company or seen.read.get(number) or seen.read.get(number - 1) or _only_company(seen, number - 1)


def _only_company(seen: Text, number: int) -> str | None:
    """The company that a sentence opens with, where the one after it is in its paragraph and it names no other."""
    sentences = seen.sentences
    if number < 0 or sentences.paragraph(number) != sentences.paragraph(number + 1):
        return None
    named = [m for m in seen.mentions_in(*sentences.span(number)) if not m.weak]
    entity = named[0].entity if len({m.entity for m in named}) == 1 else ""
    is_first = entity and not seen.text[sentences.span(number)[0] : named[0].start].strip()
    return entity if is_first and seen.kind_of(entity) == "company" else None


def _bearer(seen: Text, mention: Mention, found: Measure, quantity: Quantity, cost: float, how: str) -> Subject:
    """The entity that can have the metric: a segment's users are its company's, a product's profit its company's."""
    metric, entry = seen.metrics[found.metric], seen.catalog.entity_by_id[mention.entity]
    entity = entry.id
    if (
        metric.unit in words.MONEY
        and "company" in metric.of
        and entry.kind != "company"
        and not found.cue.end <= mention.start < quantity.start
        and _is_whole(seen, mention, found)
    ):
        return _company(seen, entity, cost + 4, how)
    if entry.kind in metric.of:
        return Subject(entity, cost, how)
    if entry.own_audience and "product" in metric.of:
        return Subject(entity, cost, how)
    if entry.kind == "segment":
        return Subject(seen.catalog.company_of(entity), cost + 2, how)
    if entry.kind == "company":
        return Subject(entity, cost + 10, how) if metric.generic else nobody("a company has no such metric")
    return _company(seen, entity, cost + 4, how)


def _is_whole(seen: Text, mention: Mention, found: Measure) -> bool:
    """Whether the metric word is the whole company's, in another clause than the product's name.

    "Total revenue", or what an analyst goes on to expect.
    """
    low, high = sorted((mention.end, found.cue.start))
    gap = seen.folded[low:high]
    is_share = seen.folded.startswith("of ", found.cue.start)
    if not (is_share or words.SEPARATOR.search(gap)) or words.TOPICAL.match(gap):
        return False
    return (
        words.ANEW.search(gap) is not None
        or words.WHOLE.search(seen.folded[max(0, found.cue.start - 8) : found.cue.end]) is not None
    )


def _company(seen: Text, entity: str, cost: float, how: str) -> Subject:
    if seen.topic.company is None:
        return nobody("a product has no such metric")
    return Subject(seen.catalog.company_of(entity), cost, how)
