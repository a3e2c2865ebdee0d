"""WARC files of others: one file, a folder, or a list of paths as Common Crawl publishes its news crawl."""

from __future__ import annotations

import re
import zlib
from datetime import date, timedelta
from urllib.parse import urljoin

from extract.errors import ParseError
from extract.fetch.response import Response
from extract.records import Source, Window

MOST_LIST_BYTES = 64 * 1024 * 1024
WARC_NAMES = (".warc", ".warc.gz")
LIST_NAMES = (".paths", ".paths.gz")
_CRAWL_DAY = re.compile(r"-(\d{4})(\d{2})(\d{2})\d{6}-\d+\.warc(?:\.gz)?$")


def is_list(url: str) -> bool:
    """Whether a URL names a list of WARC files."""
    return url.lower().endswith(LIST_NAMES)


def is_warc(url: str) -> bool:
    """Whether a URL names a WARC file."""
    return url.lower().endswith(WARC_NAMES)


def read(answer: Response, source: Source, window: Window | None) -> list[str]:
    """The addresses of the files a list names, those crawled within the window.

    Paths count from the server's root ("crawl-data/CC-NEWS/2021/01/…"), those of a local list from its folder.

    Raises:
        ParseError: Damaged, too large, or no list of WARC files.
    """
    body = answer.body
    if body.startswith(b"\x1f\x8b"):
        unpacker = zlib.decompressobj(31)
        try:
            body = unpacker.decompress(body, MOST_LIST_BYTES)
        except zlib.error as error:
            raise ParseError(f"the list is damaged: {error}", source_id=source.id, url=answer.url) from error
        if not unpacker.eof:
            raise ParseError("the list is cut or too large", source_id=source.id, url=answer.url)
    lines = [line.strip() for line in body.decode("utf-8", "replace").splitlines() if line.strip()]
    if not lines or not all(is_warc(line) for line in lines):
        raise ParseError("no list of WARC files", source_id=source.id, url=answer.url)
    local = answer.final_url.startswith("file:")
    return [
        urljoin(answer.final_url, line if local or "://" in line else f"/{line.lstrip('/')}")
        for line in lines
        if _in_window(line, window)
    ]


def _in_window(path: str, window: Window | None) -> bool:
    """A report is crawled on its day or soon after; a name without a day is never left out."""
    found = _CRAWL_DAY.search(path)
    if window is None or found is None:
        return True
    day = date(int(found[1]), int(found[2]), int(found[3]))
    return window.start - timedelta(days=1) <= day <= window.end + timedelta(days=2)
