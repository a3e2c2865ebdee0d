"""Read a body under two caps, on the wire and unpacked; a cut or rotten stream is an error, never half a page."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from pathlib import Path

from extract.errors import FetchError, RefusedError

STEP = 64 * 1024
GZIP = 31
"""zlib's window bits for a stream with a gzip header."""
MAGIC = b"\x1f\x8b"


class Unpacker:
    """gzip or identity, unpacked in bounded steps. Several gzip members in a row are one body (RFC 1952, 2.2).

    Args:
        encoding: The answer's Content-Encoding.
        max_bytes: Most bytes after unpacking.
        start_only: Keep the first `max_bytes` and drop the rest, in place of an error.

    Raises:
        RefusedError: Another encoding than asked for, or more than one.
    """

    def __init__(self, encoding: str, max_bytes: int, *, start_only: bool = False) -> None:
        names = [name.strip().lower() for name in encoding.split(",") if name.strip()]
        names = [name for name in names if name != "identity"]
        if names not in ([], ["gzip"], ["x-gzip"]):
            raise RefusedError(f"answers in an encoding that was not asked for: {encoding[:60]}")
        self._gzip = zlib.decompressobj(GZIP) if names else None
        self._max = max_bytes
        self._start_only = start_only
        self._parts: list[bytes] = []
        self._room = max_bytes
        self._begun = False
        self._rubbish = False

    @property
    def full(self) -> bool:
        """Whether all that is to be kept is there (`start_only`)."""
        return self._start_only and not self._room

    def feed(self, data: bytes) -> None:
        """Take wire bytes.

        Raises:
            RefusedError: The unpacked body passes its cap.
            FetchError: The gzip stream is rotten.
        """
        self._begun = self._begun or bool(data)
        if self._gzip is None:
            self._keep(data)
            return
        try:
            while data and not self.full and not self._rubbish:
                if self._gzip.eof:
                    # Padding or rubbish behind the body is dropped, as browsers do.
                    self._rubbish = not data.startswith(MAGIC)
                    self._gzip = self._gzip if self._rubbish else zlib.decompressobj(GZIP)
                    continue
                self._keep(self._gzip.decompress(data, STEP))
                data = self._gzip.unused_data if self._gzip.eof else self._gzip.unconsumed_tail
        except zlib.error as error:
            raise FetchError(f"gzip body is damaged: {error}") from error

    def _keep(self, data: bytes) -> None:
        if len(data) > self._room:
            if not self._start_only:
                raise RefusedError(f"body is larger than {self._max:,} bytes")
            data = data[: self._room]
        self._room -= len(data)
        self._parts.append(data)

    def finish(self) -> bytes:
        """The whole body, or its start.

        Raises:
            FetchError: The gzip stream ended early.
        """
        if self._gzip is not None and self._begun and not self._gzip.eof and not self.full:
            raise FetchError("gzip body is cut short")
        return b"".join(self._parts)


async def read_body(chunks: AsyncIterator[bytes], encoding: str, max_bytes: int, *, start_only: bool = False) -> bytes:
    """Read raw wire chunks to the end under the cap; the cap holds on the wire as well.

    Args:
        chunks: As they come.
        encoding: The answer's Content-Encoding.
        max_bytes: The cap.
        start_only: Read no further than the cap, in place of an error.

    Raises:
        RefusedError: Larger than the cap, or in an encoding that was not asked for.
        FetchError: Damaged or cut.
    """
    unpacker = Unpacker(encoding, max_bytes, start_only=start_only)
    wire = 0
    async for chunk in chunks:
        wire += len(chunk)
        if wire > max_bytes and not start_only:
            raise RefusedError(f"body is larger than {max_bytes:,} bytes")
        unpacker.feed(chunk)
        if unpacker.full:
            break
    return unpacker.finish()


async def save_body(chunks: AsyncIterator[bytes], path: Path, max_bytes: int) -> int:
    """Write raw wire chunks to a file under the cap, and return their count of bytes.

    Raises:
        RefusedError: Larger than the cap.
    """
    wire = 0
    with path.open("wb") as sink:
        async for chunk in chunks:
            wire += len(chunk)
            if wire > max_bytes:
                raise RefusedError(f"file is larger than {max_bytes:,} bytes")
            sink.write(chunk)
    return wire
