"""As-of: the forms in which texts write a time, what dates a figure and what does not, and what may never happen."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

import extract.observation
import extract.quantity
from extract.catalog.load import load_catalog
from extract.observation.context import spot
from extract.observation.spotting.folding import fold
from extract.observation.times import forms, words
from extract.observation.times.asof import quarter_before, times, year_before
from extract.observation.times.period import time_of
from extract.records import Passage
from warehouse.period import period

DATA = tomllib.loads((Path(__file__).parent / "asof_cases.toml").read_text("utf-8"))
SENTENCES = [tuple(row) for case in DATA["case"] for rows in case.values() for row in rows]
ALLOWED = re.compile(r"\d{4}(?:-(?:\d\d(?:-\d\d)?|Q[1-4]|H[12]|9M))?")
METRICS = {
    "回购": "buyback_amount", "亿元": "revenue", "yuan": "revenue", "%": "gross_margin",
    "registered": "registered_users", "个": "red_packets_sent", "daily": "daily_active_users",
    "every day": "daily_active_users",
    "日活": "daily_active_users", "每天": "daily_active_users", "concurrent": "concurrent_users",
    "同时在线": "concurrent_users",
}  # fmt: skip
"""The metric of a case by a word in it; monthly users else."""
WORDS = [*DATA["words"], "\n"]
DAYS = st.none() | st.dates(min_value=date(1999, 1, 1), max_value=date(2099, 12, 31))
TEXTS = st.builds(
    lambda words, gap: gap.join(words),
    st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=25),
    st.sampled_from(["", " "]),
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
    "table",
    [("year_prior",), ("quarter_prior",), ("now",), ("past",), ("day", "today"), ("day", "yesterday")],
    ids=".".join,
)
def test_every_word_that_tells_a_time_is_found(table: tuple[str, ...]) -> None:
    for word in words.listed(*table):
        found = forms.matches(f" {word} ")
        assert [match.group() for match in found] == [word], word


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
            assert first_day is not None
            assert last_day is not None
            assert first_day <= last_day
            assert kind


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


def test_is_the_same_whenever_it_is_read() -> None:
    told = []
    for today in (date(2009, 3, 1), date(2041, 11, 30)):
        with time_machine.travel(today, tick=False):
            told.append([as_of(text, published) for text, published, _ in SENTENCES])
    assert told[0] == told[1]


@pytest.mark.parametrize("package", [extract.observation, extract.quantity], ids=lambda package: package.__name__)
def test_no_module_of_the_extractor_knows_a_clock(package: ModuleType) -> None:
    names = [found.name for found in iter_modules(package.__path__, f"{package.__name__}.")]
    assert names
    for name in names:
        assert not {"time", "datetime"} & set(vars(import_module(name))), name


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
