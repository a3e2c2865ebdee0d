"""The marts: how the best value is chosen, what is kept apart, what is said of doubt and of time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extract.errors import WarehouseError
from extract.records import Batch, Change, Metric, Source, SourceOutcome, Window
from tests.warehouse.facts import WIRE, article_reading, at, claim, load, load_readings
from warehouse import marts as marts_module
from warehouse.ask import ask
from warehouse.connection import writer
from warehouse.ledger import record_window
from warehouse.load import sync_dimensions
from warehouse.marts import glossary, marts
from warehouse.publish import publish

METRICS = [
    Metric(id="monthly_active_users", unit="users", name_en="Monthly", period_kind="quarter"),
    Metric(id="revenue", unit="CNY", name_en="Revenue", period_kind="quarter"),
    Metric(id="employees", unit="count", name_en="Employees", period_kind="day"),
]


def say(home: Path, article: str, value: float, *, day: int = 0, official: bool = False, **other: Any) -> None:
    """Load one article that makes one claim of a value."""
    text = f"{article} on day {day}: {value:.0f} of them."
    observation = claim(text, f"{value:.0f}", value, **other)
    load_readings(home, article_reading(article, text, [observation], seen=at(day), official=official))


def points(home: Path, columns: str = "value", mart: str = "trend", **parameters: Any) -> list[Any]:
    """Publish, and ask a mart."""
    with writer(home, deadline_seconds=5, purpose="test") as connection:
        sync_dimensions(connection, [WIRE], [], METRICS)
    publish(home)
    rows = ask(home, f"select {columns} from {mart}", parameters).rows
    return [row[0] for row in rows] if "," not in columns else rows


def test_the_company_goes_before_others(home: Path) -> None:
    say(home, "a", 10, day=1, official=True, comparator="gt")
    say(home, "b", 12, day=2)
    assert points(home) == [10]


def test_an_exact_figure_goes_before_about_a_range_and_more_than(home: Path) -> None:
    say(home, "a", 12, day=1)
    for day, comparator in enumerate(("approx", "range", "gt", "le"), start=2):
        upper = 16.0 if comparator == "range" else None
        say(home, comparator, 12.5 + day / 10, day=day, comparator=comparator, value_max=upper)
    assert points(home) == [12]


def test_the_value_of_more_independent_reports_goes_before_a_newer_one(home: Path) -> None:
    say(home, "a", 10, day=1)
    say(home, "b", 10, day=2)
    say(home, "c", 12, day=3)
    assert points(home, "value, report_count, story_count, lowest, highest, disputed") == [(10, 3, 3, 10, 12, True)]


def test_copies_are_one_independent_report(home: Path) -> None:
    same = tuple(range(128))
    for n, article in enumerate(("a", "b", "c")):
        text = f"{article}: 10 of them."
        load_readings(home, article_reading(article, text, [claim(text, "10", 10.0)], seen=at(n), signature=same))
    say(home, "d", 11, day=5)
    say(home, "e", 11, day=4)
    assert points(home, "value, report_count, story_count") == [(11, 5, 3)]


def test_the_newer_of_equal_ones_goes_first(home: Path) -> None:
    say(home, "a", 100, day=2)
    say(home, "b", 101, day=1)
    assert points(home, "value, disputed") == [(100, False)]


@pytest.mark.parametrize("doubt", [
    {"modality": "rumour"}, {"modality": "forecast"}, {"modality": "target"}, {"confidence": 0.4},
    {"flags": ("implausible",)}, {"flags": ("future",)}, {"flags": ("doubtful",)},
])  # fmt: skip
def test_doubtful_claims_stay_out_of_the_trend_and_are_reviewed(home: Path, doubt: dict[str, Any]) -> None:
    say(home, "a", 10, **doubt)
    assert points(home) == []
    reason = next(iter(doubt.values()))
    wanted = "low confidence" if isinstance(reason, float) else reason if isinstance(reason, str) else reason[0]
    assert ask(home, "select reasons from review").rows == [([wanted],)]


def test_definitions_never_mix(home: Path) -> None:
    say(home, "a", 10, as_of="2023-12-31")
    say(home, "b", 11, as_of="2023-Q4")
    say(home, "c", 6, as_of="2023-Q4", region="CN")
    say(home, "d", 7, as_of=None)
    for article, value, period in (("e", 100, "2023-Q4"), ("f", 400, "2023"), ("g", 300, "2023-9M")):
        say(home, article, value, as_of=period, metric="revenue", unit="CNY")
    say(home, "h", 50, as_of="2023-Q4", metric="revenue", unit="USD")
    found = points(home, "metric, unit, region, span, period_end, value")
    year_end = date(2023, 12, 31)
    assert found == [
        ("monthly_active_users", "users", "CN", "level", year_end, 6),
        ("monthly_active_users", "users", None, "level", year_end, 11),
        ("monthly_active_users", "users", None, "reported", date(2024, 1, 1), 7),
        ("revenue", "CNY", None, "nine_months", date(2023, 9, 30), 300),
        ("revenue", "CNY", None, "quarter", year_end, 100),
        ("revenue", "CNY", None, "year", year_end, 400),
        ("revenue", "USD", None, "quarter", year_end, 50),
    ]
    latest = ask(home, "select metric, unit, region, span, value from latest order by all").rows
    assert latest == [
        ("monthly_active_users", "users", "CN", "level", 6),
        ("monthly_active_users", "users", None, "level", 11),
        ("revenue", "CNY", None, "quarter", 100),
        ("revenue", "USD", None, "quarter", 50),
    ]
    assert ask(home, "select distinct region, value from first_reported where region = 'CN'").rows == [("CN", 6)]


def test_changes_are_between_the_same_ends_of_months(home: Path) -> None:
    for article, value, period in (("a", 100, "2022-12"), ("b", 150, "2023-09-30"), ("c", 180, "2023-Q4"),
                                   ("d", 999, "2023-12-15")):  # fmt: skip
        say(home, article, value, as_of=period)
    found = points(home, "period_end, change_yoy_percent, change_qoq_percent")
    assert found[-1] == (date(2023, 12, 31), 80.0, 20.0)
    assert all(row[1:] == (None, None) for row in found[:-1])
    growth = ask(home, "select period_end, change_yoy_percent from growth").rows
    assert growth == [(date(2023, 12, 31), 80.0)]


def test_nothing_is_computed_from_more_than_and_the_stated_change_stands(home: Path) -> None:
    say(home, "a", 100, as_of="2022-Q4", comparator="gt")
    fall = Change(kind="yoy", direction="down", value=3.0, unit="percent")
    say(home, "b", 150, as_of="2023-Q4", change=fall)
    assert points(home, "change_yoy_percent") == [None, -3.0]


def test_more_than_far_above_and_less_than_far_below_are_disputes(home: Path) -> None:
    say(home, "a", 100, as_of="2022-Q4")
    say(home, "b", 120, as_of="2022-Q4", comparator="gt")
    say(home, "c", 100, as_of="2023-Q4")
    say(home, "d", 80, as_of="2023-Q4", comparator="lt")
    say(home, "e", 100, as_of="2024-Q4")
    say(home, "f", 90, as_of="2024-Q4", comparator="gt")
    assert points(home, "disputed") == [True, True, False]
    assert ask(home, "select value, best_value from conflicts order by all").rows == [
        (80, 100), (100, 100), (100, 100), (120, 100),
    ]  # fmt: skip


def versions(home: Path, *texts: tuple[str, int]) -> None:
    """Load texts of one article, each as seen on a day."""
    for text, day in texts:
        quote = re.findall(r"\d+", text)[0]
        reading = article_reading("a", text, [claim(text, quote, float(quote))], seen=at(day))
        load_readings(home, replace(reading, article=replace(reading.article, published_at=at(0))))


def test_a_correction_takes_the_place_of_what_was_said_and_is_a_revision(home: Path) -> None:
    versions(home, ("There are 10.", 0), ("There are 12, corrected.", 3))
    assert points(home) == [12]
    revised = "value_before, value_now, known_before, known_now"
    assert ask(home, f"select {revised} from revisions").rows == [(10, 12, at(0), at(3))]
    first = ask(home, "select value, first_published_at from first_reported order by value").rows
    assert first == [(10, at(0)), (12, at(3))]


def test_an_edit_that_is_taken_back_is_no_longer_said(home: Path) -> None:
    versions(home, ("There are 10.", 0), ("There are 12, corrected.", 3), ("There are 10.", 5))
    assert points(home) == [10]
    assert ask(home, "select value_before, value_now, known_now from revisions").rows == [(12, 10, at(5))]


def test_a_claim_that_the_present_text_does_not_make_is_a_revision_to_nothing(home: Path) -> None:
    versions(home, ("There are 10.", 0))
    load_readings(home, article_reading("a", "Nothing is said.", seen=at(2)))
    assert points(home) == []
    assert ask(home, "select value_before, value_now from revisions").rows == [(10, None)]


def test_what_was_known_on_a_day_is_what_the_texts_of_that_day_said(home: Path) -> None:
    versions(home, ("There are 10.", 0), ("There are 12, corrected.", 3))
    say(home, "b", 20, day=6, official=True)
    known = [points(home, mart=f"known_at('2024-01-{1 + day:02}')") for day in (0, 2, 3, 5, 6)]
    assert known == [[10], [10], [12], [12], [20]]
    assert points(home, mart="known_at('2023-12-31')") == []
    whole = "select * from known_at(date '9999-12-31') order by all"
    assert ask(home, whole).rows == ask(home, "select * from trend order by all").rows


def test_newer_rules_replace_a_reading_and_are_no_revision(home: Path) -> None:
    text = "There are 10, or 100."
    load_readings(home, article_reading("a", text, [claim(text, "10", 10.0)], extractor_version="9"))
    load_readings(home, article_reading("a", text, [claim(text, "100", 100.0)], extractor_version="10"))
    assert points(home) == [100]
    assert points(home, "count(*)", "observation_fact") == [2]
    assert points(home, "count(*)", "revisions") == [0]


def test_newer_parsing_of_the_same_answer_replaces_its_text_and_is_no_revision(home: Path) -> None:
    old, new = "There are 10. Menu, imprint.", "There are 10."
    load_readings(home, article_reading("a", old, [claim(old, "10", 10.0)]))
    load_readings(home, article_reading("a", new, [claim(new, "10", 10.0)], extractor_version="2"))
    assert points(home, "count(*)", "observation") == [1]
    assert ask(home, "select title, excerpt from search('imprint')").rows == []
    assert points(home, "count(*)", "revisions") == [0]


def test_evidence_shows_the_words_around_the_quote_and_the_bytes(home: Path) -> None:
    say(home, "a", 10)
    [identity] = points(home, "observation_id", "latest")
    row = ask(home, "select before_quote || '[' || quote || ']' || after_quote, payload_digest, capture_record_id "
                    "from evidence(?)", [identity]).rows[0]  # fmt: skip
    assert row[0] == "a on day 0: [10] of them."
    assert row[1].startswith("sha256:")
    assert row[2].startswith("<urn:")
    assert ask(home, "from evidence(?)", ["' or true --"]).rows == []


def test_search_finds_chinese_without_spaces_and_all_words_of_a_question(home: Path) -> None:
    text = "微信月活跃账户达到13.43亿，同比增长。WeChat grew."
    load_readings(home, article_reading("a", text, [claim(text, "13.43亿", 1.343e9)], title="腾讯业绩"))
    publish(home)
    for words, count in (("月活跃", 1), ("腾讯 月活", 1), ("wechat GREW", 1), ("月活 支付", 0), ("", 0), ("%", 0)):
        assert len(ask(home, "select * from search(?)", [words]).rows) == count, words
    assert ask(home, "select quotes, excerpt from search('账户')").rows[0][0] == ["13.43亿"]


def outcome(day: int, state: str, new: int = 0, message: str = "") -> SourceOutcome:
    """A poll of the wire."""
    return SourceOutcome(source_id="wire", started_at=at(day), finished_at=at(day), outcome=state,  # type: ignore[arg-type]
                         found_count=new, new_count=new, message=message, newest_published_at=at(0))  # fmt: skip


def test_coverage_tells_days_without_knowledge_from_days_without_news(home: Path) -> None:
    load(home, Batch(outcomes=(outcome(0, "ok", 2), outcome(1, "unchanged"), outcome(3, "failed"), outcome(4, "ok"))))
    with writer(home, deadline_seconds=5, purpose="test") as connection:
        for state, hour in (("running", 1), ("done", 2)):
            window = Window(source_id="wire", start=date(2023, 12, 30), end=date(2023, 12, 31))
            record_window(connection, window, state=state, run_id="r", at=at(5, hour))
    found = points(home, "day, poll_count, new_count, backfilled, known", "coverage")
    assert found == [
        (date(2023, 12, 30), 0, 0, True, True),
        (date(2023, 12, 31), 0, 0, True, True),
        (date(2024, 1, 1), 1, 2, False, True),
        (date(2024, 1, 2), 1, 0, False, True),
        (date(2024, 1, 3), 0, 0, False, False),
        (date(2024, 1, 4), 1, 0, False, False),
        (date(2024, 1, 5), 1, 0, False, True),
    ]


@pytest.mark.parametrize(("polls", "state", "knowledge"), [
    ((), "never polled", False),
    ((outcome(0, "ok", 1),), "healthy", True),
    ((outcome(0, "ok", 1), outcome(1, "unchanged")), "healthy", True),
    ((outcome(0, "ok", 1), outcome(1, "failed", message="HTTP 503")), "failing", False),
    ((outcome(0, "ok", 1), outcome(1, "failed", message="HTTP 410")), "off", False),
    ((outcome(0, "ok", 1), outcome(30, "ok")), "stale", True),
])  # fmt: skip
def test_freshness_tells_nothing_new_from_no_answer(
    home: Path, polls: tuple[SourceOutcome, ...], state: str, knowledge: bool
) -> None:
    load(home, Batch(outcomes=polls))
    assert points(home, "state, nothing_new_is_knowledge", "freshness") == [(state, knowledge)]


def test_the_answers_do_not_depend_on_the_reader_s_time_zone(home: Path) -> None:
    versions(home, ("There are 10.", 0), ("There are 12, corrected.", 3))
    load(home, Batch(outcomes=(outcome(0, "ok", 2),)))
    publish(home)
    from warehouse.ask import published

    for zone in ("Asia/Shanghai", "America/New_York"):
        with published(home) as connection:
            connection.execute(f"set timezone = '{zone}'")
            assert connection.execute("select value from known_at('2024-01-03')").fetchall() == [(10,)]
            assert connection.execute("select day from coverage").fetchall() == [(date(2024, 1, 1),)]


def test_every_mart_says_at_its_head_what_a_row_is() -> None:
    names = {mart.name for mart in marts()}
    assert {"trend", "latest", "growth", "conflicts", "revisions", "first_reported", "known_at", "coverage",
            "freshness", "review", "evidence", "search"} <= names  # fmt: skip
    assert all("one row" in mart.about for mart in marts())


def test_a_mart_without_its_head_is_refused() -> None:
    with pytest.raises(WarehouseError, match="must begin with '-- trend: what a row is'"):
        marts_module._mart("050_trend.sql", "create or replace table trend as select 1")


def test_the_glossary_has_no_word_too_many(home: Path) -> None:
    load_readings(home, article_reading("a", "x"))
    publish(home)
    columns = {
        name for (name,) in ask(home, "select distinct column_name from duckdb_columns() where not internal").rows
    }
    assert set(glossary()[1]) - columns == set()


def test_the_observation_has_the_columns_that_scripts_rely_on(home: Path) -> None:
    say(home, "a", 10)
    publish(home)
    relied_on = {
        "entity", "metric", "value", "value_max", "comparator", "unit", "change_kind", "change_direction",
        "change_value", "as_of", "period_start", "period_end", "published_at", "attribution", "modality", "confidence",
        "quote", "span_start", "span_end", "url", "source", "rule", "extractor_version",
    }  # fmt: skip
    assert relied_on <= set(ask(home, "from observation").columns)


def test_a_source_that_left_the_catalogue_keeps_its_name(home: Path) -> None:
    other = Source(id="other", kind="feed", name="Other", url="https://other.example/")
    with writer(home, deadline_seconds=5, purpose="test") as connection:
        sync_dimensions(connection, [WIRE, other], [], METRICS)
    assert points(home, "source", "freshness") == ["other", "wire"]


@pytest.mark.parametrize(
    ("one", "other", "disputed"),
    [
        ((1_411_000_000, "eq"), (1_421_000_000, "eq"), True),
        ((1_200_000_000, "eq"), (1_225_000_000, "eq"), False),  # 1.2 billion is what 1.225 is rounded to
        ((1_200_000_000, "eq"), (1_299_000_000, "eq"), True),
        ((1_300_000_000, "approx"), (1_343_000_000, "eq"), False),
        ((1_300_000_000, "gt"), (1_343_000_000, "eq"), False),
        ((1_400_000_000, "gt"), (1_343_000_000, "eq"), True),
        ((24.4, "eq"), (24.0, "eq"), False),
        ((24.4, "eq"), (25.1, "eq"), True),
    ],
)
def test_reports_disagree_by_more_than_rounding_explains(
    home: Path, one: tuple[float, str], other: tuple[float, str], *, disputed: bool
) -> None:
    for name, (value, comparator) in (("a", one), ("b", other)):
        say(home, name, value, as_of="2024-Q4", comparator=comparator)
    assert points(home, "disputed") == [disputed]
