"""Schedules from one process: Prefect's server, the deployments."""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from typing import Any
from uuid import UUID

from flows.prefect_api import prefect_api, prepare_environment
from flows.settings import Schedule, Settings


def schedule_arguments(schedule: Schedule) -> dict[str, Any]:
    """A schedule in the words of Prefect's `to_deployment`."""
    from prefect.schedules import Cron, Interval

    if not schedule.enabled:
        return {}
    if schedule.cron:
        return {"schedule": Cron(schedule.cron, timezone=schedule.time_zone)}
    seconds = schedule.interval_seconds or 0.0
    return {"schedule": Interval(timedelta(seconds=seconds), timezone=schedule.time_zone)}


async def _deploy(settings: Settings) -> tuple[Any, list[UUID]]:
    from prefect.runner import Runner

    from flows.backfill import backfill
    from flows.ingest import ingest
    from flows.publish import publish_flow
    from flows.reparse import reparse

    runner = Runner(name="newsgauge", limit=None)
    by_name = {"ingest": (ingest, {"due_only": True}), "reparse": (reparse, {}), "publish": (publish_flow, {})}
    ids: list[UUID] = []
    for name, (one_flow, parameters) in by_name.items():
        schedule = settings.schedules.get(name)  # type: ignore[call-overload]
        timing = schedule_arguments(schedule) if schedule else {}
        deployment = await one_flow.to_deployment(name="newsgauge", parameters=parameters, **timing)
        ids.append(await runner.add_deployment(deployment))
    ids.append(await runner.add_deployment(await backfill.to_deployment(name="newsgauge")))
    return runner, ids


async def _serve(settings: Settings, say: Any) -> None:
    from flows.settle import settle

    runner, ids = await _deploy(settings)
    settled = await settle(ids)
    if settled.crashed or settled.cancelled:
        say(
            f"settled: {settled.crashed} runs of a killed process set to Crashed, {settled.cancelled} missed runs dropped"
        )
    await runner.start()


def serve_forever(settings: Settings, *, port: int | None = None) -> None:
    """Serve until stopped.

    Args:
        settings: This process's settings; the runs' processes read their own from the same environment.
        port: Port of our own Prefect server; the configured one when None.
    """
    from flows.cli.output import say

    places = settings.places
    os.environ["NEWSGAUGE_HOME"] = str(places.root)
    prepare_environment(places.prefect, keep_runs_days=settings.serve.keep_runs_days, console_level="INFO")
    with prefect_api(places.prefect, port=port or settings.serve.prefect_port) as api:
        say(f"Prefect: {api.removesuffix('/api')}  stop with Ctrl-C")
        asyncio.run(_serve(settings, say))
