"""`newsgauge trend`: the series there are, and one series as a chart in the terminal."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer

from extract.errors import ConfigurationError
from flows.cli import output

SERIES = """
select entity, metric, unit, region, span, count(*) as periods, min(period_end) as first, max(period_end) as last,
    arg_max(value, period_end) as value, arg_max(comparator, period_end) as comparator,
    arg_max(value_max, period_end) as value_max
from trend where $entity is null or entity = $entity
group by entity, metric, unit, region, span order by entity, metric, unit, region, span
"""
POINTS = """
select unit, region, span, period_end, comparator, value, value_max, change_yoy_percent, story_count, disputed, lowest,
    highest, quote, source, url
from trend where entity = $entity and metric = $metric order by unit, region nulls first, span, period_end
"""
REPORTED = "reported"
SPANS = {"level": "", REPORTED: "as reported, no period given"}


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(trend)


def trend(
    entity: Annotated[
        str | None, typer.Argument(metavar="ENTITY", help="Entity id, such as wechat; a list of series without it.")
    ] = None,
    metric: Annotated[
        str | None, typer.Argument(metavar="METRIC", help="Metric id, such as monthly_active_users.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also figures without a period, at the day they were reported.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a row.")] = False,
) -> None:
    """Show a metric's trend with a chart, or list the series there are."""
    from warehouse import ask

    root = _root()
    if entity is None or metric is None:
        answer = ask.ask(root, SERIES, {"entity": entity})
        if not answer.rows and entity is not None:
            raise ConfigurationError(f"no trend of '{entity}'; `newsgauge trend` lists the series there are")
    else:
        answer = ask.ask(root, POINTS, {"entity": entity, "metric": metric})
        if not answer.rows:
            raise ConfigurationError(f"no trend of '{entity}' '{metric}'; `newsgauge trend` lists the series there are")
    if as_json:
        sys.stdout.write(ask.to_json_lines(answer))
        return
    if not answer.rows:
        output.result("No series yet: nothing that was read has a figure.")
        return
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    if entity is None or metric is None:
        _list(rows)
    else:
        _show(f"{entity}, {metric.replace('_', ' ')}", rows, everything)


def _root() -> Path:
    from flows.settings import load_settings

    return load_settings().places.root


def _list(rows: list[dict[str, Any]]) -> None:
    output.table(
        ["entity", "metric", "kind", "periods", "first", "last", "newest"],
        [
            [
                row["entity"],
                row["metric"],
                ", ".join(filter(None, (row["region"], row["span"]))),
                row["periods"],
                row["first"],
                row["last"],
                output.figure(row["value"], row["unit"], row["comparator"], row["value_max"]),
            ]
            for row in rows
        ],
        right=["periods", "newest"],
        spare=["first", "periods", "last"],
    )


def _show(title: str, rows: list[dict[str, Any]], everything: bool) -> None:
    """One chart for each unit, region and span: what is defined otherwise never shares one."""
    dated = [row for row in rows if row["span"] != REPORTED]
    shown = rows if everything or not dated else dated
    for (unit, region, span), points in groupby(shown, key=lambda row: (row["unit"], row["region"], row["span"])):
        about = ", ".join(filter(None, (unit, region, SPANS.get(span, f"by {span.replace('_', ' ')}"))))
        _chart(f"{title} ({about})", list(points))
    if len(shown) < len(rows):
        output.say(f"{len(rows) - len(shown)} figures without a period are not shown; --all shows them")


def _chart(title: str, points: list[dict[str, Any]]) -> None:
    top = max(max(abs(row["value"]) for row in points), 1e-300)
    output.table(
        ["period end", "value", "", "on year", "reports", ""],
        [
            [
                row["period_end"],
                output.figure(row["value"], "", row["comparator"], row["value_max"]).strip(),
                output.Share(max(0.0, row["value"] / top), "yellow" if row["disputed"] else "cyan"),
                "" if row["change_yoy_percent"] is None else f"{row['change_yoy_percent']:+.1f} %",
                row["story_count"],
                f"{output.scaled(row['lowest'])} to {output.scaled(row['highest'])}" if row["disputed"] else "",
            ]
            for row in points
        ],
        right=["value", "on year", "reports"],
        title=title,
    )
    newest = points[-1]
    output.result(output.clean(f"{newest['period_end']}, {newest['source']}: \u201c{newest['quote']}\u201d"))
    output.result(output.clean(newest["url"]))
