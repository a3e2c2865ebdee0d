"""Whose figure it is: the subject of its clause, of its sentence, or of the text; never a guess across a rival."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from extract.catalog.load import EntityEntry, MetricEntry
from extract.observation import words
from extract.observation.context import Text
from extract.observation.measure import Measure
from extract.observation.spot import Mention
from extract.observation.tables import Row
from extract.records import Quantity

WITH_EPITHET = r"(?:(?:the|its|a|an|china['’]s|chinese|internet|tech|technology|social|media|gaming|messaging|giant|company|firm|group|parent)\s)*"
COMPARED = re.compile(
    r"(?:\b(?:than|versus|vs\.?|unlike|against|behind|beyond|surpass(?:es|ed|ing)?|overtak(?:es|en|ing)|overtook|passing|following|after|"
    r"rival(?:s|ing)?|competitors?|compared (?:to|with)|excluding|outside|owns?|owner of|parent of|maker of|operator of|developer of|runs|operates|"
    r"like|such as|including|alongside)\s+"
    + WITH_EPITHET
    + r"|超过了?|超越了?|比|较|落后于|对比|相比|相较于?|除了?|不含|拥有|对标|媲美|仅次于|低于|高于|加上|占据?|相当于|不敌|赶超|追赶|反超|不如|少于|多于)$",
    re.I,
)
"""Before a name that is told for comparison or in passing."""
OBLIQUE = re.compile(
    r"(?:\b(?:through|via|by|from|with|inside|on|in|into|for|to|using|use|uses|of|accessed|at|across)\s+"
    + WITH_EPITHET
    + r"|通过|据|根据|借助|依托|基于|对|向|把|被|来自|入驻|登录|接入|打开|使用|在|(?<!达)到|于|从|给|(?<![认成因名作])为|(?<!应)用)$",
    re.I,
)
"""Before a name that is the means or the place: a subject only of its own clause."""
RELATIVE = re.compile(
    r"^\s*[,，(（]?\s*(?:which|that|whose|who|with|where)\b|^[,，]\s*(?:它|其|该|这|后者|拥有|目前|现在)", re.I
)
APPOSITION = re.compile(
    r"^\s*[,，]\s*(?:(?:the|a|an|which|who|its|owned|run|operated|developed|made|chinese|china['’]s|tencent['’]s)\b|[^，。]{0,12}旗下|[^，。]{0,8}(?:推出|开发|运营)的)",
    re.I,
)
CUE_OF = re.compile(
    r"^\s*(?:\([^)]{1,12}\)\s*)?(?:users?\s|(?:user )?accounts?\s|members\s|subscribers\s|numbers?\s|figures?\s|base\s)*(?:of|for|on|across|at|in|from|by|between)\s+(?:the\s|its\s|both\s)?$",
    re.I,
)
NOUN_AFTER = re.compile(
    r"^\s*(?:(?:monthly|daily|active|registered|paying|paid|combined|global|mobile)\s)*(?:users?|accounts?|subscribers?|members|people)\b|^\s*(?:的)?(?:用户|账户|账号)",
    re.I,
)
OBJECT = re.compile(
    r"^\W*(?:[\w-]+\s+){0,5}?(?:on|of|for|across|in|using|uses?|used|opens?|opened|visit(?:s|ed)?|access(?:es|ed)?|join(?:s|ed)?|log(?:s|ged)? (?:in|on)(?:to)?|to)\s+(?:the\s|its\s|both\s|to\s)?$"
    r"|^[^，。；,;]{0,8}(?:使用|打开|登录|登陆|访问|在用|进入|用|阅读|读|观看|看|浏览|玩|关注|体验)(?:了|过|着)?$",
    re.I,
)
PARTNER = re.compile(
    r"(?:\bits|\bour|\btheir|\ba|\ban|\bown|\bofficial|['’]s|该|其|自家|自有|官方|品牌|旗下|商家|店铺|门店|企业)\s*(?:own\s|official\s)?$",
    re.I,
)
SHOP_AFTER = re.compile(r"\s*(?:商城|店铺?|旗舰店|渠道|端|矩阵|订单|下单|store|shop|mall)")
LINKING = frozenset(
    "读看刷玩逛注览前今年月日季末底时后间内外上下来止至达超近约已均总全每各类也还则都就在和及与、，的了过用对是为等使于到以个款入信讯接通问开线绕自将把让被给向从当由中每有数助"
)
"""Characters that may stand right before a platform's name without making it a shop's own."""
WHOLE = re.compile(r"总|全年|公司|集团|整体|total|overall|company|group", re.I)
PARENTHESIS = re.compile(r"[(（]([^()（）\n]{0,80})$")
CARRIED_SENTENCES = 4
NEAR_COST, CARRY_COST, TOPIC_COST = 0.0, 18.0, 26.0


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose a figure is and how sure; without an entity, why it is nobody's of ours."""

    entity: str
    cost: float = 0.0
    how: str = ""
    reason: str = ""


