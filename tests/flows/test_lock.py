"""Two runs never write at once: the operating system's lock, for flows and the command line alike."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extract.errors import LockedError
from flows.alive import alive, is_alive, killed_runs
from flows.ingest import ingest
from warehouse.lock import run_lock

HOLD = """
import sys, time
from pathlib import Path
from warehouse.lock import run_lock
with run_lock(Path(sys.argv[1]), deadline_seconds=0, purpose="ingest of a test"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other_process(tmp_path: Path) -> Any:
    """Another process that holds the lock of the home."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path / "home")], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_second_run_waits_says_for_whom_and_gives_up_at_its_deadline(
    site: Any, other_process: Any, run_flow: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv("NEWSGAUGE_LOCK_WAIT_SECONDS", "0.5")
    state, error = run_flow(ingest)
    assert (state.name, state.is_cancelled()) == ("GaveUp", True)
    assert isinstance(error, LockedError)
    assert f"process {other_process.pid} (ingest of a test) is at work; waited 0." in str(error)
    told = capsys.readouterr().err
    assert "waiting up to 0." in told
    assert f"for process {other_process.pid} (ingest of a test)" in told
    assert site.newsroom.requests == []


def test_the_command_line_waits_too_and_goes_on_when_the_holder_is_killed(
    site: Any, other_process: Any, prefect: str
) -> None:
    waiting = subprocess.Popen(
        [sys.executable, "-m", "flows", "run"], env={**os.environ, **site.environment},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert waiting.stderr is not None
    assert f"for process {other_process.pid} (ingest of a test), which is at work" in waiting.stderr.readline()
    assert site.newsroom.requests == []
    other_process.kill()
    out, _ = waiting.communicate(timeout=100)
    assert waiting.returncode == 0
    assert "Loaded 8 observations" in out


def test_a_waiting_run_goes_before_the_next_window_of_a_backfill(tmp_path: Path) -> None:
    order: list[str] = []
    first_window = threading.Event()

    def windows() -> None:
        for number in range(8):
            with run_lock(tmp_path, deadline_seconds=30, purpose="window"):
                order.append(f"window {number}")
                first_window.set()
                time.sleep(0.4)

    backfill = threading.Thread(target=windows)
    backfill.start()
    first_window.wait()
    with run_lock(tmp_path, deadline_seconds=30, purpose="scheduled run"):
        order.append("scheduled run")
    backfill.join()
    assert order.index("scheduled run") <= 2
    assert len(order) == 9


def test_a_killed_run_is_known_by_the_mark_it_leaves(tmp_path: Path) -> None:
    code = "import sys, time; from pathlib import Path; from flows.alive import alive\n"
    code += "with alive(Path(sys.argv[1]), 'run-1'): print('alive', flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    assert is_alive(tmp_path, "run-1")
    assert killed_runs(tmp_path) == []
    process.kill()
    process.wait()
    process.stdout.close()
    assert killed_runs(tmp_path) == ["run-1"]
    with alive(tmp_path, "run-2"):
        pass
    assert killed_runs(tmp_path) == ["run-1"]
