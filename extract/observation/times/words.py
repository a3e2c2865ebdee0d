"""The words of `words.toml`, and the tests that they make."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from extract.bundled import bundled
from extract.observation.words import FORESEEN
from extract.pattern import sought
from extract.quantity.lexicon import ways

_DATA: dict[str, Any] = bundled("extract.observation.times", "words.toml")

MONTHS: dict[str, int] = _DATA["months"]
ORDINALS: dict[str, int] = _DATA["ordinals"]
LUNAR_NEW_YEAR: dict[int, date] = {int(year): day for year, day in _DATA["lunar_new_year"].items()}


def whole_words(words: Iterable[str]) -> str:
    """An alternation of words, longest first; English ones only whole, a space in them any white space."""
    known = list(words)
    chinese = ways(word for word in known if not word[0].isascii())
    english = ways(word for word in known if word[0].isascii())
    return sought([*chinese, *(f"(?<![a-z]){word}(?![a-z])" for word in english)])


def listed(*path: str) -> list[str]:
    """The words of a list, or of all lists below a table."""
    node: Any = _DATA
    for name in path:
        node = node[name]
    return [word for part in node.values() for word in part] if isinstance(node, dict) else list(node)


def _right_before(english: Iterable[str], chinese: Iterable[str], filler: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{whole_words(english)})\s+(?:{filler})?$|(?:{whole_words(chinese)})\s?$")


BASE_BEFORE = _right_before(
    listed("base", "en"), listed("base", "zh"), r"(?:in|for|at|during)?\s*(?:the\s+)?(?:end\s+of\s+)?"
)
GROWTH_ON = re.compile(r"(?:%|percent|per\s?cent|pct)\s+(?:on|over)\s+(?:the\s+)?$", re.I)
"""Before the period that a growth is over: up 26.5% on the second quarter."""
BASE_WITH = re.compile(rf"(?:{whole_words(listed('base', 'with_zh'))})\s?$")
BASE_AFTER = re.compile(rf"\s?(?:{whole_words(listed('base', 'after_zh'))})")
SINCE_BEFORE = _right_before(
    listed("since", "en"),
    listed("since", "zh"),
    r"(?:(?:[a-z]+\s+){0,2}[a-z]+ing\s+(?:public\s+)?in\s+|(?:it|they|its|their|the)\s+(?:[a-z]+\s+){1,3}in\s+)?(?:the\s+)?(?:end\s+of\s+)?",
)
SINCE_AFTER = re.compile(rf"\s?年?\s?(?:{whole_words(listed('since', 'after_zh'))})")
LAUNCH_BEFORE = re.compile(
    rf"(?:{whole_words(listed('launch', 'before_en'))})(?:\s+[a-z]+){{0,3}}?(?:\s+(?:in|on|at))?(?:\s+the)?\s+$"
    rf"|(?:{whole_words(listed('launch', 'after_zh'))})[于於]\s?$"
)
LAUNCH_AFTER = re.compile(rf"[^，。；,;.\d]{{0,2}}?(?:{whole_words(listed('launch', 'after_zh'))})")
DATELINE = re.compile(r"\s?[电電讯訊](?=[（(】\s，,])|[^\S\n]*\([a-z]+\)\s*[-–—]|[^\S\n]+[-–—]{1,2}[^\S\n]")
SAID = re.compile(whole_words(listed("said")))
TRADING = re.compile(whole_words(listed("trading")))
RELEASE = re.compile(whole_words(listed("release")))
EVENT = re.compile(whole_words(listed("event")))
SAID_BEFORE = re.compile(rf"(?:{whole_words(listed('said', 'en'))})\s+(?:on\s+|late\s+|early\s+|in\s+)?$")
STATE_BEFORE = re.compile(rf"(?:{whole_words(listed('state'))})\s?(?:the\s+)?(?:end\s+of\s+)?$")
FIGURE_FOLLOWS = re.compile(r"\s?[末底]?(?:的|之|['’]s\s)\s?[^\d，。；;,]{0,8}\d|\s?(?:rmb|us\$|hk\$|人民币)?\s?\d")
FUTURE = re.compile("|".join([*listed("future"), FORESEEN.pattern]))
FUTURE_BEHIND = re.compile(rf"[^.,;，。；\d]{{0,48}}?(?:{'|'.join([*listed('future_behind'), FORESEEN.pattern])})")
IN_ALL = re.compile("|".join(listed("by_now", "all")))
BY_NOW = re.compile("|".join(listed("by_now")))
OR_CLAUSE = re.compile(rf"\b(?:{'|'.join(listed('clause', 'next'))})\b", re.I)
OTHER_CLAUSE = re.compile(rf"\b(?:{'|'.join(listed('clause', 'other'))})\b", re.I)
SHOWN = re.compile(whole_words(listed("shown")))
RESULTS = re.compile(whole_words(listed("results")))
REPORT = re.compile(whole_words([*listed("results"), *listed("report")]))
SPEECH_AGAIN = re.compile(whole_words(listed("again", "speech")), re.I)
REPORT_AGAIN = re.compile(whole_words(listed("again", "report")), re.I)
