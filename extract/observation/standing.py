"""How a figure is told: as fact, forecast, target or rumour; on whose word; for mainland China only."""

from __future__ import annotations

import re

from extract.observation.context import Text
from extract.records import Modality, Quantity

_FORECAST = re.compile(
    r"\b(?:expect(?:s|ed|ing|ations?)?|forecasts?|estimat(?:e|es|ed)|predict(?:s|ed)?|project(?:s|ed|ions?)|analysts|consensus|will|would|could|may|is set to|is likely to|outlook|guidance)\b"
    r"|预计|预期|预测|有望|料将|估计|或将|预估|指引",
    re.I,
)
_TARGET = re.compile(
    r"\b(?:goal|targets?|targeted|aims?|aiming|plans?|planning|planned|hopes?|propos(?:e|es|ed)|recommend(?:s|ed)?|pledg(?:es|ed)|intends?|commit(?:s|ted)?)\b|目标|力争|计划|争取|拟|建议|将翻倍|承诺|打算",
    re.I,
)
_RUMOUR = re.compile(
    r"\brumou?r(?:s|ed)?\b|\breportedly\b|\bis said to\b|\bsources (?:said|say)\b|传闻|据传|传言|消息称|网传|坊间", re.I
)
_CREDIT = re.compile(
    r"(?:\b(?:according to|data from|figures from|said by|research by)\s+(?:the\s|a\s)?(?P<en>[A-Z][\w&.’'-]*(?:\s[A-Z][\w&.’'-]*){0,4}))"
    r"|(?:根据|据|来自)(?P<zh>[\u4e00-\u9fffA-Za-z0-9]{2,16}?)(?:的?(?:数据|报告|统计|预测|研究|调查|监测|财报|显示|披露|称|介绍|透露))"
    r"|(?P<told>[A-Z][a-z]+(?:\s[A-Z][a-z]+){1,2})\s+(?:said|told|revealed|disclosed|announced)\b"
    r"|(?P<says>[\u4e00-\u9fff]{2,4})(?:在[^，。]{0,14})?(?:表示|透露|介绍|披露|宣布)"
)
_CHINA = re.compile(r"\b(?:in|within) (?:mainland )?China\b|\bmainland China\b|国内用户|中国大陆|内地用户", re.I)
_NOT_CHINA = re.compile(
    r"\b(?:outside|excluding|beyond|except)\s+(?:of\s+)?(?:mainland )?China\b|\bprimarily in\b|海外|境外", re.I
)
BEFORE, AFTER = 60, 16


def modality_of(seen: Text, quantity: Quantity) -> Modality:
    """Whether a figure is fact, forecast, target or rumour, by the words of its clause."""
    start, end = seen.sentence_of(quantity.start)
    before = seen.folded[max(start, quantity.start - BEFORE) : quantity.start]
    clause = before[max((m.end() for m in re.finditer(r"[,，;；:：](?!\d)", before)), default=0) :]
    after = seen.folded[quantity.end : min(end, quantity.end + AFTER)]
    near = clause + re.split(r"[,，;；:：]", after, maxsplit=1)[0]
    if _TARGET.search(clause):
        return "target"
    if _FORECAST.search(near):
        return "forecast"
    return "rumour" if _RUMOUR.search(seen.folded[start : quantity.end]) else "actual"


def attribution_of(seen: Text, quantity: Quantity) -> str | None:
    """The person, firm or report that the sentence credits."""
    found = _CREDIT.search(seen.text, *seen.sentence_of(quantity.start))
    return next((g for g in found.groups() if g), None) if found else None


def region_of(seen: Text, quantity: Quantity, metric_id: str) -> str | None:
    """CN where the sentence counts users in mainland China only."""
    if not metric_id.endswith("users"):
        return None
    start, end = seen.sentence_of(quantity.start)
    clause = seen.folded[max(start, quantity.start - 40) : min(end, quantity.end + 48)]
    return "CN" if _CHINA.search(clause) and not _NOT_CHINA.search(clause) else None
