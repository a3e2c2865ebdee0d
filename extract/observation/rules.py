"""From quantities to candidates: metric by cue, entity by subject, time by the nearest words."""

from __future__ import annotations

import re

from extract.catalog.load import Catalog, MetricEntry
from extract.observation.context import Text, spot
from extract.observation.period import time_of
from extract.observation.spot import Cue, Mention
from extract.records import Modality, Observation, Passage, Quantity, Rejection

MONEY = frozenset({"CNY", "USD", "HKD"})
FAR = 70
GROWTH_METRICS = frozenset({
    "revenue", "net_profit", "net_profit_non_ifrs", "gross_profit", "operating_profit", "operating_profit_non_ifrs", "capex",
    "time_spent", "searches", "video_views", "gross_merchandise_value", "arppu", "monthly_active_users", "daily_active_users",
})  # fmt: skip
GENERIC = frozenset({"users", "active_users"})
FORECAST = re.compile(
    r"(?:expect|forecast|estimat|predict|project|analysts|consensus|预计|预期|預期|预测|有望|料将|市场预期|估计|will reach|would reach)",
    re.I,
)
TARGET = re.compile(r"(?:\bgoal\b|\btarget|aims? to|plans? to|hopes? to|目标|目標|力争|计划|争取)", re.I)
RUMOUR = re.compile(r"(?:rumou?r|reportedly|传闻|据传|传言|消息称|据悉)", re.I)
PARTNER = re.compile(r"(?:\bits\b|\bour\b|their|该|其|自家)\s*$")
ON_IT = re.compile(r"(?:through|via|using|on|通过|利用|借助|在|用)\s*(?:the\s)?$", re.I)
CHINA_ONLY = re.compile(r"(?:mainland China|in China|国内用户|中国大陆|内地)", re.I)
TOGETHER = re.compile(r"^\s*(?:and|or|&|、|和|与|及|,|以及)\s*$")
COMPANY_METRICS = frozenset({
    "gross_profit", "operating_profit", "operating_profit_non_ifrs", "profit_for_period", "profit_for_period_non_ifrs", "net_profit",
    "net_profit_non_ifrs", "ebitda", "adjusted_ebitda", "capex", "free_cash_flow", "cash", "net_cash", "eps_basic", "eps_diluted",
    "eps_basic_non_ifrs", "eps_diluted_non_ifrs", "dividend_per_share", "dividend_total", "buyback_amount", "buyback_shares", "market_cap",
    "listed_investments_value", "unlisted_investments_value", "rnd_expense", "operating_margin", "operating_margin_non_ifrs",
    "net_margin", "net_margin_non_ifrs", "employees", "patents_granted", "patent_applications",
})  # fmt: skip
"""Metrics of a company as a whole: a product has none of them."""
SEGMENT_METRICS = frozenset(
    {
        "revenue",
        "revenue_share",
        "gross_margin",
        "gross_profit",
        "advertising_revenue",
        "subscription_revenue",
        "operating_profit",
    }
)
"""What is told of a segment; users counted beside a segment's name are its parent's."""
BASIS = re.compile(
    r"(?P<own>非国际财务报告准则|非國際財務報告準則|非通用会计准则|非通用會計準則|非国际会计准则|non[- ]?IFRS|non[- ]?GAAP)|(?:国际财务报告准则|國際財務報告準則|通用会计准则|\bIFRS\b|\bGAAP\b)",
    re.I,
)
BASIS_REACH = 400
SECOND_CHANGE = re.compile(r"环比|環比|按季|quarter[- ]on[- ]quarter|quarter[- ]over[- ]quarter|QoQ|sequential", re.I)
CREDIT = re.compile(
    r"(?:according to|said by|data from|根据|据)\s*(?:the\s)?([A-Z][\w&.]*(?:\s[A-Z][\w&.]*){0,3}|[\u4e00-\u9fff]{2,12}?(?=的?(?:数据|报告|统计|预测|研究)))"
)


