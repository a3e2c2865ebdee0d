"""The subject that a sentence without one takes over: of the sentences before it, else of the heading or the text."""

from __future__ import annotations

from extract.catalog.load import MetricEntry
from extract.observation import words
from extract.observation.context import Text
from extract.observation.spotting.spot import Mention
from extract.observation.subjects.bearer import CARRY_COST, Subject, company_around, is_partners, nobody
from extract.observation.subjects.headed import of_topic, stands_under
from extract.observation.subjects.sentence_subject import only_one, products_of, subject_in
from extract.observation.subjects.strangers import is_on_byline, is_on_unknown
from extract.records import Quantity

CARRIED_SENTENCES = 4
BARE = "users"
"""The metric of users of whom no more is said: too little to go on with a subject that is only a means."""
SHORTEST_SENTENCE = 24
"""Characters of a sentence that only brings up a name."""
LONGEST_REST = 2
"""Characters or words that a clause of bare users may have besides them."""
CLAUSE_STARTS = frozenset({"", ",", "，", "–", "—"})
"""What stands before a clause's first word."""


def carried(seen: Text, quantity: Quantity, metric: MetricEntry) -> Subject:
    """The subject of the sentences before in the paragraph, else of the heading, else of the text."""
    number = seen.sentences.index(quantity.start)
    if is_on_unknown(seen, number, quantity):
        return nobody("its subject is a name that no catalogue has")
    if is_on_byline(seen, number, quantity):
        return nobody("its subject only has our name in it")
    paragraph = seen.sentences.paragraph(number)
    product_only = _is_of_product(seen, quantity, number, metric)
    about_product = metric.of[0] == "product" and _is_meant(seen, quantity, number)
    part = _part_meant(seen, quantity, number) if "segment" in metric.of else None
    if part is not None:
        return Subject(part, CARRY_COST, "pronoun")
    for back in range(1, CARRIED_SENTENCES):
        before = number - back
        if before < 0 or (seen.sentences.paragraph(before) != paragraph and not (product_only and back == 1)):
            break
        named = seen.mentions_in(*seen.sentences.span(before))
        if product_only:
            named = [m for m in named if not _is_company(seen, m)]
        first = subject_in(seen, products_of(seen, named) if about_product else named)
        if first is None and product_only and back == 1:
            first = only_one(named)
        if back == 1 and first is not None and metric.of[0] == "company" and is_partners(seen, first):
            return nobody("a shop's own")
        aside = first is not None and first.role == "rival" and _is_aside(seen, before, metric)
        if first is not None and not (aside and not (back == 1 and _leads_over(seen, before))):
            return _from_sentence(seen, quantity, metric, first, back)
        if first is None and back == 1 and before in seen.read and seen.topic.company and metric.id != BARE:
            return _carry(seen, seen.read[before], metric, CARRY_COST)
    if metric.generic and not (_is_of_topic(seen, number, quantity) or _is_item_of_users(seen, number, quantity)):
        return nobody("no subject in its sentence")
    return _of_lead_in(seen, number, metric) or of_topic(seen, number, metric)


def _of_lead_in(seen: Text, number: int, metric: MetricEntry) -> Subject | None:
    """In a text on others, the subject of what leads into a list with a colon and names nobody else: X 发布财报：."""
    above = seen.sentences.lead_in(number) if seen.topic.company is None else None
    if above is None:
        return None
    start, end = seen.sentences.span(above)
    named = seen.mentions_in(start, end)
    first = subject_in(seen, named)
    if first is None or any(m.role == "rival" for m in named) or seen.text[start:end].rstrip()[-1:] not in {":", "："}:
        return None
    return _carry(seen, first.entity, metric, CARRY_COST)


def _is_of_topic(seen: Text, number: int, quantity: Quantity) -> bool:
    """Whether bare users, in a sentence that names nobody, can be those of the one product that a text is on."""
    start, end = seen.sentences.span(number)
    if seen.topic.product is None or seen.mentions_in(start, quantity.start) or quantity.unit == "people":
        return False
    clause = seen.folded[start : quantity.start]
    for time in seen.times.before(start, quantity.start, 2):
        clause = clause[: time.start - start] + " " * (time.end - time.start) + clause[time.end - start :]
    after = words.STATEMENT_END.split(seen.folded[quantity.end : min(end, quantity.end + 60)], maxsplit=1)[0]
    rest = [
        words.GLUE.sub("", words.FIGURES.sub("", part.replace("用户", "")))
        for part in (words.SEPARATOR.split(clause)[-1], after)
    ]
    return _length(rest[0]) <= LONGEST_REST and _length(rest[1]) == 0


