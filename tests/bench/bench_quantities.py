"""How fast quantities are read: sentences a second, megabytes a second, growth with length, against quantulum3.

    python tests/bench/bench_quantities.py [--peer-python PATH]

quantulum3 is no dependency of ours: it is measured when this interpreter, or the one that --peer-python names, has it
(`python -m venv /tmp/peer && /tmp/peer/bin/pip install quantulum3`). Both read the same sentences in the same run, one
process, CPU time; the sentences are those of tests/extract/quantity/cases. Trust the ratios more than the figures.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
CASES = REPOSITORY / "tests" / "extract" / "quantity" / "cases"
CORPUS = REPOSITORY.parent / "shared" / "corpus" / "dev.jsonl"
ROUNDS = 5
PEER = """
import json, sys, time
try:
    from quantulum3 import parser
except ImportError:
    sys.exit(3)
sentences = json.load(sys.stdin)
for sentence in sentences[:20]:
    parser.parse(sentence)
started, failed = time.process_time(), 0
for sentence in sentences:
    try:
        parser.parse(sentence)
    except Exception:
        failed += 1
print(json.dumps({"seconds": time.process_time() - started, "failed": failed}))
"""


def sentences(table: str) -> list[str]:
    """The sentences of one case table."""
    phenomena = tomllib.loads((CASES / f"{table}.toml").read_text(encoding="utf-8"))["phenomenon"]
    return [case[0] for phenomenon in phenomena for case in phenomenon["cases"]]


def best(work: Callable[[], object]) -> float:
    """CPU seconds of the fastest of some rounds."""
    seconds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        seconds.append(time.process_time() - started)
    return min(seconds)


def row(name: str, count: int, noun: str, texts: list[str], seconds: float) -> None:
    """One line of the table."""
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    print(f"{name:34}{count / seconds:>10,.0f} {noun}/s {megabytes / seconds:>8.2f} MB/s")


def peer_seconds(python: str, texts: list[str]) -> float | None:
    """CPU seconds quantulum3 takes in another interpreter; None where it is not installed."""
    done = subprocess.run(
        [python, "-c", PEER], input=json.dumps(texts), capture_output=True, text=True, check=False, timeout=600
    )
    if done.returncode == 3:
        return None
    if done.returncode:
        raise RuntimeError(f"{python}: {done.stderr.strip().splitlines()[-1]}")
    answer = json.loads(done.stdout)
    if answer["failed"]:
        print(f"quantulum3 raised on {answer['failed']} of {len(texts)} sentences")
    return float(answer["seconds"])


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--peer-python", default=sys.executable, help="an interpreter that has quantulum3")
    peer_python = arguments.parse_args().peer_python

    from extract.quantity import read_quantities

    english, chinese = sentences("english"), sentences("chinese")
    ours: dict[str, float] = {}
    for name, texts in (("English", english), ("Chinese", chinese)):
        for text in texts:
            read_quantities(text)
        ours[name] = best(lambda texts=texts: [read_quantities(text) for text in texts])
        row(f"{name} sentences", len(texts), "sentences", texts, ours[name])
    if CORPUS.is_file():
        passages = [json.loads(line)["text"] for line in CORPUS.read_text(encoding="utf-8").splitlines()]
        seconds = best(lambda: [read_quantities(text) for text in passages])
        row("dev corpus passages", len(passages), "passages", passages, seconds)
    else:
        print("dev corpus: not here (../shared/corpus)")

    dense = "3,421 million and 5.2亿, 12% or twenty-five thousand 一百二十万 "
    small, large = dense * 2_000, dense * 8_000
    few, many = best(lambda: read_quantities(small)), best(lambda: read_quantities(large))
    row("digits and scale words, dense", len(large), "characters", [large], many)
    print(f"four times the text, {many / few:.1f} times the work")

    peer = peer_seconds(peer_python, english)
    if peer is None:
        print(f"quantulum3: not installed in {peer_python}; no ratio measured")
    else:
        row("quantulum3, English sentences", len(english), "sentences", english, peer)
        print(f"ours is {peer / ours['English']:.0f} times as fast")


if __name__ == "__main__":
    main()
