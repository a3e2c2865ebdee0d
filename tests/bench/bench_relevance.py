"""Relevance: megabytes a second of the test on bytes, against the `re` module and against parsing the page.

python tests/bench/bench_relevance.py
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from extract.article.page import parse_page
from extract.catalog.load import load_catalog
from extract.relevance import is_relevant, spellings

MEBIBYTE = 1 << 20
ROW = '<div class="item"><a href="/news/{0}">Another firm reports, no. {0}</a><p>某公司公布业绩，销量增长。</p></div>\n'


def page(size: int, codec: str) -> bytes:
    rows = "".join(ROW.format(number) for number in range(size // 100))
    return rows.encode(codec)[:size]


def speed(work: Callable[[bytes], object], body: bytes) -> float:
    """MB/s of processor time, the best of three."""
    best = 0.0
    for _ in range(3):
        started = time.process_time()
        work(body)
        best = max(best, len(body) / 1e6 / max(time.process_time() - started, 1e-9))
    return best


def main() -> None:
    is_relevant(b"")
    patterns = sorted(
        {s for alias in load_catalog().relevance_aliases for s in spellings(alias)}, key=len, reverse=True
    )
    alternatives = re.compile(b"|".join(re.escape(pattern) for pattern in patterns))
    body = page(4 * MEBIBYTE, "utf-8")
    base = speed(lambda part: parse_page(part.decode()), body)
    print(f"{len(patterns)} spellings\n{'test':<34}{'MB/s':>8}{'ratio':>8}")
    for name, work, sample in (
        ("parsing the page (lxml)", lambda part: parse_page(part.decode()), body),
        ("re alternatives, nothing found", alternatives.search, page(MEBIBYTE // 4, "utf-8")),
        ("automaton, nothing found, UTF-8", is_relevant, body),
        ("automaton, nothing found, GBK", is_relevant, page(4 * MEBIBYTE, "gb18030")),
        ("automaton, named early", is_relevant, "微信".encode() + body),
    ):
        rate = speed(work, sample)
        print(f"{name:<34}{rate:>8.1f}{rate / base:>8.2f}")


if __name__ == "__main__":
    main()
