"""`newsgauge extract` and `quantities`: odd input gives a result under the id it came with, or one clear error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from extract.errors import ConfigurationError
from flows.cli import app

TEXT = "Weixin had 1.3 billion monthly active users."
COMMANDS = pytest.mark.parametrize("command", ["extract", "quantities"])


def _invoke(command: str, stdin: bytes) -> Result:
    return CliRunner().invoke(app, [command], input=stdin)


def _rows(command: str, stdin: bytes) -> list[dict[str, Any]]:
    done = _invoke(command, stdin)
    assert done.exit_code == 0, done.exception
    return [json.loads(line) for line in done.stdout.splitlines()]


@COMMANDS
def test_ids_come_back_as_they_are(command: str) -> None:
    lines = [{"id": 5, "text": TEXT}, {"id": "b", "text": TEXT}, {"text": ""}, {"id": None, "text": ""}]
    stdin = "\r\n".join(map(json.dumps, lines)).encode()
    assert [row["id"] for row in _rows(command, stdin)] == [5, "b", "stdin:3", "stdin:4"]


@COMMANDS
def test_a_byte_order_mark_does_not_make_json_lines_a_text(command: str) -> None:
    stdin = b"\xef\xbb\xbf" + json.dumps({"id": "a", "text": TEXT}).encode()
    assert [row["id"] for row in _rows(command, stdin)] == ["a"]


@COMMANDS
def test_half_a_character_is_a_question_mark_and_moves_nothing(command: str) -> None:
    stdin = rb'{"id": "\ud800", "title": "\udfff", "text": "\ud800 Weixin had 1.3 billion monthly active users."}'
    (row,) = _rows(command, stdin)
    (found,) = row["observations" if command == "extract" else "quantities"]
    assert row["id"] == "?"
    assert found["quote"] == ("? " + TEXT)[found["start"] : found["end"]]


@COMMANDS
@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{", "not JSON"),
        (b"[1]", "wants an object"),
        (b'{"id": "b"}', "string 'text'"),
        (b'{"text": ["x"]}', "string 'text'"),
        (b'{"text": "x", "title": 7}', "'title' is no string"),
        (b'{"text": "x", "lang": ["en"]}', "'lang' is no string"),
        (b'{"text": "x", "url": {}}', "'url' is no string"),
        (b'{"text": "x", "id": 1.5}', "'id'"),
        (b'{"text": "x", "id": true}', "'id'"),
        (b'{"text": "x", "published": "2023-13-40"}', "'published'"),
        (b'{"text": "x", "z": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    ],
)
def test_a_line_of_another_form_is_named_after_those_before_it_are_read(command: str, line: bytes, words: str) -> None:
    done = _invoke(command, json.dumps({"id": "a", "text": TEXT}).encode() + b"\n" + line)
    assert isinstance(done.exception, ConfigurationError)
    assert "stdin:2: " in str(done.exception)
    assert words in str(done.exception)
    assert [json.loads(row)["id"] for row in done.stdout.splitlines()] == ["a"]
