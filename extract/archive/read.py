"""Read captures back from WARC files: ours, and those of others."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

from extract.archive import index
from extract.archive.index import files, record_ids
from extract.archive.members import mapped, member_at, plain_at, records
from extract.archive.write import payload_digest
from extract.errors import ParseError
from extract.records import Capture, Failure

__all__ = ["files", "read_capture", "read_captures", "read_warc", "record_ids"]

MOST_BODY_BYTES = 100 * 1024 * 1024
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HTTP_OK = 200
Role = Literal["article", "listing", "robots"]
FindBody = Callable[[Any], bytes | None]


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
        record_ids: Only these; damage elsewhere is then not met.
        since: Only those fetched at or after this time.
        source_ids: Only those of these sources.
    """
    bodies = _ArchiveBodies(folder)
    for path in files(folder):
        offsets = None
        if record_ids is not None:
            offsets = [row.offset for row in index.load(path) if row.record_id in record_ids]
            if not offsets:
                continue
        for found in _read(path, bodies.find, offsets=offsets):
            if isinstance(found, Failure) or _is_wanted(found, since, source_ids):
                yield found


def _is_wanted(capture: Capture, since: datetime | None, source_ids: Collection[str] | None) -> bool:
    return (since is None or capture.fetched_at >= since) and (source_ids is None or capture.source_id in source_ids)


def read_capture(folder: Path, record_id: str) -> Capture | None:
    """One capture by its record id; None when no file holds it whole."""
    return next((c for c in read_captures(folder, record_ids={record_id}) if isinstance(c, Capture)), None)


def read_warc(path: Path, *, source_id: str = "") -> Iterator[Capture | Failure]:
    """The captures of one WARC file of any size, plain or gzipped, ours or another tool's.

    Args:
        path: The file.
        source_id: For records that do not name theirs.
    """
    yield from _read(path, _FileBodies(path).find, source_id=source_id)


def _read(
    path: Path, find_body: FindBody, *, source_id: str = "", offsets: list[int] | None = None
) -> Iterator[Capture | Failure]:
    with mapped(path) as data:
        if offsets is None:
            found: Iterator[tuple[int, bytes | None]] = ((offset, record) for offset, _, record in records(data))
        else:
            members = ((offset, member_at(data, offset)) for offset in offsets)
            found = ((offset, member[0] if member else None) for offset, member in members)
        for offset, record in found:
            if record is None:
                yield _damaged(path, offset, "the record is damaged, cut or larger than any real one")
                continue
            try:
                yield from _captures(record, source_id, find_body)
            except (ArchiveLoadFailed, StatusAndHeadersParserException, ParseError, ValueError, EOFError) as error:
                yield _damaged(path, offset, str(error))


def _damaged(path: Path, offset: int, reason: str) -> Failure:
    return Failure(
        source_id="archive",
        url=f"{path.name}@{offset}",
        stage="archive",
        reason=f"{path.name} at byte {offset}: {reason}",
        at=EPOCH,
        kind="ArchiveDamage",
    )


def _captures(data: bytes, source_id: str, find_body: FindBody) -> Iterator[Capture]:
    """The captures of one gzip member; of other tools it may hold several records."""
    for record in ArchiveIterator(io.BytesIO(data), no_record_parse=False):
        capture = _capture(record, source_id, find_body)
        if capture is not None:
            yield capture


def _http(record: Any) -> Any:
    """A record's HTTP headers; warcio reads those of http URIs only, a document of this machine has a file: URI."""
    if record.http_headers is None:
        record.http_headers = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"]).parse(record.raw_stream)
    return record.http_headers


