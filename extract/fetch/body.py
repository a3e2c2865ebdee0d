"""Read a body under two caps, on the wire and unpacked; a cut or rotten stream is an error, never half a page."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

from extract.errors import FetchError, RefusedError

STEP = 64 * 1024


class Unpacker:
    """gzip or identity, unpacked in bounded steps.

    Args:
        encoding: The answer's Content-Encoding.
        max_bytes: Most bytes after unpacking.

    Raises:
        RefusedError: Another encoding than asked for, or more than one.
    """

    def __init__(self, encoding: str, max_bytes: int) -> None:
        names = [name.strip().lower() for name in encoding.split(",") if name.strip()]
        names = [name for name in names if name != "identity"]
        if names not in ([], ["gzip"], ["x-gzip"]):
            raise RefusedError(f"answers in an encoding that was not asked for: {encoding[:60]}")
        self._gzip = zlib.decompressobj(31) if names else None
        self._max = max_bytes
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> None:
        """Take wire bytes.

        Raises:
            RefusedError: The unpacked body passes its cap.
            FetchError: The gzip stream is rotten.
        """
        if self._gzip is None:
            self._keep(data)
            return
        try:
            while data and not self._gzip.eof:
                self._keep(self._gzip.decompress(data, STEP))
                data = self._gzip.unconsumed_tail
        except zlib.error as error:
            raise FetchError(f"gzip body is damaged: {error}") from error

    def _keep(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._max:
            raise RefusedError(f"body is larger than {self._max:,} bytes")
        self._parts.append(data)

    def finish(self) -> bytes:
        """The whole body.

        Raises:
            FetchError: The gzip stream ended early.
        """
        if self._gzip is not None and (self._parts or self._gzip.unused_data) and not self._gzip.eof:
            raise FetchError("gzip body is cut short")
        return b"".join(self._parts)


async def read_body(chunks: AsyncIterator[bytes], encoding: str, max_bytes: int) -> bytes:
    """Read raw wire chunks to the end under the cap; the cap holds on the wire as well."""
    unpacker = Unpacker(encoding, max_bytes)
    wire = 0
    async for chunk in chunks:
        wire += len(chunk)
        if wire > max_bytes:
            raise RefusedError(f"body is larger than {max_bytes:,} bytes")
        unpacker.feed(chunk)
    return unpacker.finish()
