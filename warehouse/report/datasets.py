"""What the page holds: one SQL file a data set, each within a budget of bytes."""

from __future__ import annotations

import json
import math
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
    "point": 1_100_000,
    "figure": 550_000,
    "conflict": 150_000,
    "revision": 50_000,
}
"""Data set to the most bytes of JSON it may take; together they keep the page under 3 MB."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Rows of JSON values under their column names. In `text_columns` a number is the place of a text in the page's
    table of texts. `left_out` counts the rows that did not fit."""

    columns: list[str]
    text_columns: list[str]
    rows: list[list[Any]]
    left_out: int


class Texts:
    """The page's table of texts: names, days, titles and addresses stand in many rows, and are carried once."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def place(self, text: str) -> int:
        """Where this text stands, taken in if it is new."""
        return self._places.setdefault(text, len(self._places))

    def cost(self, text: str) -> int:
        """Bytes that taking it in would add."""
        return 0 if text in self._places else json_size(text)

    @property
    def table(self) -> list[str]:
        """All texts, in the order of their places."""
        return list(self._places)


def json_size(value: Any) -> int:
    """Bytes of a value in JSON, with the comma after it."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()) + 1


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
    if isinstance(value, float) and not math.isfinite(value):
        return None  # JSON has no such number, and a figure that is none is not shown as one
    return value


def _texts_of(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for item in value for text in _texts_of(item)]
    return [value] if isinstance(value, str) else []


def _placed(value: Any, texts: Texts) -> Any:
    if isinstance(value, list):
        return [_placed(item, texts) for item in value]
    return texts.place(value) if isinstance(value, str) else value


def as_dataset(answer: Answer, budget: int, texts: Texts) -> Dataset:
    """An answer in the page's form: its first rows whose JSON, with the texts they bring, fits into a budget.

    Args:
        answer: Rows, the most important first.
        budget: Bytes.
        texts: The page's texts; those of the rows kept are taken in.
    """
    text_columns = [
        column
        for at, column in enumerate(answer.columns)
        if any(isinstance(row[at], (str, date, list)) for row in answer.rows)
    ]
    kept: list[list[Any]] = []
    for row in answer.rows:
        cells = [cell(column, value) for column, value in zip(answer.columns, row, strict=True)]
        budget -= sum(texts.cost(text) for text in set(_texts_of(cells)))
        budget -= json_size([_size_stand_in(value) for value in cells])
        if budget < 0:
            break
        kept.append([_placed(value, texts) for value in cells])
    return Dataset(answer.columns, text_columns, kept, len(answer.rows) - len(kept))


def _size_stand_in(value: Any) -> Any:
    # The place of a text is at most six digits long.
    if isinstance(value, list):
        return [_size_stand_in(item) for item in value]
    return 999_999 if isinstance(value, str) else value


def read_datasets(connection: duckdb.DuckDBPyConnection) -> tuple[dict[str, Dataset], Texts]:
    """Every data set of the page, from the published file, and the texts they refer to.

    Raises:
        WarehouseError: A query failed, as it does on a file published by an older version; names the data set.
    """
    folder = files("warehouse").joinpath("sql", "report")
    texts = Texts()
    found: dict[str, Dataset] = {}
    for name, budget in BUDGETS.items():
        try:
            answer = answer_to(connection, folder.joinpath(f"{name}.sql").read_text(encoding="utf-8"))
        except duckdb.Error as error:
            raise WarehouseError(f"report {name}.sql: {first_line(error)}; publish the warehouse anew") from error
        found[name] = as_dataset(answer, budget, texts)
    return found, texts