def _capture(record: Any, source_id: str, find_body: FindBody) -> Capture | None:
    """The record as a capture; None for other record types and for answers that are not HTTP 200.

    Raises:
        ParseError: Its bytes are not those its digest tells of, or are not to be had.
    """
    warc = record.rec_headers.get_header
    if record.rec_type not in index.CAPTURE_TYPES or not (warc("Content-Type") or "").startswith("application/http"):
        return None
    http = _http(record)
    if int(http.get_statuscode()) != HTTP_OK:
        return None
    if record.rec_type == "revisit":
        body = find_body(record)
        if body is None:
            raise ParseError("the record repeats one that is not to be had")
    else:
        body = _body(record)
    digest = payload_digest(body)
    stated = warc("Newsgauge-Payload-Digest")
    if stated and stated != digest:
        raise ParseError(f"the bytes have digest {digest}, the record says {stated}")
    published = warc("Newsgauge-Published")
    url = warc("WARC-Target-URI") or ""
    return Capture(
        source_id=warc("Newsgauge-Source") or source_id,
        url=warc("Newsgauge-Requested-URI") or url,
        final_url=url,
        status=HTTP_OK,
        headers=tuple((name, value) for name, value in http.headers),
        body=body,
        payload_digest=digest,
        fetched_at=datetime.fromisoformat((warc("WARC-Date") or "").replace("Z", "+00:00")),
        record_id=_record_id(record),
        role=cast("Role", warc("Newsgauge-Role") or "article"),
        title=(warc("Newsgauge-Title") or "").encode("ascii", "ignore").decode("unicode_escape", "replace"),
        published_at=datetime.fromisoformat(published) if published else None,
    )


def _record_id(record: Any) -> str:
    warc = record.rec_headers.get_header
    stated = warc("WARC-Record-ID")
    known = f"{warc('WARC-Target-URI')} {warc('WARC-Date')} {warc('WARC-Payload-Digest')}"
    return str(stated) if stated else f"<urn:sha256:{hashlib.sha256(known.encode()).hexdigest()}>"


def _body(record: Any) -> bytes:
    """The unpacked payload.

    Raises:
        ParseError: It unpacks to more than 100 MiB.
    """
    body = bytes(record.content_stream().read(MOST_BODY_BYTES + 1))
    if len(body) > MOST_BODY_BYTES:
        raise ParseError(f"the payload is larger than {MOST_BODY_BYTES:,} bytes")
    return body


def _body_in(data: bytes | None, record_id: str) -> bytes | None:
    """The payload of the response with this id within a member; None when it is not there."""
    for record in ArchiveIterator(io.BytesIO(data or b""), no_record_parse=False):
        if record.rec_type == "response" and _record_id(record) == record_id:
            _http(record)
            return _body(record)
    return None


class _ArchiveBodies:
    """The payloads that our revisit records point to, in whichever file they lie."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places: dict[str, tuple[Path, int]] | None = None

    def find(self, record: Any) -> bytes | None:
        if self._places is None:
            self._places = {
                row.record_id: (path, row.offset) for path, row in index.rows(self._folder) if not row.is_revisit
            }
        wanted = record.rec_headers.get_header("WARC-Refers-To") or ""
        place = self._places.get(wanted)
        return _body_in(index.record_at(*place), wanted) if place else None


class _FileBodies:
    """The payloads that revisit records of one file point to, by id, or by address and date as other tools do."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[tuple[str, str], tuple[int, str]] | None = None

    def find(self, record: Any) -> bytes | None:
        if self._places is None:
            self._places = dict(self._responses())
        warc = record.rec_headers.get_header
        by_date = (warc("WARC-Refers-To-Target-URI") or "", warc("WARC-Refers-To-Date") or "")
        place = self._places.get((warc("WARC-Refers-To") or "", "")) or self._places.get(by_date)
        if place is None:
            return None
        with mapped(self._path) as data:
            found = member_at(data, place[0]) if data[:2] == b"\x1f\x8b" else plain_at(data, place[0])
        return _body_in(found[0] if found else None, place[1])

    def _responses(self) -> Iterator[tuple[tuple[str, str], tuple[int, str]]]:
        with mapped(self._path) as data:
            for offset, _, member in records(data):
                for record in ArchiveIterator(io.BytesIO(member or b""), no_record_parse=True):
                    if record.rec_type == "response":
                        own, warc = _record_id(record), record.rec_headers.get_header
                        yield (own, ""), (offset, own)
                        yield (warc("WARC-Target-URI") or "", warc("WARC-Date") or ""), (offset, own)
