"""Schedules from one process: Prefect's server, the deployments, the report, and an eye on runs that were killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

from extract.errors import LockedError, NewsgaugeError
from flows import log
from flows.prefect_api import address_file, prefect_api, prepare_environment
from flows.settings import Settings
from warehouse.lock import hold
from warehouse.report import report_path

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

    from flows.report_server import ReportServer


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """One `serve` for one NEWSGAUGE_HOME."""
    try:
        lock = settings.places.prefect / "serve.lock"
        with hold(lock, deadline_seconds=0, purpose="newsgauge serve"):
            yield
    except LockedError as error:
        raise NewsgaugeError(f"newsgauge serve runs already for {settings.places.root}") from error


async def _watch(settings: Settings, *, private: bool) -> None:
    """Set killed runs to Crashed while the schedules run, whoever had started them."""
    from flows.settle import settle_killed, settle_unmarked

    while True:
        await asyncio.sleep(settings.serve.watch_seconds)
        try:
            await settle_killed(settings.places.root)
            if private:
                await settle_unmarked(settings.places.root)
        except Exception:  # noqa: BLE001 - the watch outlives a server that is busy or restarting
            log.get_logger("serve").exception("could not look for killed runs")


async def _serve(
    settings: Settings, planned: list[RunnerDeployment], report: ReportServer | None, *, private: bool
) -> None:
    from prefect.runner import Runner

    from flows.deployments import NAME
    from flows.settle import catch_up, deployment_ids, settle, settle_killed

    class Stoppable(Runner):
        """Prefect's runner, ended by SIGTERM as by Ctrl-C; its own handler calls a coroutine that it never awaits."""

        def handle_sigterm(self, *_args: Any, **_kwargs: Any) -> None:
            signal.raise_signal(signal.SIGINT)

    # On a stop the schedules stay as they are: what is missed is settled at the next start, as after a power cut.
    runner = Stoppable(name="newsgauge", limit=None, pause_on_shutdown=False)
    # Before the deployments are registered anew: that forgets their waiting runs, and with them what was missed.
    settled = await settle(settings.places.root, await deployment_ids(NAME))
    crashed = settled.crashed + await settle_killed(settings.places.root)
    scheduled: dict[UUID, bool] = {}
    flow_of: dict[UUID, str] = {}
    for deployment in planned:
        id_ = await runner.aadd_deployment(deployment)
        scheduled[id_], flow_of[id_] = bool(deployment.schedules), deployment.flow_name or ""
    due = {id_ for id_ in settled.missed if scheduled.get(id_)}
    if not settings.places.published.is_file():
        due |= {id_ for id_, name in flow_of.items() if name == "ingest" and scheduled[id_]}  # the first start ever
    await catch_up(due)
    if crashed or settled.missed:
        log.get_logger("serve").warning("settled what was left", crashed=crashed, missed=settled.missed.total())
    jobs = [asyncio.create_task(_watch(settings, private=private), name="watch")]
    if report is not None:
        jobs.append(asyncio.create_task(report.run_here(), name="report"))
    try:
        await runner.start()
    finally:
        if report is not None:
            report.should_exit = True
        jobs[0].cancel()
        for ended in await asyncio.gather(*jobs, return_exceptions=True):
            if isinstance(ended, Exception):
                log.get_logger("serve").error("could not end cleanly", reason=str(ended))


@contextmanager
def _addresses(settings: Settings, api: str, report: ReportServer | None) -> Iterator[None]:
    """Leave the addresses where the command line and the runs find them."""
    place = address_file(settings.places.prefect)
    place.write_text(json.dumps({"api": api, "report": report.url if report else ""}), encoding="utf-8")
    try:
        yield
    finally:
        place.unlink(missing_ok=True)


def serve_forever(settings: Settings, *, port: int | None = None, level: str = "INFO") -> None:
    """Serve until stopped.

    Args:
        settings: This process's settings; the runs' processes read their own from the same environment.
        port: Port of our own Prefect server; the configured one when None.
        level: Least level of the log lines on standard error.

    Raises:
        ConfigurationError: A schedule means nothing, or a port is taken.
        NewsgaugeError: Another `serve` runs here, or the Prefect server does not start.
    """
    places = settings.places
    os.environ["NEWSGAUGE_HOME"] = str(places.root)
    prepare_environment(places.prefect, keep_runs_days=settings.serve.keep_runs_days, console_level=level)
    private = not os.environ.get("PREFECT_API_URL")
    with _alone(settings):
        from flows.deployments import deployments
        from flows.report_server import ReportServer

        log.configure(level=level, style=settings.log_format)
        planned = list(deployments(settings))
        report = (
            ReportServer(report_path(places.root), settings.serve.report_port) if settings.serve.report_port else None
        )
        with (
            prefect_api(places.prefect, port=port or settings.serve.prefect_port) as api,
            _addresses(settings, api, report),
        ):
            told = log.get_logger("serve")
            told.info("serving", prefect=api.removesuffix("/api"), report=report.url if report else None, stop="Ctrl-C")
            with contextlib.suppress(KeyboardInterrupt):
                asyncio.run(_serve(settings, planned, report, private=private))
            told.info("stopped")
