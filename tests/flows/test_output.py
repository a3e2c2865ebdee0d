"""Tables on terminals of every width."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime

import pytest

from flows.cli import output
from flows.cli.ask import cell

STYLE = re.compile("\x1b\\[[0-9;]*m")
COLUMNS = ["series", "first", "value", "words"]
ROWS = [
    ["wechat_mini_programs", date(2020, 12, 31), "400 million users", "as its owner said in the report of that year"],
    ["qq", date(2019, 6, 30), None, "四亿 each day"],
]


def printed(monkeypatch: pytest.MonkeyPatch, columns: int, spare: tuple[str, ...] = ()) -> list[str]:
    screen = io.StringIO()
    screen.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm")
    output.table(COLUMNS, ROWS, right=["value"], spare=spare)
    return [line.rstrip() for line in STYLE.sub("", screen.getvalue()).splitlines()]


@pytest.mark.parametrize("width", [80, 100, 140])
def test_words_stay_whole_where_the_table_fits(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    lines = printed(monkeypatch, width)
    assert all(len(line) <= width for line in lines)
    for word in ("wechat_mini_programs", "2020-12-31", "million", "report"):
        assert sum(word in line for line in lines) == 1


def test_a_narrow_terminal_goes_without_spare_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = printed(monkeypatch, 56, spare=("first",))
    assert not any("2020" in line for line in lines)
    assert lines[1].split() == ["series", "value", "words"]


def test_what_cannot_fit_is_a_record_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = printed(monkeypatch, 40)
    assert lines[:4] == ["row 1", "series  wechat_mini_programs", "first   2020-12-31", "value   400 million users"]
    assert lines[-3:] == ["first   2019-06-30", "value", "words   四亿 each day"]


def test_lines_in_a_pipe_do_not_end_in_blanks(capsys: pytest.CaptureFixture[str]) -> None:
    output.table(COLUMNS, ROWS, title="Series")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Series"
    assert lines == [line.rstrip() for line in lines]


def test_only_a_long_address_may_be_cut() -> None:
    address = "http://127.0.0.1/" + "a" * 40
    assert output.fitted(["when", "url"], [["2020-12-31", address]], 60) == [10, 45]
    assert output.fitted(["when", "url"], [["2020-12-31", address]], 40) is None


def test_cells_of_an_answer_are_told_to_the_second() -> None:
    assert cell(datetime(2020, 1, 2, 3, 4, 5, 678, tzinfo=UTC)) == "2020-01-02 03:04:05 UTC"
    assert cell(1234567.5) == "1,234,567.5"
