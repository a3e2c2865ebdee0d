"""Warehouses of any size for the benches: made inside DuckDB, at a steady 2,740 claims of 685 articles a day."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.connection import writer
from warehouse.load import table_schema

CLAIMS = 4
ARTICLES_A_DAY = 685
FIRST_DAY = date(2015, 1, 1)
SIGNED_DAYS = 120
"""Only the newest days get MinHashes: loading looks at a month around a batch, and they are the bulk of the file."""

VERSION = """
select
    md5('v' || i) as version_id, md5('a' || i) as article_id, 'wire' as source_id, 'https://wire.example/' || i as url,
    'Report ' || i as title,
    'WeChat and its parent, report ' || i || ': ' || repeat('words and more words ', 10) as text,
    'en' as language, moment as published_at, '' as published_raw, []::varchar[] as authors, i % 50 = 0 as official,
    'record ' || i as capture_record_id, 'sha256:' || md5('d' || i) as payload_digest, moment as known_at,
    []::varchar[] as flags
from (select range as i, $first_day + to_seconds((86400 * range // $a_day)::bigint) as moment from range($start, $stop))
"""
OBSERVATION = """
select
    md5('o' || i || '-' || k) as observation_id, version_id, article_id, source_id,
    'entity_' || (h % 8) as entity_id, 'metric_' || ((h // 8) % 12) as metric_id,
    1e9 + 1e6 * ((h // 96) % 56) + (h // 5376) % 3 * 1e5 as value, null::double as value_max,
    ['eq', 'eq', 'gt', 'approx'][h % 4 + 1] as comparator, 'users' as unit, null::varchar as change_kind,
    null::varchar as change_direction, null::double as change_value, null::varchar as change_unit,
    null::varchar as as_of, (period_end - interval 3 month)::date as period_start, period_end, 'quarter' as period_kind,
    published_at, known_at, null::varchar as attribution, 'actual' as modality, null::varchar as region,
    0.9 as confidence, []::varchar[] as flags, 'rule' as rule, '1' as extractor_version,
    'WeChat and its parent, report ' || i as quote, 0 as span_start,
    length('WeChat and its parent, report ' || i) as span_end
from (
    select *, last_day(date '2011-01-01' + to_months((3 * ((h // 96) % 56) + 2)::integer)) as period_end
    from (select v.*, split_part(url, '/', 4)::bigint as i, k, (hash(v.version_id || k) // 8)::bigint as h
          from version v, range(4) r(k))
)
"""
REST = {
    "article": "select article_id, url as canonical_url, url, 'Wire' as site, known_at as first_known_at from version",
    "sighting": "select article_id, version_id, '1' as extractor_version, capture_record_id as record_id, "
    "known_at as seen_at from version",
    "reading": "select version_id, '1' as extractor_version, 4 as observation_count from version",
    "story_signature": "select version_id, article_id, published_at::date as day, "
    "case when signed then list_transform(range(16), lambda n: hash(version_id || n)) else [] end as bands, "
    "case when signed then list_transform(range(128), lambda n: hash(version_id || n) % 4294967296) else [] end "
    "as signature from (select *, published_at > $signed_from as signed from version)",
    "fetch": "select source_id, url, url as final_url, 'article' as role, 200 as status, 'new' as outcome, "
    "known_at as fetched_at, capture_record_id as record_id, payload_digest, 2000 as byte_count, '\"e\"' as etag, "
    "'' as last_modified, published_at, 'run' as run_id from version",
    "failure": "select source_id, url, 'fetch' as stage, '404' as reason, known_at as failed_at, 'k' as kind, "
    "'run' as run_id from version where false",
    "outcome": "select source_id, known_at as started_at, known_at as finished_at, 'ok' as outcome, 1 as found_count, "
    "1 as fetched_count, 1 as new_count, 0 as unchanged_count, 0 as irrelevant_count, 0 as failed_count, "
    "published_at as newest_published_at, '' as message, 'run' as run_id from version using sample 1",
}


def make_versions(connection: duckdb.DuckDBPyConnection, start: int, stop: int) -> None:
    """The versions of these numbers, as the temporary table the other rows are made from."""
    connection.execute(
        "create or replace temp table version as " + VERSION,
        {"start": start, "stop": stop, "a_day": ARTICLES_A_DAY, "first_day": FIRST_DAY},
    )


def build(home: Path, claims: int) -> None:
    """A working file with so many claims, as if it had been loaded day by day."""
    with writer(home, deadline_seconds=5, purpose="bench") as connection:
        versions = claims // CLAIMS
        signed_from = FIRST_DAY + timedelta(days=versions / ARTICLES_A_DAY - SIGNED_DAYS)
        step = 250_000
        for start in range(0, versions, step):
            make_versions(connection, start, min(start + step, versions))
            insert = "insert into {} by name select *, 'load' as load_id from ({})"
            connection.execute(insert.format("article_version", "from version"))
            connection.execute(insert.format("observation", OBSERVATION))
            for table in ("article", "sighting", "reading"):
                connection.execute(insert.format(table, REST[table]))
            connection.execute(insert.format("story_signature", REST["story_signature"]), {"signed_from": signed_from})
            connection.execute(f'insert into "fetch" by name {REST["fetch"]}')
        connection.execute(
            "insert into \"load\" values ('load', 'run', timestamptz '2025-01-01 00:00:00+00', ?, ?, ?, 0, ?)",
            [versions, versions, claims, versions],
        )


def batch(connection: duckdb.DuckDBPyConnection, start: int, claims: int) -> dict[str, pa.Table]:
    """The staged tables of a batch of new versions whose numbers begin at `start`."""
    make_versions(connection, start, start + claims // CLAIMS)
    queries = {"article_version": "from version", "observation": OBSERVATION, **REST}
    found = {}
    for table, query in queries.items():
        signed = "signed_from" in query
        text = query.replace("$signed_from", f"date '{FIRST_DAY}'") if signed else query
        schema = table_schema(connection, table)
        names = ", ".join(schema.names)
        found[table] = connection.sql(f"select {names} from ({text})").to_arrow_table().cast(schema)
    return found


def median_seconds(call: Callable[[], object], times: int = 5) -> float:
    """Median wall time of a call."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)
