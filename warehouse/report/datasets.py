"""What the page holds: one SQL file a data set, each within a budget of bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from typing import Any

import duckdb

from extract.errors import WarehouseError
from warehouse.ask import Answer, answer_to
from warehouse.connection import first_line
from warehouse.report.plain import plain_text, web_address

BUDGETS = {
    "publication": 10_000,
    "entity": 50_000,
    "metric": 100_000,
    "source": 100_000,
    "headline": 150_000,
    "point": 900_000,
    "figure": 600_000,
    "conflict": 200_000,
    "revision": 50_000,
}
"""Data set to the most bytes of JSON it may take; together they keep the page under 3 MB."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Rows of JSON values under their column names; `left_out` counts the rows that did not fit."""

    columns: list[str]
    rows: list[list[Any]]
    left_out: int


def cell(column: str, value: Any) -> Any:
    """A value of a data set as JSON has it: times in UTC ISO form, texts harmless, addresses that may be linked."""
    if isinstance(value, str):
        return web_address(value) if column == "url" else plain_text(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [cell(column, item) for item in value]
    return value


def within(rows: Iterable[Sequence[Any]], budget: int) -> tuple[list[Any], int]:
    """The first rows whose JSON fits into a budget of bytes, and the number of those left out."""
    kept: list[Any] = []
    left_out = 0
    for row in rows:
        budget -= len(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()) + 1
        if budget < 0:
            left_out += 1
        else:
            kept.append(row)
    return kept, left_out


def as_dataset(answer: Answer, budget: int) -> Dataset:
    """An answer in the page's form, its first rows that fit into the budget."""
    rows = ([cell(column, value) for column, value in zip(answer.columns, row, strict=True)] for row in answer.rows)
    kept, left_out = within(rows, budget)
    return Dataset(answer.columns, kept, left_out)


def read_datasets(connection: duckdb.DuckDBPyConnection) -> dict[str, Dataset]:
    """Every data set of the page, from the published file.

    Raises:
        WarehouseError: A query failed, as it does on a file published by an older version; names the data set.
    """
    folder = files("warehouse").joinpath("sql", "report")
    found: dict[str, Dataset] = {}
    for name, budget in BUDGETS.items():
        try:
            answer = answer_to(connection, folder.joinpath(f"{name}.sql").read_text(encoding="utf-8"))
        except duckdb.Error as error:
            raise WarehouseError(f"report {name}.sql: {first_line(error)}; publish the warehouse anew") from error
        found[name] = as_dataset(answer, budget)
    return found
