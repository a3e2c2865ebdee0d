"""Documents on this machine, named by hand or by a `files` source, as answers like those of the network."""

from __future__ import annotations

import mimetypes
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from extract.errors import ParseError, RefusedError
from extract.fetch.response import Response
from extract.records import Source

LOCAL_KINDS = frozenset({"files", "warc"})
MOST_BYTES = 50 * 1024 * 1024


def local_path(url: str, source: Source) -> Path:
    """The path of a file: URL.

    Raises:
        RefusedError: The source is of the network; its links never lead into this machine.
    """
    if source.kind not in LOCAL_KINDS:
        raise RefusedError("only http and https are asked for, not 'file'", source_id=source.id, url=url)
    return Path(unquote(urlsplit(url).path))


def read_local(url: str, source: Source, *, now: datetime) -> Response:
    """A file as an answer.

    Raises:
        ParseError: It cannot be read, or is larger than 50 MiB.
    """
    path = local_path(url, source)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ParseError(f"file is larger than {MOST_BYTES:,} bytes", source_id=source.id, url=url)
        body = path.read_bytes()
    except OSError as error:
        raise ParseError(f"file cannot be read: {error.strerror}", source_id=source.id, url=url) from error
    kind = mimetypes.guess_type(path.name)[0] or "text/plain"
    return Response(
        url=url, final_url=url, status=200, headers=(("Content-Type", kind),), body=body, fetched_at=now,
        reason_phrase="OK",
    )  # fmt: skip
