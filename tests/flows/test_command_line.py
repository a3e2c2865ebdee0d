"""Exit codes and what a person sees, by the real program in a process of its own."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_group
from typer.testing import CliRunner

from flows.cli import app, hoist
from tests.command import newsgauge


def test_done_with_failures_is_3_and_nothing_but_failures_is_1(site: Any, prefect: str) -> None:
    site.write_sources("gone feed /gone.rss", "feed feed /feed.rss")
    some = newsgauge("run")
    assert some.returncode == 3
    assert "gone: failed (found 0, new 0, unchanged 0, failed 1): HTTP 404" in some.stdout
    assert "feed: ok (found 8, new 8, unchanged 0, failed 0)" in some.stdout
    assert "Loaded 8 observations from 8 new article versions; 1 failures." in some.stdout

    every = newsgauge("run", "--source", "gone", "--json")
    assert every.returncode == 1
    assert json.loads(every.stdout)["state"] == "failed"
    assert "Nothing was loaded: every source failed." in newsgauge("run", "--source", "gone").stdout
    for done in (some, every):
        assert "Traceback" not in done.stderr
        assert done.stderr == ""


def test_documents_that_cannot_be_read_are_named_with_the_reason(site: Any, prefect: str, tmp_path: Path) -> None:
    (tmp_path / "torn.pdf").write_bytes(b"%PDF-1.4\n")
    (tmp_path / "whole.txt").write_text("WeChat had 1.21 billion monthly active users at the end of 2020.")
    done = newsgauge("ingest", str(tmp_path / "torn.pdf"), str(tmp_path / "whole.txt"))
    assert done.returncode == 3
    assert "hand: partial (found 2, new 2, unchanged 0, failed 1)" in done.stdout
    assert done.stderr.startswith(f"hand file://{tmp_path}/torn.pdf: ")
    assert len(done.stderr.splitlines()) == 1


def test_without_a_configured_server_nothing_of_prefect_reaches_the_terminal(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    done = newsgauge("run", "--source", "sitemap")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Loaded 8 observations" in done.stdout


def test_reparse_and_questions_after_a_run(site: Any, prefect: str) -> None:
    assert newsgauge("run", "--source", "feed").returncode == 0
    same = newsgauge("reparse", "--dry-run")
    assert (same.returncode, same.stderr) == (0, "")
    assert "8 observations: 0 gained, 0 lost, 0 changed; 0 failures. Nothing was loaded (dry run)." in same.stdout
    empty = newsgauge("sql", " -- nothing")
    assert (empty.returncode, empty.stdout) == (1, "")
    assert empty.stderr == "newsgauge: there is no statement to answer; ask with a SELECT\n"


def test_a_home_that_cannot_be_made_is_1_and_one_line(
    site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    (tmp_path / "file").touch()
    done = newsgauge("--home", str(tmp_path / "file" / "home"), "run")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"newsgauge: {tmp_path}/file/home/prefect: cannot be made: Not a directory\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "--source", "nobody"], "no source is called 'nobody'"),
        (["--config", "/nowhere.toml", "status"], "newsgauge: /nowhere.toml: No such file or directory\n"),
        (["backfill", "--from", "2020-02-01", "--to", "2020-01-01"], "is after"),
        (["backfill", "--from", "9999-99-99", "--to", "2020-01-01"], "9999-99-99"),
        (["ingest", "/no/such/file"], "no such file"),
        (["run", "--no-such-option"], "No such option"),
    ],
)
def test_wrong_usage_and_configuration_are_2_and_one_line(site: Any, arguments: list[str], words: str) -> None:
    done = newsgauge(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (site.home / "working").exists()


def test_version_and_status_before_anything_has_run(site: Any) -> None:
    assert newsgauge("--version").stdout == f"newsgauge {version('newsgauge')}\n"
    status = newsgauge("status")
    assert status.returncode == 0
    assert "last run:   none yet" in status.stdout
    assert not Path(site.home).exists()


def test_common_options_may_stand_anywhere() -> None:
    assert hoist(["run", "--home", "/x", "-q", "--source", "a"]) == ["--home", "/x", "-q", "run", "--source", "a"]
    assert hoist(["ingest", "--", "--home"]) == ["ingest", "--", "--home"]
    assert hoist(["run", "--config=/c"]) == ["--config=/c", "run"]


@pytest.mark.parametrize("name", ["", *get_group(app).commands])
def test_help_is_whole_and_without_types(name: str) -> None:
    words = CliRunner().invoke(app, [*name.split(), "--help"], terminal_width=80).stdout
    assert "..." not in words.replace("[ARGS]...", "").replace("FILE]...", "").replace("}...", "")
    assert not re.search(r"<(str|int|list|path|Path|%)", words)
    assert "--no-" not in words
