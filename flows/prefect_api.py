"""A Prefect server for as long as it is needed: the configured one, that of `newsgauge serve`, or our own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from extract.errors import NewsgaugeError

START_SECONDS = 90.0
DAY_SECONDS = 86400


def prepare_environment(prefect_home: Path, *, keep_runs_days: int = 30, console_level: str = "CRITICAL") -> None:
    """Set Prefect's variables before it is imported; what the user has set stays.

    Args:
        prefect_home: Folder for Prefect's own database.
        keep_runs_days: After how many days Prefect forgets finished runs, with their logs and artifacts.
        console_level: What of Prefect's log reaches the terminal; the server always gets all of it.
    """
    defaults = {
        "PREFECT_HOME": str(prefect_home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": console_level,
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(keep_runs_days * DAY_SECONDS),
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{min(7, keep_runs_days)}D",
        # Enough runs ahead to fire on time; a hundred ahead of each schedule only fill the lists.
        "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS": "25",
        "PREFECT_CLI_PROMPT": "false",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


def free_port() -> int:
    """A loopback port that is free at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def healthy(url: str) -> bool:
    """Whether a Prefect API answers at this address."""
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:  # noqa: S310 - a configured or loopback URL
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _start(port: int, log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "flows.prefect_server", str(port)]
    with log.open("wb") as sink:
        # A session of its own: Ctrl-C stops the flow first, which still has to report its end to the server.
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, stdin=subprocess.PIPE, stdout=sink, stderr=sink, start_new_session=True
        )


def _drain() -> None:
    """Send what Prefect's log and event workers still hold, so that no thread finds the server gone."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    for worker in (APILogWorker, EventsWorker):
        worker.drain_all(timeout=10)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    if server.stdin is not None:
        server.stdin.close()


def wait_until_healthy(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the API answers.

    Raises:
        NewsgaugeError: The server ended, or did not answer in time; the text names its log.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise NewsgaugeError(f"the Prefect server ended at start with code {server.returncode}; see {log}")
        if healthy(url):
            return
        time.sleep(0.1)
    _stop(server)
    raise NewsgaugeError(f"the Prefect server did not answer within {START_SECONDS:.0f} s; see {log}")


def address_file(prefect_home: Path) -> Path:
    """Where `newsgauge serve` leaves the addresses it serves at, as JSON."""
    return prefect_home / "serve.json"


def served_addresses(prefect_home: Path) -> dict[str, str]:
    """The addresses that `newsgauge serve` left ("api", "report"); empty when it does not run here."""
    try:
        found: dict[str, str] = json.loads(address_file(prefect_home).read_text(encoding="utf-8"))
        return found if healthy(found["api"]) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # no such file, or half of one: nothing serves


@contextmanager
def prefect_api(prefect_home: Path, *, port: int | None = None) -> Iterator[str]:
    """Make a healthy Prefect API this process's: the configured one, else that of `newsgauge serve`, else our own.

    Args:
        prefect_home: Folder of Prefect's database and of the server's log.
        port: Loopback port of our own server; any free one when None.

    Yields:
        Its URL.

    Raises:
        NewsgaugeError: The configured server does not answer, or ours did not start.
    """
    configured = os.environ.get("PREFECT_API_URL")
    if configured and not healthy(configured):
        raise NewsgaugeError(f"the Prefect server at {configured} (PREFECT_API_URL) does not answer")
    there = configured or served_addresses(prefect_home).get("api")
    with nullcontext(there) if there else own_server(prefect_home, port=port) as url, as_setting(url):
        yield url


@contextmanager
def own_server(prefect_home: Path, *, port: int | None = None) -> Iterator[str]:
    """A Prefect server of our own on loopback for the block; yields its API's URL.

    Raises:
        NewsgaugeError: It did not start, or its folder cannot be made.
    """
    try:
        prefect_home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NewsgaugeError(f"{prefect_home}: cannot be made: {error.strerror}") from error
    log = prefect_home / "server.log"
    chosen = port or free_port()
    url = f"http://127.0.0.1:{chosen}/api"
    server = _start(chosen, log)
    try:
        wait_until_healthy(url, server, log)
        yield url
    finally:
        _stop(server)


@contextmanager
def as_setting(url: str) -> Iterator[None]:
    """Make this the API of this process and of those it starts; what is still to be sent goes before the end."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    before = os.environ.get("PREFECT_API_URL")
    os.environ["PREFECT_API_URL"] = url
    try:
        with temporary_settings({PREFECT_API_URL: url}):
            try:
                yield
            finally:
                _drain()
    finally:
        if before is None:
            del os.environ["PREFECT_API_URL"]
        else:
            os.environ["PREFECT_API_URL"] = before
