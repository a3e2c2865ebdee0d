"""Read captures back from WARC files: ours, and those of others."""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

from extract.archive.write import payload_digest
from extract.errors import ParseError
from extract.records import Capture, Failure

STEP = 1024 * 1024
INDEX = ".index.json"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Role = Literal["article", "listing", "robots"]


def members(path: Path) -> Iterator[tuple[int, bytes | None]]:
    """The gzip members of a file: (offset, unpacked bytes), None for a damaged or cut one.

    After damage the search goes on at the next gzip header, so that one bad record costs one record.
    """
    data = path.read_bytes()
    offset = 0
    while offset < len(data):
        unpacker = zlib.decompressobj(31)
        try:
            record = unpacker.decompress(data[offset:])
            whole = unpacker.eof
        except zlib.error:
            record, whole = b"", False
        if whole:
            yield offset, record
            offset = len(data) - len(unpacker.unused_data)
            continue
        yield offset, None
        following = data.find(b"\x1f\x8b\x08", offset + 1)
        while following != -1 and not _begins_record(data, following):
            following = data.find(b"\x1f\x8b\x08", following + 1)
        offset = following if following != -1 else len(data)


def _begins_record(data: bytes, offset: int) -> bool:
    try:
        return zlib.decompressobj(31).decompress(data[offset : offset + 4096], 5) == b"WARC/"
    except zlib.error:
        return False


def whole_bytes(path: Path) -> int:
    """How many bytes from the start are whole records."""
    return next((offset for offset, record in members(path) if record is None), path.stat().st_size)


def files(folder: Path) -> list[Path]:
    """The archive's files, oldest first."""
    return sorted((p for p in folder.rglob("*.warc.gz") if p.is_file() and not p.is_symlink()), key=lambda p: p.name)


def _index(path: Path) -> list[tuple[str, int, str]]:
    """(record id, offset, record id that holds the bytes) of a file's captures, from its sidecar or made anew."""
    sidecar = path.with_name(path.name + INDEX)
    size = path.stat().st_size
    try:
        kept = json.loads(sidecar.read_text(encoding="utf-8"))
        if kept["size"] == size:
            return [(r[0], r[1], r[2]) for r in kept["records"]]
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        pass  # a missing or stale sidecar is made anew below: it is a cache, never the truth
    records: list[tuple[str, int, str]] = []
    for offset, data in members(path):
        header = _warc_header(data) if data else {}
        if header.get("warc-type") in {"response", "revisit", "resource"}:
            own = header.get("warc-record-id", "")
            records.append((own, offset, header.get("warc-refers-to", own)))
    sidecar.write_text(json.dumps({"size": size, "records": records}), encoding="utf-8")
    return records


def _warc_header(data: bytes) -> dict[str, str]:
    head = data[: data.find(b"\r\n\r\n")].decode("utf-8", "replace")
    pairs = (line.split(":", 1) for line in head.split("\r\n")[1:] if ":" in line)
    return {name.strip().lower(): value.strip() for name, value in pairs}


def record_ids(folder: Path) -> list[str]:
    """Ids of all captures, in the order they were archived."""
    return [record for path in files(folder) for record, _, _ in _index(path)]


def read_captures(
    folder: Path,
    *,
    record_ids: Collection[str] | None = None,
    since: datetime | None = None,
    source_ids: Collection[str] | None = None,
) -> Iterator[Capture | Failure]:
    """Captures in the order they were archived; a damaged record comes as a failure that names its file.

    Args:
        folder: The archive.
        record_ids: Only these.
        since: Only those fetched at or after this time.
        source_ids: Only those of these sources.
    """
    for path in files(folder):
        if record_ids is not None and not any(record in record_ids for record, _, _ in _index(path)):
            continue
        for found in read_warc(path):
            if isinstance(found, Failure):
                yield found
                continue
            if record_ids is not None and found.record_id not in record_ids:
                continue
            if since is not None and found.fetched_at < since:
                continue
            if source_ids is None or found.source_id in source_ids:
                yield found


