"""`newsgauge report`, and the report that every publication brings with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from extract.records import Batch
from flows.settings import load_settings
from flows.steps import publish_warehouse
from tests.command import newsgauge
from tests.report.sample import published_home, readings
from warehouse.ask import ask


def test_it_writes_the_page_and_says_where(sample_home: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    done = newsgauge("--home", str(sample_home), "report", "--out", str(out), "--language", "zh")
    assert (done.returncode, done.stdout) == (0, f"Report: {out}\n")
    assert out.read_text(encoding="utf-8").startswith('<!doctype html>\n<html lang="zh"')


def test_open_hands_the_page_to_the_browser(sample_home: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {told}\n')
    browser.chmod(0o755)
    out = tmp_path / "a page.html"
    done = newsgauge("--home", str(sample_home), "report", "--open", "--out", str(out), BROWSER=f"{browser} %s")
    assert done.returncode == 0, done.stderr
    assert told.read_text() == out.as_uri()


def test_without_a_warehouse_it_fails_with_one_clear_line(tmp_path: Path) -> None:
    done = newsgauge("--home", str(tmp_path / "nowhere"), "report")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "nothing is published yet" in done.stderr
    assert "newsgauge demo" in done.stderr


def test_an_unknown_language_is_wrong_usage(sample_home: Path) -> None:
    assert newsgauge("--home", str(sample_home), "report", "--language", "fr").returncode == 2


def test_a_publication_brings_its_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = published_home(tmp_path / "home", Batch(readings=tuple(readings())))
    monkeypatch.setenv("NEWSGAUGE_HOME", str(home))
    state = publish_warehouse.fn(load_settings())
    assert state.name == "Completed"
    assert (home / "report.html").stat().st_size > 500_000


def test_a_publication_whose_report_fails_stands_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = published_home(tmp_path / "home", Batch(readings=tuple(readings())))
    (home / "report.html").mkdir()
    (home / "newsgauge.duckdb").unlink()
    monkeypatch.setenv("NEWSGAUGE_HOME", str(home))
    with capture_logs() as told:
        state = publish_warehouse.fn(load_settings())
    assert state.is_completed()
    assert state.name == "CompletedWithoutReport"
    assert "report.html" in (state.message or "")
    assert ask(home, "select count(*) from trend").rows[0][0] > 0
    lines = [(line["log_level"], line["event"]) for line in told]
    assert ("error", "the figures are published, their report is not") in lines