def _nobody(reason: str) -> Subject:
    return Subject("", reason=reason)


def subject_of(seen: Text, quantity: Quantity, found: Measure) -> Subject:
    """The entity that a figure with its metric word belongs to."""
    metric = seen.metrics[found.metric]
    start, end = seen.sentence_of(quantity.start)
    here = seen.mentions_in(start, end)
    row = seen.tables.row_at(quantity.start)
    if row is not None and metric.entity is None and _has_label(seen, row):
        return _in_row(seen, quantity, found, row)
    if metric.entity is not None:
        return _only_bearer(seen, quantity, found, metric.entity, here, start)
    for find in (_in_parenthesis, _described, _in_cue, _beside_noun):
        subject = find(seen, quantity, found, here, start)
        if subject is not None:
            return subject
    limit = found.cue.start if metric.growth_of and found.relation == "before" else quantity.start
    before = [m for m in here if m.end <= limit or _over(m, found)]
    nearest = _nearest(seen, quantity, found, before, start)
    if nearest is not None and nearest.how != "oblique":
        return nearest
    after = _after(seen, quantity, found, here, end)
    if after is not None:
        return after
    return nearest or _carried(seen, quantity, metric)


def named_subject(seen: Text, mention: Mention, found: Measure, quantity: Quantity) -> Subject:
    """A name that the build of the text gives to a figure, as in a list or a table, where it can have the metric."""
    return _taken(seen, mention, found, quantity, NEAR_COST, "list")


def _over(mention: Mention, found: Measure) -> bool:
    return mention.start < found.cue.end and mention.end > found.cue.start and not found.cue.gapped


def _only_bearer(
    seen: Text, quantity: Quantity, found: Measure, entity: str, here: list[Mention], start: int
) -> Subject:
    """Metrics that one entity alone has: it or its parent must be named near, and no rival nearer."""
    relatives = {entity, seen.catalog.entity_by_id[entity].parent}
    named = [m for m in here if m.entity in relatives and not _is_partners(seen, m)]
    before = [m for m in here if m.end <= max(quantity.start, found.cue.end)]
    if before and before[-1].role == "rival" and not _oblique(seen, before[-1]):
        return _nobody("its subject is another company")
    if named:
        return Subject(entity, NEAR_COST, "bearer")
    if any(m.entity in relatives for m in here):
        return _nobody("a shop's own")
    back = _carried(seen, quantity, seen.metrics[found.metric])
    if back.entity and seen.catalog.family_of(back.entity) == seen.catalog.family_of(entity):
        return Subject(entity, back.cost, back.how)
    return back if back.reason else _nobody("its only bearer is not named near")


def _in_parenthesis(seen: Text, quantity: Quantity, found: Measure, here: list[Mention], start: int) -> Subject | None:
    """A figure in brackets is of the name before them."""
    opened = PARENTHESIS.search(seen.folded[max(start, quantity.start - 90) : quantity.start])
    if opened is None:
        return None
    bracket = max(start, quantity.start - 90) + opened.start()
    inside = [m for m in here if bracket < m.start and m.end <= quantity.start]
    if inside:
        return None
    left = [m for m in here if m.end <= bracket and not seen.folded[m.end : bracket].strip(" *的]")]
    if not left:
        return None
    if left[-1].role == "rival":
        return _nobody("stands in brackets after another company")
    return _taken(seen, left[-1], found, quantity, NEAR_COST, "brackets")


def _described(seen: Text, quantity: Quantity, found: Measure, here: list[Mention], start: int) -> Subject | None:
    """月活超过1亿的X: the figure is told of the noun that it describes."""
    if found.relation != "before" or seen.folded[quantity.end : quantity.end + 1] != "的":
        return None
    for mention in here:
        if quantity.end < mention.start <= quantity.end + 5:
            weak = mention.weak and mention.entity and not seen.catalog.entity_by_id[mention.entity].common
            if mention.role == "rival" or weak:
                return _nobody("describes something else")
            return _taken(seen, mention, found, quantity, NEAR_COST, "described")
    return None


