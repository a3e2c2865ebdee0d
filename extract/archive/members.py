"""The records of a WARC file as bytes, one after another, however large the file; damage costs only what it hit."""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STEP = 256 * 1024
MOST_RECORD_BYTES = 256 * 1024 * 1024
"""No record of ours is larger; a gzip bomb in another's file stops here."""
GZIP_MAGIC = b"\x1f\x8b"
WARC_MAGIC = b"WARC/"
Data = mmap.mmap | bytes


@contextmanager
def mapped(path: Path) -> Iterator[Data]:
    """A file's bytes without reading them all; an empty file cannot be mapped and gives b""."""
    with path.open("rb") as stream:
        if not path.stat().st_size:
            yield b""
            return
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield data


def member_at(data: Data, offset: int) -> tuple[bytes, int] | None:
    """The gzip member that begins at an offset, with the offset behind it; None when damaged, cut or too large."""
    unpacker = zlib.decompressobj(31)
    parts: list[bytes] = []
    size, at, piece = 0, offset, b""
    try:
        while not unpacker.eof:
            if not piece:
                piece = data[at : at + STEP]
                at += len(piece)
            if not piece:
                return None
            part = unpacker.decompress(piece, STEP)
            size += len(part)
            if size > MOST_RECORD_BYTES:
                return None
            parts.append(part)
            piece = unpacker.unconsumed_tail
    except zlib.error:
        return None
    return b"".join(parts), at - len(unpacker.unused_data)


def _begins_record(data: Data, offset: int) -> bool:
    try:
        return zlib.decompressobj(31).decompress(data[offset : offset + 4096], len(WARC_MAGIC)) == WARC_MAGIC
    except zlib.error:
        return False


def _next_member(data: Data, offset: int) -> int:
    """Where the next record begins, at or behind an offset; the end of the file when there is none."""
    found = data.find(GZIP_MAGIC + b"\x08", offset)
    while found != -1 and not _begins_record(data, found):
        found = data.find(GZIP_MAGIC + b"\x08", found + 1)
    return found if found != -1 else len(data)


def plain_at(data: Data, offset: int) -> tuple[bytes, int] | None:
    """The record of an uncompressed file that begins at an offset, with the offset behind it; None when cut."""
    head_end = data.find(b"\r\n\r\n", offset, offset + STEP)
    if head_end == -1 or data[offset : offset + len(WARC_MAGIC)] != WARC_MAGIC:
        return None
    length = warc_header(data[offset : head_end + 4]).get("content-length", "")
    end = head_end + 4 + int(length) if length.isascii() and length.isdecimal() else -1
    if end == -1 or end > len(data) or end - offset > MOST_RECORD_BYTES:
        return None
    record = data[offset:end] + b"\r\n\r\n"
    while data[end : end + 2] == b"\r\n":
        end += 2
    return record, end


def records(data: Data) -> Iterator[tuple[int, int, bytes | None]]:
    """(offset, offset behind it, bytes) of every record, gzipped or plain; None for the bytes of a damaged one.

    After damage the search goes on at the next header, so that one bad record costs one record.
    """
    gzipped = data[:2] == GZIP_MAGIC
    offset = 0
    while offset < len(data):
        found = member_at(data, offset) if gzipped else plain_at(data, offset)
        if found is not None:
            yield offset, found[1], found[0]
            offset = found[1]
            continue
        if gzipped:
            following = _next_member(data, offset + 1)
        else:
            place = data.find(b"\r\n" + WARC_MAGIC, offset + 1)
            following = place + 2 if place != -1 else len(data)
        yield offset, following, None
        offset = following


def whole_bytes(path: Path) -> int:
    """The offset behind the last whole record."""
    with mapped(path) as data:
        return max((end for _, end, record in records(data) if record is not None), default=0)


def warc_header(record: bytes) -> dict[str, str]:
    """A record's own header, names in lower case."""
    head = record[: record.find(b"\r\n\r\n")].decode("utf-8", "replace")
    pairs = (line.split(":", 1) for line in head.split("\r\n")[1:] if ":" in line)
    return {name.strip().lower(): value.strip() for name, value in pairs}
