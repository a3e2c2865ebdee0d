"""Stated confidence against observed precision: python tests/bench/calibration.py [CORPUS.jsonl ...]

By band and by reason for doubt. An observation is right when ../shared/corpus/score.py matches or excuses it at entity,
metric and value. Without arguments the corpus beside the repository and the tests' labelled passages are read.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from extract.observation import as_row, observe
from extract.records import Passage

REPOSITORY = Path(__file__).resolve().parents[2]
CORPUS = REPOSITORY.parent / "shared" / "corpus"
OWN = REPOSITORY / "tests" / "extract" / "observation" / "passages"
BANDS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)
LEVEL = "entity+metric+value"


def scorer() -> Any:
    """The corpus' own scorer."""
    spec = importlib.util.spec_from_file_location("score", CORPUS / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def passages(files: list[Path]) -> Iterator[dict[str, Any]]:
    for file in files:
        yield from map(json.loads, file.read_text(encoding="utf-8").splitlines())


def judged(files: list[Path]) -> Iterator[tuple[dict[str, Any], bool]]:
    """Every observation with whether it is right."""
    score = scorer()
    for row in passages(files):
        published = date.fromisoformat(row["published"]) if row.get("published") else None
        passage = Passage(id=row["id"], text=row["text"], title=row.get("title") or "", published=published)
        got = [as_row(one) for one in observe(passage).observations]
        *_, spare, _ = score.score_passage(LEVEL, row["observations"], got)
        wrong = {id(one) for one in spare}
        yield from ((one, id(one) not in wrong) for one in got)


def line(name: str, rows: list[tuple[dict[str, Any], bool]]) -> str:
    stated = sum(one["confidence"] for one, _ in rows) / len(rows)
    return f"{name:<24}{len(rows):>8}{stated:>10.3f}{sum(right for _, right in rows) / len(rows):>10.3f}"


def main(arguments: list[str]) -> None:
    files = [Path(a) for a in arguments] or [CORPUS / "dev.jsonl", *sorted(OWN.glob("*.jsonl"))]
    rows = list(judged(files))
    print(f"{'confidence':<24}{'rows':>8}{'stated':>10}{'observed':>10}")
    for low, high in pairwise(BANDS):
        band = [row for row in rows if low <= row[0]["confidence"] < high]
        if band:
            print(line(f"{low:.2f} to {min(high, 1):.2f}", band))
    print(line("all", rows))
    by_reason: dict[str, list[tuple[dict[str, Any], bool]]] = defaultdict(list)
    for row in rows:
        for reason in row[0]["flags"] or ["no reason for doubt"]:
            by_reason[reason].append(row)
    print(f"\n{'reason':<24}{'rows':>8}{'stated':>10}{'observed':>10}")
    for reason, some in sorted(by_reason.items(), key=lambda item: -len(item[1])):
        print(line(reason, some))


if __name__ == "__main__":
    main(sys.argv[1:])
