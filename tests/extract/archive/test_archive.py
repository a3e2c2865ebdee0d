"""What is archived comes back equal, any WARC tool can read it, and neither kill nor damage costs more than it hit."""

from __future__ import annotations

import gzip
import io
import os
import random
import signal
import subprocess
import sys
import textwrap
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extract.archive import index
from extract.archive.members import mapped, records, whole_bytes
from extract.archive.read import files, read_capture, read_captures, read_warc, record_ids
from extract.archive.write import OPEN, ArchiveWriter, salvage
from extract.errors import ArchiveError
from extract.records import Capture, Failure


def captures(folder: Path, **chosen: object) -> list[Capture]:
    found = list(read_captures(folder, **chosen))  # type: ignore[arg-type]
    assert not [f for f in found if isinstance(f, Failure)]
    return [f for f in found if isinstance(f, Capture)]


def warc_records(path: Path) -> list[tuple[str, object]]:
    with path.open("rb") as stream:
        return [(record.rec_type, record.rec_headers) for record in ArchiveIterator(stream)]


def test_a_capture_comes_back_as_it_was_written(tmp_path, clock, answer):
    with ArchiveWriter(tmp_path, now=clock) as archive:
        written = archive.write(
            answer(), source_id="paper", role="article", title="微信 “1 billion”", published_at=clock()
        )
    (found,) = captures(tmp_path)
    assert found.record_id == written.record_id
    assert (found.source_id, found.role, found.url) == ("paper", "article", "http://paper.example/1?page=2")
    assert (found.body, found.payload_digest, found.fetched_at) == (b"<p>Weixin</p>", written.payload_digest, clock())
    assert (found.title, found.published_at) == ("微信 “1 billion”", clock())
    assert dict(found.headers)["ETag"] == '"1"'
    assert read_capture(tmp_path, written.record_id) == found
    assert read_capture(tmp_path, "<urn:uuid:none>") is None


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(body=st.binary(min_size=1, max_size=3000), title=st.text(max_size=80), name=st.text(max_size=40))
def test_any_bytes_and_any_title_come_back(tmp_path_factory, clock, answer, body, title, name):
    folder = tmp_path_factory.mktemp("archive")
    with ArchiveWriter(folder, now=clock) as archive:
        written = archive.write(
            answer(body=body, headers=(("X-Name", name),)), source_id="paper", role="article", title=title
        )
    (found,) = captures(folder)
    assert (found.body, found.title, found.payload_digest) == (body, written.title, written.payload_digest)


def test_the_request_stands_beside_the_response(tmp_path, clock, answer):
    with ArchiveWriter(tmp_path, now=clock) as archive:
        written = archive.write(answer(), source_id="paper", role="article")
    (path,) = files(tmp_path)
    with path.open("rb") as stream:
        kinds = {r.rec_type: (r.rec_headers, r.http_headers) for r in ArchiveIterator(stream)}
    head, request = kinds["request"]
    assert head.get_header("WARC-Concurrent-To") == written.record_id
    assert request.to_str().startswith("GET /1?page=2 HTTP/1.1\r\n")
    assert request.get_header("User-Agent") == "newsgauge/test"
    assert kinds["response"][1].get_header("X-Archive-Orig-Content-Encoding") == "gzip"
    assert kinds["response"][1].get_header("Content-Encoding") is None


def test_warcio_finds_every_digest_right(tmp_path, clock, answer):
    with ArchiveWriter(tmp_path, now=clock) as archive:
        for n in range(3):
            archive.write(answer(url=f"http://paper.example/{n}", body=b"same"), source_id="paper", role="article")
    (path,) = files(tmp_path)
    check = [str(Path(sys.executable).with_name("warcio")), "check", "-v", str(path)]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "digest pass" in done.stdout


def test_an_equal_payload_is_a_revisit_in_the_same_file_and_in_a_later_one(tmp_path, clock, answer):
    for day in range(3):
        with ArchiveWriter(tmp_path, now=clock) as archive:
            archive.write(answer(url=f"http://paper.example/{day}", body=b"x" * 5000), source_id="p", role="article")
            archive.write(answer(url=f"http://paper.example/{day}b", body=b"x" * 5000), source_id="p", role="article")
        clock.move(days=1)
    kinds = [kind for path in files(tmp_path) for kind, _ in warc_records(path) if kind in index.CAPTURE_TYPES]
    assert kinds == ["response"] + ["revisit"] * 5
    assert [c.body for c in captures(tmp_path)] == [b"x" * 5000] * 6
    head = next(head for kind, head in warc_records(files(tmp_path)[2]) if kind == "revisit")
    assert head.get_header("WARC-Refers-To") == record_ids(tmp_path)[0]
    assert head.get_header("WARC-Refers-To-Target-URI") == "http://paper.example/0"
    last = record_ids(tmp_path)[-1]
    assert [c.body for c in captures(tmp_path, record_ids={last})] == [b"x" * 5000]


