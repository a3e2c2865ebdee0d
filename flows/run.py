"""What every flow run has around it: the log with its run id, the mark that its process lives, one end for errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Cancelled, Completed, Failed

from extract.errors import LockedError, NewsgaugeError
from flows import log
from flows.alive import alive
from flows.settings import Settings
from flows.text import one_line
from warehouse.lock import hold, run_lock


class SkippedError(NewsgaugeError):
    """There is nothing to do for this run: another one does it."""


@contextmanager
def running(settings: Settings, flow_name: str) -> Iterator[str]:
    """Yield the run's id; while the block lasts the run is known to be alive and its log lines carry its id."""
    run_id = str(flow_run.get_id())
    log.configure_once(style=settings.log_format)
    with alive(settings.places.root, run_id), log.fields(flow=flow_name, run_id=run_id):
        yield run_id


@contextmanager
def warehouse_lock(settings: Settings, purpose: str) -> Iterator[None]:
    """The warehouse for this run alone; a wait is told in the log.

    Raises:
        LockedError: Another run did not end within `lock_wait_seconds`.
    """
    wait = settings.lock_wait_seconds
    told = log.get_logger("lock").warning
    with run_lock(settings.places.root, deadline_seconds=wait, purpose=purpose, on_wait=told):
        yield


@contextmanager
def only_one(settings: Settings, purpose: str) -> Iterator[None]:
    """At most one scheduled run, waiting ones included: a schedule shorter than its runs must not pile up processes.

    Raises:
        SkippedError: The scheduled run before has not ended.
    """
    with ExitStack() as held:
        try:
            lock = settings.places.root / "working" / "scheduled.lock"
            held.enter_context(hold(lock, deadline_seconds=0, purpose=purpose))
        except LockedError as error:
            raise SkippedError("the scheduled run before has not ended") from error
        yield


def ended_by(error: NewsgaugeError) -> State[Any]:
    """The final state of a run that a deliberate error ended; the error is its data."""
    message = one_line(error)
    if isinstance(error, SkippedError):
        log.get_logger().warning("skipped", reason=message)
        return Completed(name="Skipped", message=message, data=error)
    if isinstance(error, LockedError):
        log.get_logger().warning("gave up", reason=message)
        return Cancelled(name="GaveUp", message=message, data=error)
    log.get_logger().error("failed", reason=message)
    return Failed(message=message, data=error)
