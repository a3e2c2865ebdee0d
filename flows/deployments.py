"""The flows as deployments: names, schedules, parameters. `prefect.yaml` says the same for a work pool."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from prefect import Flow
from prefect.client.schemas.schedules import CronSchedule
from prefect.deployments.runner import RunnerDeployment
from prefect.runner.storage import RunnerStorage  # noqa: F401 - RunnerDeployment's annotations name it
from prefect.schedules import Cron, Interval, Schedule
from prefect.types.entrypoint import EntrypointType

from extract.errors import ConfigurationError
from flows.backfill import backfill
from flows.ingest import ingest
from flows.publish import publish_flow
from flows.reparse import reparse
from flows.settings import Schedule as ScheduleSettings
from flows.settings import Settings

NAME = "newsgauge"
TAGS = ["newsgauge"]
ANCHOR = datetime(2020, 1, 1, tzinfo=UTC)
"""Intervals count from here; from the start of `serve`, as Prefect does it, each restart would run at once."""


def schedule_of(name: str, settings: ScheduleSettings) -> Schedule | None:
    """A schedule of the configuration as Prefect's; None for one that is switched off.

    Raises:
        ConfigurationError: The cron line means nothing.
    """
    if not settings.enabled:
        return None
    if settings.cron is None:
        every = timedelta(seconds=settings.interval_seconds or 0)
        return Interval(every, anchor_date=ANCHOR, timezone=settings.time_zone)
    try:
        CronSchedule(cron=settings.cron, timezone=settings.time_zone)
    except ValueError as error:
        raise ConfigurationError(f"key 'schedules.{name}.cron': '{settings.cron}' is no cron line") from error
    return Cron(settings.cron, timezone=settings.time_zone)


def deployments(settings: Settings) -> Iterator[RunnerDeployment]:
    """Every flow as a deployment called "newsgauge", scheduled where the configuration says so.

    Raises:
        ConfigurationError: A schedule means nothing.
    """
    flows: dict[str, tuple[Flow[..., Any], dict[str, Any]]] = {
        "ingest": (ingest, {"due_only": True}),
        "backfill": (backfill, {}),
        "reparse": (reparse, {}),
        "publish": (publish_flow, {}),
    }
    schedules = {name: schedule_of(name, schedule) for name, schedule in settings.schedules.items()}
    for name, (flow, parameters) in flows.items():
        yield RunnerDeployment.from_flow(
            flow,
            name=NAME,
            parameters=parameters,
            schedule=schedules.get(name),  # type: ignore[call-overload]
            tags=TAGS,
            # By module, not by file: `flows/` itself must not come first on the run's import path.
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
