"""What Prefect costs: its share of an ingest run's work when an article costs 5 ms.

The steps of a run over 2,000 articles (16 sources, batches of 500) are made twice in one process, as plain calls and as
Prefect tasks within a flow, against a real server. An article's work is a busy loop of 5 ms.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.prefect_api import own_server, prepare_environment

ARTICLES, SOURCES, ARTICLE_SECONDS = 2000, 16, 0.005
ROUNDS = 2


def busy(count: int) -> None:
    for _ in range(count):
        end = time.process_time() + ARTICLE_SECONDS
        while time.process_time() < end:
            pass


def measure(prefect_home: Path) -> None:
    prepare_environment(prefect_home)
    with own_server(prefect_home) as url:
        from prefect import flow
        from prefect.settings import PREFECT_API_URL, temporary_settings

        from extract.digest import Digest
        from extract.records import Batch, Capture, LoadResult
        from flows import steps
        from flows.arrivals import batches

        captures = [
            Capture(
                source_id=f"source{n % SOURCES}", url=f"https://x.example/{n}", final_url="https://x.example/",
                status=200, headers=(("Content-Type", "text/html"),) * 8, body=b"x" * 20_000, payload_digest=str(n),
                fetched_at=datetime.now(UTC), record_id=str(n),
            )
            for n in range(ARTICLES)
        ]  # fmt: skip
        known = {f"https://x.example/known/{n}": ("etag", "date") for n in range(50_000)}
        empty = Digest(readings=(), fetches=(), failures=(), changed_ids=frozenset(), irrelevant={}, parse_failed={})
        loaded = LoadResult(
            load_id="", article_count=0, version_count=0, observation_count=0, failure_count=0, fetch_count=0
        )

        # The tasks' own settings and parameters, with work of a known length in the place of theirs.
        def with_body(task: Any, body: Callable[..., Any]) -> Any:
            copy = task.with_options(name=task.name)
            copy.fn = body
            return copy

        def read(captures: Any, plan: Any, settled_ids: Any) -> Digest:
            busy(len(captures))
            return empty

        def load(settings: Any, batch: Any, run_id: Any, now: Any) -> LoadResult:
            return loaded

        async def collect(source: Any, intake: Any, archive: Any, plan: Any) -> int:
            return 1

        async def whole(read: Any, load: Any, collect: Any, given: Callable[[Any], Any]) -> None:
            await asyncio.gather(*(collect(f"source{n}", None, None, given(known)) for n in range(SOURCES)))
            for batch in batches(captures):
                read(given(batch), given(known), frozenset())
                load(None, given(Batch()), "run", None)

        tasks = [
            with_body(steps.read_batch, read),
            with_body(steps.load, load),
            with_body(steps.collect_source, collect),
        ]

        @flow(name="bench")
        async def as_flow() -> None:
            await whole(*tasks, steps.as_it_is)

        async def seconds(call: Callable[[], Any]) -> tuple[float, float]:
            processor, clock = time.process_time(), time.perf_counter()
            await call()
            return time.process_time() - processor, time.perf_counter() - clock

        async def rounds() -> list[tuple[tuple[float, float], tuple[float, float]]]:
            await as_flow()  # imports and connections
            return [
                (await seconds(lambda: whole(read, load, collect, lambda value: value)), await seconds(as_flow))
                for _ in range(ROUNDS)
            ]

        with temporary_settings({PREFECT_API_URL: url}):
            found = asyncio.run(rounds())
    print(f"{ARTICLES} articles of {ARTICLE_SECONDS * 1000:g} ms, {SOURCES} sources, {len(known):,} known addresses")
    print("round   processor: plain s   as a flow s   Prefect's share   clock: plain s   as a flow s")
    for number, (plain, flowed) in enumerate(found, 1):
        share = (flowed[0] - plain[0]) / flowed[0]
        print(
            f"{number:>5}   {plain[0]:>18.2f}   {flowed[0]:>11.2f}   {share:>14.1%}   "
            f"{plain[1]:>14.2f}   {flowed[1]:>11.2f}"
        )
    print("goal: under 5 %")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder))
