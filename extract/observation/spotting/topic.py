"""What a text is on: the company and the product, by its title and by whom it names first and most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extract.catalog.load import Catalog
from extract.observation import words
from extract.observation.spotting.spot import Mention

LEAD = 160
"""Characters at the start of a text in which it says what it is about."""
UNTITLED_LEAD, UNTITLED_LEAD_ZH = 40, 16
"""The same where its title names nobody of ours, for names in Latin letters and in Chinese."""
LONGEST_PLACE = 10
"""Characters before a name that may say that it is only a place or a means: through, against."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a text is on: the company, None for somebody else's; the product, None where it is on several."""

    company: str | None
    product: str | None
    headed: bool = False
    """The title names the product and nothing else."""
    titled: bool = False
    """The title names one of ours."""
    first: int = 0
    """Where a text whose title names none of ours first names one: before, no part of a business is ours."""


def is_place(folded: str, mention: Mention) -> bool:
    """Whether a name only says where or by what means something is done: on WeChat, 通过微信."""
    return words.PLACE.search(folded, max(0, mention.start - LONGEST_PLACE), mention.start) is not None


def is_family(folded: str, mentions: Sequence[Mention]) -> bool:
    """Whether a text names one of ours as more than a place, or nobody at all but by common words of ours."""
    strong = _strong(mentions)
    if not strong:
        return bool(mentions) and not any(m.role == "rival" for m in mentions)
    return any(not is_place(folded, m) for m in strong)


def topic_of(
    mentions: Sequence[Mention], title: Sequence[Mention], folded: str, headline: str, catalog: Catalog
) -> Topic:
    """What a text is on.

    Args:
        mentions: Those of the text.
        title: Those of the title; names that are only the place or the means there do not count.
        folded: The text in lower case.
        headline: The title in lower case.
        catalog: Knows parents.
    """
    told = [m for m in mentions if not is_place(folded, m)]
    titled = _subjects(title, headline)
    ours, ours_titled = _strong(told), _strong(titled)
    if not (ours_titled or ours) or not _is_on_ours(told, title, folded, headline):
        return Topic(None, None)
    products, products_titled = _products(mentions, catalog), _products(ours_titled, catalog)
    if not products_titled and not headline:
        products = _whole(products, ours[0].entity, catalog)
    parents = {catalog.entity_by_id[one].parent for one in products}
    is_only = len(products) == 1 and (len(products_titled) != 1 or products_titled == parents)
    product = products if is_only else products_titled
    headed = len(products_titled) == 1 and all(m.entity in products_titled for m in titled)
    company = _company(ours_titled, ours, catalog)
    is_titled = bool(ours_titled)
    first = ours[0].start if ours and headline and not _strong(title) else 0
    return Topic(company, next(iter(product)) if len(product) == 1 else None, headed, is_titled, first)


def _is_on_ours(mentions: Sequence[Mention], title: Sequence[Mention], folded: str, headline: str) -> bool:
    """Whether a text is on one of ours, and not on somebody else.

    Args:
        mentions: Those of the text, places aside.
        title: Those of the title.
        folded: The text in lower case.
        headline: The title in lower case.
    """
    titled, ours = _subjects(title, headline), len(_strong(mentions))
    others = sum(m.role == "rival" for m in mentions)
    lead = [m for m in mentions if m.start < LEAD and m.role != "byline"]
    first = lead[0] if lead else None
    if words.OTHERS_STORY.search(headline):
        return False
    if _strong(titled):
        return titled[0].role == "entity" or ours > others
    if not titled and first is not None and first.role == "entity" and not first.weak and _is_defined(folded, first):
        return True
    if titled:
        if first is None or first.role != "entity":
            return False
        is_of_lead = titled[0].role == "entity" and titled[0].entity == first.entity and not first.weak
        parts = 0 if first.weak else sum(m.role == "entity" and m.weak for m in mentions)
        return is_of_lead or (ours > 0 and ours + parts > 2 * max(others, 1))
    if headline:
        limit = UNTITLED_LEAD if first and folded[first.start].isascii() else UNTITLED_LEAD_ZH
        alone = bool(_strong(title)) or not any(m.role == "rival" for m in lead)
        more = ours >= others if alone else ours > others
        return first is not None and first.role == "entity" and first.start < limit and more
    if not lead and ours == 1 and len(mentions) == 1:
        return False
    first_is_ours = any(m.role == "entity" for m in (lead or mentions)[:1])
    return ours > 0 and (ours > others if first_is_ours else ours > 2 + 2 * others)


def _is_defined(folded: str, mention: Mention) -> bool:
    """Whether a text opens with a name and says what that is: **X** — a messenger."""
    opens = not folded[: mention.start].strip(" *_#[>\n")
    return opens and words.DEFINED.match(folded, mention.end) is not None


def _subjects(title: Sequence[Mention], headline: str) -> list[Mention]:
    """The names of a title that are neither bylines nor places."""
    return [m for m in title if m.role != "byline" and not is_place(headline, m)]


def _strong(mentions: Sequence[Mention]) -> list[Mention]:
    """Those that are ours by themselves."""
    return [m for m in mentions if m.role == "entity" and not m.weak]


def _company(titled: Sequence[Mention], told: Sequence[Mention], catalog: Catalog) -> str:
    """The company that the title names most, else the text; of the first product where neither names one."""
    for mentions in (titled, told):
        companies = [m.entity for m in mentions if catalog.entity_by_id[m.entity].kind == "company"]
        if companies:
            return Counter(companies).most_common(1)[0][0]
    return catalog.company_of((*titled, *told)[0].entity)


def _whole(products: set[str], first: str, catalog: Catalog) -> set[str]:
    """The product named first, where all others are parts of it; else the products as they are."""
    parts = products - {first}
    return {first} if parts and all(catalog.entity_by_id[one].parent == first for one in parts) else products


def _products(mentions: Sequence[Mention], catalog: Catalog) -> set[str]:
    return {m.entity for m in mentions if m.role == "entity" and catalog.entity_by_id[m.entity].kind == "product"}
