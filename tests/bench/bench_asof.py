"""How fast the times of a text are read and given to its figures, and that it grows with length and no faster.

    python tests/bench/bench_asof.py

One process, CPU time. Texts are our own passages, and pages without an end to a sentence, of tables, of headings: the
shapes in which a look back could run away. Trust the ratios more than the figures.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from extract.catalog.load import load_catalog
from extract.observation.context import Text, spot
from extract.observation.spotting.folding import fold
from extract.observation.times.asof import times
from extract.observation.times.period import time_of
from extract.records import Passage

PASSAGES = Path(__file__).resolve().parents[1] / "extract" / "observation" / "passages"
PUBLISHED = date(2024, 1, 1)
ROUNDS = 5
SHAPES: dict[str, tuple[str, str]] = {
    "one date, no stop": ("微信2023年第三季度", "收入12亿元 "),
    "dates and figures, no stop": ("微信", "2023年第三季度收入12亿元，"),
    "semicolons": ("微信", "月活跃用户12亿；"),
    "lines": ("WeChat\n", "revenue 12 billion yuan in 2023\n"),
    "a long table": ("WeChat\n| a | Q3 2023 |\n", "| revenue | 12 billion yuan |\n"),
    "a wide table": ("WeChat\n| a | Q3 2023 |\n|", " revenue 12 billion yuan |"),
    "headings": ("WeChat\n", "# 2023\nrevenue 12 billion yuan\n"),
}


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """CPU seconds of the fastest round."""
    taken = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)


def seen(text: str) -> Text:
    """A text with what was spotted in it."""
    found = spot(Passage(id="bench", text=text, published=PUBLISHED), load_catalog())
    if found is None:
        raise ValueError("the text names nothing of the catalogue")
    return found


def date_all(text: Text) -> int:
    """Give every quantity its time, as revenue and as daily users."""
    for quantity in text.quantities:
        for metric in ("revenue", "daily_active_users"):
            time_of(text, quantity, metric)
    return len(text.quantities)


def main() -> None:
    """Print the table."""
    lines = [line for file in sorted(PASSAGES.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    texts = [fold(json.loads(line)["text"]) for line in lines]
    taken = seconds(lambda: [times(text, PUBLISHED) for text in texts])
    size = sum(len(text.encode()) for text in texts)
    print(f"times of {len(texts)} passages: {len(texts) / taken:,.0f} passages/s, {size / 1e6 / taken:.2f} MB/s\n")
    print(f"{'shape':<28}{'characters':>12}{'figures':>9}{'us a figure':>13}{'for twice the text':>20}")
    for name, (head, part) in SHAPES.items():
        half, whole = (seen(head + part * count) for count in (4_000, 8_000))
        first, second = seconds(lambda text=half: date_all(text), 1), seconds(lambda text=whole: date_all(text), 1)
        count = len(whole.quantities)
        print(f"{name:<28}{len(whole.text):>12,}{count:>9,}{second / count * 1e6:>13.0f}{second / first:>18.2f} x")


if __name__ == "__main__":
    main()
