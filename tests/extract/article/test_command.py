"""`newsgauge article`: one JSON line a page, in order, whatever the pages are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extract.errors import ConfigurationError
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


def test_half_a_character_in_the_json_of_a_page_is_a_question_mark(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    linked = (
        r'{"@type":"NewsArticle","headline":"Weixin \ud800 grows",'
        r'"author":{"name":"A \udfff B"},"publisher":{"name":"\ud801 Post"}}'
    )
    page.write_text(
        f'<html><script type="application/ld+json">{linked}</script><p>Weixin had 1.3 billion monthly users.</p></html>'
    )
    done = CliRunner().invoke(app, ["article", str(page)])
    assert done.exit_code == 0, done.exception
    (row,) = rows(done.stdout)
    assert (row["title"], row["authors"], row["site"]) == ("Weixin ? grows", ["A ? B"], "? Post")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("[1]", "wants an object"),
        ('{"path": 5}', "'path' is no string"),
        ('{"path": "x", "url": 5}', "'url' is no string"),
        ('{"path": "x", "headers": [1]}', "'headers'"),
        ('{"path": "x", "id": [1]}', "'id'"),
        ('{"path": "x", "z": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
    ],
)
def test_a_manifest_of_another_form_is_refused_by_line(line: str, words: str, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text(line + "\n")
    done = CliRunner().invoke(app, ["article", "--manifest", str(manifest)])
    assert isinstance(done.exception, ConfigurationError)
    assert f"{manifest}:1: " in str(done.exception)
    assert words in str(done.exception)
