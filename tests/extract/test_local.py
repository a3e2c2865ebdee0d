"""Documents of this machine as answers: only of sources that name them, and only what can be read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from extract.errors import ParseError, RefusedError
from extract.local import read_local
from extract.records import Source

NOW = datetime(2026, 3, 20, tzinfo=UTC)
FILES = Source(id="folder", kind="files", name="Folder", url="~/reports")
FEED = Source(id="paper", kind="feed", name="Paper", url="http://p.example/feed")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a b.html", "text/html"), ("微信.txt", "text/plain"), ("r.pdf", "application/pdf"), ("x", "text/plain")],
)
def test_a_file_is_an_answer_with_its_type(tmp_path, name, kind):
    path = tmp_path / name
    path.write_bytes(b"Weixin")
    answer = read_local(path.as_uri(), FILES, now=NOW)
    assert (answer.status, answer.body, answer.fetched_at) == (200, b"Weixin", NOW)
    assert answer.header("content-type") == kind


def test_a_source_of_the_network_reads_no_file(tmp_path):
    path = tmp_path / "secret"
    path.write_text("secret")
    with pytest.raises(RefusedError, match="only http and https are asked for, not 'file'"):
        read_local(path.as_uri(), FEED, now=NOW)


def test_what_cannot_be_read_is_an_error_that_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(ParseError, match="cannot be read: No such file"):
        read_local((tmp_path / "none").as_uri(), FILES, now=NOW)
    with pytest.raises(ParseError, match="cannot be read: Is a directory"):
        read_local(tmp_path.as_uri(), FILES, now=NOW)
    monkeypatch.setattr("extract.local.MOST_BYTES", 3)
    (tmp_path / "large").write_text("four")
    with pytest.raises(ParseError, match="larger than 3 bytes"):
        read_local((tmp_path / "large").as_uri(), FILES, now=NOW)
