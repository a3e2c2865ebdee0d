"""`newsgauge ingest` on the first document: the January 2021 report on WeChat's ten years."""

from __future__ import annotations

import subprocess
from pathlib import Path

import duckdb
import pytest

from tests.command import newsgauge


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    seed = Path(__file__).resolve().parents[3] / "shared" / "seed" / "article.txt"
    if not seed.is_file():
        pytest.skip("no ../shared beside this clone")
    home = tmp_path_factory.mktemp("seed")
    return home, newsgauge("--home", str(home), "ingest", str(seed))


@pytest.mark.parametrize(
    ("entity", "metric", "value", "comparator"),
    [
        ("wechat", "daily_active_users", 1_090_000_000, "eq"),
        ("wechat", "daily_video_call_users", 330_000_000, "eq"),
        ("wechat_moments", "daily_moments_viewers", 780_000_000, "eq"),
        ("wechat_moments", "daily_moments_posters", 120_000_000, "eq"),
        ("wechat_channels", "daily_active_users", 200_000_000, "gt"),
        ("wechat", "monthly_active_users", 1_200_000_000, "gt"),
    ],
)
def test_figure_is_loaded_with_its_words(
    ingested: tuple[Path, subprocess.CompletedProcess[str]], entity: str, metric: str, value: float, comparator: str
) -> None:
    home, done = ingested
    assert done.returncode == 0, done.stderr
    with duckdb.connect(str(home / "newsgauge.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select o.comparator, o.quote = substring(v.text, o.span_start + 1, o.span_end - o.span_start), o.as_of "
            "from observation o join article_version v using (version_id) "
            "where o.entity = ? and o.metric = ? and o.value = ?",
            [entity, metric, value],
        ).fetchall()
    assert [row[:2] for row in rows] == [(comparator, True)]
    if metric == "monthly_active_users":
        assert rows[0][2] == "2020-09-30"


def test_table_shows_every_observation(ingested: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    home, done = ingested
    with duckdb.connect(str(home / "newsgauge.duckdb"), read_only=True) as connection:
        count = connection.execute("select count(*) from observation").fetchone()
    assert count is not None
    shown = [line for line in done.stdout.splitlines() if line.strip().startswith(("wechat", "tencent", "qq"))]
    assert len(shown) == count[0]
    assert "over 1.2 billion users   2020-09-30" in done.stdout


def test_no_figure_of_another_company_is_read(ingested: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    home, _ = ingested
    with duckdb.connect(str(home / "newsgauge.duckdb"), read_only=True) as connection:
        entities = {row[0] for row in connection.execute("select distinct entity from observation").fetchall()}
    assert entities <= {"wechat", "wechat_moments", "wechat_channels"}
