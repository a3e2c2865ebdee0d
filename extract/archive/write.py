"""Write answers to WARC 1.1, gzip per record, in files that get their final name only when they are whole."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import string
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Literal, Self
from urllib.parse import quote, urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extract.archive import index
from extract.archive.members import whole_bytes
from extract.errors import ArchiveError
from extract.fetch.response import Response
from extract.records import Capture

OPEN = ".open"
ROTATE_BYTES = 256 * 1024 * 1024
CHANGED_BY_UNPACKING = frozenset({"content-encoding", "transfer-encoding", "content-length"})
REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


def payload_digest(body: bytes) -> str:
    """ "sha256:<hex>" of the unpacked body."""
    return "sha256:" + hashlib.sha256(body).hexdigest()


def _warc_digest(body: bytes) -> str:
    """The payload digest in the form WARC tools compare."""
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode("ascii")


def _clean(text: str) -> str:
    """A header value on one line, in what WARC headers can carry."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _ascii(text: str) -> str:
    """An HTTP header's value in ASCII, as WARC writers keep it; other characters percent-encoded."""
    return quote(_clean(text), safe=string.printable)


class ArchiveWriter:
    """One run's writer.

    Args:
        folder: The archive; files go into a folder a year.
        now: The clock, for file names and rotation.
        rotate_bytes: Size at which the next file is begun.
    """

    def __init__(self, folder: Path, *, now: Callable[[], datetime], rotate_bytes: int = ROTATE_BYTES) -> None:
        self._folder, self._now, self._rotate = folder, now, rotate_bytes
        self._sink: IO[bytes] | None = None
        self._path = folder
        self._day = ""
        self._whole_bytes = 0
        self._broken = ""
        self._rows: list[index.Row] = []
        self._held: dict[str, index.Held] = {}
        self._earlier: index.Payloads | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(
        self,
        answer: Response,
        *,
        source_id: str,
        role: Literal["article", "listing"],
        title: str = "",
        published_at: datetime | None = None,
    ) -> Capture:
        """Archive one answer; it is durable after `flush`.

        Args:
            answer: A whole answer.
            source_id: Who listed it.
            role: What it is used as.
            title: The title it was listed under.
            published_at: The publication time it was listed with.

        Returns:
            The capture as `extract.archive.read` will give it back.

        Raises:
            ArchiveError: The disk does not take it; what was archived before stays whole.
        """
        capture = Capture(
            source_id=source_id,
            url=answer.url,
            final_url=answer.final_url,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            payload_digest=payload_digest(answer.body),
            fetched_at=answer.fetched_at,
            record_id=f"<urn:uuid:{uuid.uuid4()}>",
            role=role,
            title=_clean(title),
            published_at=published_at,
        )
        if self._broken:
            raise ArchiveError(self._broken)
        try:
            self._append(capture, answer)
        except OSError as error:
            raise self._break(error) from error
        return capture

    def _break(self, error: OSError) -> ArchiveError:
        """Take no more: behind half a record nothing could be told apart."""
        self._broken = f"the archive {self._folder} cannot be written: {error.strerror}"
        return ArchiveError(self._broken)

    def _append(self, capture: Capture, answer: Response) -> None:
        sink = self._file()
        writer = WARCWriter(sink, gzip=True, warc_version="1.1")
        held = self._holder(capture.payload_digest)
        own = _own_headers(capture)
        if held is not None:
            own |= {
                "WARC-Refers-To": held.record_id,
                "WARC-Refers-To-Target-URI": held.url,
                "WARC-Refers-To-Date": held.date,
                "WARC-Profile": REVISIT_PROFILE,
            }
        record = writer.create_warc_record(
            capture.final_url,
            "revisit" if held else "response",
            payload=io.BytesIO(b"" if held else capture.body),
            length=0 if held else len(capture.body),
            http_headers=_status(capture, answer),
            warc_headers_dict=own,
        )
        offset = self._whole_bytes
        writer.write_record(record)
        request = writer.create_warc_record(
            capture.final_url,
            "request",
            payload=io.BytesIO(b""),
            length=0,
            http_headers=_request(answer),
            warc_headers_dict={"WARC-Date": own["WARC-Date"], "WARC-Concurrent-To": capture.record_id},
        )
        writer.write_record(request)
        self._whole_bytes = sink.tell()
        self._rows.append(index.Row(capture.record_id, offset, capture.payload_digest, held is not None))
        if held is None:
            self._held[capture.payload_digest] = index.Held(capture.record_id, capture.final_url, own["WARC-Date"])

    def _holder(self, digest: str) -> index.Held | None:
        """The record that holds these bytes, of this run or of an earlier one."""
        if self._earlier is None:
            self._earlier = index.Payloads(self._folder, self._now())
        return self._held.get(digest) or self._earlier.find(digest)

    def _file(self) -> IO[bytes]:
        now = self._now().astimezone(UTC)
        day = f"{now:%Y%m%d}"
        if self._sink is not None and (day != self._day or self._whole_bytes >= self._rotate):
            self.close()
        if self._sink is None:
            folder = self._folder / f"{now:%Y}"
            folder.mkdir(parents=True, exist_ok=True)
            self._path = folder / f"newsgauge-{now:%Y%m%d%H%M%S%f}-{uuid.uuid4().hex[:8]}.warc.gz"
            self._sink = self._path.with_name(self._path.name + OPEN).open("wb")
            self._day, self._whole_bytes, self._rows = day, 0, []
            info = WARCWriter(self._sink, gzip=True, warc_version="1.1")
            info.write_record(
                info.create_warcinfo_record(self._path.name, {"software": "newsgauge", "format": "WARC/1.1"})
            )
            self._whole_bytes = self._sink.tell()
        return self._sink

    def flush(self) -> None:
        """Make everything written so far survive a power cut.

        Raises:
            ArchiveError: The disk does not take it.
        """
        if self._sink is None:
            return
        try:
            self._sink.flush()
            os.fsync(self._sink.fileno())
        except OSError as error:
            raise self._break(error) from error

    def close(self) -> None:
        """Finish the file under its final name, without the half record that a full disk may have left."""
        if self._sink is None:
            return
        sink, self._sink = self._sink, None
        draft = self._path.with_name(self._path.name + OPEN)
        try:
            sink.close()
            finish(draft, self._path, min(self._whole_bytes, draft.stat().st_size))
        except OSError as error:
            raise self._break(error) from error  # the draft stays; the next run salvages it
        index.save(self._path, self._rows)


