"""The log: one event one line, whatever the network says."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import log
from flows.artifacts import link, observations_markdown
from flows.demo.newsroom import Page
from flows.ingest import ingest
from flows.text import as_markdown, one_line, without_credentials

FORGED = "ok\n2026-01-01T00:00:00Z INFO ended state=done\r\x1b[2K\x1b[31m\u202e\u2028"
LINE = re.compile(r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ (INFO|WARNING|ERROR) ")


@pytest.fixture
def lines(capsys: Any) -> Callable[[], list[str]]:
    return lambda: [line for line in capsys.readouterr().err.split("\n") if line]


@pytest.mark.parametrize("style", ["text", "json"])
def test_text_from_the_network_cannot_forge_a_line(style: Any, lines: Callable[[], list[str]]) -> None:
    log.configure(style=style, to_prefect=False)
    with log.fields(run_id="run-1"):
        log.get_logger().info(
            "source polled", source="s", title=FORGED, url="https://me:secret@x.example/\n", reason=FORGED * 1000
        )
        try:
            int(FORGED)
        except ValueError:
            log.get_logger().exception("unforeseen", source="s")
    logging.getLogger("newsgauge").warning("plain %s", FORGED)
    found = lines()
    assert len(found) == 3
    assert "secret" not in found[0]
    assert len(found[0]) < 5000
    for line in found:
        assert line.isprintable()
        if style == "text":
            assert LINE.match(line)
        else:
            assert json.loads(line)["level"] in {"info", "warning", "error"}
    assert all("run-1" in line for line in found[:2])


@given(st.text(max_size=300))
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text, 100)
    assert line.isprintable()
    assert len(line) <= 100


def test_credentials_leave_addresses() -> None:
    assert without_credentials("see https://a:b@x.example/p?q=1@2 now") == "see https://x.example/p?q=1@2 now"


def test_the_run_of_a_hostile_newsroom_logs_whole_lines_only(
    site: Any, run_flow: Callable[..., Any], lines: Callable[[], list[str]]
) -> None:
    site.write_sources("bad feed /bad.rss")
    title = "WeChat&#10;2026-01-01T00:00:00Z INFO ended state=done&#x202e;"
    site.newsroom.pages["/bad.rss"] = Page(
        f"<rss><channel><item><title>{title}</title><link>javascript:x</link></item>"
        f"<item><title>{title}</title></item></channel></rss>".encode(),
        "application/rss+xml",
    )
    run_flow(ingest)
    found = lines()
    assert any(LINE.match(line) and "reason=" in line for line in found)
    assert not [line for line in found if line.startswith("2026-01-01")]


def test_markdown_in_a_quote_is_shown_and_not_obeyed(site: Any, run_flow: Callable[..., Any]) -> None:
    assert as_markdown("**1** <b>|`[x](javascript:y)") == r"\*\*1\*\* \<b\>\|\`\[x\]\(javascript:y\)"
    assert link("javascript:alert(1)") == r"javascript:alert\(1\)"
    assert link("https://x.example/a|b\n") == r"https://x\.example/a\|b "
    assert link("https://x.example/a") == r"[x\.example](<https://x.example/a>)"
    _, summary = run_flow(ingest)
    hostile = replace(summary.observations[0], quote="| x |\n# y <img src=z>", url="https://x.example/)")
    table = observations_markdown(replace(summary, observations=(hostile,)))
    assert len(table.split("\n")) == 3
    assert "<img" not in table.replace(r"\<img", "")


def test_without_a_terminal_no_progress_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import progress

    sink = io.StringIO()
    monkeypatch.setattr("sys.stderr", sink)
    with progress.bar("windows", 2) as advance, progress.spinner("starting"):
        advance()
    assert sink.getvalue() == ""
    assert [progress.per_minute(speed) for speed in (None, 2.0, 0.5)] == ["", "2.0/s", "30.0/min"]