def _in_cue(seen: Text, quantity: Quantity, found: Measure, here: list[Mention], start: int) -> Subject | None:
    """A segment's name that is one with the metric word, as in 广告收入, and "users of X"."""
    cue = found.cue
    for mention in here:
        if mention.role != "entity" or mention.start < cue.end:
            continue
        if CUE_OF.match(seen.folded[cue.end : mention.start]) and mention.start - cue.end < 32:
            if any(mention.end < other.start and other.end <= quantity.start for other in here):
                break
            if _joined_after(seen, mention, here):
                return _nobody("a figure for several together")
            return _taken(seen, mention, found, quantity, NEAR_COST, "of")
        break
    over = next((m for m in here if m.role == "entity" and _over(m, found)), None)
    if over is None or seen.catalog.entity_by_id[over.entity].kind != "segment":
        return None
    left = [m for m in here if m.end <= over.start]
    owner = _nearest(seen, quantity, found, left, start)
    if owner is None:
        around = _company_around(seen, over)
        owner = (
            Subject(around, CARRY_COST, "carried") if around else _carried(seen, quantity, seen.metrics[found.metric])
        )
    if not owner.entity:
        return owner
    kind = seen.catalog.entity_by_id[owner.entity].kind
    if kind == "product":
        return owner
    if seen.catalog.company_of(over.entity) != seen.catalog.company_of(owner.entity):
        if found.metric == "advertising_revenue":
            return owner
        return _nobody("a segment's name in a text on another company")
    own = (
        owner.entity
        if kind == "segment" and seen.catalog.entity_by_id[owner.entity].parent == over.entity
        else over.entity
    )
    return Subject(own, owner.cost, "segment")


def _beside_noun(seen: Text, quantity: Quantity, found: Measure, here: list[Mention], start: int) -> Subject | None:
    """ "300 million WeChat users", "600 million people use WeChat": the product after the figure."""
    if seen.metrics[found.metric].unit not in {"users", "downloads", "count"}:
        return None
    for mention in here:
        if mention.start < quantity.start or mention.start - quantity.end > 60:
            continue
        between = seen.folded[quantity.end : mention.start]
        adjective = not between.strip() and NOUN_AFTER.match(seen.folded[mention.end : mention.end + 40]) is not None
        if not adjective and not (OBJECT.match(between) and not words.SEPARATOR.search(between)):
            return None
        if mention.role == "rival":
            return _nobody("counts users of another company")
        if _joined_after(seen, mention, here):
            return _nobody("a figure for several together")
        return _taken(seen, mention, found, quantity, NEAR_COST, "object")
    return None


def _joined_after(seen: Text, mention: Mention, here: list[Mention]) -> bool:
    following = next((m for m in here if m.start >= mention.end), None)
    return (
        following is not None
        and following.entity != mention.entity
        and words.LIST_GAP.match(seen.folded[mention.end : following.start]) is not None
        and not words.EACH.search(seen.folded[mention.end : mention.end + 80])
    )


def _nearest(seen: Text, quantity: Quantity, found: Measure, before: list[Mention], start: int) -> Subject | None:
    """The last name before the figure that is a subject; names told of in passing only where there is no other."""
    passing: Subject | None = None
    part: Subject | None = None
    for position in range(len(before) - 1, -1, -1):
        mention = before[position]
        previous = before[position - 1] if position else None
        relative = RELATIVE.match(seen.folded[mention.end : mention.end + 12]) is not None
        lead = _lead(seen, mention)
        if _is_counted(seen, mention):
            continue
        beside = (
            mention.end <= quantity.start
            and not words.BESIDE.sub("", seen.folded[mention.end : quantity.start]).strip()
        )
        if beside and mention.role == "rival":
            return _nobody("stands beside another company")
        if (COMPARED.search(lead) and not relative and not beside) or _in_apposition(
            seen, before[:position], mention, quantity
        ):
            continue
        gap = seen.folded[previous.end : mention.start] if previous is not None else ""
        if gap.strip() in {",", "，"} and words.POSSESSIVE.match(seen.folded[mention.end : mention.end + 3]):
            continue
        if previous is not None and words.LIST_GAP.match(gap):
            return _of_group(seen, quantity, found, before, position)
        oblique = not relative and OBLIQUE.search(lead) is not None
        if mention.role == "rival":
            if oblique:
                continue
            return _nobody("its subject is another company")
        subject = _taken(seen, mention, found, quantity, NEAR_COST, "subject")
        if subject.entity and _is_part(seen, mention) and "segment" not in seen.metrics[found.metric].of:
            part = part or subject
            continue
        product = _told_by_company(seen, before[:position], subject, found)
        if product is not None:
            return product
        same_clause = not words.SEPARATOR.search(seen.folded[mention.end : found.cue.start])
        if not oblique:
            return passing if passing is not None and passing.how == "means" and not same_clause else subject
        if passing is None and subject.entity:
            passing = Subject(subject.entity, 4.0, "means") if same_clause else Subject(subject.entity, 8.0, "oblique")
    return passing or part


