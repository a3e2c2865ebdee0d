"""Commands that read the published warehouse: sql, trend."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from extract.errors import ConfigurationError
from flows.cli import output

BESIDE_FIGURE_AND_BAR = 60
"""Columns of a trend's table that its figures and bars do not have: the other cells and what stands between them."""
WIDEST_BAR, NARROWEST_BAR = 32, 4


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    for command in (sql, trend):
        app.command()(command)


def _root() -> Path:
    from flows.settings import load_settings

    return load_settings().places.root


def sql(
    query: Annotated[str, typer.Argument(help="One SELECT; ? stands for a --parameter.")],
    parameter: Annotated[list[str] | None, typer.Option("--parameter", "-p", help="A value for the next ?.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="CSV, with spreadsheet formulas made harmless.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a row.")] = False,
    parquet: Annotated[Path | None, typer.Option("--parquet", help="Write this Parquet file.")] = None,
) -> None:
    """Ask the published warehouse in SQL."""
    from warehouse import ask

    answer = ask.ask(_root(), query, tuple(parameter or ()))
    if parquet is not None:
        ask.to_parquet(answer, parquet)
        output.say(f"{len(answer.rows)} rows written to {parquet}")
    elif csv:
        sys.stdout.write(ask.to_csv(answer))
    elif as_json:
        sys.stdout.write(ask.to_json_lines(answer))
    else:
        output.table(answer.columns, answer.rows)


def trend(
    entity: Annotated[
        str | None, typer.Argument(help="Entity id, such as wechat; a list of series without it.")
    ] = None,
    metric: Annotated[str | None, typer.Argument(help="Metric id, such as monthly_active_users.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a row.")] = False,
) -> None:
    """Show a metric's trend with a chart, or list the series there are."""
    from warehouse import ask

    if entity is None or metric is None:
        answer = ask.ask(
            _root(),
            "select entity, metric, count(*) as periods, min(period_end) as first, max(period_end) as last, "
            "arg_max(value, period_end) as newest, any_value(unit) as unit from trend "
            "where ? is null or entity = ? group by entity, metric order by entity, metric",
            (entity, entity),
        )
        if as_json:
            sys.stdout.write(ask.to_json_lines(answer))
            return
        rows = [[*row[:5], output.figure(row[5], row[6])] for row in answer.rows]
        output.table(["entity", "metric", "periods", "first", "last", "newest"], rows, right=["periods", "newest"])
        return
    answer = ask.ask(
        _root(),
        "select period_end, comparator, value, unit, change_yoy_percent, story_count, disputed, quote from trend "
        "where entity = ? and metric = ? order by period_end",
        (entity, metric),
    )
    if as_json:
        sys.stdout.write(ask.to_json_lines(answer))
        return
    if not answer.rows:
        raise ConfigurationError(f"no trend of '{entity}' '{metric}'; `newsgauge trend` lists the series there are")
    top = max(abs(row[2]) for row in answer.rows) or 1.0
    figures = [output.figure(row[2], row[3], row[1]) for row in answer.rows]
    room = output.console().width - max(map(len, figures)) - BESIDE_FIGURE_AND_BAR
    output.table(
        ["period end", "value", "", "year on year", "independent", "disputed"],
        [
            [
                row[0],
                text,
                bar(row[2] / top, min(WIDEST_BAR, max(NARROWEST_BAR, room))),
                "" if row[4] is None else f"{row[4]:+.1f} %",
                row[5],
                "yes" if row[6] else "",
            ]
            for row, text in zip(answer.rows, figures, strict=True)
        ],
        right=["value", "year on year", "independent"],
        title=f"{entity}, {metric.replace('_', ' ')}",
    )


def bar(share: float, width: int) -> str:
    """A bar of at most `width` characters, in eighths of one; negative shares give an empty bar."""
    eighths = max(0, round(share * width * 8))
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()
