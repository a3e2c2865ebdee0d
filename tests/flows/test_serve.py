"""`newsgauge serve`, for real: schedules that fire, a power cut, one catch-up run, the report, a clean stop."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil

from flows.prefect_api import free_port, healthy, served_addresses
from tests.command import newsgauge

QUICK = {
    "PREFECT_RUNNER_POLL_FREQUENCY": "1",
    "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "1",
    "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
    "NEWSGAUGE_SERVE__WATCH_SECONDS": "1",
}


class Served:
    """A serving process and the API it serves at."""

    def __init__(self, site: Any, log: Path) -> None:
        self.port = free_port()
        self.log = log
        variables = {
            **os.environ, **site.environment, **QUICK,
            "NEWSGAUGE_SERVE__PREFECT_PORT": str(self.port), "NEWSGAUGE_SERVE__REPORT_PORT": str(free_port()),
        }  # fmt: skip
        variables.pop("PREFECT_API_URL", None)
        self.variables = variables
        with log.open("ab") as sink:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flows", "serve"], env=variables, stderr=sink, stdout=sink
            )
        self.api = f"http://127.0.0.1:{self.port}/api"
        try:
            wait_for(lambda: "serving" in log.read_text() or self.process.poll() is not None, "server")
        except AssertionError:
            self.process.kill()
            self.process.wait()
            raise
        assert self.process.poll() is None, log.read_text()
        self.report = served_addresses(site.home / "prefect")["report"]

    def runs(self, flow: str = "ingest") -> list[dict[str, Any]]:
        """The flow's runs, oldest first."""
        body = {"flows": {"name": {"any_": [flow]}}, "sort": "EXPECTED_START_TIME_ASC"}
        found: list[dict[str, Any]] = httpx.post(f"{self.api}/flow_runs/filter", json=body, timeout=10).json()
        return found

    def power_cut(self) -> set[str]:
        """SIGKILL to the serving process and the runs it started, together; the Prefect server is left to itself.

        Returns:
            The ids of the scheduled runs that nothing had taken up.
        """
        serving = psutil.Process(self.process.pid)
        tree = [p for p in serving.children(recursive=True) if not is_prefect_server(p)]
        serving.suspend()  # so that it takes up no run between the look and the cut
        waiting = {run["id"] for run in self.runs() if run["state_type"] == "SCHEDULED"}
        self.process.kill()
        for process in tree:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait()
        return waiting


def is_prefect_server(process: psutil.Process) -> bool:
    """Whether it is the server that `serve` started."""
    with suppress(psutil.NoSuchProcess):
        return "flows.prefect_server" in process.cmdline()
    return False


def now() -> str:
    """The time in Prefect's form."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def wait_for(what: Callable[[], Any], name: str, seconds: float = 150) -> Any:
    """Wait until it is true, and give it back."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            found = what()
        except httpx.TransportError:
            found = None
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"no {name} within {seconds} s")


@contextmanager
def serving(site: Any, log: Path) -> Iterator[Served]:
    served = Served(site, log)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.process.terminate()
            try:
                served.process.wait(20)
            except subprocess.TimeoutExpired:
                served.process.kill()
                served.process.wait()


