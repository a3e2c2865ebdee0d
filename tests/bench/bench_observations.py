"""Speed of reading observations, single core: python tests/bench/bench_observations.py

Passages a second and MB/s on the corpus beside the repository (else on the tests' own passages), with the share that
quantities alone take; and how the time grows with the length of one text.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from extract.observation import observe
from extract.quantity import read_quantities
from extract.records import Passage

REPOSITORY = Path(__file__).resolve().parents[2]
CORPUS = REPOSITORY.parent / "shared" / "corpus" / "dev.jsonl"
OWN = REPOSITORY / "tests" / "extract" / "observation" / "passages"
ROUNDS = 5
UNIT = (
    "微信月活跃用户达12.13亿，同比增长5%，1,234万亿元。WeChat has 1.2 billion monthly active users, up 3%. 99 12 8亿\n"
)
SIZES = (50_000, 200_000, 800_000)
DIGITS = "微信 " + "1,234.5亿 12 8万 99 billion 3,000 " * 200_000
"""Five megabytes of figures that nothing is told of."""


def passages() -> list[Passage]:
    files = [CORPUS] if CORPUS.exists() else sorted(OWN.glob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [
        Passage(
            id=row["id"],
            text=row["text"],
            title=row.get("title") or "",
            published=date.fromisoformat(row["published"]) if row.get("published") else None,
        )
        for row in rows
    ]


def seconds(work: Callable[[], object]) -> float:
    """Processor time of the best of several rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    given = passages()
    size = sum(len(p.text.encode()) for p in given) / 1e6
    print(f"{len(given)} passages, {size:.2f} MB\n{'':<28}{'passages/s':>12}{'MB/s':>8}{'ratio':>8}")
    whole = seconds(lambda: [observe(p) for p in given])
    for name, spent in (
        ("observations", whole),
        ("observations, explained", seconds(lambda: [observe(p, explain=True) for p in given])),
        ("quantities of all text", seconds(lambda: [read_quantities(p.text) for p in given])),
    ):
        print(f"{name:<28}{len(given) / spent:>12,.0f}{size / spent:>8.2f}{spent / whole:>8.2f}")
    print(f"\n{'one text of':<16}{'seconds':>10}{'MB/s':>8}{'per character':>16}")
    first = None
    for length in SIZES:
        text = (UNIT * (length // len(UNIT) + 1))[:length]
        start = time.process_time()
        observe(Passage(id="long", text=text))
        spent = time.process_time() - start
        first = first or spent / length
        print(f"{length:>12,} ch{spent:>11.2f}{len(text.encode()) / 1e6 / spent:>8.2f}{spent / length / first:>15.2f}x")
    start = time.process_time()
    observe(Passage(id="digits", text=DIGITS))
    print(f"{len(DIGITS.encode()) / 1e6:.1f} MB of digits and scale words: {time.process_time() - start:.2f} s")
    start = time.perf_counter()
    command = [sys.executable, "-m", "flows", "extract"]
    subprocess.run(command, input="WeChat has 1.2 billion users.", text=True, check=True, capture_output=True)
    print(f"\nstart to answer of `newsgauge extract`: {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
