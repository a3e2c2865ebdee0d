"""What every flow run has around it: the log with its run id, the mark that its process lives, one end for errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Cancelled, Failed

from extract.errors import LockedError, NewsgaugeError
from flows import log
from flows.alive import alive
from flows.settings import Settings
from flows.text import one_line
from warehouse.lock import run_lock


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


def ended_by(error: NewsgaugeError) -> State[Any]:
    """The final state of a run that a deliberate error ended; the error is its data."""
    message = one_line(error)
    if isinstance(error, LockedError):
        log.get_logger().warning("skipped", reason=message)
        return Cancelled(name="Skipped", message=message, data=error)
    log.get_logger().error("failed", reason=message)
    return Failed(message=message, data=error)
