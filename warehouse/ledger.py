"""What earlier runs left for the next one: validators, digests, poll states, backfill windows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import duckdb

from extract.records import Window
from warehouse.load import read_sql

Claim = tuple[str, str, float, float | None, str | None, str]
MOST_BACK_OFF = 16
RECENT_POLLS = 10
OFF_AFTER_FAILURES = 30
GONE = "HTTP 410"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollState:
    """One source's recent history; `next_due_at` is None for a source never polled. One that `is_off` failed too often
    in a row, or is gone for good; only a run that names it asks it again."""

    source_id: str
    last_success_at: datetime | None
    failures_in_row: int
    next_due_at: datetime | None
    is_off: bool = False

    def is_due(self, now: datetime) -> bool:
        """Whether the source may be polled at this time."""
        return not self.is_off and (self.next_due_at is None or now >= self.next_due_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowState:
    """The last event of one backfill window."""

    state: str
    attempts: int
    found_count: int
    loaded_count: int
    message: str


def validators(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    """URL to (ETag, Last-Modified) of its last settled answer that carried one."""
    rows = connection.execute(
        'select url, arg_max(etag, fetched_at), arg_max(last_modified, fetched_at) from "fetch" '
        "where etag <> '' or last_modified <> '' group by url"
    ).fetchall()
    return {url: (etag, last_modified) for url, etag, last_modified in rows}


def fetched_at(connection: duckdb.DuckDBPyConnection) -> dict[str, datetime]:
    """Article URL to the last time it answered."""
    rows = connection.execute(
        'select url, max(fetched_at) from "fetch" '
        "where role = 'article' and outcome in ('new', 'unchanged') group by url"
    ).fetchall()
    return dict(rows)


def last_digests(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """URL to the digest of its last archived bytes."""
    rows = connection.execute(
        "select url, arg_max(payload_digest, fetched_at) from \"fetch\" where payload_digest <> '' group by url"
    ).fetchall()
    return dict(rows)


def known_record_ids(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Archive records whose answers are in the ledger."""
    return {row[0] for row in connection.execute("select record_id from \"fetch\" where record_id <> ''").fetchall()}


def poll_interval(poll_seconds: int, shares_new: Sequence[bool], failures_in_row: int) -> timedelta:
    """How long a source rests: less for one that always has news, more for a quiet or failing one.

    Args:
        poll_seconds: The catalogue's interval.
        shares_new: For the last polls, whether each brought something new.
        failures_in_row: Failed polls since the last good one.
    """
    if failures_in_row:
        return timedelta(seconds=poll_seconds * min(2**failures_in_row, MOST_BACK_OFF))
    share = sum(shares_new) / len(shares_new) if shares_new else 0.5
    factor = 0.5 if share > 2 / 3 else 2.0 if share < 1 / 3 and len(shares_new) >= RECENT_POLLS else 1.0
    return timedelta(seconds=poll_seconds * factor)


def poll_states(connection: duckdb.DuckDBPyConnection) -> dict[str, PollState]:
    """Each polled source's state."""
    rows = connection.execute(read_sql("questions", "poll_state.sql"), [RECENT_POLLS]).fetchall()
    return {
        source_id: PollState(
            source_id=source_id,
            last_success_at=last_success_at,
            failures_in_row=failures,
            next_due_at=newest_at + poll_interval(poll_seconds, [count > 0 for count in new_counts or ()], failures),
            is_off=failures >= OFF_AFTER_FAILURES or (failures > 0 and (message or "").startswith(GONE)),
        )
        for source_id, newest_at, message, last_success_at, failures, new_counts, poll_seconds in rows
    }


def record_window(
    connection: duckdb.DuckDBPyConnection,
    window: Window,
    *,
    state: str,
    run_id: str,
    at: datetime,
    found_count: int = 0,
    loaded_count: int = 0,
    message: str = "",
) -> None:
    """Append one event of a backfill window: running, done or failed."""
    connection.execute(
        "insert into backfill_window values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [window.source_id, window.start, window.end, state, at, found_count, loaded_count, message, run_id],
    )


def window_states(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, date, date], WindowState]:
    """(source, first day, last day) to the window's state; `attempts` counts how often it was begun."""
    rows = connection.execute(
        "select source_id, start_on, end_on, arg_max(state, recorded_at), count(*) filter (state = 'running'), "
        "arg_max(found_count, recorded_at), arg_max(loaded_count, recorded_at), arg_max(message, recorded_at) "
        "from backfill_window group by all"
    ).fetchall()
    return {
        (source_id, start, end): WindowState(
            state=state, attempts=attempts, found_count=found, loaded_count=loaded, message=message
        )
        for source_id, start, end, state, attempts, found, loaded, message in rows
    }


def loaded_claims(connection: duckdb.DuckDBPyConnection, version_ids: Sequence[str]) -> dict[str, list[Claim]]:
    """The claims loaded for these versions, as their newest reading has them."""
    rows = connection.execute(
        "with newest as (select version_id, arg_max(r.extractor_version, l.started_at) as extractor_version "
        'from reading r join "load" l using (load_id) where version_id in (select unnest(?)) group by version_id) '
        "select version_id, entity_id, metric_id, value, value_max, as_of, quote "
        "from observation join newest using (version_id, extractor_version)",
        [list(version_ids)],
    ).fetchall()
    claims: defaultdict[str, list[Claim]] = defaultdict(list)
    for version_id, *claim in rows:
        claims[version_id].append((claim[0], claim[1], claim[2], claim[3], claim[4], claim[5]))
    return dict(claims)