def read_capture(folder: Path, record_id: str) -> Capture | None:
    """One capture by its record id; None when no file holds it whole."""
    return next((c for c in read_captures(folder, record_ids={record_id}) if isinstance(c, Capture)), None)


def read_warc(path: Path, *, source_id: str = "") -> Iterator[Capture | Failure]:
    """The captures of one WARC file, plain or gzipped, ours or another tool's.

    Args:
        path: The file.
        source_id: For records that do not name theirs.
    """
    bodies: dict[str, tuple[bytes, str]] = {}
    for offset, data in _records(path):
        if data is None:
            yield _damaged(path, offset, "the record is damaged or cut")
            continue
        try:
            capture = _capture(data, source_id, bodies)
        except (ArchiveLoadFailed, StatusAndHeadersParserException, ParseError, ValueError, EOFError) as error:
            yield _damaged(path, offset, str(error))
            continue
        if capture is not None:
            bodies[capture.record_id] = (capture.body, capture.payload_digest)
            yield capture


def _records(path: Path) -> Iterator[tuple[int, bytes | None]]:
    with path.open("rb") as probe:
        if probe.read(2) == b"\x1f\x8b":
            yield from members(path)
            return
    with path.open("rb") as stream:
        data = stream.read()
    offset = 0
    while data.startswith(b"WARC/", offset):
        head_end = data.find(b"\r\n\r\n", offset)
        length = _warc_header(data[offset : head_end + 4]).get("content-length", "")
        end = head_end + 4 + int(length) if head_end != -1 and length.isdecimal() else -1
        if end == -1 or end > len(data):
            yield offset, None
            return
        yield offset, data[offset:end] + b"\r\n\r\n"
        offset = end
        while data.startswith(b"\r\n", offset):
            offset += 2


def _damaged(path: Path, offset: int, reason: str) -> Failure:
    return Failure(
        source_id="archive",
        url=f"{path.name}@{offset}",
        stage="archive",
        reason=f"{path.name} at byte {offset}: {reason}",
        at=EPOCH,
        kind="ArchiveDamage",
    )


def _capture(data: bytes, source_id: str, bodies: dict[str, tuple[bytes, str]]) -> Capture | None:
    """The record as a capture; None for other record types and for answers that are not HTTP 200."""
    record: Any = next(iter(ArchiveIterator(io.BytesIO(data), no_record_parse=False)), None)
    if record is None or record.rec_type not in {"response", "revisit"}:
        return None
    warc = record.rec_headers.get_header
    if record.http_headers is None and (warc("Content-Type") or "").startswith("application/http"):
        # warcio reads HTTP headers of http URIs only; a document of this machine has a file: URI.
        record.http_headers = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"]).parse(record.raw_stream)
    if record.http_headers is None:
        raise ParseError(f"a {record.rec_type} record without HTTP headers")
    own = warc("WARC-Record-ID") or f"<urn:sha256:{hashlib.sha256(data).hexdigest()}>"
    stated = warc("Newsgauge-Payload-Digest") or ""
    if record.rec_type == "revisit":
        held = bodies.get(warc("WARC-Refers-To") or "")
        if held is None:
            raise ParseError("the record repeats an earlier one that is not in this file")
        body = held[0]
    else:
        body = record.content_stream().read()
    digest = payload_digest(body)
    if stated and stated != digest:
        raise ParseError(f"the bytes have digest {digest}, the record says {stated}")
    published = warc("Newsgauge-Published")
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    return Capture(
        source_id=warc("Newsgauge-Source") or source_id,
        url=warc("Newsgauge-Requested-URI") or url,
        final_url=url,
        status=int(record.http_headers.get_statuscode()),
        headers=tuple((name, value) for name, value in record.http_headers.headers),
        body=body,
        payload_digest=digest,
        fetched_at=datetime.fromisoformat((warc("WARC-Date") or "").replace("Z", "+00:00")),
        record_id=own,
        role=cast("Role", warc("Newsgauge-Role") or "article"),
        title=(warc("Newsgauge-Title") or "").encode("ascii", "ignore").decode("unicode_escape", "replace"),
        published_at=datetime.fromisoformat(published) if published else None,
    )
