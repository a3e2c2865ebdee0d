"""Publish the warehouse and its report anew, from what is loaded."""

from __future__ import annotations

from datetime import UTC, datetime

from prefect import flow, get_run_logger
from prefect.states import Completed, Failed, State

from extract.errors import NewsgaugeError
from flows.settings import load_settings
from flows.steps import publish_warehouse
from warehouse.lock import run_lock


@flow(
    name="publish",
    flow_run_name=lambda: f"publish {datetime.now(UTC):%Y-%m-%d %H:%M}",
    description="Build the marts and the report anew and publish them.",
)
def publish_flow() -> State[str]:
    """Publish the warehouse and the report."""
    settings = load_settings()
    try:
        with run_lock(settings.places.root, deadline_seconds=settings.lock_wait_seconds, purpose="publish"):
            publish_warehouse(settings)
    except NewsgaugeError as error:
        get_run_logger().error("%s", error)
        return Failed(message=str(error), data=error)
    return Completed(message=f"published {settings.places.published}", data=str(settings.places.published))
