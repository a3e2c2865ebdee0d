"""What people take away: CSV, JSON and Parquet of any question, the export, and the commands around them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extract.errors import WarehouseError
from tests.command import newsgauge
from tests.warehouse.facts import load, numbered_batch
from warehouse.ask import Answer, ask, ask_arrow, harmless, to_csv, to_json_lines, write_parquet
from warehouse.export import DICTIONARY, export
from warehouse.publish import publish

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1", "'=1", "''=1"]
TAME = ["5 %", "a=b", "'tis", "", "微信", "1,2", 'say "so"', "two\nlines"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published warehouse."""
    place = tmp_path_factory.mktemp("ask") / "home"
    load(place, numbered_batch(0))
    publish(place)
    return place


def freed(cell: str) -> str:
    """A cell without its guard, as whoever reads it back takes it off."""
    bare = cell[1:]
    return bare if cell.startswith("'") and harmless(bare) != bare else cell


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_is_made_harmless_and_reads_back_equal(text: str) -> None:
    [head, [cell]] = list(csv.reader(io.StringIO(to_csv(Answer(["x"], [(text,)])), newline="")))
    assert head == ["x"]
    assert cell == "'" + text
    assert freed(cell) == text


@pytest.mark.parametrize("text", TAME)
def test_other_text_stays_as_it_is(text: str) -> None:
    rows = list(csv.reader(io.StringIO(to_csv(Answer(["x", "y"], [(text, 1)])), newline="")))
    assert rows[1] == [text, "1"]


def test_numbers_stay_numbers_and_lists_become_json() -> None:
    text = to_csv(Answer(["=a", "b"], [(-1.5, ["=x", "微信"]), (True, None)]))
    assert list(csv.reader(io.StringIO(text))) == [["'=a", "b"], ["-1.5", '["=x", "微信"]'], ["true", ""]]


def test_json_has_iso_times_and_no_bare_nan(home: Path) -> None:
    answer = ask(home, "select timestamptz '2024-01-01 00:00:00+00' as t, 'nan'::double as n, date '2024-02-03' as d")
    assert json.loads(to_json_lines(answer)) == {"t": "2024-01-01T00:00:00+00:00", "n": None, "d": "2024-02-03"}


def test_parquet_keeps_the_types_also_of_no_rows(home: Path, tmp_path: Path) -> None:
    for condition, count in (("true", 60), ("false", 0)):
        path = tmp_path / f"{condition}.parquet"
        question = f"select value, published_at, flags, period_end, value_max from observation where {condition}"
        write_parquet(ask_arrow(home, question), path)
        table = pq.read_table(path)
        assert table.num_rows == count
        kinds = [str(kind) for kind in table.schema.types]
        assert kinds.pop(2).startswith("list<")
        assert kinds == ["double", "timestamp[us, tz=UTC]", "date32[day]", "double"]
    assert not list(tmp_path.glob("*.partial"))


@pytest.mark.parametrize("words", ["'; drop table observation; --", "\x00", "微信' or '1'='1", "%", "x" * 10_000])
def test_what_people_write_reaches_sql_as_a_value_only(home: Path, words: str) -> None:
    assert ask(home, "select ? = quote from observation limit 1", [words]).rows == [(False,)]
    assert ask(home, "select $words", {"words": words}).rows == [(words,)]


@pytest.mark.parametrize("statement", [
    "drop table observation", "insert into article select * from article", "attach '/tmp/other.duckdb'",
    "copy observation to '/tmp/stolen.csv'", "select * from read_text('/etc/passwd')", "install httpfs",
    "select * from '/etc/passwd'", "set enable_external_access = true",
])  # fmt: skip
def test_a_question_can_neither_write_nor_reach_out(home: Path, statement: str) -> None:
    with pytest.raises(WarehouseError) as caught:
        ask(home, statement)
    assert "\n" not in str(caught.value)
    assert not Path("/tmp/stolen.csv").exists()


