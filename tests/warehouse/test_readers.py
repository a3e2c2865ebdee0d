"""Readers never block and are never blocked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.scale import FULL
from tests.warehouse.facts import load, numbered_batch
from warehouse.publish import publish

READERS = 4
READ = """
import sys, time
from pathlib import Path
import duckdb
path, ended = sys.argv[1], Path(sys.argv[2])
reads = 0
seen = set()
while not (reads and ended.exists()):
    with duckdb.connect(path, read_only=True) as connection:
        held, told, facts, newest, named = connection.execute(
            'select (select count(*) from observation), (select sum(observation_count) from "load"), '
            '(select count(*) from observation_fact), (select arg_max(load_id, (started_at, load_id)) from "load"), '
            '(select load_id from publication)').fetchone()
    assert held == told == facts and newest == named, f"torn: {held} {told} {facts} {newest} {named}"
    seen.add(held)
    reads += 1
print(reads, len(seen))
"""
STAY_OPEN = """
import sys, time
from pathlib import Path
import duckdb
kept = duckdb.connect(sys.argv[1], read_only=True)
first = kept.execute("from observation order by all").fetchall()
while not Path(sys.argv[2]).exists():
    time.sleep(0.05)
assert kept.execute("from observation order by all").fetchall() == first
print(len(first))
"""
WRITE = """
import sys, time
from pathlib import Path
from tests.warehouse.facts import load, numbered_batch
from warehouse.publish import publish
home, ended, seconds = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
end = time.monotonic() + seconds
loads = 0
try:
    while loads < 3 or time.monotonic() < end:
        loads += 1
        assert load(home, numbered_batch(loads, size=5)) == [15]
        publish(home)
finally:
    ended.touch()
print(loads)
"""


def test_one_writer_and_four_readers_never_fail_and_never_see_half_a_load(home: Path) -> None:
    load(home, numbered_batch(0, size=5))
    published = publish(home)
    seconds = "30" if FULL else "4"
    ended = str(home / "ended")
    arguments = [
        [WRITE, str(home), ended, seconds],
        [STAY_OPEN, str(published), ended],
        *[[READ, str(published), ended]] * READERS,
    ]
    processes = [
        subprocess.Popen([sys.executable, "-c", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for words in arguments
    ]
    outputs = [process.communicate(timeout=250) for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes), [errors for _, errors in outputs]
    # On a slow machine DuckDB draws a progress bar above the answer of a program given by `-c`.
    written, stayed, *read = [out.splitlines()[-1] for out, _ in outputs]
    loads = int(written)
    assert stayed == "15"
    reads = [[int(n) for n in line.split()] for line in read]
    print(f"{loads} loads and publications, {sum(n for n, _ in reads)} reads in {seconds} s")
    assert loads >= 3
    assert max(publications for _, publications in reads) >= 2