def test_a_payload_whose_record_is_gone_is_stored_again(tmp_path, clock, answer):
    with ArchiveWriter(tmp_path, now=clock) as archive:
        archive.write(answer(), source_id="paper", role="article")
    (path,) = files(tmp_path)
    with path.open("r+b") as stream:
        stream.seek(path.stat().st_size // 2)
        stream.write(b"\0" * 200)
    clock.move(hours=1)
    with ArchiveWriter(tmp_path, now=clock) as archive:
        archive.write(answer(), source_id="paper", role="article")
    assert [kind for kind, _ in warc_records(files(tmp_path)[1])] == ["warcinfo", "response", "request"]


def test_files_rotate_by_size_and_by_day(tmp_path, clock, answer):
    noise = random.Random(7)
    with ArchiveWriter(tmp_path, now=clock, rotate_bytes=20_000) as archive:
        for n in range(6):
            archive.write(
                answer(url=f"http://p.example/{n}", body=noise.randbytes(9000)), source_id="p", role="article"
            )
            clock.move(seconds=1)
        clock.move(days=1)
        archive.write(answer(url="http://p.example/next-day"), source_id="p", role="article")
    names = [path.name for path in files(tmp_path)]
    assert [name[10:18] for name in names] == ["20260318"] * 3 + ["20260319"]
    assert {path.parent.name for path in files(tmp_path)} == {"2026"}
    assert [c.url.rsplit("/", 1)[1] for c in captures(tmp_path)] == [*"012345", "next-day"]


def test_captures_are_chosen_by_id_time_and_source(tmp_path, clock, answer):
    with ArchiveWriter(tmp_path, now=clock) as archive:
        first = archive.write(answer(body=b"1"), source_id="a", role="listing")
        clock.move(hours=1)
        second = archive.write(answer(body=b"2"), source_id="b", role="article")
    assert [c.record_id for c in captures(tmp_path, since=clock())] == [second.record_id]
    assert [c.record_id for c in captures(tmp_path, source_ids={"a"})] == [first.record_id]
    assert [c.record_id for c in captures(tmp_path, record_ids={second.record_id})] == [second.record_id]
    assert record_ids(tmp_path) == [first.record_id, second.record_id]


def test_a_lost_or_stale_sidecar_is_made_anew(tmp_path, clock, answer):
    with ArchiveWriter(tmp_path, now=clock) as archive:
        archive.write(answer(), source_id="a", role="article")
    (path,) = files(tmp_path)
    known = index.load(path)
    sidecar = path.with_name(path.name + index.SUFFIX)
    for damage in ("", "{", '{"size": 1, "rows": []}', f'{{"size": {path.stat().st_size}, "rows": [[1]]}}'):
        sidecar.write_text(damage, encoding="utf-8")
        assert index.load(path) == known
    sidecar.unlink()
    assert record_ids(tmp_path) == [row.record_id for row in known]


def test_one_flipped_byte_costs_one_record(tmp_path, clock, answer):
    with ArchiveWriter(tmp_path, now=clock) as archive:
        for n in range(5):
            archive.write(answer(url=f"http://p.example/{n}", body=b"%d" % n * 400), source_id="p", role="article")
    (path,) = files(tmp_path)
    rows = index.load(path)
    with path.open("r+b") as stream:
        stream.seek(rows[2].offset + 60)
        byte = stream.read(1)
        stream.seek(rows[2].offset + 60)
        stream.write(bytes([byte[0] ^ 0xFF]))
    found = list(read_captures(tmp_path))
    assert [c.url[-1] for c in found if isinstance(c, Capture)] == list("0134")
    (damage,) = [f for f in found if isinstance(f, Failure)]
    assert path.name in damage.reason
    assert str(rows[2].offset) in damage.reason


def test_salvage_keeps_every_whole_record_of_a_killed_writer(tmp_path):
    """The writer is killed in the middle; what it had flushed is there, and nothing is half there."""
    script = textwrap.dedent("""
        import sys, itertools
        from datetime import UTC, datetime
        from pathlib import Path
        from extract.archive.write import ArchiveWriter
        from extract.fetch.response import Response
        archive = ArchiveWriter(Path(sys.argv[1]), now=lambda: datetime.now(UTC))
        for n in itertools.count():
            url = f"http://p.example/{n}"
            answer = Response(url=url, final_url=url, status=200, headers=(), body=b"%d " % n * 2000,
                              fetched_at=datetime.now(UTC))
            archive.write(answer, source_id="p", role="article")
            archive.flush()
            print(n, flush=True)
    """)
    writer = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    acknowledged = [int(writer.stdout.readline()) for _ in range(25)]
    os.kill(writer.pid, signal.SIGKILL)
    acknowledged += [int(line) for line in writer.stdout.read().split()]
    writer.wait()
    writer.stdout.close()
    assert not files(tmp_path)
    (path,) = salvage(tmp_path)
    urls = [int(c.url.rsplit("/", 1)[1]) for c in captures(tmp_path)]
    assert set(acknowledged) <= set(urls)
    assert not list(tmp_path.rglob(f"*{OPEN}"))
    assert salvage(tmp_path) == []
    assert whole_bytes(path) == path.stat().st_size


@pytest.mark.parametrize("share", [0.0, 0.1, 0.35, 0.5, 0.77, 0.99])
def test_salvage_of_a_file_cut_anywhere(tmp_path, clock, answer, share):
    archive = ArchiveWriter(tmp_path, now=clock)
    for n in range(8):
        archive.write(answer(url=f"http://p.example/{n}", body=os.urandom(2000)), source_id="p", role="article")
    archive.close()
    (path,) = files(tmp_path)
    data = path.read_bytes()
    path.with_name(path.name + OPEN).write_bytes(data[: int(len(data) * share)])
    path.unlink()
    salvage(tmp_path)
    found = captures(tmp_path)
    assert [c.url[-1] for c in found] == [str(n) for n in range(len(found))]
    assert len(found) <= 8 * share + 1


def test_a_full_disk_is_one_error_and_leaves_whole_records(tmp_path, clock, answer, monkeypatch):
    archive = ArchiveWriter(tmp_path, now=clock)
    archive.write(answer(url="http://p.example/kept"), source_id="p", role="article")
    sink = archive._sink

    class Full(io.BufferedWriter):
        """Takes half of what it is given, as a full disk does."""

        def write(self, data):  # type: ignore[no-untyped-def, override]
            super().write(bytes(data)[: len(data) // 2])
            raise OSError(28, "No space left on device")

    full = Full(sink.detach())  # type: ignore[union-attr]
    archive._sink = full
    with pytest.raises(ArchiveError, match="No space left on device"):
        archive.write(answer(url="http://p.example/lost", body=b"lost"), source_id="p", role="article")
    with pytest.raises(ArchiveError, match=str(tmp_path)):
        archive.write(answer(url="http://p.example/later", body=b"later"), source_id="p", role="article")
    archive.close()
    assert [c.url for c in captures(tmp_path)] == ["http://p.example/kept"]


# Files of other tools.


def foreign(path: Path, *, compress: bool = True) -> Path:
    """A WARC 1.0 file as crawlers write them: redirects, revisits by address and date, DNS and metadata records."""
    with path.open("wb") as sink:
        writer = WARCWriter(sink, gzip=compress, warc_version="1.0")

        def add(kind, url, body=b"", status="200 OK", headers=(), **own):  # type: ignore[no-untyped-def]
            http = StatusAndHeaders(status, [("Content-Type", "text/html"), *headers], "HTTP/1.1")
            names = {key.replace("_", "-"): value for key, value in own.items()}
            record = writer.create_warc_record(
                url, kind, payload=io.BytesIO(body), length=len(body), http_headers=http, warc_headers_dict=names
            )
            writer.write_record(record)

        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "other"}))
        dns = writer.create_warc_record(
            "dns:p.example", "response", payload=io.BytesIO(b"1.2.3.4"), warc_content_type="text/dns", length=7
        )
        writer.write_record(dns)
        add("response", "http://p.example/old", status="301 Moved", headers=[("Location", "/a")])
        add("response", "http://p.example/a", b"first", WARC_Date="2021-01-15T12:34:56Z")
        zipped = gzip.compress(b"zipped")
        add("response", "http://p.example/b", zipped, headers=[("Content-Encoding", "gzip")])
        add(
            "revisit", "http://p.example/c", WARC_Refers_To_Target_URI="http://p.example/a",
            WARC_Refers_To_Date="2021-01-15T12:34:56Z",
        )  # fmt: skip
        add("revisit", "http://p.example/d", WARC_Refers_To_Target_URI="http://elsewhere.example/")
    return path


