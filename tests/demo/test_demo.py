"""`newsgauge demo`, as a newcomer runs it: the whole line over real HTTP, a real Prefect server, a real DuckDB file."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from flows.demo.newsroom import load_reports
from flows.prefect_api import free_port
from tests.command import newsgauge


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "home"


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def first(home: Path, port: int) -> subprocess.CompletedProcess[str]:
    return newsgauge("--home", str(home), "demo", "--port", str(port))


@pytest.fixture(scope="module")
def claims(home: Path, first: subprocess.CompletedProcess[str]) -> list[tuple[object, ...]]:
    assert first.returncode == 0, first.stderr
    with duckdb.connect(str(home / "newsgauge.duckdb"), read_only=True) as connection:
        return connection.execute(
            "select entity, metric, value, comparator, as_of, url, story_id, quote from observation order by all"
        ).fetchall()


def test_says_what_was_found_and_what_the_newest_figure_says(
    first: subprocess.CompletedProcess[str], home: Path
) -> None:
    assert first.returncode == 0, first.stderr
    lines = first.stdout.splitlines()
    reports = [report for report in load_reports() if report.listed_in]
    listed = sum(len(report.listed_in) for report in reports)
    # A report that both the feed and the sitemap list is found twice and asked for once.
    assert lines[0].startswith(f"Found {listed} reports, fetched {len(reports)}, parsed ")
    newest = next(line for line in lines if line.strip().startswith("2026-06-30"))
    assert newest.split()[1:6] == ["1.439", "billion", "users", "+2.0", "%"]
    assert any(
        line.startswith("Newest figure, in its own words") and "1,439 million as of June 30" in line for line in lines
    )
    assert f"Database: {home / 'newsgauge.duckdb'}" in lines


def test_nothing_but_the_result_is_said_where_nobody_watches(first: subprocess.CompletedProcess[str]) -> None:
    assert first.stderr == ""


def test_suggests_a_query_that_works(first: subprocess.CompletedProcess[str]) -> None:
    line = next(line for line in first.stdout.splitlines() if line.startswith("Try next: "))
    program, *arguments = shlex.split(line.removeprefix("Try next: "))
    assert shutil.which(program) or Path(program).is_file()
    done = newsgauge(*arguments)
    assert done.returncode == 0, done.stderr
    assert "1.09 billion" in done.stdout


def test_reads_every_language_and_charset(claims: list[tuple[object, ...]]) -> None:
    users = {str(as_of): value for entity, metric, value, _, as_of, *_ in claims
             if (entity, metric) == ("wechat", "monthly_active_users")}  # fmt: skip
    in_gb18030, in_chinese, translated = "2018-12-31", "2025-09-30", "2023-06-30"
    assert (users[in_gb18030], users[in_chinese], users[translated]) == (1_097_600_000, 1_414_000_000, 1_327_000_000)


def test_takes_no_figure_of_another_company_or_of_a_box(claims: list[tuple[object, ...]]) -> None:
    values = {value for _, _, value, *_ in claims}
    assert values.isdisjoint({95_000_000, 1_000_000_000, 2_000_000_000, 5_000_000_000})


def test_counts_a_copy_as_one_story(claims: list[tuple[object, ...]]) -> None:
    daily = [row for row in claims if row[:3] == ("wechat", "daily_active_users", 1_090_000_000)]
    assert len({row[5] for row in daily}) == 2
    assert len({row[6] for row in daily}) == 1


def test_prefers_the_correction(home: Path, claims: list[tuple[object, ...]]) -> None:
    del claims
    with duckdb.connect(str(home / "newsgauge.duckdb"), read_only=True) as connection:
        row = connection.execute(
            "select value, lowest, highest, story_count, disputed from trend where entity = 'wechat' "
            "and metric = 'monthly_active_users' and period_end = date '2025-06-30'"
        ).fetchone()
    assert row == (1_411_000_000, 1_411_000_000, 1_421_000_000, 2, True)


def test_loads_nothing_the_second_time(home: Path, port: int, claims: list[tuple[object, ...]]) -> None:
    second = newsgauge("--home", str(home), "demo", "--port", str(port))
    assert second.returncode == 0, second.stderr
    assert "Nothing new: no report and no observation was loaded." in second.stdout
    assert "+2.0 %" in second.stdout
    with duckdb.connect(str(home / "newsgauge.duckdb"), read_only=True) as connection:
        again = connection.execute(
            "select entity, metric, value, comparator, as_of, url, story_id, quote from observation order by all"
        ).fetchall()
    assert again == claims
