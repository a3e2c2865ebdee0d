"""Commands that run the ingest flow: demo, run, ingest, serve."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli import output
from flows.cli.prefect_run import finish

if TYPE_CHECKING:
    from flows.settings import Settings
    from flows.summary import RunSummary

FEW_FAILURES = 5
JsonSwitch = Annotated[bool, typer.Option("--json", help="Print the run's record as one line of JSON.")]


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(demo)
    app.command()(run)
    app.command()(ingest)
    app.command()(serve)


def run_ingest(settings: Settings, **parameters: Any) -> RunSummary:
    """Run the ingest flow with these parameters to its end."""

    def call() -> Any:
        from flows.ingest import ingest as ingest_flow

        return ingest_flow(**parameters, return_state=True)

    summary: RunSummary = finish(call, settings)
    return summary


def _settings() -> Settings:
    from flows.settings import load_settings

    return load_settings()


def run(
    source: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this source; may be repeated.")] = None,
    due: Annotated[
        bool, typer.Option("--due", help="Only sources whose next poll is due, as the schedule does.")
    ] = False,
    as_json: JsonSwitch = False,
) -> None:
    """Poll the sources now, read what is new, load and publish it."""
    from extract.catalog.sources import load_sources
    from flows.plan import choose_sources

    settings = _settings()
    choose_sources(load_sources(settings.sources), source)
    summary = run_ingest(settings, source_ids=source, due_only=due)
    report_run(summary, settings, as_json=as_json)


def ingest(
    documents: Annotated[list[str], typer.Argument(metavar="PATH_OR_URL", help="Text, HTML, PDF or WARC.")],
    published: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Publication day, where a document does not say."
        ),
    ] = None,
    as_json: JsonSwitch = False,
) -> None:
    """Read documents given by hand and print their observations."""
    from flows.plan import hand_source

    settings = _settings()
    day = published.date() if published else None
    hand_source(documents, day)
    absolute = [text if "://" in text else str(Path(text).expanduser().absolute()) for text in documents]
    summary = run_ingest(settings, documents=absolute, published=day)
    if as_json:
        report_run(summary, settings, as_json=True)
    observations_table(summary)
    report_run(summary, settings, as_json=False)


def observations_table(summary: RunSummary) -> None:
    """Print what was read, a row an observation."""
    if not summary.observations:
        output.result("No observation was read.")
        return
    output.table(
        ["entity", "metric", "value", "as of", "quote", "confidence"],
        [
            [
                o.entity,
                o.metric,
                output.figure(o.value, o.unit, o.comparator, o.value_max),
                o.as_of or "",
                o.quote,
                f"{o.confidence:.2f}",
            ]
            for o in summary.observations
        ],
        right=["confidence"],
    )


def report_run(summary: RunSummary, settings: Settings, *, as_json: bool) -> None:
    """Print a run's account and leave with its exit code."""
    if as_json:
        output.json_line(summary.as_json())
        raise typer.Exit(summary.exit_code)
    for o in summary.outcomes:
        words = f"{o.source_id}: {o.outcome}"
        counts = f"found {o.found_count}, new {o.new_count}, unchanged {o.unchanged_count}, failed {o.failed_count}"
        output.result(output.clean(f"{words} ({counts})" + (f": {o.message}" if o.message else "")))
    untold = failures_untold(summary)
    shown = untold if output.is_verbose() else untold[:FEW_FAILURES]
    for line in shown:
        output.say(line)
    if len(shown) < len(untold):
        output.say(f"and {len(untold) - len(shown)} more failures; --verbose or the table `failure` names them")
    output.result(loaded_line(summary))
    output.result(f"Database: {settings.places.published}")
    raise typer.Exit(summary.exit_code)


def failures_untold(summary: RunSummary) -> list[str]:
    """The failures that no line about a whole source tells."""
    told = tuple(o.message for o in summary.outcomes if o.outcome == "failed" and o.message)
    return [line for line in summary.failures if not line.endswith(told)]


def loaded_line(summary: RunSummary) -> str:
    """What was loaded, in a sentence."""
    load = summary.load
    if summary.state == "failed" and not load.version_count:
        return "Nothing was loaded: every source failed."
    if not load.version_count and not load.observation_count:
        return "Nothing new: no report and no observation was loaded."
    return (
        f"Loaded {load.observation_count} observations from {load.version_count} new article versions; "
        f"{len(summary.failures)} failures."
    )


def demo(
    port: Annotated[
        int, typer.Option(metavar="PORT", help="Loopback port of the sample newsroom; 0 takes the one used before.")
    ] = 0,
) -> None:
    """Run the whole line on a sample newsroom served on this machine, and show what comes out."""
    from flows.cli.demo import run_demo

    run_demo(port)


def serve(
    port: Annotated[
        int, typer.Option(metavar="PORT", help="Port of the Prefect server; 0 takes the configured one.")
    ] = 0,
) -> None:
    """Run the schedules and serve the report from this process until it is stopped."""
    from flows.serve import serve_forever

    serve_forever(_settings(), port=port or None, level="WARNING" if output.is_quiet() else "INFO")
