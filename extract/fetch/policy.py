"""Every number of the fetcher in one place; docs/fetching.md explains them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPolicy:
    """How pages are asked for: seconds, bytes and counts.

    `total_seconds` is what one page may take on the wire, all its redirects and tries together; waiting for a host's
    turn is not counted. `download_seconds` and `max_download_bytes` hold for WARC files. `source_seconds` is what one
    poll of one source may take, waiting included. `headers` are extra request headers by origin
    ("https://bridge.example"), the credentials of a bridge; they reach no other origin.
    """

    total_seconds: float = 30.0
    connect_seconds: float = 5.0
    read_seconds: float = 10.0
    source_seconds: float = 1800.0
    max_bytes: int = 15 * MEBIBYTE
    download_seconds: float = 3600.0
    max_download_bytes: int = 2048 * MEBIBYTE
    max_header_count: int = 200
    max_header_bytes: int = 64 * 1024
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
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """What one service asks of its clients beyond the policy.

    Args:
        delay_seconds: Least rest behind each of its requests.
        after_429_seconds: Rest after a 429 that names none.
        tries: Fewer tries than the policy's; the policy's for 0.
    """

    delay_seconds: float = 0.0
    after_429_seconds: float = 0.0
    tries: int = 0
