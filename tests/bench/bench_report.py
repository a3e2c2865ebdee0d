"""How long the report takes to build and how big it is, by the number of claims.

Run `python tests/bench/bench_report.py`; the ratio compares with the smallest warehouse of the same run.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.report.sample import published_home, year_batch
from warehouse.report import build_report

CLAIMS = (1_000, 5_000, 20_000)


def main() -> None:
    """Print one line a size."""
    print(f"{'claims':>8} {'seconds':>8} {'ratio':>6} {'megabytes':>10}")
    first = None
    with tempfile.TemporaryDirectory() as folder:
        for count in CLAIMS:
            batch, sources = year_batch(count)
            home = published_home(Path(folder) / str(count), batch, sources)
            start = time.perf_counter()
            page = build_report(home)
            seconds = time.perf_counter() - start
            first = first or seconds
            print(f"{count:>8,} {seconds:>8.2f} {seconds / first:>6.1f} {len(page.encode()) / 1e6:>10.2f}")


if __name__ == "__main__":
    main()
