"""Schedules from one process: Prefect's server, the deployments, and the report on a loopback address."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID

from extract.errors import NewsgaugeError
from flows.prefect_api import prefect_api, prepare_environment
from flows.settings import Schedule, Settings


class ReportHandler(BaseHTTPRequestHandler):
    """Shows one file, and nothing else, to this machine."""

    def __init__(self, path: Path, *args: Any) -> None:
        self.report = path
        super().__init__(*args)

    def do_GET(self) -> None:  # noqa: N802 - the name http.server calls
        """Answer / with the report."""
        if self.path not in {"/", "/report.html"}:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        try:
            body = self.report.read_bytes()
        except FileNotFoundError:
            self.send_error(HTTPStatus.NOT_FOUND, "no report yet: it is written after the first load")
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Requests for the report are not news."""


@contextmanager
def report_server(path: Path, port: int) -> Iterator[str]:
    """Show the report on loopback while the block runs; yields its address."""
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(ReportHandler, path))
    except OSError as error:
        raise NewsgaugeError(f"port {port} for the report is in use (serve.report_port): {error}") from error
    thread = threading.Thread(target=server.serve_forever, daemon=True, name="report")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


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
        say(f"settled: {settled.crashed} runs of a killed process set to Crashed, {settled.cancelled} missed runs dropped")
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
    with (
        prefect_api(places.prefect, port=port or settings.serve.prefect_port) as api,
        report_server(places.report, settings.serve.report_port) as address,
    ):
        say(f"Prefect: {api.removesuffix('/api')}  report: {address}  stop with Ctrl-C")
        asyncio.run(_serve(settings, say))