def _told_by_company(seen: Text, earlier: list[Mention], subject: Subject, found: Measure) -> Subject | None:
    """The product that a sentence is on, where the company only says how many use it: WeChat ..., but Tencent put its users at."""
    metric = seen.metrics[found.metric]
    if not subject.entity or seen.catalog.entity_by_id[subject.entity].kind != "company" or metric.of[0] != "product":
        return None
    for mention in reversed(earlier):
        entry = seen.catalog.entity_by_id.get(mention.entity)
        if mention.role == "rival" or entry is None:
            return None
        if entry.kind != "product" or mention.weak:
            continue
        if seen.catalog.company_of(entry.id) == subject.entity and not _oblique(seen, mention):
            return Subject(entry.id, subject.cost + 6, "told")
    return None


def _is_part(seen: Text, mention: Mention) -> bool:
    return seen.catalog.entity_by_id[mention.entity].kind == "segment"


def _is_counted(seen: Text, mention: Mention) -> bool:
    """Whether a figure counts the name, as in "3 million mini programs": it is then no subject of another figure."""
    at = bisect_left(seen.quantities, mention.start, key=lambda q: q.start) - 1
    return (
        at >= 0
        and 0 <= mention.start - seen.quantities[at].end <= 1
        and not seen.text[seen.quantities[at].end : mention.start].strip()
    )


def _in_apposition(seen: Text, earlier: list[Mention], mention: Mention, quantity: Quantity) -> bool:
    """Whether a name only tells more of the subject before it: X, the app of this company, has ..."""
    subject = next((m for m in reversed(earlier) if APPOSITION.match(seen.folded[m.end : m.end + 24])), None)
    if (
        subject is None
        or subject.entity == mention.entity
        or words.SEPARATOR.search(seen.folded, subject.end + 2, mention.start)
    ):
        return False
    closing = words.SEPARATOR.search(seen.folded, mention.end, quantity.start)
    return closing is not None and closing.start() - subject.end < 90


def _of_group(seen: Text, quantity: Quantity, found: Measure, before: list[Mention], position: int) -> Subject:
    """Names in a list: the figure is of each where the text says so, else of all together and so of none."""
    first = position
    while first and words.LIST_GAP.match(seen.folded[before[first - 1].end : before[first].start]):
        first -= 1
    group = before[first : position + 1]
    ours = [m for m in group if m.role == "entity"]
    if len({m.entity for m in ours}) == 1 and len(ours) == len(group):
        return _taken(seen, ours[0], found, quantity, NEAR_COST, "subject")
    if ours and words.EACH.search(seen.folded[group[-1].end : quantity.start]):
        return _taken(seen, ours[0], found, quantity, 12.0, "each")
    last = group[-1]
    parent = seen.catalog.entity_by_id[last.entity].parent if last.entity else None
    if ours and last.role == "entity" and group[-2].entity == parent:
        return _taken(seen, last, found, quantity, 6.0, "subject")
    return _nobody("a figure for several together" if ours else "its subject is another company")


def _lead(seen: Text, mention: Mention) -> str:
    """The words right before a name, quotation marks aside."""
    lead = seen.folded[max(0, mention.start - 22) : mention.start]
    return lead.rstrip("《“\"'[*`") if lead[-1:] in "《“\"'[*`" else lead


def _oblique(seen: Text, mention: Mention) -> bool:
    lead = _lead(seen, mention)
    return COMPARED.search(lead) is not None or OBLIQUE.search(lead) is not None


