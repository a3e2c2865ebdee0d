"""Every number of the fetcher in one place; docs/fetching.md explains them."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPolicy:
    """How pages are asked for: seconds, bytes and counts."""

    total_seconds: float = 30.0
    connect_seconds: float = 5.0
    read_seconds: float = 10.0
    max_bytes: int = 15 * MEBIBYTE
    max_unpacked_bytes: int = 100 * MEBIBYTE
    max_redirects: int = 5
    tries: int = 3
    backoff_seconds: float = 1.0
    max_backoff_seconds: float = 20.0
    max_retry_after_seconds: float = 60.0
    host_delay_seconds: float = 3.0
    max_crawl_delay_seconds: float = 300.0
    max_robots_bytes: int = 500 * 1024
    max_url_length: int = 2048
    obey_robots: bool = True
    allow_hosts: frozenset[str] = frozenset()