def _own_headers(capture: Capture) -> dict[str, str]:
    own = {
        "WARC-Record-ID": capture.record_id,
        "WARC-Date": capture.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "WARC-Payload-Digest": _warc_digest(capture.body),
        "Newsgauge-Payload-Digest": capture.payload_digest,
        "Newsgauge-Source": capture.source_id,
        "Newsgauge-Role": capture.role,
        "Newsgauge-Requested-URI": capture.url,
    }
    if capture.title:
        own["Newsgauge-Title"] = capture.title.encode("unicode_escape").decode("ascii")
    if capture.published_at is not None:
        own["Newsgauge-Published"] = capture.published_at.isoformat()
    return own


def _status(capture: Capture, answer: Response) -> StatusAndHeaders:
    """The answer's head as it came, but for what unpacking made untrue."""
    headers = [(_ascii(k), _ascii(v)) for k, v in capture.headers if k.lower() not in CHANGED_BY_UNPACKING]
    headers += [(f"X-Archive-Orig-{k}", _ascii(v)) for k, v in capture.headers if k.lower() in CHANGED_BY_UNPACKING]
    headers.append(("Content-Length", str(len(capture.body))))
    return StatusAndHeaders(f"{capture.status} {_ascii(answer.reason_phrase) or 'OK'}", headers, "HTTP/1.1")


def _request(answer: Response) -> StatusAndHeaders:
    parts = urlsplit(answer.final_url)
    target = _ascii(parts.path or "/") + (f"?{_ascii(parts.query)}" if parts.query else "")
    headers = [(_ascii(k), _ascii(v)) for k, v in answer.request_headers]
    return StatusAndHeaders(f"GET {target} HTTP/1.1", headers, is_http_request=True)


def finish(draft: Path, final: Path, whole: int) -> None:
    """Cut a file behind its last whole record and give it its final name, durably."""
    with draft.open("r+b") as sink:
        sink.truncate(whole)
        os.fsync(sink.fileno())
    draft.replace(final)
    handle = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def salvage(folder: Path) -> list[Path]:
    """Finish the files a killed run left open, cut after their last whole record.

    Args:
        folder: The archive; no writer may be at work in it.

    Returns:
        The files that were finished; one without a whole record is removed.
    """
    finished: list[Path] = []
    for draft in sorted(folder.rglob(f"*.warc.gz{OPEN}")):
        final = draft.with_name(draft.name.removesuffix(OPEN))
        whole = whole_bytes(draft)
        if not whole:
            draft.unlink()
            continue
        finish(draft, final, whole)
        finished.append(final)
    return finished
