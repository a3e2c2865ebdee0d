"""What people ask to be told of: found in a publication, kept once in the ledger, told at most once to each target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

import duckdb

from extract.records import EventKind
from warehouse.load import read_sql, transaction
from warehouse.rows import digest

FIRST_ARE_NO_NEWS = ("new_value", "disagreement")
MOST_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event. `value`, `value_max` and `unit` are those of a figure; `day` its period's end, or since when."""

    id: str
    kind: EventKind
    entity: str | None
    metric: str | None
    source: str | None
    name: str
    value: float | None
    value_max: float | None
    comparator: str
    unit: str
    day: date | None
    words: str
    url: str


def events_of(connection: duckdb.DuckDBPyConnection) -> list[Event]:
    """Everything that holds now, in a published file; most of it was noticed before."""
    found: list[Event] = []
    for kind in get_args(EventKind):
        cursor = connection.execute(read_sql("events", f"{kind}.sql"))
        names = [column[0] for column in cursor.description or ()]
        for values in cursor.fetchall():
            row = dict(zip(names, values, strict=True))
            key = row.pop("key")
            row |= {name: row[name] or "" for name in ("name", "words", "url", "comparator", "unit")}
            found.append(Event(id=digest(kind, key), kind=kind, **row))
    return found


def keep_new(
    connection: duckdb.DuckDBPyConnection,
    events: Sequence[Event],
    messages: Sequence[str],
    *,
    run_id: str,
    now: datetime,
) -> list[Event]:
    """Keep the events that were not noticed before.

    Args:
        connection: To the working file.
        events: From `events_of`.
        messages: Their lines for people.
        run_id: The run that noticed them.
        now: The run's time.

    Returns:
        Those worth telling: what a warehouse starts with is kept and is no news.
    """
    kept = {row[0] for row in connection.execute("select event_id from event").fetchall()}
    row = connection.execute("select count(*) from event where kind = 'new_value'").fetchone()
    at_start = row is not None and row[0] == 0
    fresh = [(event, message) for event, message in zip(events, messages, strict=True) if event.id not in kept]
    if fresh:
        with transaction(connection):
            connection.executemany(
                "insert into event values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [[e.id, e.kind, e.entity, e.metric, e.source, message, e.url, now, run_id] for e, message in fresh],
            )
    return [event for event, _ in fresh if not (at_start and event.kind in FIRST_ARE_NO_NEWS)]


def to_tell_again(connection: duckdb.DuckDBPyConnection, target: str) -> list[tuple[str, EventKind, str]]:
    """(event id, kind, message) of what a target is known not to have got; not what may have arrived."""
    return connection.execute(
        "select event_id, kind, message from event join (select event_id, arg_max(state, recorded_at) as state, "
        "count(*) filter (state = 'failed') as tries from announcement where target = ? group by event_id) "
        "using (event_id) where state = 'failed' and tries < ? order by event_id",
        [target, MOST_TRIES],
    ).fetchall()


def record_announcements(
    connection: duckdb.DuckDBPyConnection,
    event_ids: Sequence[str],
    *,
    target: str,
    state: Literal["sending", "sent", "failed"],
    run_id: str,
    now: datetime,
) -> None:
    """Say what became of telling a target; "sending" goes in before anything is sent: a kill tells no-one twice."""
    with transaction(connection):
        connection.executemany(
            "insert into announcement values (?, ?, ?, ?, ?)", [[id_, target, state, now, run_id] for id_ in event_ids]
        )
