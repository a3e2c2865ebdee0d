"""Tell people: events of a run go to Prefect, where automations can be attached, and to the configured addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from prefect.events import emit_event

from flows import log
from flows.figures import figure
from flows.settings import Settings
from flows.text import one_line
from warehouse.ask import published
from warehouse.connection import writer
from warehouse.events import Event, events_of, keep_new, record_announcements, to_tell_again

MOST_LINES = 20


def message_of(event: Event) -> str:
    """One line for people."""
    if event.kind == "new_value" and event.value is not None:
        value = figure(event.value, event.unit, event.comparator, event.value_max)
        line = f"{event.name}: {value} ({event.day}), in the words “{event.words}” {event.url}"
    elif event.kind == "disagreement" and event.value is not None:
        line = f"{event.name}, {event.day}: reports disagree, {figure(event.value, event.unit, 'eq', event.value_max)}"
    elif event.kind == "source_silent":
        line = (
            f"{event.name} ({event.source}): silent, its newest report is of {event.day}, more than {event.words} ago"
        )
    else:
        times = f"{event.value or 0:.0f} times in a row since {event.day}"
        line = f"{event.name} ({event.source}): failed {times}: {event.words}"
    return one_line(line, 500)


def body_of(messages: Sequence[str]) -> str:
    """One notification for all events of a run, so that a busy run does not flood anybody."""
    more = len(messages) - MOST_LINES
    return "\n".join([*messages[:MOST_LINES], *([f"and {more} more"] if more > 0 else [])])


def target_of(url: str) -> str:
    """A configured address as the ledger knows it: its digest, since addresses carry passwords."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]


async def announce(settings: Settings, run_id: str) -> None:
    """Notice what is new in the publication and tell it, each event at most once to each target.

    An address that does not take a message is told again by the next runs, three times in all. What was loaded is
    published by now: trouble with telling of it is a line in the log and never ends a run.
    """
    try:
        fresh = _notice(settings, run_id)
        for event in fresh:
            _emit(event)
        for url in settings.alerts.urls:
            await _tell(settings, url, fresh, run_id)
    except Exception:  # noqa: BLE001 - see above
        log.get_logger("alerts").exception("could not tell what is new")


def _notice(settings: Settings, run_id: str) -> list[Event]:
    """The events that no run before has noticed; kept in the ledger."""
    root = settings.places.root
    with published(root) as connection:
        found = events_of(connection)
    messages = [message_of(event) for event in found]
    with writer(root, deadline_seconds=settings.lock_wait_seconds, purpose="events") as connection:
        return keep_new(connection, found, messages, run_id=run_id, now=datetime.now(UTC))


def _emit(event: Event) -> None:
    message = message_of(event)
    log.get_logger("alerts").info(event.kind.replace("_", " "), message=message)
    about = f"source.{event.source}" if event.source else f"series.{event.entity}.{event.metric}"
    emit_event(
        event=f"newsgauge.{event.kind}",
        resource={"prefect.resource.id": f"newsgauge.{about}", "prefect.resource.name": event.name},
        payload={"message": message, "value": event.value, "unit": event.unit, "day": str(event.day)},
    )


async def _tell(settings: Settings, url: str, fresh: Sequence[Event], run_id: str) -> None:
    from apprise import Apprise

    root, target = settings.places.root, target_of(url)
    wanted = settings.alerts.events
    with writer(root, deadline_seconds=settings.lock_wait_seconds, purpose="announce") as connection:
        late = [(id_, message) for id_, kind, message in to_tell_again(connection, target) if kind in wanted]
        tell = late + [(event.id, message_of(event)) for event in fresh if event.kind in wanted]
        ids = [id_ for id_, _ in tell]
        if not ids:
            return
        record_announcements(connection, ids, target=target, state="sending", run_id=run_id, now=datetime.now(UTC))
    service = Apprise()
    service.add(url)
    sent = await service.async_notify(body=body_of([message for _, message in tell]), title=settings.alerts.title)
    if not sent:
        log.get_logger("alerts").warning("an address did not take the message", target=target, events=len(ids))
    with writer(root, deadline_seconds=settings.lock_wait_seconds, purpose="announce") as connection:
        record_announcements(
            connection, ids, target=target, state="sent" if sent else "failed", run_id=run_id, now=datetime.now(UTC)
        )
