"""`prefect.yaml` and the forms of the Prefect UI on a real server; a worker's run; what Prefect keeps and sends."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from tests.scale import FULL

REPOSITORY = Path(__file__).resolve().parents[2]


def prefect_command(*arguments: str, timeout: float = 120) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", *arguments], cwd=REPOSITORY, env=dict(os.environ),
        capture_output=True, text=True, timeout=timeout, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_prefect_yaml_deploys_every_flow_to_a_work_pool_whose_worker_runs_it(site: Any, prefect: str) -> None:
    prefect_command("work-pool", "create", "newsgauge", "--type", "process")
    prefect_command("deploy", "--all")
    deployments = httpx.post(f"{prefect}/deployments/filter", json={}, timeout=10).json()
    flows = {flow["id"]: flow["name"] for flow in httpx.post(f"{prefect}/flows/filter", json={}, timeout=10).json()}
    by_flow = {flows[d["flow_id"]]: d for d in deployments if d["work_pool_name"] == "newsgauge"}
    assert set(by_flow) == {"ingest", "backfill", "reparse", "publish"}
    assert by_flow["ingest"]["parameters"] == {"due_only": True}
    assert [s["schedule"]["cron"] for s in by_flow["ingest"]["schedules"]] == ["7 * * * *"]

    form = by_flow["backfill"]["parameter_openapi_schema"]
    assert form["required"] == ["start", "end"]
    assert form["properties"]["start"]["format"] == "date"
    assert form["properties"]["order"]["enum"] == ["oldest", "newest"]
    assert (form["properties"]["parallel"]["minimum"], form["properties"]["parallel"]["maximum"]) == (1, 8)
    for name, field in form["properties"].items():
        assert field["description"], name

    bad = {"parameters": {"start": "2020-01-01", "end": "soon", "parallel": 99}}
    created = httpx.post(f"{prefect}/deployments/{by_flow['backfill']['id']}/create_flow_run", json=bad, timeout=10)
    assert created.status_code == 409  # refused by its parameters' types, before any process starts

    if not FULL:
        return  # a worker takes half a minute
    run = httpx.post(f"{prefect}/deployments/{by_flow['ingest']['id']}/create_flow_run", json={}, timeout=10).json()
    prefect_command("worker", "start", "--pool", "newsgauge", "--run-once")
    for _ in range(300):
        state = httpx.get(f"{prefect}/flow_runs/{run['id']}", timeout=10).json()["state"]
        if state["type"] not in {"SCHEDULED", "PENDING", "RUNNING"}:
            break
        time.sleep(0.2)
    assert (state["name"], len(site.requests("/201"))) == ("Completed", 8)


def test_old_runs_are_forgotten_and_young_ones_kept(prefect: str) -> None:
    flow = httpx.post(f"{prefect}/flows/", json={"name": "old"}, timeout=10).json()["id"]
    old, young = (
        httpx.post(f"{prefect}/flow_runs/", json={"flow_id": flow, "state": {"type": "PENDING"}}, timeout=10).json()[
            "id"
        ]
        for _ in range(2)
    )
    for run in (old, young):
        done = {"state": {"type": "COMPLETED", "name": "Completed"}, "force": True}
        httpx.post(f"{prefect}/flow_runs/{run}/set_state", json=done, timeout=10).raise_for_status()
    # No request of the API puts a run into the past; the server's own file does.
    long_ago = f"{datetime.now(UTC) - timedelta(days=40):%Y-%m-%d %H:%M:%S.%f}"
    with closing(sqlite3.connect(Path(os.environ["PREFECT_HOME"]) / "prefect.db", timeout=30)) as file, file:
        assert file.execute("update flow_run set end_time = ? where id = ?", [long_ago, old]).rowcount == 1
    for _ in range(300):
        if httpx.get(f"{prefect}/flow_runs/{old}", timeout=10).status_code == 404:
            break
        time.sleep(0.2)
    assert httpx.get(f"{prefect}/flow_runs/{old}", timeout=10).status_code == 404
    assert httpx.get(f"{prefect}/flow_runs/{young}", timeout=10).status_code == 200


def test_nothing_of_prefect_leaves_the_machine(prefect: str, tmp_path: Path) -> None:
    settings = httpx.get(f"{prefect}/admin/settings", timeout=10).json()
    assert settings["server"]["analytics_enabled"] is False
    code = (
        "from pathlib import Path\nfrom flows.prefect_api import prepare_environment\n"
        f"prepare_environment(Path({str(tmp_path)!r}))\n"
        "from prefect._internal.analytics.enabled import is_telemetry_enabled\n"
        "from prefect.settings import get_current_settings as now\n"
        "print(is_telemetry_enabled(), now().cloud.enable_orchestration_telemetry, now().server.analytics_enabled,"
        " now().telemetry.enable_resource_metrics, now().server.ui.show_promotional_content)"
    )
    bare = {n: v for n, v in os.environ.items() if not n.startswith("PREFECT") and n not in {"DO_NOT_TRACK", "CI"}}
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=bare)
    assert told.stdout.split() == ["False"] * 5