def _is_item_of_users(seen: Text, number: int, quantity: Quantity) -> bool:
    """Whether a sentence is an item whose label is users alone, as under a heading that names the product."""
    return words.USERS_LABEL.fullmatch(seen.folded, seen.sentences.span(number)[0], quantity.start) is not None


def _length(text: str) -> int:
    """Words of Latin letters and Chinese characters."""
    return len(words.CHINESE.findall(text)) + len(words.LATIN_WORD.findall(text))


def _from_sentence(seen: Text, quantity: Quantity, metric: MetricEntry, first: Mention, back: int) -> Subject:
    """The subject of a sentence so many before, where it may go on."""
    number = seen.sentences.index(quantity.start)
    before = number - back
    if first.role == "rival":
        return nobody("the subject carried over is another company")
    is_topic = back == 1 and first.entity == seen.topic.product and _is_of_topic(seen, number, quantity)
    if (
        back == 1
        and seen.topic.company is not None
        and (_opens(seen, before, first) or _is_only_product(seen, before, first))
        and (_is_meant(seen, quantity, number) or (metric.id != BARE and _opens_with(seen, quantity, number)))
    ):
        is_topic = True
    told = before in seen.read or not (metric.generic or first.weak or not _tells(seen, before, metric))
    told = told or not (metric.generic or not _is_company_on(seen, number, first))
    if seen.topic.company is None and not metric.generic and not is_topic:
        told = told or stands_under(seen, number, first.entity)
    if (metric.generic or seen.topic.company is None) and (back > 1 or not told) and not is_topic:
        return nobody("no subject in its sentence")
    if seen.kind_of(first.entity) in metric.of:
        if _is_lead_in(seen, before, first):
            return Subject(first.entity, CARRY_COST / 2, "lead-in")
        if _is_meant(seen, quantity, number) and _may_have(seen, quantity, first, metric):
            return Subject(first.entity, CARRY_COST * back, "pronoun")
    read = seen.read.get(before, first.entity)
    if "segment" in metric.of and read == first.entity and _is_headed(seen, before, first):
        return Subject(read, CARRY_COST * back, "carried")
    return _carry(seen, read, metric, CARRY_COST * back)


def _is_aside(seen: Text, number: int, metric: MetricEntry) -> bool:
    """A sentence on another company, in a text on ours, that tells no figures of a company's results."""
    if seen.topic.company is None or metric.of[0] != "company":
        return False
    return not any(
        seen.metrics[m].of[0] == "company" for cue in seen.cues_in(*seen.sentences.span(number)) for m in cue.metrics
    )


def _leads_over(seen: Text, number: int) -> bool:
    """Whether the sentence after one goes on with its subject: by its first word, or since the one is a name or two."""
    start, end = seen.sentences.span(number)
    return words.GOES_ON.match(seen.folded, end) is not None or end - start <= SHORTEST_SENTENCE


def _is_meant(seen: Text, quantity: Quantity, number: int) -> bool:
    """Whether a pronoun stands for the subject of the sentence before."""
    return words.PRONOUN.search(seen.folded, seen.sentences.span(number)[0], quantity.start) is not None


def _opens_with(seen: Text, quantity: Quantity, number: int) -> bool:
    """Whether a sentence begins with a figure: "X is a messenger. Over 272 million active users." """
    lead = seen.folded[seen.sentences.span(number)[0] : quantity.start]
    return _length(words.GLUE.sub("", lead)) == 0


def _is_of_product(seen: Text, quantity: Quantity, number: int, metric: MetricEntry) -> bool:
    """Whether "the app", "the game" or the like is told of, a product named before; for money it begins a clause."""
    if "product" not in metric.of:
        return False
    start = seen.sentences.span(number)[0]
    return any(
        metric.of[0] == "product" or seen.folded[start : noun.start()].rstrip(' \n"“')[-1:] in CLAUSE_STARTS
        for noun in words.PRODUCT_NOUN.finditer(seen.folded, start, quantity.start)
    )


