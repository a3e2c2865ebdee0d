"""As-of: the forms in which texts write a time, what dates a figure and what does not, and what may never happen."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.catalog.load import load_catalog
from extract.observation.asof import quarter_before, times, year_before
from extract.observation.context import spot
from extract.observation.period import time_of
from extract.observation.spot import fold
from extract.records import Passage
from warehouse.period import period

CASES = tomllib.loads((Path(__file__).parent / "asof_cases.toml").read_text("utf-8"))["case"]
SENTENCES = [tuple(row) for case in CASES for rows in case.values() for row in rows]
ALLOWED = re.compile(r"\d{4}(?:-(?:\d\d(?:-\d\d)?|Q[1-4]|H[12]|9M))?")
METRICS = {"亿元": "revenue", "yuan": "revenue", "%": "gross_margin", "registered": "registered_users", "个": "red_packets_sent",
           "daily": "daily_active_users", "every day": "daily_active_users", "日活": "daily_active_users",
           "每天": "daily_active_users", "concurrent": "concurrent_users", "同时在线": "concurrent_users"}  # fmt: skip
WORDS = [
    "2023", "2023年", "二零二三年", "23", "Q3", "3Q23", "第三季度", "third quarter", "of", "last year", "去年", "去年同期", "a year earlier",
    "9月", "30日", "September", "30", "31 February", "2月30日", "as of", "截至", "止三个月", "the three months ended", "上半年", "first half",
    "前三季度", "nine months of", "底", "end of", "since", "以来", "较", "than", "from", "to", "今天", "said", "表示", "除夕", "now", "目前",
    "同", "00", "13月", "0月", "Q9", "9999年", "0000-00-00", "1900年", "年", "月", "季", "，", "。", "\n", "|", "# ", "；", "WeChat", "微信",
    "MAU", "月活跃用户", "10亿", "1 billion", "5%", "revenue", "收入", "year", "quarter", "FY", "H1", "的", "上一季度", "previous quarter",
]  # fmt: skip
DAYS = st.none() | st.dates(min_value=date(1999, 1, 1), max_value=date(2099, 12, 31))
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=25).flatmap(
    lambda words: st.sampled_from(["", " "]).map(lambda gap: gap.join(words))
)


def as_of(text: str, published: str) -> str | None:
    """The time of a sentence's first figure that is an amount."""
    told = date.fromisoformat(published) if published else None
    seen = spot(Passage(id="case", text=text, published=told), load_catalog())
    assert seen is not None
    figure = next(
        q
        for q in seen.quantities
        if abs(q.value) >= 1_000_000 or (q.unit == "percent" and "毛利率" in text) or "margin" in text
    )
    metric = next((name for word, name in METRICS.items() if word in text), "monthly_active_users")
    return time_of(seen, figure, metric)[0]


@pytest.mark.parametrize(("text", "published", "expected"), SENTENCES)
def test_reads_the_time_as_people_write_it(text: str, published: str, expected: str) -> None:
    assert as_of(text, published) == (expected or None)


@pytest.mark.parametrize(
    ("as_of_text", "expected"),
    [("2023-Q3", "2022-Q3"), ("2024-02-29", "2023-02-28"), ("2023-9M", "2022-9M"), ("2023", "2022"), (None, None)],
)
def test_the_same_period_a_year_before(as_of_text: str | None, expected: str | None) -> None:
    assert year_before(as_of_text) == expected


@pytest.mark.parametrize(
    ("as_of_text", "expected"),
    [
        ("2023-Q3", "2023-Q2"),
        ("2023-Q1", "2022-Q4"),
        ("2023-09-30", "2023-Q2"),
        ("2023-03-31", "2022-Q4"),
        ("2023", None),
        (None, None),
    ],
)
def test_the_quarter_before(as_of_text: str | None, expected: str | None) -> None:
    assert quarter_before(as_of_text) == expected


def _found(text: str, published: date | None) -> list[Any]:
    return times(fold(text), published)


@given(TEXTS, DAYS)
def test_any_words_give_allowed_forms_that_the_warehouse_can_place(text: str, published: date | None) -> None:
    last = 0
    for time in _found(text, published):
        assert last <= time.start < time.end <= len(text)
        last = time.end
        if time.as_of is not None:
            assert ALLOWED.fullmatch(time.as_of)
            first_day, last_day, kind = period(time.as_of)
            assert first_day is not None and last_day is not None and first_day <= last_day and kind


@given(TEXTS, DAYS)
def test_any_words_around_figures_never_crash(text: str, published: date | None) -> None:
    seen = spot(
        Passage(id="any", text=f"微信 {text} WeChat 12亿 {text} 5 million", published=published), load_catalog()
    )
    assert seen is not None
    for quantity in seen.quantities:
        for metric in ("monthly_active_users", "revenue", "cash", "daily_active_users"):
            told, _ = time_of(seen, quantity, metric)
            assert told is None or ALLOWED.fullmatch(told)


@given(TEXTS, DAYS)
def test_never_looks_at_todays_date(text: str, published: date | None) -> None:
    import extract.observation.asof_resolve as resolve

    class NoClock(date):
        @classmethod
        def today(cls) -> date:
            raise AssertionError("as-of asked for today's date")

    before = _found(text, published)
    real = resolve.date
    resolve.date = NoClock  # type: ignore[misc]
    try:
        assert _found(text, published) == before
    finally:
        resolve.date = real  # type: ignore[misc]


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2098, 12, 31)), st.integers(0, 400))
def test_a_day_written_out_is_that_day_whenever_published(day: date, later: int) -> None:
    published = day + timedelta(days=later)
    for text in (f"{day.year}年{day.month}月{day.day}日", f"{day:%d %B %Y}", f"{day:%B %d, %Y}", day.isoformat()):
        assert [t.as_of for t in _found(text, published)] == [day.isoformat()]
        assert [t.as_of for t in _found(text, None)] == [day.isoformat()]


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2098, 12, 31)), st.integers(0, 364))
def test_a_day_without_its_year_is_the_latest_not_after_publication(day: date, later: int) -> None:
    published = day + timedelta(days=later)
    if (day.month, day.day) == (2, 29):
        return
    for text in (f"截至{day.month}月{day.day}日", f"as of {day:%B} {day.day}"):
        assert [t.as_of for t in _found(text, published)] == [day.isoformat()]
