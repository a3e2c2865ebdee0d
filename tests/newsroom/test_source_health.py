"""When a source is asked again, and when it is stale, failing or off: from the ledger of its polls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from extract.records import Batch, Source, SourceOutcome
from warehouse import ledger
from warehouse.connection import writer
from warehouse.load import load_batch, sync_dimensions
from warehouse.publish import publish

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def poll(source_id: str, ago: timedelta, outcome: str = "unchanged", new: int = 0, **more: object) -> SourceOutcome:
    at = NOW - ago
    return SourceOutcome(
        source_id=source_id, started_at=at, finished_at=at, outcome=outcome, new_count=new, **more  # type: ignore[arg-type]
    )  # fmt: skip


def address(name: str) -> str:
    """What is given by hand has no address."""
    return "" if name == "by_hand" else "http://p.example/"


def states(home: Path, *polls: SourceOutcome) -> tuple[dict[str, ledger.PollState], dict[str, str]]:
    """What the ledger makes of these polls, and the state people see."""
    sources = [
        Source(id=name, kind="feed", name=name, url=address(name), poll_seconds=3600, stale_after_days=14)
        for name in sorted({one.source_id for one in polls} | {"silent"})
    ]
    with writer(home, deadline_seconds=10, purpose="test") as connection:
        sync_dimensions(connection, sources, [], [])
        load_batch(connection, Batch(outcomes=polls), run_id="1", now=NOW)
        found = ledger.poll_states(connection)
    publish(home)
    with duckdb.connect(str(home / "newsgauge.duckdb"), read_only=True) as connection:
        return found, dict(connection.execute("select source, state from freshness").fetchall())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir(exist_ok=True)
    return folder


def test_the_interval_adapts_to_how_often_there_is_news(home):
    found, _ = states(
        home,
        *(poll("busy", n * HOUR, "ok", new=3) for n in range(10)),
        *(poll("even", n * HOUR, "ok", new=n % 2) for n in range(10)),
        *(poll("quiet", n * HOUR) for n in range(12)),
        poll("young", HOUR * 0),
    )
    rests = {name: state.next_due_at - NOW for name, state in found.items() if state.next_due_at}
    assert rests == {"busy": HOUR / 2, "even": HOUR, "quiet": 2 * HOUR, "young": HOUR}
    assert not found["busy"].is_due(NOW)
    assert found["busy"].is_due(NOW + HOUR / 2)


def test_a_failing_source_is_asked_more_and_more_rarely(home):
    found, seen = states(
        home,
        poll("once", HOUR * 0, "failed"), poll("once", HOUR, "ok", new=1),
        *(poll("often", n * HOUR, "failed") for n in range(9)),
        poll("healed", HOUR * 0, "ok", new=1), *(poll("healed", n * HOUR, "failed") for n in range(1, 9)),
    )  # fmt: skip
    assert found["once"].next_due_at == NOW + 2 * HOUR
    assert found["often"].next_due_at == NOW + 16 * HOUR
    assert (found["once"].failures_in_row, found["often"].failures_in_row, found["healed"].failures_in_row) == (1, 9, 0)
    assert (seen["once"], seen["often"], seen["healed"], seen["silent"]) == (
        "failing", "failing", "healthy", "never polled",
    )  # fmt: skip


def test_thirty_failures_in_a_row_or_a_410_turn_a_source_off(home):
    found, seen = states(
        home,
        *(poll("dead", n * HOUR, "failed", message="HTTP 404") for n in range(30)),
        *(poll("nearly", n * HOUR, "failed", message="HTTP 404") for n in range(29)),
        poll("gone", HOUR * 0, "failed", message="HTTP 410"), poll("gone", HOUR, "ok", new=1),
        poll("back", HOUR * 0, "ok", new=1), poll("back", HOUR, "failed", message="HTTP 410"),
    )  # fmt: skip
    assert {name: state.is_off for name, state in found.items()} == {
        "dead": True, "nearly": False, "gone": True, "back": False,
    }  # fmt: skip
    assert not found["dead"].is_due(NOW + timedelta(days=365))
    assert (seen["dead"], seen["nearly"], seen["gone"], seen["back"]) == ("off", "failing", "off", "healthy")


def test_a_source_that_answers_with_nothing_new_for_too_long_is_stale(home):
    day = timedelta(days=1)
    frozen = datetime(2018, 9, 23, tzinfo=UTC)
    _, seen = states(
        home,
        poll("frozen", 0 * day, "ok", new=5, newest_published_at=frozen),
        poll("fresh", 0 * day, newest_published_at=NOW - 2 * day),
        poll("rested", 0 * day), poll("rested", 3 * day, "ok", new=2, newest_published_at=NOW - 3 * day),
        *(poll("undated", n * day) for n in range(20)), poll("undated", 20 * day, "ok", new=1),
        *(poll("never_new", n * day) for n in range(20)),
        poll("undated_fresh", 0 * day), poll("undated_fresh", day, "ok", new=1),
        poll("by_hand", 0 * day, "ok", new=5, newest_published_at=frozen),
    )  # fmt: skip
    assert seen == {
        "frozen": "stale", "fresh": "healthy", "rested": "healthy", "undated": "stale", "never_new": "stale",
        "undated_fresh": "healthy", "silent": "never polled",
        "by_hand": "healthy",
    }  # fmt: skip
