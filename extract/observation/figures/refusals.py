"""Figures that are no observation whatever stands near them: changes, rates, holdings, the same in another currency."""

from __future__ import annotations

from extract.catalog.load import MetricEntry
from extract.observation import words
from extract.observation.context import Text
from extract.observation.figures.pairs import Pair
from extract.observation.metrics.distance import is_passed_mark
from extract.records import Quantity

REACH = 40
"""Characters before and after a figure in which words refuse it."""

SMALLEST_PLAN = 1e8
"""Money from which "up to" is a bound of what a company plans, and no limit of what its users may do."""

LARGEST_PRICE = 1e5
"""The most that the price of a share is taken to be."""

STOCK_CODES = 100_000
"""Below it are the codes of stocks that are written without their zeros."""


def refusal_of(seen: Text, quantity: Quantity, pair: Pair | None) -> str | None:
    """Why a figure is refused before its metric is looked for; None where it is not."""
    if pair is not None and pair.kind == "change":
        return "a change of the level beside it"
    if pair is not None and pair.kind == "alternative":
        return "the figure beside it in another currency"
    if is_passed_mark(seen, quantity):
        return "a mark that the figure behind it passed"
    if quantity.unit in words.POINTS:
        return "a change in points"
    before, after = _before(seen, quantity), _after(seen, quantity)
    if words.RATE.match(after) or words.RATE_BEFORE.search(before[-24:]):
        return "a rate by the second, minute or hour"
    if quantity.unit == "percent" and (words.STAKE_AFTER.match(after[:20]) or words.STAKE_BEFORE.search(before[-24:])):
        return "a holding"
    if words.SUM_BEFORE.search(before[-32:]):
        return "a figure for several together"
    if pair is not None and pair.kind == "consensus" and quantity.unit in words.MONEY:
        return None
    return _refused_by_words(seen, quantity, before, after)


def _refused_by_words(seen: Text, quantity: Quantity, before: str, after: str) -> str | None:
    """Why a figure is refused by the words around it, in its sentence."""
    start, _ = seen.sentence_of(quantity.start)
    before = before[-(quantity.start - start) or None :]
    if again := _told_again(seen, quantity, before):
        return again
    if words.TAKEN_BACK.search(seen.folded, max(start, quantity.start - 2 * REACH), quantity.start):
        return "what a correction takes back"
    if _is_at_rival(seen, quantity):
        return "its subject is another company"
    if words.COUNTERFACTUAL.search(before):
        return "what would have been"
    if quantity.unit == "percent":
        return _refused_percent(seen, quantity, start, before, after)
    if quantity.unit in words.MONEY and (no_sum := _refused_money(quantity, before)):
        return no_sum
    return _refused_number(seen, quantity, before, after)


def _refused_money(quantity: Quantity, before: str) -> str | None:
    """Why money is refused by the words before it."""
    if words.BY_DAY_BEFORE.search(before):
        return "what is made in a day"
    return "a price" if abs(quantity.value) < LARGEST_PRICE and words.PRICE_BEFORE.search(before) else None


def _refused_number(seen: Text, quantity: Quantity, before: str, after: str) -> str | None:
    """Why a figure that is no percentage is refused by the words around it."""
    if quantity.comparator == "range" and words.TOOK_AFTER.match(seen.folded, quantity.end):
        return "how far something came in a time"
    if (words.LIMIT_BEFORE.search(before) and not _is_at_most(quantity)) or words.LIMIT_AFTER.match(after):
        return "a limit"
    if _is_stock_code(seen, quantity):
        return "a stock code"
    if words.OTHER_NOUN_BEFORE.search(before) or _is_other_money(seen, quantity, after):
        return "told of something that is no metric"
    if words.DONE_BY.match(seen.text[quantity.end : quantity.end + 32]):
        return "what somebody else did on it"
    if words.EQUIVALENT_BEFORE.search(before):
        return "what another figure is likened to"
    if words.POPULATION_AFTER.match(after):
        return "a population or a part of the users"
    if words.CRITERION_AFTER.match(after) and words.CRITERION_BEFORE.search(before):
        return "what something is picked by"
    return None