def fits(metric: MetricEntry, quantity: Quantity) -> bool:
    """Whether a quantity's unit can be the metric's."""
    unit, wanted = quantity.unit, metric.unit
    if wanted in MONEY:
        return unit in MONEY or (
            unit is None
            and abs(quantity.value) >= 1e8
            and metric.id in {"revenue", "market_cap", "gross_merchandise_value"}
        )
    if wanted == "users":
        return unit in {"users", None, "count", "times"} and abs(quantity.value) >= 10_000
    if wanted == "percent":
        return unit == "percent"
    if wanted == "count":
        return (
            unit not in MONEY
            and unit not in {"percent", "percentage_points", "basis_points", "minutes", "days", "years", "shares"}
            and abs(quantity.value) >= (2 if metric.id == "countries_covered" else 100)
        )
    return unit == wanted or (
        wanted == "downloads" and unit in {"times", None, "count", "users"} and quantity.value >= 10_000
    )


def candidates(passage: Passage, catalog: Catalog) -> tuple[list[Observation], list[Rejection]]:
    """The observations of a passage before repeats are folded, and the quantities left out, each with its reason."""
    seen = spot(passage, catalog)
    found: list[Observation] = []
    rejected: list[Rejection] = []
    used_as_change = _changes(seen.quantities, seen.text)
    for index, quantity in enumerate(seen.quantities):
        one = _read(seen, index, quantity, index in used_as_change)
        if isinstance(one, str):
            rejected.append(Rejection(quote=quantity.quote, start=quantity.start, end=quantity.end, reason=one))
        else:
            found.append(one)
    return _without_covered_growth(found), rejected


def _changes(quantities: list[Quantity], text: str) -> set[int]:
    """Percentages that are the change of the level before them."""
    used: set[int] = set()
    for index, quantity in enumerate(quantities[:-1]):
        following = quantities[index + 1]
        if (
            quantity.unit not in {"percent", "percentage_points"}
            and quantity.change is not None
            and quantity.change.value is not None
            and abs(following.value) == quantity.change.value
            and following.unit == quantity.change.unit
        ):
            used.add(index + 1)
            after = quantities[index + 2] if index + 2 < len(quantities) else None
            if after and after.unit == "percent" and SECOND_CHANGE.search(text[following.end : after.end + 20]):
                used.add(index + 2)
    return used


def _read(seen: Text, index: int, quantity: Quantity, is_change: bool) -> Observation | str:
    if is_change:
        return "a change of the level before it"
    if quantity.unit in {"percentage_points", "basis_points"}:
        return "a change in points"
    cue, metric_id, distance = _metric(seen, index, quantity)
    if cue is None:
        return "no metric word near it"
    growth = quantity.unit == "percent" and seen.metrics[metric_id].unit != "percent"
    if growth and (quantity.change is None or metric_id not in GROWTH_METRICS):
        return "a percentage that is no metric of ours"
    entity, why, entity_distance = _entity(seen, quantity, cue, metric_id)
    if not entity:
        return why
    if metric_id in GENERIC and entity_distance > FAR:
        return "users of nobody named near"
    entity, metric_id = _special(entity, _on_own_basis(seen, cue, metric_id))
    entity, why = _bearer(seen, quantity, entity, metric_id)
    if not entity:
        return why
    as_of, prior = time_of(seen, quantity, metric_id)
    value, value_max = quantity.value, quantity.value_max
    change = quantity.change
    if growth:
        sign = -1 if quantity.change and quantity.change.direction == "down" else 1
        kind = quantity.change.kind if quantity.change else "other"
        metric_id += {"yoy": "_growth_yoy", "qoq": "_growth_qoq"}.get(kind, "_growth")
        value, change = sign * abs(value), None
    elif change is not None and change.value is None and change.kind == "other":
        change = None
    metric = seen.metrics.get(metric_id)
    unit = "percent" if growth else _unit(quantity, metric)
    flags = _flags(seen, metric, value, unit, as_of)
    confidence = _confidence(distance, entity_distance, metric_id, flags)
    return Observation(
        entity=entity, metric=metric_id, value=value, value_max=value_max, comparator=quantity.comparator, unit=unit,
        change=None if prior else change, as_of=as_of, attribution=_attribution(seen, quantity), modality=_modality(seen, quantity),
        quote=quantity.quote, start=quantity.start, end=quantity.end, rule="growth" if growth else "prior-level" if prior else "cue-subject",
        confidence=confidence, flags=flags, region="CN" if CHINA_ONLY.search(_sentence(seen, quantity)) and metric_id.endswith("users") else None,
    )  # fmt: skip


def _sentence(seen: Text, quantity: Quantity) -> str:
    start, end = seen.sentences.span(seen.sentences.index(quantity.start))
    return seen.text[start:end]


