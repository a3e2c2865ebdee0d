"""`newsgauge demo`: the production flow against the bundled newsroom, and what an analyst would look at next."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import sys
from pathlib import Path

import typer

from extract.errors import ConfigurationError
from extract.observation.spotting.sentences import Sentences
from flows.cli import output
from flows.cli.run import loaded_line, run_ingest
from flows.home import Home
from flows.settings import DEFAULT_HOME, Settings, load_settings
from flows.summary import RunSummary

DEFAULT_PORT = 8907
CONTEXT_CHARACTERS = 120
"""As many stand before and after the quote in the macro evidence(id)."""
TRY_NEXT = "select period_end, value, change_yoy_percent, quote from trend where metric = 'daily_active_users'"


def demo_settings() -> Settings:
    """The settings of this process; without a chosen home the demo keeps away from the real warehouse."""
    settings = load_settings()
    if settings.home == DEFAULT_HOME:
        os.environ["NEWSGAUGE_HOME"] = str(DEFAULT_HOME.expanduser().with_name(".newsgauge-demo"))
        settings = load_settings()
    return settings


def _port(home: Home, wanted: int) -> int:
    """The newsroom's addresses name its port, so a second run needs the first one's."""
    kept = home.root / "demo.port"
    port = wanted or (int(kept.read_text()) if kept.is_file() else DEFAULT_PORT)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ConfigurationError(f"port {port} is in use here; choose one with --port") from error
    home.root.mkdir(parents=True, exist_ok=True)
    kept.write_text(str(port))
    return port


def run_demo(wanted_port: int) -> None:
    """Serve the newsroom, run the ingest flow on it, print the account."""
    from flows.demo.newsroom import Newsroom, sources_toml

    settings = demo_settings()
    home = settings.places
    port = _port(home, wanted_port)
    with Newsroom(port=port) as newsroom:
        path = home.root / "demo-sources.toml"
        path.write_text(sources_toml(newsroom.url), encoding="utf-8")
        os.environ["NEWSGAUGE_SOURCES"] = str(path)
        os.environ["NEWSGAUGE_ALLOW_HOSTS"] = f"127.0.0.1:{port}"
        os.environ["NEWSGAUGE_FETCH__HOST_DELAY_SECONDS"] = "0"
        summary = run_ingest(load_settings())
    tell(summary, home)
    raise typer.Exit(summary.exit_code)


def called_as() -> str:
    """The words that start this program again from here: its name where it is on the PATH, else where it lies."""
    if shutil.which("newsgauge"):
        return "newsgauge"
    program, here = Path(sys.argv[0]).absolute(), Path.cwd()
    return shlex.quote(str(program.relative_to(here) if program.is_relative_to(here) else program))


def in_its_sentence(before: str, quote: str, after: str) -> str:
    """The sentence that holds a quote, from the words around it; cut-off ends are marked."""
    text = before + quote + after
    sentences = Sentences(text)
    number = sentences.index(len(before))
    start, end = sentences.span(number)
    cut_before = "…" if number == 0 and len(before) == CONTEXT_CHARACTERS else ""
    cut_after = "…" if end == len(text) and len(after) == CONTEXT_CHARACTERS else ""
    return cut_before + text[start:end].strip() + cut_after


def tell(summary: RunSummary, home: Home) -> None:
    """Print the counts, the trend, the newest figure's words and where to go on."""
    from warehouse.ask import ask

    not_ours = sum(o.irrelevant_count for o in summary.outcomes)
    output.result(
        f"Found {summary.found_count} reports, fetched {summary.fetched_count}, "
        f"parsed {summary.fetched_count - not_ours - len(summary.failures)} ({not_ours} not about our companies)."
    )
    if all(o.outcome == "unchanged" for o in summary.outcomes):
        output.result("The newsroom answered that nothing has changed since the last run.")
    output.result(loaded_line(summary))
    trend = ask(
        home.root,
        "select period_end, comparator, value, unit, change_yoy_percent, report_count, story_count, title, url, "
        "observation_id from trend where entity = 'wechat' and metric = 'monthly_active_users' order by period_end",
    )
    output.table(
        ["period end", "monthly active users", "year on year", "reports", "independent"],
        [
            [
                row[0],
                output.figure(row[2], row[3], row[1]),
                "" if row[4] is None else f"{row[4]:+.1f} %",
                row[5],
                row[6],
            ]
            for row in trend.rows
        ],
        right=["monthly active users", "year on year", "reports", "independent"],
        title="WeChat and Weixin, combined",
    )
    if trend.rows:
        *_, title, url, observation_id = trend.rows[-1]
        words = ask(home.root, "select before_quote, quote, after_quote from evidence(?)", [observation_id]).rows[0]
        output.result(output.clean(f'Newest figure, in its own words: "{in_its_sentence(*map(str, words))}"'))
        output.result(output.clean(f"From: {title}, {url}"))
    output.result(f"Database: {home.published}")
    output.result(f'Try next: {called_as()} --home {shlex.quote(str(home.root))} sql "{TRY_NEXT}"')
