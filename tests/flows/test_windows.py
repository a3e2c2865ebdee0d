"""Windows of a backfill: cut, chosen, judged."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.collect import Collected
from extract.errors import ConfigurationError
from extract.records import Failure, Source
from flows.windows import WindowRow, check_span, cut, gaps, judged, todo, unreachable, windows_of

DAYS = st.dates(date(1999, 1, 1), date(2030, 12, 31))
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def row(state: str = "planned") -> WindowRow:
    return WindowRow(source_id="s", start=date(2020, 1, 1), end=date(2020, 1, 31), state=state)


def failure(stage: str = "fetch", reason: str = "HTTP 500") -> Failure:
    return Failure(source_id="s", url="http://x", stage=stage, reason=reason, at=NOW)  # type: ignore[arg-type]


@given(DAYS, DAYS, st.sampled_from(["day", "week", "month", "year"]))
def test_windows_cover_every_day_of_the_span_once(a: date, b: date, length: str) -> None:
    start, end = min(a, b), min(max(a, b), date.fromordinal(min(a, b).toordinal() + 1200))
    windows = list(cut(start, end, length))  # type: ignore[arg-type]
    days = [d for first, last in windows for d in range(first.toordinal(), last.toordinal() + 1)]
    assert days == list(range(start.toordinal(), end.toordinal() + 1))


def test_windows_end_at_calendar_boundaries_so_that_spans_share_them() -> None:
    early = set(cut(date(2020, 1, 1), date(2020, 6, 30), "month"))
    late = set(cut(date(2020, 4, 1), date(2020, 12, 31), "month"))
    assert len(early & late) == 3
    assert list(cut(date(2020, 1, 15), date(2020, 1, 20), "week")) == [
        (date(2020, 1, 15), date(2020, 1, 19)),
        (date(2020, 1, 20), date(2020, 1, 20)),
    ]


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2020, 2, 1), date(2020, 1, 1), "is after"),
        (date(1990, 1, 1), date(2020, 1, 1), "Tencent was founded"),
        (date(2031, 1, 1), date(2031, 1, 2), "is in the future"),
    ],
)
def test_spans_that_cannot_be_meant_are_refused(start: date, end: date, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        check_span(start, end, today=date(2026, 1, 1))


def test_a_source_says_how_far_it_reaches() -> None:
    feed = Source(id="feed", kind="feed", name="", url="")
    deep = Source(id="deep", kind="search", name="", url="", reach=date(2020, 3, 10))
    span = date(2020, 1, 1), date(2020, 4, 30)
    assert windows_of(feed, *span, "month") == []
    assert [(w.start, w.end) for w in windows_of(deep, *span, "month")] == [
        (date(2020, 3, 10), date(2020, 3, 31)),
        (date(2020, 4, 1), date(2020, 4, 30)),
    ]
    assert [(w.source_id, w.start, w.end, why) for w, why in unreachable([feed, deep], *span)] == [
        ("feed", *span, "a feed source lists only the present"),
        ("deep", date(2020, 1, 1), date(2020, 3, 9), "it reaches back to 2020-03-10 only"),
    ]


@pytest.mark.parametrize(
    ("switches", "states"),
    [
        ({}, ["planned", "running"]),
        ({"retry_failed": True}, ["partial", "failed"]),
        ({"again": True}, ["planned", "running", "done", "partial", "failed"]),
    ],
)
def test_what_a_run_asks_for(switches: dict[str, bool], states: list[str]) -> None:
    rows = [row(state) for state in ("planned", "running", "done", "partial", "failed")]
    chosen = todo(rows, **{"retry_failed": False, "again": False, **switches})
    assert [r.state for r in chosen] == states


@pytest.mark.parametrize(
    ("fields", "state", "message"),
    [
        ({"found_count": 3, "record_ids": ("a",)}, "done", ""),
        ({"failures": (failure("discover", "no answer"),)}, "failed", "no answer"),
        ({"found_count": 2, "complete": False, "failures": (failure("discover", "cut"),)}, "partial", "cut"),
        ({"found_count": 2, "failures": (failure(),), "failed_for_now_count": 1}, "partial", "HTTP 500"),
        (
            {"found_count": 9, "record_ids": ("a",), "failures": (failure(reason="HTTP 404"),) * 2},
            "done",
            "2 failures, the first: HTTP 404",
        ),
    ],
)  # fmt: skip
def test_a_window_is_judged_by_what_its_source_answered(fields: dict[str, object], state: str, message: str) -> None:
    collected = Collected(source_id="s", started_at=NOW, finished_at=NOW, **fields)  # type: ignore[arg-type]
    ended = judged(row("running"), collected)
    assert (ended.state, ended.message) == (state, message)
    assert [g.reason for g in gaps([ended], [])] == ([] if not message else [f"{state}: {message}"])