def _metric(seen: Text, index: int, quantity: Quantity) -> tuple[Cue | None, str, int]:
    """The nearest cue of the sentence whose metric the quantity's unit fits; one before it counts more."""
    start, end = seen.sentences.span(seen.sentences.index(quantity.start))
    following = seen.quantities[index + 1].start if index + 1 < len(seen.quantities) else end
    best: tuple[int, Cue, str] | None = None
    for cue in seen.cues:
        if cue.end <= start or cue.start >= end:
            continue
        fitting = [m for m in cue.metrics if fits(seen.metrics[m], quantity) or _may_grow(m, quantity)]
        metric = next((m for m in fitting if _plausible(seen.metrics[m], quantity)), fitting[0] if fitting else None)
        if metric is None:
            continue
        if cue.start < quantity.end and cue.end > quantity.start:
            cost = 12 if metric in GENERIC else 4
        elif cue.end <= quantity.start:
            between = [q for q in seen.quantities[:index] if q.start >= cue.end and q.unit == quantity.unit]
            gap = seen.text[cue.end : quantity.start]
            cost = (
                len(gap)
                + 25 * len(between)
                + (15 if re.search(r"[;；]", gap) else 4 if re.search(r"[,，]", gap) else 0)
            )
        elif cue.start < following or _same_noun(seen, quantity, cue):
            cost = 2 + (cue.start - quantity.end) + (12 if quantity.unit in MONEY or quantity.unit == "percent" else 0)
        else:
            continue
        cost += 40 if metric in GENERIC else 0
        if cost <= 3 * FAR and (best is None or cost < best[0]):
            best = (cost, cue, metric)
    return (best[1], best[2], best[0]) if best else (None, "", 0)


def _plausible(metric: MetricEntry, quantity: Quantity) -> bool:
    return quantity.unit == "percent" or metric.low <= quantity.value <= metric.high


def _may_grow(metric: str, quantity: Quantity) -> bool:
    return quantity.unit == "percent" and metric in GROWTH_METRICS and quantity.change is not None


def _same_noun(seen: Text, quantity: Quantity, cue: Cue) -> bool:
    return not re.search(r"[,，;；、]", seen.text[quantity.end : cue.start])


def _entity(seen: Text, quantity: Quantity, cue: Cue, metric_id: str) -> tuple[str, str, int]:
    """(entity, reason against, distance): the nearest subject before the quantity, else after it, else carried over."""
    number = seen.sentences.index(quantity.start)
    start, end = seen.sentences.span(number)
    before = [
        m
        for m in seen.mentions
        if start <= m.start
        and m.end <= max(quantity.start, cue.start if cue.start < quantity.start else 0)
        and m.role != "byline"
    ]
    after = [m for m in seen.mentions if quantity.end <= m.start < end and m.role != "byline"]
    inside = [m for m in seen.mentions if cue.start <= m.start < cue.end or quantity.start <= m.start < quantity.end]
    if metric_id in {"daily_moments_viewers", "daily_moments_posters"}:
        return "wechat_moments", "", 0
    if inside and inside[0].entity and metric_id == "number_of_mini_programs":
        return "wechat_mini_programs", "", 0
    if before:
        nearest = _narrowest(seen, before)
        if nearest.role == "rival":
            return "", "nearest subject is another company", 0
        return nearest.entity, "", quantity.start - nearest.end
    if after and after[0].role == "rival":
        return "", "nearest subject is another company", 0
    if after and after[0].start - quantity.end < FAR:
        return after[0].entity, "", after[0].start - quantity.end
    return _carried(seen, number, metric_id)


def _narrowest(seen: Text, before: list[Mention]) -> Mention:
    """The last mention; of "Weixin and WeChat" or "Tencent's WeChat" the product, of "WeChat and QQ" the first."""
    last = before[-1]
    if len(before) > 1 and last.entity and before[-2].entity:
        gap = seen.text[before[-2].end : last.start]
        if TOGETHER.match(gap) and seen.parents.get(last.entity) != before[-2].entity:
            return before[-2]
        if last.entity == "tencent" and len(gap) < 25 and re.search(r"[,，(（]|of|from|by", gap):
            return before[-2]
    return last


