"""Write answers to WARC 1.1, gzip per record, in files that get their final name only when they are whole."""

from __future__ import annotations

import hashlib
import io
import os
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Literal, Self

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extract.fetch.response import Response
from extract.records import Capture

OPEN = ".open"
ROTATE_BYTES = 256 * 1024 * 1024
CHANGED_BY_UNPACKING = frozenset({"content-encoding", "transfer-encoding", "content-length"})


def payload_digest(body: bytes) -> str:
    """ "sha256:<hex>" of the unpacked body."""
    return "sha256:" + hashlib.sha256(body).hexdigest()


def _clean(text: str) -> str:
    """A header value on one line, in what WARC headers can carry."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


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
        self._path: Path | None = None
        self._day = ""
        self._first_by_digest: dict[str, tuple[str, str, str]] = {}

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
        """
        record_id = f"<urn:uuid:{uuid.uuid4()}>"
        digest = payload_digest(answer.body)
        capture = Capture(
            source_id=source_id,
            url=answer.url,
            final_url=answer.final_url,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            payload_digest=digest,
            fetched_at=answer.fetched_at,
            record_id=record_id,
            role=role,
            title=_clean(title),
            published_at=published_at,
        )
        self._append(capture, answer)
        return capture

    def _append(self, capture: Capture, answer: Response) -> None:
        writer = WARCWriter(self._file(), gzip=True, warc_version="1.1")
        own = {
            "WARC-Record-ID": capture.record_id,
            "WARC-Date": capture.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "Newsgauge-Payload-Digest": capture.payload_digest,
            "Newsgauge-Source": capture.source_id,
            "Newsgauge-Role": capture.role,
            "Newsgauge-Requested-URI": capture.url,
        }
        if capture.title:
            own["Newsgauge-Title"] = capture.title.encode("unicode_escape").decode("ascii")
        if capture.published_at is not None:
            own["Newsgauge-Published"] = capture.published_at.isoformat()
        headers = [(_clean(k), _clean(v)) for k, v in capture.headers if k.lower() not in CHANGED_BY_UNPACKING]
        headers += [(f"X-Archive-Orig-{k}", _clean(v)) for k, v in capture.headers if k.lower() in CHANGED_BY_UNPACKING]
        headers.append(("Content-Length", str(len(capture.body))))
        status = StatusAndHeaders(f"{capture.status} {_clean(answer.reason_phrase) or 'OK'}", headers, "HTTP/1.1")
        first = self._first_by_digest.get(capture.payload_digest)
        if first is not None:
            own |= {
                "WARC-Refers-To": first[0],
                "WARC-Refers-To-Target-URI": first[1],
                "WARC-Refers-To-Date": first[2],
                "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
            }
        record = writer.create_warc_record(
            capture.final_url,
            "revisit" if first else "response",
            payload=io.BytesIO(b"" if first else capture.body),
            http_headers=status,
            warc_headers_dict=own,
        )
        writer.write_record(record)
        self._first_by_digest.setdefault(
            capture.payload_digest, (capture.record_id, capture.final_url, own["WARC-Date"])
        )
        request = StatusAndHeaders(
            "GET / HTTP/1.1", [(_clean(k), _clean(v)) for k, v in answer.request_headers], is_http_request=True
        )
        asked = writer.create_warc_record(
            capture.final_url,
            "request",
            payload=io.BytesIO(b""),
            http_headers=request,
            warc_headers_dict={"WARC-Date": own["WARC-Date"], "WARC-Concurrent-To": capture.record_id},
        )
        writer.write_record(asked)

    def _file(self) -> IO[bytes]:
        day = self._now().astimezone(UTC).strftime("%Y%m%d")
        if self._sink is not None and (day != self._day or self._sink.tell() >= self._rotate):
            self.close()
        if self._sink is None:
            stamp = self._now().astimezone(UTC).strftime("%Y%m%d%H%M%S%f")
            folder = self._folder / stamp[:4]
            folder.mkdir(parents=True, exist_ok=True)
            self._path = folder / f"newsgauge-{stamp}-{uuid.uuid4().hex[:8]}.warc.gz"
            self._sink = self._path.with_name(self._path.name + OPEN).open("wb")
            self._day = day
            self._first_by_digest.clear()
            info = WARCWriter(self._sink, gzip=True, warc_version="1.1")
            info.write_record(
                info.create_warcinfo_record(self._path.name, {"software": "newsgauge", "format": "WARC/1.1"})
            )
        return self._sink

    def flush(self) -> None:
        """Make everything written so far survive a power cut."""
        if self._sink is not None:
            self._sink.flush()
            os.fsync(self._sink.fileno())

    def close(self) -> None:
        """Finish the file under its final name."""
        if self._sink is None or self._path is None:
            return
        self.flush()
        self._sink.close()
        self._sink = None
        finish(self._path.with_name(self._path.name + OPEN), self._path)


def finish(draft: Path, final: Path) -> None:
    """Give a synced file its final name, durably."""
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
    from extract.archive.read import whole_bytes

    finished: list[Path] = []
    for draft in sorted(folder.rglob(f"*.warc.gz{OPEN}")):
        final = draft.with_name(draft.name.removesuffix(OPEN))
        whole = whole_bytes(draft)
        if not whole:
            draft.unlink()
            continue
        with draft.open("r+b") as sink:
            sink.truncate(whole)
            os.fsync(sink.fileno())
        finish(draft, final)
        finished.append(final)
    return finished
