"""The scale and currency that a table's head, a row's label or a caption gives: "RMBbn", "(m)", 单位：亿元."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.bundled import bundled

_WORDS = bundled("extract.observation.tables", "words.toml")["scale"]
_EN = {"t": 1e12, "b": 1e9, "m": 1e6, "k": 1e3, "0": 1e3}
_ZH = {"千": 1e3, "百": 1e2, "十": 1e1, "万": 1e4, "亿": 1e8}
_CURRENCY = {
    "rmb": "CNY", "cny": "CNY", "人民币": "CNY", "¥": "CNY", "元": "CNY", "us$": "USD", "usd": "USD", "$": "USD",
    "美元": "USD", "hk$": "HKD", "hkd": "HKD", "港元": "HKD", "港币": "HKD",
}  # fmt: skip
_PER_SHARE = re.compile(_WORDS["share_unit"])
_SCALE = re.compile(
    r"(?:(?P<c1>{currency})\s?)?(?:in\s+)?(?:(?P<c2>{currency})\s)?(?<!\d\s)(?<!\d)(?:\b|(?<=[’'$¥])|(?<=rmb)|(?<=usd)|(?<=hkd)|(?<=cny))(?P<en>{en})\b(?:\s(?:of\s)?(?P<c3>{currency}|yuan))?"
    r"|(?:[(（\[,，]\s?(?:in\s)?(?P<c4>{currency})?\s?|(?P<c5>{currency})\s?)(?P<short>{short})\b(?!\w)"
    r"|(?:^\s*(?=(?:{zh})(?:{unit})\s*$)|单位[:：]?\s?|以|[(（]|/|(?P<c6>{currency})|[,，])\s?(?:(?P<c7>{currency})\s?)?(?P<zh>{zh})(?P<u1>{unit})?(?:(?=人民币|美元|港)|(?![一-鿿])|(?=计))"
    r"|(?:单位[:：]?\s?|[(（]\s?)(?P<u2>元|人民币|美元|港元|港币|us\$|hk\$|rmb|usd|hkd)\s?[)）]"
    r"|(?P<percent>[(（]\s?[%％]\s?[)）])".format(**_WORDS)
)


@dataclass(frozen=True, slots=True)
class Scale:
    """By how much a bare figure is to be multiplied, and its unit: a currency, "percent", or None."""

    factor: float
    unit: str | None


def currency_in(text: str) -> str | None:
    """The currency that stands before a number; None where there is none."""
    return next((code for word, code in _CURRENCY.items() if word in text), None)


def scale_in(text: str, *, per_share: bool = False) -> Scale | None:
    """The scale that words give; None where they give none.

    Args:
        text: A label, a head or a caption in lower case.
        per_share: The figures are for one share and have no scale but that of the words "(RMB per share)".
    """
    if told := _PER_SHARE.search(text):
        return Scale(1.0, _CURRENCY[told["share"] or told["share2"]])
    found = None if per_share else _SCALE.search(text)
    if found is None:
        return None
    if found["percent"]:
        return Scale(1.0, "percent")
    groups = ("c1", "c2", "c3", "c4", "c5", "c6", "c7", "u1", "u2")
    word = next((_CURRENCY[found[g]] for g in groups if found[g] in _CURRENCY), None)
    word = "CNY" if found["c3"] == "yuan" else word
    return Scale(_factor(found), word)


def _factor(found: re.Match[str]) -> float:
    """By how much the words or letters of a scale multiply."""
    if found["zh"]:
        factor = 1.0
        for character in found["zh"]:
            factor *= _ZH[character]
        return factor
    letters = found["en"] or found["short"]
    if not letters:
        return 1.0
    letters = letters.lstrip("’'")
    return 1e3 if letters.startswith("th") else _EN[letters[0]]
