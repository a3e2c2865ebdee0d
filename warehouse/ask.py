"""Read-only questions to the published file, and their answers in the forms people take away."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from extract.errors import WarehouseError
from warehouse.connection import first_line, published_path

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Answer:
    """Column names, and rows of Python values."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


@contextmanager
def published(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to one publication, for questions that must agree with each other.

    Args:
        home: NEWSGAUGE_HOME.

    Raises:
        WarehouseError: Nothing is published yet, or a question asked in the block is wrong.
    """
    path = published_path(home)
    if not path.is_file():
        raise WarehouseError(f"{path}: nothing is published yet; run `newsgauge run` or `newsgauge demo` first")
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": False,
        "autoinstall_known_extensions": False,
    }
    try:
        with duckdb.connect(str(path), read_only=True, config=config) as connection:
            connection.execute("set timezone = 'UTC'")
            yield connection
    except duckdb.Error as error:
        raise WarehouseError(first_line(error)) from error


def answer_to(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[object] = ()) -> Answer:
    """One statement's answer; the parameters are the values of its question marks."""
    cursor = connection.execute(sql, list(parameters))
    columns = [column[0] for column in cursor.description or ()]
    return Answer(columns, cursor.fetchall())


def ask(home: Path, sql: str, parameters: Sequence[object] = ()) -> Answer:
    """Ask the published file one question.

    Args:
        home: NEWSGAUGE_HOME.
        sql: One statement that reads; text from people goes into `parameters`, as ? in the SQL.
        parameters: Values of the question marks.

    Raises:
        WarehouseError: Nothing is published yet, or the question is wrong.
    """
    with published(home) as connection:
        return answer_to(connection, sql, parameters)


def harmless(cell: object) -> object:
    """Text that a spreadsheet would run as a formula gets an apostrophe; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def to_csv(answer: Answer) -> str:
    """The answer as CSV (RFC 4180), formulas made harmless."""
    sink = io.StringIO()
    lines = csv.writer(sink)
    lines.writerow([harmless(name) for name in answer.columns])
    lines.writerows([[harmless(cell) for cell in row] for row in answer.rows])
    return sink.getvalue()


def to_json_lines(answer: Answer) -> str:
    """The answer as one JSON object a line; dates and times in ISO form."""
    return "".join(
        json.dumps(dict(zip(answer.columns, row, strict=True)), ensure_ascii=False, default=str) + "\n"
        for row in answer.rows
    )


def to_parquet(answer: Answer, path: Path) -> None:
    """Write the answer as a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = list(zip(*answer.rows, strict=True)) if answer.rows else [()] * len(answer.columns)
    pq.write_table(pa.table({name: list(c) for name, c in zip(answer.columns, columns, strict=True)}), path)
