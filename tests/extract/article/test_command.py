"""`newsgauge article`: one JSON line a page, in order, whatever the pages are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app

KEYS = ["id", "url", "canonical_url", "title", "text", "authors", "published_at", "language", "site", "refused"]


def rows(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


def test_files_give_rows_in_their_order(pages: Path, tmp_path: Path) -> None:
    wall = tmp_path / "wall.html"
    wall.write_text("<html><title>Log in to Ledger</title><body><p>Please log in to continue.</p></body></html>")
    files = [str(pages / "translated.html"), str(wall), str(pages / "flash.html")]
    done = CliRunner().invoke(app, ["article", *files])
    found = rows(done.stdout)
    assert done.exit_code == 0
    assert [row["id"] for row in found] == files
    assert [list(row) for row in found] == [KEYS] * 3
    assert [row["refused"] for row in found] == [None, "login wall", None]
    assert found[1]["text"] == ""


def test_an_address_counts_for_one_file(pages: Path) -> None:
    url = "https://en.riverside.example/a/20191113/77.html?utm_source=x"
    (row,) = rows(CliRunner().invoke(app, ["article", str(pages / "translated.html"), "--url", url]).stdout)
    assert row["url"] == url
    assert row["canonical_url"] == "https://en.riverside.example/a/20191113/77.html"
    assert row["published_at"] == "2019-11-13T17:02:00+00:00"


def test_a_manifest_gives_id_path_address_and_headers(pages: Path, tmp_path: Path) -> None:
    body = (pages / "traditional.html").read_text(encoding="utf-8").encode("big5hkscs")
    (tmp_path / "page").write_bytes(body)
    lines = [
        {"id": "a", "path": "page", "url": "http://news.harbour.example/story?id=7", "headers": {"Age": "3"}},
        {"id": "b", "path": str(pages / "flash.html"), "url": "https://k.dukou.example/f/1"},
    ]  # fmt: skip
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text("\n".join(json.dumps(line) for line in lines) + "\n")
    found = rows(CliRunner().invoke(app, ["article", "--manifest", str(manifest)]).stdout)
    assert [(row["id"], row["url"], row["refused"]) for row in found] == [
        ("a", "http://news.harbour.example/story?id=7", None),
        ("b", "https://k.dukou.example/f/1", None),
    ]
    assert found[0]["title"] == "微信用戶再增長 專家：已近飽和"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["article"], "name a FILE"),
        (["article", "/no/such/file"], "/no/such/file"),
        (["article", "--manifest", "BAD"], ":1:"),
    ],
)
def test_wrong_use_names_what_is_wrong(arguments: list[str], words: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": 1}\n')
    done = CliRunner().invoke(app, [str(bad) if word == "BAD" else word for word in arguments])
    assert done.exit_code != 0
    assert words in done.output + str(done.exception)
