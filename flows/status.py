"""How things stand: last and next run, failing sources, backfill windows, sizes. Asks the ledger, and Prefect."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from extract.errors import LockedError
from extract.version import EXTRACTOR_VERSION
from flows.alive import is_alive, killed_runs
from flows.prefect_api import served_addresses
from flows.settings import Settings
from warehouse.ask import answer_to, published
from warehouse.connection import published_path, working_path, writer
from warehouse.load import read_sql

BUSY_SECONDS = 2.0
HTTP_SECONDS = 5.0
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextRun:
    """A run that Prefect has scheduled or is at."""

    flow: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How things stand; times are aware, sizes in bytes."""

    home: str
    prefect: str | None
    report: str | None
    next_run: NextRun | None
    last_run: dict[str, Any] | None
    killed_runs: tuple[str, ...]
    rules: str
    outdated: int
    """Archived answers that only older rules have read."""
    failing: Rows
    windows: dict[str, int]
    failed_windows: Rows
    events: Rows
    archive_files: int
    archive_bytes: int
    warehouse_bytes: int
    published_bytes: int

    def as_json(self) -> dict[str, Any]:
        """The record as plain values."""
        return asdict(self)


def read_status(settings: Settings) -> Status:
    """Read how things stand; changes nothing.

    Args:
        settings: This process's settings.
    """
    root = settings.places.root
    served = served_addresses(settings.places.prefect)
    api = os.environ.get("PREFECT_API_URL") or served.get("api")
    ledger = _ledger(root)
    windows = ledger.get("windows", [])
    for row in windows:
        if row["state"] == "running" and not is_alive(root, row["run_id"]):
            row["state"] = "interrupted"
    archive = [p.stat().st_size for p in settings.places.archive.rglob("*.warc.gz*") if p.is_file()]
    return Status(
        home=str(root),
        prefect=api.removesuffix("/api") if api else None,
        report=served.get("report") or None,
        next_run=next_run(api) if api else None,
        last_run=next(iter(ledger.get("last_run", [])), None),
        killed_runs=tuple(killed_runs(root)),
        rules=EXTRACTOR_VERSION,
        outdated=next((row["answers"] for row in ledger.get("outdated", [])), 0),
        failing=ledger.get("failing", []),
        windows=dict(sorted(Counter(row["state"] for row in windows).items())),
        failed_windows=[row for row in windows if row["state"] in {"failed", "partial"}],
        events=ledger.get("events", []),
        archive_files=len(archive),
        archive_bytes=sum(archive),
        warehouse_bytes=_size([working_path(root)]),
        published_bytes=_size([published_path(root)]),
    )


def _size(paths: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in paths if path.is_file())


def _ledger(root: Path) -> dict[str, Rows]:
    """The ledger's answers: the working file's where nobody writes, else those of the last publication."""
    if not working_path(root).is_file():
        return {}
    try:
        with writer(root, deadline_seconds=BUSY_SECONDS, purpose="status") as connection:
            return _answers(connection)
    except LockedError:
        if not published_path(root).is_file():
            return {}
        with published(root) as connection:
            return _answers(connection)


def _answers(connection: duckdb.DuckDBPyConnection) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    rules = {"rules": EXTRACTOR_VERSION}
    for name, parameters in (("last_run", {}), ("failing", {}), ("windows", {}), ("events", {}), ("outdated", rules)):
        answer = answer_to(connection, read_sql("status", f"{name}.sql"), parameters)
        found[name] = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    return found


def next_run(api: str) -> NextRun | None:
    """The next scheduled run of a Prefect API, None when there is none or the API does not answer."""
    wanted = {
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
        "deployments": {"name": {"any_": ["newsgauge"]}},
        "sort": "EXPECTED_START_TIME_ASC",
        "limit": 1,
    }
    try:
        runs = _call(f"{api}/flow_runs/filter", wanted)
        if not runs:
            return None
        flow = _call(f"{api}/flows/{runs[0]['flow_id']}")
        return NextRun(flow=flow["name"], at=datetime.fromisoformat(runs[0]["expected_start_time"]))
    except (urllib.error.URLError, OSError, ValueError, KeyError):
        return None  # told as "not served"


def _call(url: str, body: dict[str, Any] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"})  # noqa: S310 - the configured API
    with urllib.request.urlopen(request, timeout=HTTP_SECONDS) as answer:  # noqa: S310 - the configured API
        return json.load(answer)
