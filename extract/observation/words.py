"""The words that rules look for around a figure, compiled; one place, so that a reader finds them."""

from __future__ import annotations

import re

MONEY = frozenset({"CNY", "USD", "HKD", "EUR", "GBP", "JPY", "KRW", "TWD", "SGD", "AUD", "CAD", "INR", "BRL"})
POINTS = frozenset({"percentage_points", "basis_points"})

# What may stand between a metric's name and its figure without parting them.
GLUE = re.compile(
    r"同比|环比|按年|按季|分别|已经?|达到?了?|高达|多达|增长至?|增至|增加至?|上升至?|升至|提升至?|提高至?|下降至?|降至|下滑至?|减少至?|跌至|扩大至?|收窄至?|实现|录得|突破|超过?了?|逾|约为?|近|将近|接近|大致|稳定在|"
    r"维持在?|保持在?|共计?|合计|总计|累计|首次|再次|只有|仅有?|为|是|有|至|到|了|的|人民币|港币|美元|规模|总额|金额|数量|数|量|约|创|新高|历史|由|从|去年同期|上年同期|同期|其中|则|也|就|还|均|都|在|于|"
    r"\b(?:was|were|is|are|be|been|reached|reaching|hit|hitting|stood|stands?|totall?ed|totall?ing|amounted|came|rose|grew|grow|grows|growing|increased|increasing|climbed|jumped|surged|soared|fell|declined|decreased|dropped|dipped|slipped|expanded|"
    r"edged|by|up|down|from|to|at|of|in|for|the|a|an|its|their|about|around|approximately|nearly|almost|roughly|some|over|more|than|less|least|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|topp?(?:s|ed|ing)|passed|crossed|has|had|have|now|also|"
    r"users?|people|accounts?|already|combined|total|and|that|which|reported|recorded|posted|yuan|rmb|yoy|qoq|year|on|over|quarter|period|month|half|stable|broadly|largely|just|only|still|as|high|compared|with|versus|vs|both|respectively|million|billion|position|company|group|"
    r"first|second|third|fourth|ended|end|january|february|march|april|may|june|july|august|september|october|november|december|attributable|equity|holders|shareholders|excluding|subsidiaries|aggregate|consideration)\b",
    re.I,
)
PARENTHESIS = re.compile(r"[(（\[][^()（）\[\]\n]{0,60}[)）\]]")
FIGURES = re.compile(
    r"(?:19|20)\d{2}\s?年(?:度|底|末|全年)?|[第]?[一二三四1-4]季度?|上半年|下半年|前三季度|\d{1,2}月(?:\d{1,2}日)?|二零..年|[-+]?\d[\d,.]*\s?(?:%|％|个百分点|percent|per cent|percentage points?)?"
)
SEPARATOR = re.compile(r"[,，、]|\s[-–—|]\s|\|")
HARD_SEPARATOR = re.compile(r"[;；]|——")

