"""`newsgauge status`: how things stand, for people or as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli import output

if TYPE_CHECKING:
    from flows.status import Status


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(status)


def status(as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False) -> None:
    """Tell the last and next run, failing sources, backfill windows and sizes."""
    from flows.settings import load_settings
    from flows.status import read_status

    found = read_status(load_settings())
    if as_json:
        output.json_line(found.as_json())
        return
    for name, value in facts(found):
        output.result(output.clean(f"{name + ':':<12}{value}"))
    if found.failing:
        output.table(
            ["source", "failing since", "times", "last success", "why"],
            [[r["source"], _at(r["since"]), r["times"], _at(r["last_success"]), r["why"]] for r in found.failing],
            right=["times"],
            title="Failing sources",
        )
    if found.windows:
        rows = [[state, count] for state, count in found.windows.items()]
        output.table(["state", "windows"], rows, right=["windows"], title="Backfill windows")
    if found.failed_windows:
        output.table(
            ["source", "from", "to", "state", "why"],
            [[r["source"], r["start_on"], r["end_on"], r["state"], r["message"]] for r in found.failed_windows],
            title="Windows that newsgauge backfill --retry-failed asks again",
        )
    if found.events:
        rows = [[_at(r["happened_at"]), r["kind"].replace("_", " "), r["message"]] for r in found.events]
        output.table(["when", "event", "what"], rows, title="Newest events")


def facts(found: Status) -> list[tuple[str, str]]:
    """The lines above the tables."""
    lines = [("home", found.home), ("last run", _last(found.last_run)), ("next run", _next(found))]
    if found.killed_runs:
        lines.append(("killed", f"{len(found.killed_runs)} runs; the next run goes on where they stopped"))
    if found.outdated:
        told = f"version {found.rules}; {found.outdated} answers were read by older ones: `newsgauge reparse`"
        lines.append(("rules", told))
    if found.prefect:
        lines.append(("Prefect", found.prefect))
    if found.report:
        lines.append(("report", found.report))
    return [
        *lines,
        ("archive", f"{_bytes(found.archive_bytes)} in {found.archive_files} files"),
        ("warehouse", f"{_bytes(found.warehouse_bytes)}, published {_bytes(found.published_bytes)}"),
    ]


def _last(run: dict[str, Any] | None) -> str:
    if run is None:
        return "none yet"
    seconds = (run["finished_at"] - run["started_at"]).total_seconds()
    return (
        f"{_at(run['started_at'])}, {seconds:.0f} s: {run['sources']} sources, {run['failed_sources']} failed; "
        f"{run['found']} found, {run['new']} new"
    )


def _next(found: Status) -> str:
    if found.next_run is None:
        return "none scheduled" if found.prefect else "none: `newsgauge serve` runs the schedules"
    seconds = (found.next_run.at - datetime.now(UTC)).total_seconds()
    when = f"in {seconds / 60:.0f} min" if seconds >= 90 else f"in {max(0, seconds):.0f} s"
    return f"{_at(found.next_run.at)} ({when}), {found.next_run.flow}"


def _at(moment: datetime | None) -> str:
    return "" if moment is None else output.moment(moment)


def _bytes(count: int) -> str:
    for size, unit in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"
