"""One pass over a text: every number with its scale, currency and unit, and what only looks like one left out."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extract.quantity.numerals import NUMERAL_CHARACTERS, ONES, TENS, chinese, english

FULL_WIDTH = str.maketrans("０１２３４５６７８９．，％＄－", "0123456789.,%$-")
"""One character for one, so that spans stay exact."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number found in a text, with what stands glued to it."""

    start: int
    end: int
    value: float
    scale: float
    unit: str | None
    bare: str
    chinese: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The words file, compiled."""

    scales: dict[str, float]
    prefixes: dict[str, str]
    suffixes: dict[str, str]
    units_en: dict[str, str]
    units_zh: dict[str, str]
    pattern: re.Pattern[str]


def _either(words: list[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(
        re.escape(w).replace(r"\ ", r"\s+") + (r"(?![A-Za-z])" if w[-1].isascii() and w[-1].isalpha() else "")
        for w in ordered
    )


@cache
def words() -> Words:
    """The bundled words and the one number pattern made of them."""
    table = tomllib.loads(files("extract.quantity").joinpath("words.toml").read_text(encoding="utf-8"))
    scales, currency, unit = table["scale"]["en"], table["currency"], table["unit"]
    spelled = "|".join(sorted([*ONES, *TENS], key=len, reverse=True))
    zh = NUMERAL_CHARACTERS
    scale_en = _either(list(scales))
    suffix = _either([*currency["suffix"], *unit["zh"], *unit["en"]])
    pattern = re.compile(
        rf"""
        (?P<prefix>{_either(list(currency["prefix"]))})?[ \t]?
        (?P<sign>(?<![\w\d])[-−–])?
        (?:
          (?P<hundredths>百分之|千分之|万分之|萬分之)(?P<ofhundred>负?[\d.{zh}点點]{{1,12}})
        | (?P<tenths>[一二三四五六七八九两\d]{{1,2}})成(?P<half>半)?(?![为立功本员熟长就交都果])
        | (?P<zhden>[{zh}]{{1,6}})分之(?P<zhnum>[{zh}]{{1,6}})
        | (?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\s{{0,2}}\.\s{{0,2}}\d+(?=\s{{0,2}}[万萬亿億]))|\d+(?:\.\d+)?)
          (?:
            [ \t\n]{{0,2}}(?P<zhscale>[十百千]?[多余餘几]?[百千]?[多余餘几]?[万萬亿億兆]{{1,2}}[多余餘]?(?:\d{{1,4}}[千百十]?[万萬]|[{zh}]{{1,8}}(?=[万萬元人户%]))?[多余餘]?)
          | [ \t\n]{{0,2}}-?(?P<scale>{scale_en})
          )?
        | (?<![A-Za-z])(?P<spelled>(?:(?:{spelled})(?:[\s-](?:and\s)?(?:{spelled}))?|half\sa|half|a|an))(?:\s(?P<hundred>hundred))?[\s-](?P<spelledscale>trillion|billion|million|thousand|hundred|dozen)(?![A-Za-z])
        | (?<![A-Za-z])(?P<frac>(?:one|two|three|four|a)[\s-](?:thirds?|quarters?|fifths?|half))(?=\sof|\s+(?:the|a)\b)
        | (?<![A-Za-z])(?P<plain>(?:{spelled})(?:-(?:{spelled}))?)(?=\s+(?:percent|per\scent|percentage|people|users|times|days|hours|minutes|companies|countries|shares)\b)
        | (?P<zhword>[数几]?[{zh}][{zh}点點]{{0,16}}[多余餘]?(?:[万萬亿億])?)
        )
        (?:[ \t]{{0,2}}(?P<unit>{suffix}))?
        """,
        re.X | re.I,
    )
    return Words(
        {k.lower(): v for k, v in scales.items()}, {k.lower(): v for k, v in currency["prefix"].items()},
        {k.lower(): v for k, v in currency["suffix"].items()}, {k.lower(): v for k, v in unit["en"].items()},
        unit["zh"], pattern,
    )  # fmt: skip


LONGEST_PLAIN = 11
"""Digits in a row, without commas, that are a serial number or a time stamp and no quantity."""
_YEAR = re.compile(r"(?:19|20)\d{2}$")
_DATE_AFTER = re.compile(
    r"\s?(?:年(?!度?(?:来|内|间|轻|增长))|月(?!活)|日(?!活|均|元)|号|时|點|点|季|岁|歲|届|后出生)|(?:st|nd|rd|th)\b|[:：]\d{2}|[-/.]\d{1,4}[-/.]\d|G\b"
)
_NAME_BEFORE = re.compile(r"(?:第|v|V|No\.?\s?|COVID-|Covid-|PM|[A-Za-z]{1,3}-|#|[A-Za-z_]|\d[.:：/-])$")
_PRODUCT = re.compile(
    r"(?:Windows|iPhone|iPad|Galaxy|Mate|Xbox|PlayStation|iOS|Android|Top|top|Fortune|S&P|Web|Note|Phase|Chapter|Section|Figure|Table|Page|Level|Generation|Gen|GPT|Article|Rule|Form|Boeing|Airbus|Flight|Route|Highway|World Cup|Part|Season|Episode|Episode|Q|H|FY|Model|version|Version|ver\.)\s?$"
)
_MONTH = re.compile(
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?\s?$",
    re.I,
)
_MONTH_AFTER = re.compile(r"\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.I)


def scan(text: str) -> list[Number]:
    """Every number of a text, in order, not overlapping.

    Args:
        text: As it is; full-width digits are read as plain ones.
    """
    flat = text.translate(FULL_WIDTH)
    table = words()
    found: list[Number] = []
    for match in table.pattern.finditer(flat):
        number = _read(match, flat, table)
        if number is not None:
            found.append(number)
    return found


def _unit(match: re.Match[str], table: Words) -> str | None:
    if prefix := match["prefix"]:
        return table.prefixes[prefix.lower()]
    if not match["unit"]:
        return None
    word = re.sub(r"\s+", " ", match["unit"].lower())
    return table.suffixes.get(word) or table.units_zh.get(word) or table.units_en.get(word)


def _read(match: re.Match[str], flat: str, table: Words) -> Number | None:
    start, end = match.span()
    while start < end and flat[start] in " \t":
        start += 1
    unit = _unit(match, table)
    value, scale, zh = _value(match, table)
    if value is None:
        return None
    if match["digits"] and _is_name(match, flat, unit, scale):
        return None
    if match["zhword"] and not _is_zh_quantity(match, flat, unit):
        return None
    if match["hundredths"]:
        unit, zh = "percent", True
    if match["tenths"] or match["frac"] or match["zhden"]:
        unit = "percent" if match["tenths"] else unit
    if match["sign"] and unit is None and scale == 1:
        start = match.start("digits") if match["digits"] else start
    elif match["sign"]:
        value = -value
    while end > start and flat[end - 1].isspace():
        end -= 1
    return Number(start, end, value * scale, scale, unit, match["digits"] or match[0].strip(), zh)


def _value(match: re.Match[str], table: Words) -> tuple[float | None, float, bool]:
    """(value before the scale, scale, whether it is Chinese)."""
    if match["hundredths"]:
        part = match["ofhundred"]
        base = {"百": 1.0, "千": 0.1}.get(match["hundredths"][0], 0.01)
        number = chinese(part.lstrip("负")) if not part.replace(".", "").isdecimal() else float(part)
        return (None if number is None else -number if part[0] == "负" else number), base, True
    if match["tenths"]:
        tenths = chinese(match["tenths"])
        return (None if tenths is None else (tenths + (0.5 if match["half"] else 0)) * 10), 1.0, True
    if match["zhden"]:
        below, above = chinese(match["zhden"]), chinese(match["zhnum"])
        return (above / below if below and above is not None else None), 1.0, True
    if match["digits"]:
        number = float(re.sub(r"[,\s]", "", match["digits"]))
        if match["zhscale"]:
            return _zh_scaled(re.sub(r"[,\s]", "", match["digits"]), match["zhscale"])
        return number, table.scales[match["scale"].lower()] if match["scale"] else 1.0, False
    if match["spelled"]:
        return _spelled(match, table)
    if match["frac"]:
        head, tail = re.split(r"[\s-]", match["frac"].lower(), maxsplit=1)
        parts = {"thir": 3.0, "quar": 4.0, "fift": 5.0, "half": 2.0}
        return {"a": 1.0}.get(head, float(ONES.get(head, 1))) / parts[tail[:4]], 1.0, False
    if match["plain"]:
        return english(match["plain"].lower().split("-")), 1.0, False
    text = re.sub(r"[多余餘]", "", match["zhword"])
    text = {"数": "", "几": ""}.get(text[0], text[0]) + text[1:]
    return chinese(text), 1.0, True


def _zh_scaled(digits: str, scale: str) -> tuple[float | None, float, bool]:
    plain = re.sub(r"[多余餘几]", "", scale)
    head = re.match(r"[十百千万萬亿億兆]+", plain)
    factor = 1.0
    for c in head[0] if head else "":
        factor *= {"十": 10.0, "百": 100.0, "千": 1000.0, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8, "兆": 1e12}[c]
    tail = plain[head.end() :] if head else ""
    rest = chinese(tail) if tail else 0.0
    value = float(digits) * factor + (rest or 0.0)
    return value / factor if factor else None, factor, True


def _spelled(match: re.Match[str], table: Words) -> tuple[float | None, float, bool]:
    text = re.sub(r"[\s-]+", " ", match["spelled"].lower())
    scale = table.scales[match["spelledscale"].lower()]
    if text in {"a", "an"}:
        value: float | None = 1.0
    elif text.startswith("half"):
        value = 0.5
    else:
        value = english(text.split())
    if value is not None and match["hundred"]:
        value *= 100
    return value, scale, False


def _is_name(match: re.Match[str], flat: str, unit: str | None, scale: float) -> bool:
    """Whether digits are part of a date, an ordinal, a version, a code or a product's name."""
    first, last = match.span("digits")
    before, after = flat[max(0, first - 24) : first], flat[last : last + 12]
    if match["zhscale"] or (scale != 1 and len(match["scale"] or "") > 1):
        return before.endswith("第")
    if _NAME_BEFORE.search(before) and not match["prefix"]:
        return True
    if unit is not None and (unit.isupper() or unit in {"percent", "percentage_points", "basis_points"}):
        return False
    if scale == 1 and unit is None and len(match["digits"]) >= LONGEST_PLAIN and "," not in match["digits"]:
        return True
    if scale == 1 and _DATE_AFTER.match(after):
        return True
    if _PRODUCT.search(before) or (_MONTH.search(before) and float(match["digits"].replace(",", "")) < 2100):
        return True
    if scale == 1 and after[:1].isalpha() and after[:1].isascii() and not match["unit"] and not match["scale"]:
        return True
    if _MONTH_AFTER.match(after) and len(match["digits"]) <= 2:
        return True
    return unit is None and scale == 1 and bool(_YEAR.match(match["digits"]) or re.match(r"0\d", match["digits"]))


def _is_zh_quantity(match: re.Match[str], flat: str, unit: str | None) -> bool:
    """A Chinese numeral is a quantity when a unit follows, or when it has a scale of ten thousand or more."""
    word = match["zhword"]
    before, after = flat[max(0, match.start() - 1) : match.start()], flat[match.end("zhword") : match.end("zhword") + 2]
    if before == "第" or re.match(r"[年月日号季]", after):
        return False
    if re.search(r"[万萬亿億]", word) and len(word) > 1 and word[0] not in "万萬亿億":
        return True
    if unit in {None, "count", "users", "times"} and len(word) == 1:
        return False
    return unit is not None and unit not in {"count"}
