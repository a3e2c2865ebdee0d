"""Properties: a number formatted any way reads back, spans reproduce the quote, no text crashes."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.quantity import read_quantities

FULL_WIDTH = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
DIGITS = "零一二三四五六七八九"
ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
PIECES = [
    *"0123456789.,%$€¥+-–/:()'\" \n\t", "million", "billion", "bn", "m", "k", "percent", "half", "a", "one",
    "twenty-five", "and", "to", "from", "between", "of", "RMB", "HK$", "yuan", "users", "more than", "rose", "fell",
    "doubled", "www.a.com/1", "&#8217;", "Windows", "No.",
    *"万亿十百千点半数几多余成折个元人第年月至近。，、１％½\u00a0\u2009", "分之", "百分之", "同比增长", "超过", "翻番",
]  # fmt: skip

ENGLISH_SCALES = {"million": 1e6, "bn": 1e9, "trillion": 1e12, "thousand": 1e3, "crore": 1e7}
CHINESE_SCALES = {"万": 1e4, "亿": 1e8, "万亿": 1e12, "千万": 1e7, "百万": 1e6}
CHINESE_UNITS = {"元": "CNY", "美元": "USD", "人": "people", "用户": "users"}
PREFIXES = ["$", "US$", "RMB", "HK$", "€", "USD ", ""]

whole = st.integers(min_value=1, max_value=10**12)
small = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("9999.99"), places=2)


def english_words(number: int) -> str:
    """A whole number below a quadrillion in English words."""
    for name, size in (("trillion", 10**12), ("billion", 10**9), ("million", 10**6), ("thousand", 10**3)):
        if number >= size:
            rest = f" {english_words(number % size)}" if number % size else ""
            return f"{english_words(number // size)} {name}{rest}"
    if number >= 100:
        rest = f" and {english_words(number % 100)}" if number % 100 else ""
        return f"{ONES[number // 100]} hundred{rest}"
    if number >= 20:
        return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")
    return ONES[number]


def chinese_words(number: int) -> str:
    """A whole number below ten quadrillion in Chinese numerals."""
    for name, size in (("亿", 10**8), ("万", 10**4)):
        if number >= size:
            rest = number % size
            gap = "零" if rest and rest < size // 10 else ""
            return f"{chinese_words(number // size)}{name}{gap}{chinese_words(rest) if rest else ''}"
    text, seen = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            text, seen = text + DIGITS[digit] + name, True
        elif seen and number % size:
            text = text.rstrip("零") + "零"
    return text or "零"


def values(text: str) -> list[float]:
    return [quantity.value for quantity in read_quantities(text)]


@given(number=whole)
def test_thousands_commas_read_back(number: int) -> None:
    assert values(f"It sold {number:,} cars.") == [pytest.approx(number, rel=1e-11)]


@given(number=small, scale=st.sampled_from(sorted(ENGLISH_SCALES)), money=st.sampled_from(PREFIXES),
       gap=st.sampled_from([" ", "\n", ""]))  # fmt: skip
def test_scale_words_read_back(number: Decimal, scale: str, money: str, gap: str) -> None:
    found = read_quantities(f"It cost {money}{number}{gap}{scale} that day.")
    assert [q.value for q in found] == [pytest.approx(float(number) * ENGLISH_SCALES[scale], rel=1e-9)]
    assert (found[0].unit is None) == (money == "")


@given(number=st.integers(min_value=2, max_value=10**15 - 1))
def test_english_words_read_back(number: int) -> None:
    assert values(f"It sold {english_words(number)} cars.") == [pytest.approx(number, rel=1e-11)]


@given(number=st.integers(min_value=2, max_value=10**12))
def test_chinese_numerals_read_back(number: int) -> None:
    assert values(f"共{chinese_words(number)}元。") == [pytest.approx(number, rel=1e-11)]


@given(number=small, scale=st.sampled_from(sorted(CHINESE_SCALES)), full=st.booleans(),
       unit=st.sampled_from(sorted(CHINESE_UNITS)))  # fmt: skip
def test_chinese_scales_read_back(number: Decimal, scale: str, full: bool, unit: str) -> None:
    digits = str(number).translate(FULL_WIDTH) if full else str(number)
    (found,) = read_quantities(f"总计{digits}{scale}{unit}。")
    assert found.value == pytest.approx(float(number) * CHINESE_SCALES[scale], rel=1e-9)
    assert found.unit == CHINESE_UNITS[unit]


@given(number=small, sign=st.sampled_from(["%", " %", " percent", "％"]))
def test_percentages_read_back(number: Decimal, sign: str) -> None:
    found = read_quantities(f"It rose {number}{sign} that day.")
    assert [(q.value, q.unit) for q in found] == [(pytest.approx(float(number)), "percent")]
    assert found[0].change is not None
    assert found[0].change.direction == "up"


@given(low=st.integers(1, 900), step=st.integers(1, 99), scale=st.sampled_from(["million", "billion", "亿", "万"]))
def test_a_range_takes_the_scale_of_its_right_end(low: int, step: int, scale: str) -> None:
    factor = {"million": 1e6, "billion": 1e9, "亿": 1e8, "万": 1e4}[scale]
    text = (
        f"预计{low}至{low + step}{scale}元" if not scale.isascii() else f"Between {low} and {low + step} {scale} users"
    )
    (found,) = read_quantities(text)
    assert (found.value, found.value_max, found.comparator) == (low * factor, (low + step) * factor, "range")


def _holds(text: str) -> None:
    found = read_quantities(text)
    assert all(text[q.start : q.end] == q.quote for q in found)
    assert all(q.quote and q.quote == q.quote.strip() for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(math.isfinite(q.value) and (q.value_max is None or math.isfinite(q.value_max)) for q in found)
    assert all((q.comparator == "range") == (q.value_max is not None) for q in found)
    json.dumps([asdict(q) for q in found], allow_nan=False)


@settings(max_examples=400)
@given(text=st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_spans_reproduce_the_quote_in_number_soup(text: str) -> None:
    _holds(text)


@settings(max_examples=200)
@given(text=st.text(max_size=300))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    _holds(text)


@settings(max_examples=200)
@given(raw=st.binary(max_size=400), encoding=st.sampled_from(["utf-8", "gb18030", "utf-16", "latin-1"]))
def test_any_bytes_are_read_without_a_crash(raw: bytes, encoding: str) -> None:
    _holds(raw.decode(encoding, "replace"))


@given(text=st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))
def test_a_text_reads_the_same_twice(text: str) -> None:
    assert read_quantities(text) == read_quantities(text)
