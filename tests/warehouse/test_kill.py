"""kill -9 at random moments: the next run gives exactly the tables of an undisturbed run.

NEWSGAUGE_TEST_SCALE=full kills 200 times in the work; else a dozen times.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.scale import FULL
from tests.warehouse.facts import at, load, numbered_batch, tables_of
from tests.warehouse.work import WORK, prepare
from warehouse.ask import ask
from warehouse.connection import open_file, published_path, wal_path, working_path
from warehouse.load import load_batch
from warehouse.publish import publish

TRIALS = {"loads": 70, "publications": 70, "migrating": 60}
FEW_TRIALS = 3


def kill_within(kind: str, home: Path, seconds: float) -> bool:
    """Start the work, kill it after so many seconds; whether it was still at work."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.warehouse.work", kind, str(home)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    time.sleep(seconds)
    process.kill()
    said = process.communicate(timeout=60)[0]
    return said != "done\n"


def whole_publication(home: Path) -> bool:
    """Whether the published file holds whole loads, as many claims as its ledger says."""
    told = ask(home, 'select (select count(*) from observation), (select sum(observation_count) from "load")').rows[0]
    return bool(told[0] == told[1])


@pytest.mark.parametrize("kind", list(TRIALS))
def test_after_a_kill_the_next_run_gives_the_same_tables(kind: str, tmp_path: Path) -> None:
    ready, undisturbed = tmp_path / "ready", tmp_path / "undisturbed"
    if kind != "loads":
        prepare(ready)
        publish(ready)
        shutil.copytree(ready, undisturbed)
    began = time.monotonic()
    WORK[kind](undisturbed)
    usual_seconds = time.monotonic() - began
    expected = tables_of(working_path(undisturbed), leave_out=("applied_at",))
    wanted = TRIALS[kind] if FULL else FEW_TRIALS
    interrupted = trial = 0
    while interrupted < wanted:
        trial += 1
        assert trial <= 4 * wanted, "the kills come too late"
        home = tmp_path / f"trial{trial}"
        if ready.exists():
            shutil.copytree(ready, home)
        moment = random.Random(f"{kind} {trial}").uniform(0, usual_seconds)
        interrupted += kill_within(kind, home, moment)
        if published_path(home).exists():
            assert whole_publication(home)
        WORK[kind](home)
        assert tables_of(working_path(home), leave_out=("applied_at",)) == expected, f"{kind}, trial {trial}"
        if kind == "publications":
            assert tables_of(published_path(home), leave_out=()) == tables_of(published_path(ready), leave_out=())
            assert {path.name for path in home.iterdir()} == {
                "newsgauge.duckdb", "newsgauge.previous.duckdb", "working",
            }  # fmt: skip
        shutil.rmtree(home)
    print(f"{kind}: {trial} kills, {interrupted} of them in the work, {usual_seconds:.2f} s undisturbed")


def test_a_wal_that_was_cut_loses_nothing_that_is_loaded_again(tmp_path: Path) -> None:
    ready, undisturbed = tmp_path / "ready", tmp_path / "undisturbed"
    load(ready, numbered_batch(0))
    shutil.copytree(ready, undisturbed)
    load(undisturbed, numbered_batch(1))
    expected = tables_of(working_path(undisturbed))
    child = os.fork()
    if not child:
        connection = open_file(working_path(ready))
        load_batch(connection, numbered_batch(1), run_id="run", now=at(400))
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    wal = wal_path(working_path(ready)).read_bytes()
    assert wal
    points = 40 if FULL else 8
    for point in range(points + 1):
        home = tmp_path / f"cut{point}"
        shutil.copytree(ready, home)
        wal_path(working_path(home)).write_bytes(wal[: len(wal) * point // points])
        load(home, numbered_batch(1))
        assert tables_of(working_path(home)) == expected, f"cut at {point} of {points}"
        shutil.rmtree(home)
