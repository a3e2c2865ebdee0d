"""Kill -9 wherever a run may be, then run again: the tables are those of an undisturbed run."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.scale import FULL

KILLING = Path(__file__).with_name("killing.py")
KILLED = -9

# Every place where something has become durable and the next thing has not, in the order of a run.
BOUNDARIES = [
    "extract.collect:discover:after:1",
    "extract.archive.write:ArchiveWriter.write:after:1",
    "extract.archive.write:ArchiveWriter.write:after:4",
    "extract.archive.write:ArchiveWriter.flush:after:1",
    "extract.archive.write:finish:before:1",
    "extract.archive.write:finish:after:1",
    "flows.steps:digest:after:1",
    "warehouse.load:transaction:within:1",
    "flows.steps:load_batch:after:1",
    "flows.steps:load_batch:after:2",
    "warehouse.publish:build_marts:before:1",
    "warehouse.publish:build_marts:after:1",
    "flows.steps:publish:after:1",
    "flows.steps:write_report:after:1",
    "flows.ingest:record_artifacts:after:1",
    "flows.alerts:keep_new:after:1",
]


def killed_runs(site: Any, places: list[str], *argv: str) -> list[int]:
    """Run the command once for each place, killed there, and once more undisturbed; gives the exit codes."""
    command = list(argv) or ["run"]
    runs = [{"at": place, "argv": command} for place in places] + [{"argv": command}]
    done = subprocess.run(
        [sys.executable, str(KILLING), json.dumps({"runs": runs})],
        capture_output=True, text=True, timeout=280, check=True, env={**os.environ, **site.environment},
    )  # fmt: skip
    codes: list[int] = json.loads(done.stdout)
    assert codes[-1] == 0, done.stderr
    return codes[:-1]


def test_killed_at_every_boundary_in_turn_the_tables_are_those_of_an_undisturbed_run(
    site: Any, prefect: str, tables: Callable[[Path], Any]
) -> None:
    codes = killed_runs(site, BOUNDARIES)
    assert dict(zip(BOUNDARIES, codes, strict=True)) == dict.fromkeys(BOUNDARIES, KILLED)
    disturbed = tables(site.home)
    site.home = site.home.with_name("undisturbed")
    killed_runs(site, [])
    assert disturbed == tables(site.home)
    assert len(disturbed["observation"]) == 8


@pytest.mark.skipif(not FULL, reason="NEWSGAUGE_TEST_SCALE=full takes each boundary by itself, and random moments")
@pytest.mark.timeout(1800)
def test_killed_at_each_boundary_and_at_random_moments(site: Any, prefect: str, tables: Callable[[Path], Any]) -> None:
    first = site.home
    killed_runs(site, [])
    undisturbed = tables(first)
    for number, place in enumerate(BOUNDARIES):
        site.home = first.with_name(f"home{number}")
        # Some places come only with something new, so each home begins empty; the second kill is in the recovery.
        assert killed_runs(site, [place])[0] == KILLED, place
        assert tables(site.home) == undisturbed, place
    dice = random.Random(7)
    for number in range(25):
        site.home = first.with_name(f"random{number}")
        seconds = []
        for _ in range(4):
            process = subprocess.Popen(
                [sys.executable, "-m", "flows", "run"], env={**os.environ, **site.environment},
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            seconds.append(dice.uniform(1.0, 6.0))
            time.sleep(seconds[-1])
            process.kill()
            process.wait()
        killed_runs(site, [])
        assert tables(site.home) == undisturbed, seconds