def _is_partners(seen: Text, mention: Mention) -> bool:
    """A shop's own mini program, account or channel."""
    entry = seen.catalog.entity_by_id.get(mention.entity)
    if entry is None or not entry.shared:
        return False
    lead = seen.folded[max(0, mention.start - 16) : mention.start]
    left = seen.mentions_in(max(0, mention.start - 24), mention.start)
    between = seen.folded[left[-1].end : mention.start] if left else ""
    if left and not between.strip("'’s 的"):
        return left[-1].role == "rival"
    if left and left[-1].role == "rival" and words.JOINED_NAME.match(between):
        return True
    if lead.endswith("的"):
        return True
    if PARTNER.search(lead) or SHOP_AFTER.match(seen.folded[mention.end : mention.end + 8]):
        return True
    if not mention.weak:
        return False
    chinese = "\u4e00" <= seen.folded[mention.start] <= "\u9fff"
    return chinese and "\u4e00" <= lead[-1:] <= "\u9fff" and lead[-1:] not in LINKING


def _taken(seen: Text, mention: Mention, found: Measure, quantity: Quantity, cost: float, how: str) -> Subject:
    """A mention as the subject, where its name is ours here and it can have the metric."""
    entry = seen.catalog.entity_by_id[mention.entity]
    if entry.shared and _is_partners(seen, mention):
        return _nobody("a shop's own")
    part = mention.weak and not entry.common
    if mention.weak and entry.common and not seen.family and not _on_ours(seen, mention):
        return _nobody("a common word, in a text on others")
    if part:
        owner = _company_around(seen, mention)
        if owner is None or not _is_part_of(seen, entry, owner):
            return _nobody("a segment's name in a text on another company")
    return _bearer(seen, mention, found, quantity, cost, how)


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


def _company_around(seen: Text, mention: Mention) -> str | None:
    """Whose segment a common name is: of the last company named in the sentence, else of the text's."""
    start, _ = seen.sentence_of(mention.start)
    for other in reversed(seen.mentions_in(start, mention.start)):
        if other.role == "rival":
            return None if not _oblique(seen, other) else seen.topic.company
        if not other.weak:
            return other.entity
    number = seen.sentences.index(mention.start)
    return seen.topic.company or seen.read.get(number) or seen.read.get(number - 1)


def _bearer(seen: Text, mention: Mention, found: Measure, quantity: Quantity, cost: float, how: str) -> Subject:
    """The entity that can have the metric: a segment's users are its company's, a product's profit its company's."""
    metric, entry = seen.metrics[found.metric], seen.catalog.entity_by_id[mention.entity]
    entity = entry.id
    if metric.unit in words.MONEY and entry.kind != "company" and _is_whole(seen, mention, found):
        return _company(seen, entity, cost + 4, how)
    if entry.kind in metric.of:
        return Subject(entity, cost, how)
    if entry.kind == "segment":
        return Subject(seen.catalog.company_of(entity), cost + 2, how)
    if entry.kind == "company":
        return Subject(entity, cost + 10, how) if metric.generic else _nobody("a company has no such metric")
    return _company(seen, entity, cost + 4, how)


def _is_whole(seen: Text, mention: Mention, found: Measure) -> bool:
    """Whether the metric word is the whole company's: "total revenue" in another clause than the product's name."""
    low, high = sorted((mention.end, found.cue.start))
    gap = seen.folded[low:high]
    if not words.SEPARATOR.search(gap):
        return False
    return WHOLE.search(seen.folded[max(0, found.cue.start - 8) : found.cue.end]) is not None


def _company(seen: Text, entity: str, cost: float, how: str) -> Subject:
    if seen.topic.company is None:
        return _nobody("a product has no such metric")
    return Subject(seen.catalog.company_of(entity), cost, how)


def _after(seen: Text, quantity: Quantity, found: Measure, here: list[Mention], end: int) -> Subject | None:
    """A name after the figure in its own clause."""
    metric, following = seen.metrics[found.metric], seen.folded[quantity.end : quantity.end + 1]
    if following == "的" or (metric.generic and "\u4e00" <= following <= "\u9fff"):
        return None
    stop = words.CLAUSE_END.search(seen.folded, quantity.end, min(end, quantity.end + 90))
    limit = stop.start() if stop else min(end, quantity.end + 90)
    for mention in here:
        if quantity.end <= mention.start < limit:
            if mention.role == "rival":
                return _nobody("its subject is another company")
            return _taken(seen, mention, found, quantity, 10.0, "after")
    return None