@pytest.mark.parametrize("words", ["select 1; select 2", "-- nothing", ""])
def test_one_statement_is_asked(home: Path, words: str) -> None:
    with pytest.raises(WarehouseError, match=r"there (?:are 2|is no) statements?"):
        ask(home, words)


def test_a_home_without_a_publication_says_what_to_do(tmp_path: Path) -> None:
    done = newsgauge("--home", str(tmp_path / "empty"), "sql", "select 1")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "nothing is published yet; run `newsgauge run` or `newsgauge demo` first" in done.stderr


def test_sql_prints_a_table_csv_json_or_a_parquet_file(home: Path, tmp_path: Path) -> None:
    question = (
        "select entity, value, quote = ? as it from observation where comparator = 'eq' order by value desc limit 1"
    )
    table = newsgauge("--home", str(home), "sql", question, "-p", "x")
    assert "1,018,000,000" in table.stdout or "1,019,000,000" in table.stdout
    as_csv = newsgauge("--home", str(home), "sql", question, "-p", "x", "--csv")
    assert as_csv.stdout.splitlines() == ["entity,value,it", "wechat,1019000000.0,false"]
    as_json = newsgauge("--home", str(home), "sql", question, "-p", "x", "--json")
    assert json.loads(as_json.stdout) == {"entity": "wechat", "value": 1019000000.0, "it": False}
    path = tmp_path / "out.parquet"
    assert newsgauge("--home", str(home), "sql", question, "-p", "x", "--parquet", str(path)).returncode == 0
    assert pq.read_table(path).to_pylist() == [{"entity": "wechat", "value": 1019000000.0, "it": False}]


@pytest.mark.parametrize(("words", "code"), [
    (("sql", "selec 1"), 1), (("sql", "select 1", "--csv", "--json"), 2), (("trend", "nobody"), 2),
    (("trend", "wechat", "nothing"), 2), (("sql", "select 1", "--parquet", "/nowhere/out.parquet"), 1),
    (("export", "/dev/null/x"), 1),
])  # fmt: skip
def test_a_wrong_command_is_one_error_and_its_exit_code(home: Path, words: tuple[str, ...], code: int) -> None:
    done = newsgauge("--home", str(home), *words)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_trend_lists_the_series_and_draws_one(home: Path) -> None:
    listed = [json.loads(line) for line in newsgauge("--home", str(home), "trend", "--json").stdout.splitlines()]
    assert [(row["metric"], row["span"]) for row in listed] == [("monthly_active_users", "level")]
    drawn = newsgauge("--home", str(home), "trend", "wechat", "monthly_active_users")
    lines = drawn.stdout.splitlines()
    assert lines[0].strip() == "wechat, monthly active users (users)"
    assert sum("█" in line for line in lines) == 12
    assert max(map(len, lines)) <= 100
    assert any("https://wire.example/" in line for line in lines)
    asked = newsgauge("--home", str(home), "trend", "wechat", "monthly_active_users", "--json").stdout.splitlines()
    assert json.loads(asked[0])["period_end"] == "2023-01-31"


def test_export_writes_every_table_and_mart_and_explains_each_column(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "folder"
    done = export(home, folder)
    assert {"observation", "trend", "latest", "article_version", "coverage"} <= {one.name for one in done}
    assert sorted(p.name for p in folder.iterdir()) == sorted([*(f"{o.name}.parquet" for o in done), DICTIONARY])
    words = (folder / DICTIONARY).read_text(encoding="utf-8")
    for one in done:
        table = pq.read_table(folder / f"{one.name}.parquet")
        assert table.num_rows == one.row_count
        section = words.split(f"## {one.name}\n")[1].split("\n## ")[0]
        assert all(f"| {column} | " in section for column in table.column_names)
    assert " |  |\n" not in words
    assert "## known_at(day)" in words


def test_exporting_twice_gives_the_same_bytes(home: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        export(home, tmp_path / name)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
