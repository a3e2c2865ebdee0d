"""Where each capture lies: a sidecar beside each archive file, a cache that can be made anew from the file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from extract.archive.members import mapped, member_at, records, warc_header

SUFFIX = ".index.json"
CAPTURE_TYPES = frozenset({"response", "revisit"})
REVISIT_DAYS = 60
"""How far back an equal payload is looked for; an older one is simply stored again."""


@dataclass(frozen=True, slots=True)
class Row:
    """One capture of a file: its record, where it begins, and its payload's digest ("" for another tool's)."""

    record_id: str
    offset: int
    digest: str
    is_revisit: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A record that holds a payload, as a revisit record names it."""

    record_id: str
    url: str
    date: str


def files(folder: Path) -> list[Path]:
    """The archive's files, oldest first."""
    return sorted((p for p in folder.rglob("*.warc.gz") if p.is_file() and not p.is_symlink()), key=lambda p: p.name)


def save(path: Path, rows: Sequence[Row]) -> None:
    """Write the sidecar of a finished file; where that cannot be (full disk, read-only place) there is none."""
    kept = {"size": path.stat().st_size, "rows": [astuple(row) for row in rows]}
    with suppress(OSError):
        path.with_name(path.name + SUFFIX).write_text(json.dumps(kept, separators=(",", ":")), encoding="utf-8")


def load(path: Path) -> list[Row]:
    """The captures of a file, from its sidecar or made anew."""
    kept = _kept(path)
    if kept is None:
        kept = _read(path)
        save(path, kept)
    return kept


def _kept(path: Path) -> list[Row] | None:
    """The sidecar's rows; None when it is missing, stale or not one of ours."""
    try:
        kept = json.loads(path.with_name(path.name + SUFFIX).read_text(encoding="utf-8"))
        return [Row(*row) for row in kept["rows"]] if kept["size"] == path.stat().st_size else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _read(path: Path) -> list[Row]:
    rows: list[Row] = []
    with mapped(path) as data:
        for offset, _, record in records(data):
            header = warc_header(record) if record else {}
            if header.get("warc-type") in CAPTURE_TYPES:
                rows.append(
                    Row(
                        header.get("warc-record-id", ""),
                        offset,
                        header.get("newsgauge-payload-digest", ""),
                        header["warc-type"] == "revisit",
                    )
                )
    return rows


class Payloads:
    """Which payloads the archive holds already.

    Args:
        folder: The archive.
        now: Files of the last 60 days are looked through.
    """

    def __init__(self, folder: Path, now: datetime) -> None:
        self._places: dict[str, tuple[Path, int]] = {}
        first = (now - timedelta(days=REVISIT_DAYS)).strftime("newsgauge-%Y%m%d")
        for path in files(folder):
            if path.name >= first:
                for row in load(path):
                    if row.digest and not row.is_revisit:
                        self._places.setdefault(row.digest, (path, row.offset))

    def find(self, digest: str) -> Held | None:
        """The whole record that holds a payload; None when there is none that can be read."""
        place = self._places.get(digest)
        if place is None:
            return None
        record = record_at(*place)
        header = warc_header(record) if record else {}
        if header.get("newsgauge-payload-digest") != digest:
            return None
        return Held(header["warc-record-id"], header["warc-target-uri"], header["warc-date"])


def record_at(path: Path, offset: int) -> bytes | None:
    """The record at an offset of a file; None when it is damaged or the file is gone."""
    try:
        with mapped(path) as data:
            found = member_at(data, offset)
    except OSError:
        return None
    return found[0] if found else None


def record_ids(folder: Path) -> list[str]:
    """Ids of all captures, in the order they were archived."""
    return [row.record_id for _, row in rows(folder)]


def rows(folder: Path) -> Iterator[tuple[Path, Row]]:
    """All captures of the archive, in the order they were archived."""
    for path in files(folder):
        for row in load(path):
            yield path, row