def test_after_a_power_cut_the_schedule_goes_on_with_one_catch_up_run(
    site: Any, tmp_path: Path, tables: Callable[[Path], Any]
) -> None:
    site.extra["NEWSGAUGE_SCHEDULES__INGEST__INTERVAL_SECONDS"] = "5"
    site.newsroom.pages.seconds = 1.0
    log = tmp_path / "serve.log"
    with serving(site, log) as served:
        wait_for(lambda: len(site.requests("/201")) > 1, "article requested by a scheduled run")
        (cut,) = [run["id"] for run in served.runs() if run["state_type"] == "RUNNING"][:1]
        waiting = served.power_cut()
    cut_at = now()
    wait_for(lambda: not healthy(served.api), "end of the Prefect server with its parent")
    site.newsroom.pages.seconds = 0.0
    time.sleep(21)  # at least two are missed that nothing had taken up
    log.write_text("")
    started_at = now()
    with serving(site, log) as again:
        wait_for(
            lambda: [r for r in again.runs() if r["state_name"] == "Completed" and r["auto_scheduled"]],
            "scheduled run that completed",
        )
        by_id = {run["id"]: run for run in again.runs()}
        assert by_id[cut]["state_type"] == "CRASHED"
        assert by_id[cut]["state_name"] == "Crashed"
        missed = [r for r in by_id.values() if r["state_name"] == "Cancelled"]
        assert len(missed) > 1
        assert {r["state"]["message"].split(";")[0] for r in missed} == {"missed while nothing served"}
        due = {id_ for id_, r in by_id.items() if cut_at < r["expected_start_time"] < started_at}
        assert {by_id[id_]["state_name"] for id_ in due & waiting} == {"Cancelled"}
        # Prefect's runner takes up runs ten seconds before they are due: such a one may have been at work at the cut.
        assert {by_id[id_]["state_name"] for id_ in due - waiting} <= {"Cancelled", "Crashed", "Skipped"}
        assert len([r for r in by_id.values() if "catch-up" in r["tags"] and r["created"] > started_at]) == 1
        # One more, on time, so that the schedule is seen to go on and not only to catch up.
        wait_for(lambda: len([r for r in again.runs() if r["state_name"] == "Completed"]) > 1, "second scheduled run")
        crashed = [r for r in by_id.values() if r["state_name"] == "Crashed"]
        assert f"settled what was left crashed={len(crashed)} missed={len(missed)}\n" in log.read_text()
    assert len(tables(site.home)["observation"]) == 8


def test_serving(site: Any, tmp_path: Path) -> None:
    site.extra["NEWSGAUGE_SCHEDULES__INGEST__INTERVAL_SECONDS"] = "3600"
    log = tmp_path / "serve.log"
    with serving(site, log) as served:
        variables = {
            name: value for name, value in served.variables.items() if name.startswith(("NEWSGAUGE", "PREFECT"))
        }
        refused = newsgauge("serve", **variables)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "newsgauge serve runs already" in refused.stderr

        # The first start ever does not wait for its schedule; a run by hand is seen in the same place.
        wait_for(lambda: [r for r in served.runs() if r["state_name"] == "Completed" and r["tags"]], "first run")
        by_hand = newsgauge("run", "--json", **variables)
        assert by_hand.returncode == 0, by_hand.stderr

        def by_tag() -> dict[bool, str]:
            return {bool(r["tags"]): r["state_name"] for r in served.runs() if not r["auto_scheduled"]}

        wait_for(lambda: by_tag() == {True: "Completed", False: "Completed"}, "end of both runs")

        status = newsgauge("status", **variables)
        assert re.search(r"next run: +20\d\d-\d\d-\d\d \d\d:\d\d UTC \(in \d+ min\), ingest", status.stdout)
        assert f"report:     {served.report}" in status.stdout

        page = httpx.get(served.report)
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert httpx.post(served.report).status_code == 405
        assert httpx.get(served.report, headers={"Host": "rebound.example"}).status_code == 400
        assert httpx.get(served.report + "newsgauge.duckdb").status_code == 404

        site.newsroom.pages.seconds = 2.0
        killed = subprocess.Popen([sys.executable, "-m", "flows", "run"], env=served.variables, stderr=subprocess.PIPE)
        wait_for(lambda: [r for r in served.runs() if r["state_type"] == "RUNNING"], "run by hand")
        killed.kill()
        killed.communicate()
        wait_for(lambda: [r for r in served.runs() if r["state_type"] == "CRASHED"], "run shown as crashed")

        server = [p for p in psutil.Process(served.process.pid).children() if is_prefect_server(p)]
        assert len(server) == 1
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(60) == 0
        assert not server[0].is_running()
    assert "Traceback" not in log.read_text()
    assert served_addresses(site.home / "prefect") == {}
