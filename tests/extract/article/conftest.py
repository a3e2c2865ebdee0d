"""Captures of pages for the tests of parsing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extract.records import Capture

PAGES = Path(__file__).parent / "pages"
FETCHED_AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def capture_of(
    body: bytes | str, url: str = "https://news.example/a/1", content_type: str = "text/html", source_id: str = "test"
) -> Capture:
    raw = body.encode() if isinstance(body, str) else body
    return Capture(
        source_id=source_id, url=url, final_url=url, status=200, headers=(("Content-Type", content_type),), body=raw,
        payload_digest="sha256:" + hashlib.sha256(raw).hexdigest(), fetched_at=FETCHED_AT, record_id=f"<{url}>",
    )  # fmt: skip


@pytest.fixture
def capture() -> Callable[..., Capture]:
    """Makes a capture: (body, url, content_type)."""
    return capture_of


@pytest.fixture(scope="session")
def pages() -> Path:
    """The folder of own pages, each beside what must be read from it."""
    return PAGES