def _carried(seen: Text, number: int, metric_id: str) -> tuple[str, str, int]:
    """The subject of the sentences before; money figures of a text on Tencent are Tencent's."""
    if metric_id in GENERIC:
        return "", "no subject in its sentence", 0
    for back in range(1, 4):
        if number - back < 0:
            break
        start, end = seen.sentences.span(number - back)
        named = [m for m in seen.mentions if start <= m.start < end and m.role != "byline"]
        if named:
            first = named[0]
            if first.role == "rival":
                return "", "carried subject is another company", 0
            if seen.metrics[metric_id].unit in MONEY | {"percent"} and len({m.entity for m in named}) > 1:
                return "tencent", "", FAR * back
            return first.entity, "", FAR * back
    if seen.subject and seen.metrics[metric_id].unit in MONEY | {"percent", "shares"}:
        return seen.subject, "", 3 * FAR
    return "", "no subject near it", 0


def _special(entity: str, metric_id: str) -> tuple[str, str]:
    """Metrics that belong to one entity, whatever part of it is named."""
    if metric_id == "daily_video_call_users":
        return "wechat", metric_id
    if entity == "wecom" and metric_id == "users":
        return entity, "active_users"
    return entity, metric_id


def _on_own_basis(seen: Text, cue: Cue, metric_id: str) -> str:
    """The non-IFRS metric, when the last basis that was named before the cue is the company's own."""
    other = f"{metric_id}_non_ifrs"
    if other not in seen.metrics:
        return metric_id
    named = list(BASIS.finditer(seen.text, max(0, cue.start - BASIS_REACH), cue.start))
    return other if named and named[-1]["own"] else metric_id


def _bearer(seen: Text, quantity: Quantity, entity: str, metric_id: str) -> tuple[str, str]:
    """Whose figure it can be: a company's, a segment's parent's, nobody's in a text on somebody else."""
    kind = seen.kinds[entity]
    if kind == "segment" and seen.subject is None:
        return "", "a segment's name in a text on another company"
    if metric_id in COMPANY_METRICS and kind != "company" and not (kind == "segment" and metric_id in SEGMENT_METRICS):
        return (seen.subject, "") if seen.subject else ("", "a product has no such metric")
    if (
        kind == "segment"
        and metric_id not in SEGMENT_METRICS
        and "_growth" not in metric_id
        and quantity.unit != "percent"
    ):
        return seen.parents.get(entity) or entity, ""
    if metric_id in GENERIC and kind in {"segment", "company"} and quantity.unit != "users":
        return "", "users of a company as a whole"
    return entity, ""


def _unit(quantity: Quantity, metric: MetricEntry | None) -> str:
    if quantity.unit in MONEY:
        return quantity.unit or ""
    return metric.unit if metric else (quantity.unit or "count")


def _flags(seen: Text, metric: MetricEntry | None, value: float, unit: str, as_of: str | None) -> tuple[str, ...]:
    flags: list[str] = []
    if metric and not metric.low <= value <= metric.high and unit == metric.unit:
        flags.append("implausible")
    published = seen.passage.published
    if as_of and published and as_of[:4].isdecimal() and int(as_of[:4]) > published.year:
        flags.append("future")
    return tuple(flags)


def _confidence(distance: int, entity_distance: int, metric_id: str, flags: tuple[str, ...]) -> float:
    score = 0.97 - min(distance, 120) * 0.0025 - min(entity_distance, 210) * 0.0012
    score -= 0.2 if metric_id in GENERIC else 0.0
    return round(max(0.05, min(0.99, score - 0.4 * len(flags))), 2)


def _modality(seen: Text, quantity: Quantity) -> Modality:
    start, _ = seen.sentences.span(seen.sentences.index(quantity.start))
    before = seen.text[max(start, quantity.start - 60) : quantity.end + 12]
    if FORECAST.search(before):
        return "forecast"
    if TARGET.search(before):
        return "target"
    return "rumour" if RUMOUR.search(before) else "actual"


def _attribution(seen: Text, quantity: Quantity) -> str | None:
    found = CREDIT.search(_sentence(seen, quantity))
    return found[1] if found else None


def _without_covered_growth(found: list[Observation]) -> list[Observation]:
    """Growth whose level stands in the same passage is no row: the level carries it as its change."""
    levels = {(o.entity, o.metric) for o in found}
    kept: list[Observation] = []
    for o in found:
        base = re.sub(r"_growth(?:_yoy|_qoq)?$", "", o.metric)
        if base != o.metric and (o.entity, base) in levels:
            continue
        kept.append(o)
    return kept
