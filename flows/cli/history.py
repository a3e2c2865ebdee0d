"""Commands about the past: backfill and reparse."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli import output
from flows.cli.prefect_run import finish
from flows.summary import DONE, PARTIAL

if TYPE_CHECKING:
    from flows.difference import ReparseSummary
    from flows.windows import BackfillSummary

FEW_WINDOWS = 40


class Order(StrEnum):
    """Which windows come first."""

    oldest = "oldest"
    newest = "newest"


class WindowSize(StrEnum):
    """How long one window is."""

    day = "day"
    week = "week"
    month = "month"
    year = "year"


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(backfill)
    app.command()(reparse)


def backfill(
    start: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="First day.")],
    end: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Last day.")],
    source: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this source; may be repeated.")] = None,
    window: Annotated[WindowSize, typer.Option(help="Length of one window.")] = WindowSize.month,
    order: Annotated[Order, typer.Option(help="Which windows come first.")] = Order.oldest,
    parallel: Annotated[int, typer.Option(min=1, max=8, metavar="N", help="Windows under way at once.")] = 1,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Only the windows that failed before.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Also windows that are done.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Plan and show the windows, ask nobody.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan or account as JSON.")] = False,
) -> None:
    """Read years of news window by window; run it again to go on where it stopped."""
    from extract.catalog.sources import load_sources
    from flows.plan import choose_sources
    from flows.settings import load_settings
    from flows.windows import check_span

    settings = load_settings()
    check_span(start.date(), end.date())
    choose_sources(load_sources(settings.sources), source)

    def call() -> Any:
        from flows.backfill import backfill as backfill_flow

        return backfill_flow(
            start=start.date(),
            end=end.date(),
            source_ids=source,
            window=window.value,
            order=order.value,
            parallel=parallel,
            retry_failed=retry_failed,
            again=again,
            dry_run=dry_run,
            return_state=True,
        )

    summary: BackfillSummary = finish(call, settings)
    if as_json:
        output.json_line(summary.as_json())
    else:
        show_backfill(summary, dry_run=dry_run)
    raise typer.Exit(summary.exit_code)


def show_backfill(summary: BackfillSummary, *, dry_run: bool) -> None:
    """Print the windows, counted by source and, where they are few or were asked for, one by one; then the gaps."""
    states = ("planned", "running", "done", "partial", "failed")
    by_source = {row.source_id: Counter[str]() for row in summary.windows}
    for row in summary.windows:
        by_source[row.source_id][row.state] += 1
    output.table(
        ["source", "windows", *states],
        [[source, count.total(), *(count[state] or "" for state in states)] for source, count in by_source.items()],
        right=["windows", *states],
        title=f"{len(summary.windows)} windows, {summary.planned_count} "
        + ("to do (dry run)" if dry_run else "asked for"),
    )
    if len(summary.windows) <= FEW_WINDOWS or output.is_verbose():
        output.table(
            ["source", "from", "to", "state", "tries", "found", "loaded", "why"],
            [
                [w.source_id, w.start, w.end, w.state, w.attempts, w.found_count, w.loaded_count, w.message]
                for w in summary.windows
            ],
            right=["tries", "found", "loaded"],
        )
    if not dry_run:
        output.table(
            ["source", "from", "to", "not covered because"],
            [[g.source_id, g.start, g.end, g.reason] for g in summary.gaps],
            title=f"Gaps: {len(summary.gaps)}",
        )
        retry = sum(w.state in {"failed", "partial"} for w in summary.windows)
        if retry:
            output.result(
                f"{retry} windows failed or lack articles; the same command with --retry-failed asks them again."
            )


def reparse(
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Only answers archived on or after this day."),
    ] = None,
    source: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this source; may be repeated.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change and load nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the differences as JSON lines.")] = False,
) -> None:
    """Run the present rules over the archive, without a network, and show what changes."""
    from flows.settings import load_settings

    settings = load_settings()

    def call() -> Any:
        from flows.reparse import reparse as reparse_flow

        return reparse_flow(
            since=since.date() if since else None, source_ids=source, dry_run=dry_run, return_state=True
        )

    summary: ReparseSummary = finish(call, settings)
    if as_json:
        for difference in summary.differences:
            output.json_line(asdict(difference))
    else:
        show_reparse(summary)
    raise typer.Exit(PARTIAL if summary.failures else DONE)


def show_reparse(summary: ReparseSummary) -> None:
    """Print what changes: counts by entity and metric, each difference with its words, and a sentence."""
    from flows.difference import KINDS

    if summary.differences:
        output.table(
            ["entity", "metric", *KINDS],
            [[*series, *(count[kind] or "" for kind in KINDS)] for series, count in summary.counts().items()],
            right=KINDS,
            title="By entity and metric",
        )
        output.table(
            ["change", "entity", "metric", "before", "after", "quote", "report"],
            [
                [
                    d.change,
                    d.entity,
                    d.metric,
                    _claim(d.before, d.as_of_before),
                    _claim(d.after, d.as_of_after),
                    d.quote,
                    d.url,
                ]
                for d in summary.differences
            ],
            title="Each difference",
        )
    total = Counter(d.change for d in summary.differences)
    output.result(
        f"Read {summary.capture_count} archived answers, {summary.version_count} article versions, "
        f"{summary.observation_count} observations: {', '.join(f'{total[kind]} {kind}' for kind in KINDS)}; "
        f"{len(summary.failures)} failures. "
        + (f"Loaded {summary.loaded_count} and published." if summary.loaded else "Nothing was loaded (dry run).")
    )
    for line in summary.failures if output.is_verbose() else ():
        output.say(line)


def _claim(value: float | None, as_of: str | None) -> str:
    return "" if value is None else output.scaled(value) + (f" ({as_of})" if as_of else "")