def _told_again(seen: Text, quantity: Quantity, before: str) -> str | None:
    """Why a figure tells nothing of its own: it only points back, is one of a pair of the same, or sets something."""
    if seen.text.startswith(quantity.quote, quantity.end):
        return "one by one"
    if before.rstrip().endswith("="):
        return "the value of a setting"
    if words.UNIT_OF_TABLE.search(before):
        return "the unit of a table"
    if words.THESE.search(before) and any(q.value == quantity.value for q in seen.quantities if q.end < quantity.start):
        return "told before"
    return None


def _refused_percent(seen: Text, quantity: Quantity, start: int, before: str, after: str) -> str | None:
    """Why a percentage that is no change of a figure is refused by the words around it."""
    if quantity.change is not None and (words.AVERAGE_BEFORE.search(before) or words.BY_YEAR.match(after)):
        return "an average over years"
    if words.REVISED_BEFORE.search(before):
        return "how much an expectation was changed"
    if words.THAN_AVERAGE.match(after):
        return "compared with what is usual"
    if words.BEAT_BEFORE.search(before):
        return "by how much an expectation was missed"
    moves = words.PRICE_MOVE.search(before) is not None or _moves_share(seen, quantity, start)
    return "a share-price move" if moves else None


def _is_other_money(seen: Text, quantity: Quantity, after: str) -> bool:
    """Whether money is told of gains, charges or the like, and no metric's word is among them."""
    noun = words.OTHER_NOUN_AFTER.match(after) if quantity.unit in words.MONEY else None
    return noun is not None and not seen.cues_in(quantity.end, quantity.end + noun.end())


def _is_stock_code(seen: Text, quantity: Quantity) -> bool:
    """A bare number in brackets right after a company's name: 腾讯（700）."""
    start, end = quantity.start, quantity.end
    if quantity.unit is not None or quantity.value >= STOCK_CODES or seen.text[start - 1 : start] not in {"(", "（"}:
        return False
    if seen.text[end : end + 1] not in {")", "）"}:
        return False
    named = seen.mentions_in(max(0, start - 24), start)
    return bool(named) and not seen.text[named[-1].end : start - 1].strip()


def _is_at_most(quantity: Quantity) -> bool:
    """Whether "up to" is told of a sum that only companies have: up to 100 billion for buybacks."""
    return quantity.comparator == "le" and quantity.unit in words.MONEY and quantity.value >= SMALLEST_PLAN


def _moves_share(seen: Text, quantity: Quantity, start: int) -> bool:
    """A percentage that a company itself, and no figure of it, rose or fell by: Tencent rose 4.1%, 腾讯涨2%."""
    named = seen.mentions_in(max(start, quantity.start - 40), quantity.start)
    if not named or seen.kind_of(named[-1].entity) != "company":
        return False
    return words.SHARE_MOVE.fullmatch(seen.folded, named[-1].end, quantity.start) is not None


def is_amount(seen: Text, quantity: Quantity, metric: MetricEntry) -> bool:
    """Whether a figure is how much was added or lost, in a metric of levels."""
    if quantity.unit == metric.unit == "percent":
        return words.MOVED_BY.search(_before(seen, quantity)) is not None
    if quantity.unit == "percent" or (metric.low < 0 and metric.unit == "users"):
        return False
    if words.AMOUNT_AFTER.match(_after(seen, quantity)):
        return True
    return words.AMOUNT_BEFORE.search(_before(seen, quantity)) is not None


def is_of_other_measure(seen: Text, quantity: Quantity, end: int) -> bool:
    """Whether a percentage is told of a noun behind its metric word: 日活过亿，人均使用次数增长45%.

    Args:
        seen: The passage.
        quantity: The percentage.
        end: Of the metric word.
    """
    before = seen.folded[max(end, quantity.start - 24) : quantity.start]
    noun = words.OTHER_MEASURE if words.CHINESE.search(before) else words.OTHER_MEASURE_ENGLISH
    return noun.search(before) is not None


def _is_at_rival(seen: Text, quantity: Quantity) -> bool:
    """Whether a figure is told of another company right behind it: compare with 124,000 at X."""
    named = seen.mentions_in(quantity.end, quantity.end + REACH)
    if not named or named[0].role != "rival":
        return False
    return words.AT_RIVAL.fullmatch(seen.folded, quantity.end, named[0].start) is not None


def _before(seen: Text, quantity: Quantity) -> str:
    return seen.folded[max(0, quantity.start - REACH) : quantity.start]


def _after(seen: Text, quantity: Quantity) -> str:
    return seen.folded[quantity.end : quantity.end + REACH]