@pytest.mark.parametrize(("name", "compress"), [("x.warc.gz", True), ("x.warc", False)])
def test_files_of_other_tools_are_read(tmp_path, name, compress):
    found = list(read_warc(foreign(tmp_path / name, compress=compress), source_id="cc_news"))
    pages = [(c.url, c.body) for c in found if isinstance(c, Capture)]
    assert pages == [
        ("http://p.example/a", b"first"),
        ("http://p.example/b", b"zipped"),
        ("http://p.example/c", b"first"),
    ]
    assert {c.source_id for c in found if isinstance(c, Capture)} == {"cc_news"}
    (lost,) = [f.reason for f in found if isinstance(f, Failure)]
    assert "repeats" in lost


def test_a_file_compressed_in_one_piece_is_read_too(tmp_path):
    plain = foreign(tmp_path / "x.warc", compress=False)
    whole = tmp_path / "whole.warc.gz"
    whole.write_bytes(gzip.compress(plain.read_bytes()))
    assert [c.url[-1] for c in read_warc(whole) if isinstance(c, Capture)] == ["a", "b", "c"]


def test_a_bomb_in_a_record_is_one_failure(tmp_path, monkeypatch):
    monkeypatch.setattr("extract.archive.read.MOST_BODY_BYTES", 100_000)
    path = tmp_path / "bomb.warc.gz"
    with path.open("wb") as sink:
        writer = WARCWriter(sink, gzip=True)
        for name, size in (("bomb", 5_000_000), ("good", 10)):
            http = StatusAndHeaders("200 OK", [("Content-Encoding", "gzip")], "HTTP/1.1")
            data = gzip.compress(b"0" * size)
            record = writer.create_warc_record(
                f"http://p/{name}", "response", payload=io.BytesIO(data), length=len(data), http_headers=http
            )
            writer.write_record(record)
    bomb, good = read_warc(path)
    assert isinstance(bomb, Failure)
    assert "larger than 100,000 bytes" in bomb.reason
    assert isinstance(good, Capture)