def _carried(seen: Text, quantity: Quantity, metric: MetricEntry) -> Subject:
    """The subject of the sentences before in the paragraph, else of the heading, else of the text."""
    number = seen.sentences.index(quantity.start)
    paragraph = seen.sentences.paragraph(number)
    for back in range(1, CARRIED_SENTENCES):
        before = number - back
        if before < 0 or seen.sentences.paragraph(before) != paragraph:
            break
        named = seen.mentions_in(*seen.sentences.span(before))
        if not named:
            continue
        first = next((m for m in named if not _oblique(seen, m)), named[0])
        if first.role == "rival" and _is_aside(seen, before, metric):
            continue
        if first.role == "rival":
            return _nobody("the subject carried over is another company")
        if (metric.generic or seen.topic.company is None) and (back > 1 or before not in seen.read):
            return _nobody("no subject in its sentence")
        return _carry(seen, seen.read.get(before, first.entity), metric, CARRY_COST * back)
    if metric.generic:
        return _nobody("no subject in its sentence")
    return _of_topic(seen, number, metric)


def _is_aside(seen: Text, number: int, metric: MetricEntry) -> bool:
    """A sentence on another company, in a text on ours, that tells no figures of a company's results."""
    if seen.topic.company is None or metric.of[0] != "company":
        return False
    return not any(
        seen.metrics[m].of[0] == "company" for cue in seen.cues_in(*seen.sentences.span(number)) for m in cue.metrics
    )


def _carry(seen: Text, entity: str, metric: MetricEntry, cost: float) -> Subject:
    """An entity carried over: what companies report first of all is the company's again."""
    if metric.of[0] == "company":
        return Subject(seen.catalog.company_of(entity), cost, "carried")
    if seen.catalog.entity_by_id[entity].kind in metric.of:
        return Subject(entity, cost, "carried")
    if "company" in metric.of:
        return Subject(seen.catalog.company_of(entity), cost, "carried")
    return _nobody("the subject carried over has no such metric")


def _has_label(seen: Text, row: Row) -> bool:
    """Whether a row starts with a word; one that starts with a number or a time code is a sentence in a table's clothes."""
    start, end = row.cells[0]
    cell = seen.folded[start:end].strip(" *-")
    return not cell or any(c.isalpha() for c in cell)


def _in_row(seen: Text, quantity: Quantity, found: Measure, row: Row) -> Subject:
    """A table's figure is of the name in its row, else in its column's head, else of the text, where the row is no one else's."""
    label, column = row.cells[0], row.cells[row.cell_of(quantity.start)]
    above = seen.tables.above(row)
    head = above[-1].cells[row.cell_of(quantity.start) :][:1] if above else ()
    named = [m for span in (column, label, *head) for m in seen.mentions_in(*span)]
    if named:
        first = next((m for m in named if m.role == "rival" or not m.weak), named[0])
        if first.role == "rival":
            return _nobody("a row of another company")
        return named_subject(seen, first if len(named) == 1 else named[0], found, quantity)
    timed = bool(seen.times.after(*label, most=1))
    empty = not seen.text[label[0] : label[1]].strip(" *-")
    if not (seen.cues_in(*label) or seen.cues_in(*column) or timed or empty or label == column):
        return _nobody("a row of something without a name of ours")
    number = seen.sentences.index(row.cells[0][0])
    return _of_topic(seen, number, seen.metrics[found.metric])


def _of_topic(seen: Text, number: int, metric: MetricEntry) -> Subject:
    company, product = seen.topic.company, seen.topic.product
    if company is None:
        return _nobody("no subject near it, in a text on somebody else")
    for above in range(number - 1, max(-1, number - 12), -1):
        if seen.sentences.is_heading(above):
            named = [m for m in seen.mentions_in(*seen.sentences.span(above)) if m.role == "entity"]
            if named and seen.catalog.entity_by_id[named[0].entity].kind in metric.of:
                return Subject(named[0].entity, CARRY_COST, "heading")
            break
    if product is not None and "product" in metric.of and metric.of[0] != "company":
        return Subject(product, TOPIC_COST, "topic")
    if metric.of[0] != "company":
        return _nobody("no subject near it")
    if "company" in metric.of:
        return Subject(company, TOPIC_COST, "topic")
    return _nobody("no subject near it")
