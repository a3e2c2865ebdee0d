"""Commands that take data out of the published warehouse: sql and export."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.cli import output


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(sql)
    app.command()(export)


def root() -> Path:
    """NEWSGAUGE_HOME."""
    from flows.settings import load_settings

    return load_settings().places.root


def sql(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="One SELECT; ? stands for a --parameter.")],
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", "-p", metavar="VALUE", help="A value for the next ?.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="CSV, with spreadsheet formulas made harmless.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a row.")] = False,
    parquet: Annotated[Path | None, typer.Option("--parquet", metavar="FILE", help="Write this Parquet file.")] = None,
) -> None:
    """Ask the published warehouse in SQL."""
    from warehouse import ask

    if csv + as_json + (parquet is not None) > 1:
        raise typer.BadParameter("give one of --csv, --json and --parquet")
    parameters = tuple(parameter or ())
    if parquet is not None:
        table = ask.ask_arrow(root(), query, parameters)
        ask.write_parquet(table, parquet)
        output.say(f"{table.num_rows} rows written to {parquet}")
        return
    answer = ask.ask(root(), query, parameters)
    if csv:
        sys.stdout.write(ask.to_csv(answer))
    elif as_json:
        sys.stdout.write(ask.to_json_lines(answer))
    else:
        numbers = [
            name for i, name in enumerate(answer.columns) if any(isinstance(row[i], int | float) for row in answer.rows)
        ]
        output.table(answer.columns, [list(map(cell, row)) for row in answer.rows], right=numbers)


def cell(value: object) -> object:
    """A value as a person reads it in a table: thousands set apart, times to the second."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no"}.get(value) if value is not None else None
    if isinstance(value, int | float):
        return f"{value:,.12g}" if isinstance(value, float) else f"{value:,}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}" + (" UTC" if value.tzinfo else "")
    return value


def _one_row(about: str) -> str:
    """The first clause of a table's description, without the words that the column's heading says."""
    clause = about.split(":")[0].split(". ")[0].removesuffix(".")
    return clause.removeprefix("one row for ").removeprefix("one row ")


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write to; made if need be.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a file.")] = False,
) -> None:
    """Write every table and mart as Parquet, with a dictionary of rows and columns."""
    from warehouse.export import DICTIONARY
    from warehouse.export import export as write

    done = write(root(), folder)
    if as_json:
        for one in done:
            output.json_line({"file": f"{one.name}.parquet", "rows": one.row_count, "about": one.about})
        return
    output.table(
        ["file", "rows", "one row is"],
        [[f"{one.name}.parquet", f"{one.row_count:,}", _one_row(one.about)] for one in done],
        right=["rows"],
    )
    output.result(f"Written to {folder}; {folder / DICTIONARY} says what rows and columns mean.")