def test_a_large_archive_is_read_without_holding_it(tmp_path, clock, answer):
    noise = random.Random(1)
    with ArchiveWriter(tmp_path, now=clock) as archive:
        for n in range(1000):
            archive.write(answer(url=f"http://p/{n}", body=noise.randbytes(20_000)), source_id="p", role="article")
    index.load(files(tmp_path)[0])
    tracemalloc.start()
    assert sum(1 for _ in read_captures(tmp_path)) == 1000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000 < files(tmp_path)[0].stat().st_size


@pytest.mark.parametrize("compress", [True, False])
def test_damage_in_a_file_of_another_tool_costs_one_record(tmp_path, compress):
    path = foreign(tmp_path / "x.warc", compress=compress)
    data = path.read_bytes()
    begin = [begin for begin, _, _ in records(data)][3]
    path.write_bytes(data[:begin] + b"\0" * 60 + data[begin + 60 :])
    found = list(read_warc(path))
    assert "b" in [c.url[-1] for c in found if isinstance(c, Capture)]
    assert any("damaged" in f.reason for f in found if isinstance(f, Failure))


def test_a_record_larger_than_any_real_one_is_damage(tmp_path, clock, answer, monkeypatch):
    with ArchiveWriter(tmp_path, now=clock) as archive:
        archive.write(answer(body=bytes(400_000)), source_id="p", role="article")
        archive.write(answer(url="http://p.example/small", body=b"small"), source_id="p", role="article")
    monkeypatch.setattr("extract.archive.members.MOST_RECORD_BYTES", 300_000)
    (path,) = files(tmp_path)
    with mapped(path) as data:
        sizes = [len(record) if record else None for _, _, record in records(data)]
    assert sizes.count(None) == 1
    assert len(sizes) == 5


def test_an_empty_file_has_no_record(tmp_path):
    (tmp_path / "newsgauge-20260318.warc.gz").touch()
    assert record_ids(tmp_path) == []
    assert list(read_captures(tmp_path)) == []


def test_a_file_that_went_away_is_no_holder(tmp_path, clock, answer):
    with ArchiveWriter(tmp_path, now=clock) as archive:
        archive.write(answer(), source_id="p", role="article")
    clock.move(hours=1)
    payloads = index.Payloads(tmp_path, clock())
    digest = index.load(files(tmp_path)[0])[0].digest
    assert payloads.find(digest) is not None
    assert payloads.find("sha256:none") is None
    files(tmp_path)[0].unlink()
    assert payloads.find(digest) is None


def test_a_disk_that_is_full_at_the_end_leaves_the_draft_for_the_next_run(tmp_path, clock, answer, monkeypatch):
    archive = ArchiveWriter(tmp_path, now=clock)
    archive.write(answer(), source_id="p", role="article")
    archive.flush()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ArchiveError, match="No space left on device"):
        archive.flush()
    with pytest.raises(ArchiveError, match="No space left on device"):
        archive.close()
    monkeypatch.undo()
    assert not files(tmp_path)
    salvage(tmp_path)
    assert len(captures(tmp_path)) == 1


def test_an_archive_without_room_for_sidecars_is_read_all_the_same(tmp_path, clock, answer, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with ArchiveWriter(tmp_path, now=clock) as archive:
        written = archive.write(answer(), source_id="p", role="article")
    assert record_ids(tmp_path) == [written.record_id]
    assert not list(tmp_path.rglob(f"*{index.SUFFIX}"))