def _part_meant(seen: Text, quantity: Quantity, number: int) -> str | None:
    """The part of a company's business that "the unit" or the like stands for: the last one that was named before."""
    start = seen.sentences.span(number)[0]
    if not number or not words.PART_NOUN.search(seen.folded, start, quantity.start):
        return None
    before = [m for m in seen.mentions_in(seen.sentences.span(number - 1)[0], start) if m.entity]
    parts = [m for m in before if seen.kind_of(m.entity) == "segment"]
    owner = company_around(seen, parts[-1]) if parts else None
    if owner is None or seen.catalog.company_of(owner) != seen.catalog.company_of(parts[-1].entity):
        return None
    return parts[-1].entity


def _is_company_on(seen: Text, number: int, first: Mention) -> bool:
    """Whether "the company" begins a sentence after one that is on ours, and on nobody else."""
    start = seen.sentences.span(number)[0]
    before = seen.mentions_in(seen.sentences.span(number - 1)[0], start)
    if not _is_company(seen, first) or any(m.role == "rival" for m in before):
        return False
    return words.THE_COMPANY_OPENS.match(seen.folded, start) is not None


def _tells(seen: Text, number: int, metric: MetricEntry) -> bool:
    """Whether a sentence tells of the same metric, be it without a figure."""
    return any(metric.id in cue.metrics for cue in seen.cues_in(*seen.sentences.span(number)))


def _is_only_product(seen: Text, number: int, mention: Mention) -> bool:
    """Whether a sentence names one product and beside it at most its maker: X launched the product Y."""
    named = {m.entity for m in seen.mentions_in(*seen.sentences.span(number))}
    return named - seen.catalog.makers == {mention.entity}


def _is_company(seen: Text, mention: Mention) -> bool:
    return seen.kind_of(mention.entity) == "company"


def _may_have(seen: Text, quantity: Quantity, mention: Mention, metric: MetricEntry) -> bool:
    """Whether a pronoun's product can have what companies report first: only what is told of single products, too."""
    product = seen.kind_of(mention.entity) == "product"
    number = seen.sentences.index(quantity.start)
    return (
        not product or metric.of[0] == "product" or metric.of_products or _is_of_product(seen, quantity, number, metric)
    )


def _is_headed(seen: Text, number: int, mention: Mention) -> bool:
    """Whether a sentence is headed by a segment's name and a colon, as in 网络广告：全年收入..."""
    is_segment = seen.kind_of(mention.entity) == "segment"
    return (
        is_segment
        and _opens(seen, number, mention)
        and seen.text[mention.end : mention.end + 4].lstrip(" *业务")[:1] in {":", "："}
    )


def _opens(seen: Text, number: int, mention: Mention) -> bool:
    """Whether a sentence begins with a name."""
    start, _ = seen.sentences.span(number)
    return not seen.text[start : mention.start].strip(' *_#>[“"\n')


def _is_lead_in(seen: Text, number: int, mention: Mention) -> bool:
    """Whether a sentence is no more than a name, as at a paragraph's head: **Online advertising.** Revenue of ..."""
    start, end = seen.sentences.span(number)
    return not (seen.text[start : mention.start] + seen.text[mention.end : end]).strip(" *_#.:：。\n")


def _carry(seen: Text, entity: str, metric: MetricEntry, cost: float) -> Subject:
    """An entity carried over: what companies report first of all is the company's again."""
    headed = seen.topic.headed and entity == seen.topic.product and "product" in metric.of
    if metric.of[0] == "company" and not headed:
        return Subject(seen.catalog.company_of(entity), cost, "carried")
    if entity in seen.catalog.makers:
        return nobody("users of no product of the company's")
    if seen.kind_of(entity) in metric.of:
        return Subject(entity, cost, "carried")
    if "company" in metric.of:
        return Subject(seen.catalog.company_of(entity), cost, "carried")
    return nobody("the subject carried over has no such metric")