PRIOR_BEFORE = re.compile(
    r"(?:\bsame (?:period|quarter|month)(?: of| in)? (?:last|the previous|the prior) year(?:'s)?(?: it)?(?: was| of| figure of)?|\bin (?:19|20)\d{2} it (?:was|stood at)|\bfrom(?: just| about| around| only)?|\bfrom (?:the )?(?:year-earlier|previous|prior)(?: \w+)?(?:'s)?(?: of)?|compared (?:with|to)(?: about| just)?|\bversus|\bvs\.?|\bagainst|than the|"
    r"由|从|較|较|相比|去年同期的?|上年同期的?|去年(?:的|为)|同期为|上一?季度的?|(?:同期|去年|上年|此前|之前)[为的]?)"
    r"\s*(?:去年同期的?|上年同期的?|去年的?|上年的?|上一?季度?的?|[一二三四]季度的?|\d{4}年的?|二零..年的?|约|近|大约|the|a|an|its|about|around|RMB|RMB\s|US\$|HK\$|\$|人民币)*\s*$",
    re.I,
)
FROM_BEFORE = re.compile(r"(?:\bfrom\b|由|从)[^,，。;；]{0,24}$", re.I)
CONSENSUS_BEFORE = re.compile(
    r"(?:预期|预估|预测|预计|估计|估算|consensus|estimates?|estimated|expectations?|forecasts?|expected|expecting|projections?)(?:[^，。,;；\d]{0,24})$",
    re.I,
)
CONSENSUS_AFTER = re.compile(
    r"^\s*(?:(?:[a-z]+|\d+)\s){0,4}(?:expected|forecast|estimated|projected|predicted|consensus|estimates?|expectations?|analysts?)\b|^\s*的?(?:市场|分析师|彭博|路透)?(?:一致)?预期",
    re.I,
)
ALTERNATIVE = re.compile(
    r"^\s*(?:[(（\[]\s*)(?:约合?|合|折合|about|around|approximately|roughly|or|nearly|~|≈|equivalent to)?\s*(?:人民币|RMB|US\$|HK\$|USD|HKD|\$|C?¥)?\s*$|^\s*,?\s*(?:or|约合|合)\s*(?:about\s|around\s|approximately\s|roughly\s)?(?:US\$|HK\$|\$|RMB)?\s*$",
    re.I,
)
SECOND_CHANGE = re.compile(
    r"^[,，、;；\\s(（]*(?:and\\s|or\\s|但|并|且)?(?:up\\s|down\\s)?(?:\\d[\\d.]*%\\s)?(?:环比|按季|quarter[- ]on[- ]quarter|quarter[- ]over[- ]quarter|QoQ|sequential|同比|按年|YoY|year[- ]on[- ]year|year[- ]over[- ]year)",
    re.I,
)
RESPECTIVELY = re.compile(r"分别|respectively", re.I)
LIST_GAP = re.compile(r"^\s*(?:[,，、/]|和|与|及|以及|and|&|,\s*and|，以及)\s*$", re.I)
EACH = re.compile(r"均|都|各|分别|\beach\b|\bboth\b|respectively", re.I)
TO = re.compile(r"至|到|\bto\b|->|→")
THEN_LEVEL = re.compile(
    r"^\s*(?:\([^)]*\)\s*)?(?:YoY|QoQ|year[- ]on[- ]year|year[- ]over[- ]year|from a year (?:ago|earlier))?[,，]?\s*"
    r"(?:至|达到?|到|增至|升至|降至|为|to|reaching|to reach|and reached|hitting|at)\s*(?:了|约|近|超|超过|about|around|nearly|over|a record|more than|approximately)?\s*(?:人民币|RMB|US\$|HK\$|\$|USD|HKD|¥)?\s*$",
    re.I,
)
OF = re.compile(r"^\s*(?:的|of\b|in\b|in the\b|in total\b)?\s*(?:total|的)?\s*$", re.I)
AND = re.compile(r"\band\b|和|以及|及", re.I)
LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CLAUSE_END = re.compile(r"[,，;；。！？!?\n:：]|\.(?=\s)|\b(?:and|but|while)\b")
NEGATIVE = re.compile(r"net loss|net debt|\bloss\b|亏损|债务净额|净负债|净债务", re.I)
LEVEL_BEFORE = re.compile(
    r"(?:至|到|\bto|\bat|占比?|占了?)\s*(?:约|近|超过?|逾|about|around|nearly|over|a record)?\s*$", re.I
)
CLOSED = re.compile(r"^[^()（）]{0,16}[)）]")
OPENED = re.compile(r"[(（][^()（）]*$")
VAGUE = re.compile(r"^(?:数|几|好几|[万亿]元?$)")
SINCE = re.compile(
    r"以来|自从|个月|\bsince\b|\bmonths?\b|\bweeks?\b|\bdays?\b|周内|天内|两年|三年|五年|\byears\b", re.I
)
REVENUE = re.compile(r"收入|营收|\brevenues?\b|\bsales\b", re.I)
POSSESSIVE = re.compile(r"['’]s\b|的")
PLACE = re.compile(
    r"(?:\b(?:on|via|through|with|using|against|than|inside|like|over)\s|\bfor\s|在|通过|用|借助|对标|挑战|超越|比|把|将|让|给|向|从)$",
    re.I,
)
RATE = re.compile(
    r"^[^,，。;；\d]{0,32}?(?:\b(?:per|a|each|every)\s(?:second|minute|hour)\b|/s\b)|^[^，。；\d]{0,10}(?:每秒|每分钟|每小时)",
    re.I,
)
RATE_BEFORE = re.compile(
    r"(?:每秒|每分钟|每小时|each second|every second|per second|each minute|per minute|every minute)[^,，。;；]{0,12}$",
    re.I,
)
AGAIN = re.compile(
    r"(?:\b(?:it|that|this|they|the (?:number|figure|total|count|tally)|that number|this number)\b|这一?个?数[字据]|该数[字据])"
    r"[^,，。;；]{0,24}?(?:pass|reach|hit|top|cross|exceed|surpass|gr[eo]w|ris|rose|climb|stood|stand|was|were|is|at|jump|broke|突破|超过?|达|增|升|为|是)[^,，。;；\d]{0,24}$",
    re.I,
)
OTHERS_STORY = re.compile(
    r"初创公司|创业公司|某[\u4e00-\u9fff]{0,4}品牌|\bstart-?ups?\b|\ba[n]? [\w -]{0,20}brand\b", re.I
)
"""Heads that promise a story on somebody who is not named by a known name."""
JOINED_NAME = re.compile(r"^[\u4e00-\u9fff]{0,4}的?$|^['’]s$")
BESIDE = re.compile(
    r"['’]s\b|\b(?:has|had|with|at|have|of|about|over|nearly|around|more than|some)\b|[\]\[*:：(（~≈>的有为约近超过达]"
)
ANY_SEPARATOR = re.compile(r"[,，、;；]|\b(?:and|while|but|whereas)\b|而|但")
OWN_NOUN = re.compile(r"[\u4e00-\u9fff](?<![的个家款余多以左上和与及])")
COSTS = re.compile(r"\b(?:costs?|expenses?|expenditures?|spending)\b|费用|成本|开支", re.I)
