"""The relevant pages of a WARC file that another crawler wrote, here or on the network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from extract.archive.read import read_warc
from extract.discover.common import same_site
from extract.fetch.client import Fetcher
from extract.fetch.response import Response
from extract.local import local_path
from extract.records import Capture, Failure, Source
from extract.relevance import is_relevant


@dataclass(slots=True)
class Copied:
    """What was not taken from a file: damaged records, and a count of pages that name none of our entities."""

    failures: list[Failure] = field(default_factory=list)
    irrelevant_count: int = 0


async def copy_warc(url: str, source: Source, fetcher: Fetcher, copied: Copied) -> AsyncIterator[Response]:
    """The relevant pages of a file as answers, one after another; a gigabyte is never held in memory.

    Args:
        url: file:, http or https.
        source: Its `host_filter` names the sites to take, all when it is empty.
        fetcher: For files of the network.
        copied: Filled with what is not taken.

    Raises:
        SourceError: The file cannot be had.
    """
    if url.startswith("file:"):
        path = local_path(url, source)
        async for found in _pages(path, source, copied):
            yield found
        return
    with TemporaryDirectory(prefix="newsgauge-") as folder:
        path = Path(folder) / "download.warc.gz"
        await fetcher.download(url, path, source_id=source.id)
        async for found in _pages(path, source, copied):
            yield found


async def _pages(path: Path, source: Source, copied: Copied) -> AsyncIterator[Response]:
    records = _records(path, source)
    while (found := await asyncio.to_thread(next, records, None)) is not None:
        if isinstance(found, Failure):
            copied.failures.append(found)
        elif not is_relevant(found.body):
            copied.irrelevant_count += 1
        else:
            yield Response(
                url=found.url,
                final_url=found.final_url,
                status=found.status,
                headers=found.headers,
                body=found.body,
                fetched_at=found.fetched_at,
            )


def _records(path: Path, source: Source) -> Iterator[Capture | Failure]:
    hosts = tuple(source.options.get("host_filter", ()))
    for found in read_warc(path, source_id=source.id):
        if isinstance(found, Failure) or _is_wanted(found, hosts):
            yield found


def _is_wanted(capture: Capture, hosts: tuple[str, ...]) -> bool:
    host = urlsplit(capture.url).hostname or ""
    return capture.role == "article" and (not hosts or any(same_site(host, wanted) for wanted in hosts))
