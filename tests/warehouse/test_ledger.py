"""The ledger: what earlier runs left for the next one."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from extract.records import Batch, FetchRecord, SourceOutcome, Window
from tests.warehouse.facts import WIRE, article_reading, at, claim, load, load_readings, numbered_batch
from warehouse import ledger
from warehouse.connection import writer
from warehouse.load import sync_dimensions


def outcome(day: int, state: str, new: int = 0, message: str = "") -> SourceOutcome:
    """A poll of the wire."""
    return SourceOutcome(source_id="wire", started_at=at(day), finished_at=at(day), outcome=state,  # type: ignore[arg-type]
                         new_count=new, message=message)  # fmt: skip


def state_after(home: Path, *polls: SourceOutcome) -> ledger.PollState:
    """What the ledger says of the wire after these polls."""
    load(home, Batch(outcomes=polls))
    with writer(home, deadline_seconds=5, purpose="test") as connection:
        sync_dimensions(connection, [WIRE], [], [])
        return ledger.poll_states(connection)["wire"]


def test_a_source_that_was_never_polled_has_no_state(home: Path) -> None:
    with writer(home, deadline_seconds=5, purpose="test") as connection:
        assert ledger.poll_states(connection) == {}


def test_failures_count_from_the_last_success_and_double_the_rest(home: Path) -> None:
    state = state_after(home, outcome(0, "failed"), outcome(1, "ok", 3), outcome(2, "failed"), outcome(3, "failed"))
    assert (state.last_success_at, state.failures_in_row, state.is_off) == (at(1), 2, False)
    assert state.next_due_at == at(3) + timedelta(seconds=4 * 3600)
    assert not state.is_due(at(3, 3))
    assert state.is_due(at(3, 4))


def test_a_source_that_is_gone_or_failed_thirty_times_is_off(home: Path) -> None:
    assert state_after(home, outcome(0, "failed", message="HTTP 410")).is_off
    many = state_after(home, *(outcome(day, "failed", message="HTTP 503") for day in range(1, 30)))
    assert (many.failures_in_row, many.is_off, many.is_due(at(900))) == (30, True, False)


def test_a_source_with_news_at_every_poll_is_asked_twice_as_often(home: Path) -> None:
    assert state_after(home, outcome(0, "ok", 1), outcome(1, "ok", 2)).next_due_at == at(1) + timedelta(seconds=1800)


def test_a_quiet_source_is_asked_half_as_often_after_ten_polls(home: Path) -> None:
    polls = [outcome(day, "unchanged") for day in range(9)]
    assert state_after(home, *polls).next_due_at == at(8) + timedelta(seconds=3600)
    assert state_after(home, outcome(9, "ok")).next_due_at == at(9) + timedelta(seconds=7200)


def fetch(day: int, **other: object) -> FetchRecord:
    """One request for one address."""
    fields: dict[str, object] = {
        "source_id": "wire", "url": "u", "final_url": "u", "role": "article", "status": 200, "outcome": "new",
        "at": at(day), "record_id": f"r{day}", "payload_digest": f"d{day}",
    }  # fmt: skip
    return FetchRecord(**(fields | other))  # type: ignore[arg-type]


def test_the_newest_answer_lends_its_validators_and_digest(home: Path) -> None:
    requests = (
        fetch(0, etag='"0"'), fetch(2, etag='"2"', last_modified="Tue"), fetch(1, etag='"1"'),
        fetch(3, status=304, outcome="unchanged", record_id="", payload_digest=""),
        fetch(4, status=503, outcome="failed", record_id="", payload_digest=""),
    )  # fmt: skip
    load(home, Batch(fetches=requests))
    with writer(home, deadline_seconds=5, purpose="test") as connection:
        assert ledger.validators(connection) == {"u": ('"2"', "Tue")}
        assert ledger.last_digests(connection) == {"u": "d2"}
        assert ledger.fetched_at(connection) == {"u": at(3)}
        assert ledger.known_record_ids(connection) == {"r0", "r1", "r2"}


def test_a_window_s_state_is_that_of_its_last_event(home: Path) -> None:
    window = Window(source_id="wire", start=date(2024, 1, 1), end=date(2024, 1, 31))
    with writer(home, deadline_seconds=5, purpose="test") as connection:
        for hour, state in enumerate(("running", "failed", "running", "done")):
            ledger.record_window(connection, window, state=state, run_id="r", at=at(0, hour), found_count=hour)
        found = ledger.window_states(connection)[("wire", window.start, window.end)]
    assert (found.state, found.attempts, found.found_count) == ("done", 2, 3)


def test_loaded_claims_are_those_of_the_newest_reading(home: Path) -> None:
    text = "There are 10, or 100."
    old = article_reading("a", text, [claim(text, "10", 10.0)])
    load_readings(home, old)
    load(home, numbered_batch(0))
    with writer(home, deadline_seconds=5, purpose="test") as connection:
        found = ledger.loaded_claims(connection, [old.article.version, "unknown"])
    assert found == {old.article.version: [("wechat", "monthly_active_users", 10.0, None, "2024-Q1", "10")]}
