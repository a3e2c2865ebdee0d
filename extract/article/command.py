"""What `newsgauge article` gives for one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extract.archive.write import payload_digest
from extract.article.sandbox import parse_captures
from extract.errors import ConfigurationError
from extract.records import Article, Capture, Failure

NOBODY = "article"


def read_pages(pages: Iterable[Mapping[str, Any]], *, now: datetime | None = None) -> Iterator[dict[str, Any]]:
    """Parse pages from files.

    Args:
        pages: {id, path, url, headers?}; `headers` is a mapping or a list of pairs.
        now: The time the pages count as fetched at.

    Yields:
        {id, url, canonical_url, title, text, authors, published_at, language, site, refused}.

    Raises:
        ConfigurationError: A file cannot be read.
    """
    at = now or datetime.now(UTC)
    pages = list(pages)
    if missing := next((page["path"] for page in pages if not Path(page["path"]).is_file()), None):
        raise ConfigurationError(f"{missing}: no such file")
    for page, (capture, result) in _parsed(pages, at):
        yield as_row(page["id"], capture.url, result)


def _parsed(
    pages: list[Mapping[str, Any]], at: datetime
) -> Iterator[tuple[Mapping[str, Any], tuple[Capture, Article | Failure]]]:
    return zip(pages, parse_captures(_capture(page, at) for page in pages), strict=True)


def _capture(page: Mapping[str, Any], at: datetime) -> Capture:
    path = Path(page["path"])
    try:
        body = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror}") from error
    headers = page.get("headers") or {}
    pairs = headers.items() if isinstance(headers, dict) else headers
    url = page.get("url") or path.resolve().as_uri()
    return Capture(
        source_id=NOBODY, url=url, final_url=url, status=200, body=body,
        headers=tuple((str(k), str(v)) for k, v in pairs),
        payload_digest=payload_digest(body), fetched_at=at, record_id=str(page["id"]),
    )  # fmt: skip


def as_row(key: str | int, url: str, result: Article | Failure) -> dict[str, Any]:
    """One page's row; `refused` is the class of a page that is no article."""
    if isinstance(result, Failure):
        empty: dict[str, Any] = {"canonical_url": None, "title": None, "text": "", "authors": [], "published_at": None,
                                 "language": None, "site": None}  # fmt: skip
        return {"id": key, "url": url, **empty, "refused": result.reason}
    published = result.published_at.isoformat() if result.published_at else None
    return {
        "id": key, "url": url, "canonical_url": result.canonical_url, "title": result.title, "text": result.text,
        "authors": list(result.authors), "published_at": published, "language": result.language, "site": result.site,
        "refused": None,
    }  # fmt: skip
