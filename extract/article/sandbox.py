"""Parse captures one after another in a process that can be killed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from extract.article import parse_article
from extract.confine import Confined
from extract.errors import ParseError
from extract.records import Article, Capture, Failure, Source


def _parse(capture: Capture, source: Source | None) -> Article:
    return parse_article(capture, source=source)


def parse_captures(
    captures: Iterable[Capture],
    *,
    sources: Mapping[str, Source] | None = None,
    seconds: float = 5.0,
    megabytes: int = 500,
) -> Iterator[tuple[Capture, Article | Failure]]:
    """Parse captures one after another in a killable process.

    Args:
        captures: Article captures.
        sources: Sources by id.
        seconds: Longest time for one document.
        megabytes: Most memory for one document.

    Yields:
        Each capture with its article, or with the failure that is recorded in its place; in the order given.
    """
    with Confined(seconds=seconds, megabytes=megabytes) as confined:
        for capture in captures:
            try:
                yield capture, confined.call(_parse, capture, (sources or {}).get(capture.source_id))
            except ParseError as error:
                yield capture, failure(capture, error.reason)


def failure(capture: Capture, reason: str) -> Failure:
    """What is recorded in place of an article."""
    return Failure(
        source_id=capture.source_id,
        url=capture.url,
        stage="parse",
        reason=reason,
        at=capture.fetched_at,
        kind="ParseError",
    )
