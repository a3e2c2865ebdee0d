"""Publish the warehouse and its report anew, from what is loaded."""

from __future__ import annotations

from datetime import UTC, datetime

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from extract.errors import NewsgaugeError
from flows.run import ended_by, running, warehouse_lock
from flows.settings import load_settings
from flows.steps import publish_warehouse


@flow(
    name="publish",
    flow_run_name=lambda: f"publish {datetime.now(UTC):%Y-%m-%d %H:%M:%S}",
    description="Build the marts and the report anew from what is loaded, and publish them.",
)
def publish_flow() -> State[str]:
    """Publish the warehouse and the report."""
    settings = load_settings()
    with running(settings, "publish") as run_id:
        try:
            with warehouse_lock(settings, f"publish {run_id}"):
                publish_warehouse(settings)
        except NewsgaugeError as error:
            return ended_by(error)
        path = str(settings.places.published)
        return Completed(message=f"published {path}", data=path)
