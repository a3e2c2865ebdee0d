"""Answers to archive, and a clock that stands still until it is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from extract.fetch.response import Response

START = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)


class Clock:
    """Tells the same time until it is moved."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def move(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def answer(clock: Clock) -> Callable[..., Response]:
    """Makes a 200 to `url` with this body."""

    def make(url: str = "http://paper.example/1?page=2", body: bytes = b"<p>Weixin</p>", **changes: object) -> Response:
        values: dict[str, object] = {
            "url": url,
            "final_url": url,
            "status": 200,
            "headers": (("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("ETag", '"1"')),
            "body": body,
            "fetched_at": clock(),
            "request_headers": (("Host", "paper.example"), ("User-Agent", "newsgauge/test")),
            "reason_phrase": "OK",
        }
        return Response(**(values | changes))  # type: ignore[arg-type]

    return make
