"""Readings and batches to load, made from numbers, so that equal numbers give equal rows in every process."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from extract.records import (
    Article,
    ArticleReading,
    Batch,
    Change,
    Failure,
    FetchRecord,
    Observation,
    Source,
    SourceOutcome,
)
from warehouse.connection import open_file, writer
from warehouse.load import load_batch
from warehouse.rows import digest

FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)
RUN_COLUMNS = ("load_id", "run_id", "started_at", "applied_at")
"""What differs between two runs that load the same facts."""


def at(day: int, hour: int = 0) -> datetime:
    """A time: days after 1 January 2024, and an hour."""
    return FIRST_DAY + timedelta(days=day, hours=hour)


def claim(text: str, quote: str, value: float, **other: Any) -> Observation:
    """An observation of `quote` in `text`: WeChat's monthly users unless told otherwise."""
    start = text.index(quote)
    fields: dict[str, Any] = {
        "entity": "wechat", "metric": "monthly_active_users", "unit": "users", "value": value, "quote": quote,
        "start": start, "end": start + len(quote), "rule": "test", "confidence": 0.9, "as_of": "2024-Q1",
    }  # fmt: skip
    return Observation(**(fields | other))


def article_reading(
    article_id: str,
    text: str,
    observations: Sequence[Observation] = (),
    *,
    seen: datetime = FIRST_DAY,
    extractor_version: str = "1",
    **other: Any,
) -> ArticleReading:
    """An article version with its observations; its version is of the text, its record of the time it was seen."""
    fields: dict[str, Any] = {
        "id": article_id, "version": digest(article_id, ascii(text)), "source_id": "wire",
        "url": f"https://wire.example/{article_id}", "canonical_url": f"https://wire.example/{article_id}",
        "title": f"Report {article_id}", "text": text, "language": "en", "published_at": seen, "site": "Wire",
        "capture_record_id": f"<urn:{digest(article_id, seen)}>", "payload_digest": f"sha256:{digest(ascii(text))}",
        "known_at": seen,
    }  # fmt: skip
    return ArticleReading(
        article=Article(**(fields | other)), observations=tuple(observations), extractor_version=extractor_version
    )


def numbered_reading(number: int) -> ArticleReading:
    """An article: three claims; every fifth has the signature of the one before, every third is Chinese."""
    value = 1_000_000_000 + number * 1_000_000
    if number % 3:
        quote, text = f"{value:,} users", f"WeChat had {value:,} users a month. WeChat Pay had 12 shops. Up 3.5 %."
    else:
        quote, text = f"{value / 1e8:.4f}亿", f"微信月活跃账户达到{value / 1e8:.4f}亿，同比增长3.5%。小程序有12个。"
    twelve = next(part for part in ("12 shops", "12个") if part in text)
    rising = next(part for part in ("3.5 %", "3.5%") if part in text)
    month = number % 12 + 1
    observations = (
        claim(text, quote, float(value), as_of=f"2023-{month:02}", change=Change(
            kind="yoy", direction="up", value=3.5, unit="percent")),
        claim(text, twelve, 12.0, metric="number_of_mini_programs", unit="count", as_of=None, flags=("doubtful",)),
        claim(text, rising, 3.5, metric="revenue_growth_yoy", unit="percent", as_of="2023", modality="forecast"),
    )  # fmt: skip
    like = number - 1 if number % 5 == 1 else number
    return article_reading(
        digest("article", number), text, observations, seen=at(number // 10, number % 10),
        signature=tuple(like * 1000 + n for n in range(128)), official=number % 4 == 0,
        language="zh" if number % 3 == 0 else "en",
    )  # fmt: skip


def numbered_batch(number: int, size: int = 20) -> Batch:
    """The batch of a number: `size` articles that no other batch has, with their ledger rows."""
    readings = tuple(numbered_reading(n) for n in range(number * size, (number + 1) * size))
    start = readings[0].article.known_at or FIRST_DAY
    return Batch(
        readings=readings,
        fetches=tuple(
            FetchRecord(
                source_id="wire", url=r.article.url, final_url=r.article.url, role="article", status=200, outcome="new",
                at=r.article.known_at or FIRST_DAY, record_id=r.article.capture_record_id,
                payload_digest=r.article.payload_digest, byte_count=len(r.article.text), etag=f'"{number}"',
            )
            for r in readings
        ),
        failures=(Failure(source_id="wire", url=f"https://wire.example/lost/{number}", stage="fetch", reason="404",
                          at=start),),
        outcomes=(SourceOutcome(source_id="wire", started_at=start, finished_at=start, outcome="ok",
                                found_count=size, new_count=size, newest_published_at=start),),
    )  # fmt: skip


WIRE = Source(id="wire", kind="feed", name="Wire", url="https://wire.example/feed", language="en")


def load(home: Path, *batches: Batch, run_id: str = "run") -> list[int]:
    """Load batches one after another; how many observations each brought."""
    counts = []
    for batch in batches:
        with writer(home, deadline_seconds=30, purpose="test") as connection:
            counts.append(load_batch(connection, batch, run_id=run_id, now=at(400)).observation_count)
    return counts


def load_readings(home: Path, *readings: ArticleReading) -> int:
    """Load readings as one batch."""
    return load(home, Batch(readings=readings))[0]


def tables(connection: duckdb.DuckDBPyConnection, leave_out: Iterable[str] = RUN_COLUMNS) -> dict[str, list[Any]]:
    """Every table's rows, sorted, without the columns that differ between runs."""
    names = [row[0] for row in connection.execute("select table_name from duckdb_tables() order by all").fetchall()]
    skipped = set(leave_out)
    found = {}
    for name in names:
        columns = [r[0] for r in connection.execute(f'select column_name from (describe "{name}")').fetchall()]
        kept = ", ".join(f'"{c}"' for c in columns if c not in skipped)
        found[name] = connection.execute(f'select {kept} from "{name}" order by all').fetchall()
    return found


def tables_of(path: Path, leave_out: Iterable[str] = RUN_COLUMNS) -> dict[str, list[Any]]:
    """`tables` of a DuckDB file."""
    connection = open_file(path, read_only=True)
    try:
        return tables(connection, leave_out)
    finally:
        connection.close()
