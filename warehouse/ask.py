"""Read-only questions to the published file, and their answers in the forms people take away."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from extract.errors import WarehouseError
from warehouse.connection import first_line, published_path

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


Parameters = Sequence[object] | Mapping[str, object]
"""Values of the question marks in order, or of $names by name."""


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


def answer_to(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Parameters = ()) -> Answer:
    """One statement's answer.

    Raises:
        WarehouseError: There is no statement in it, or several are.
    """
    _check_is_one(connection, sql)
    cursor = connection.execute(sql, _bound(parameters))
    columns = [column[0] for column in cursor.description or ()]
    return Answer(columns, cursor.fetchall())


def ask(home: Path, sql: str, parameters: Parameters = ()) -> Answer:
    """Ask the published file one question.

    Args:
        home: NEWSGAUGE_HOME.
        sql: One statement that reads; text from people goes into `parameters`, as ? or $name in the SQL.
        parameters: Their values.

    Raises:
        WarehouseError: Nothing is published yet, or the question is wrong.
    """
    with published(home) as connection:
        return answer_to(connection, sql, parameters)


def ask_arrow(home: Path, sql: str, parameters: Parameters = ()) -> pa.Table:
    """The same as an Arrow table, in the types of the columns.

    Raises:
        WarehouseError: As `ask`, or the statement gives no rows.
    """
    with published(home) as connection:
        _check_is_one(connection, sql)
        relation = connection.sql(sql, params=_bound(parameters))
        if relation is None:
            raise WarehouseError("this statement gives no rows; ask with a SELECT")
        return relation.to_arrow_table()


def _check_is_one(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Of several statements DuckDB would answer the last alone, of blanks and comments none."""
    count = len(connection.extract_statements(sql))
    if count != 1:
        raise WarehouseError(
            f"there are {count} statements; ask with one SELECT"
            if count
            else "there is no statement to answer; ask with a SELECT"
        )


def _bound(parameters: Parameters) -> list[object] | dict[str, object]:
    return dict(parameters) if isinstance(parameters, Mapping) else list(parameters)


def harmless(cell: object) -> object:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers.

    So does text that begins with apostrophes and goes on like a formula, so that taking one off gives back the text.
    """
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _csv_cell(cell: object) -> object:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, list | dict):
        return json.dumps(cell, ensure_ascii=False, default=str)
    return harmless(cell)


def to_csv(answer: Answer) -> str:
    """The answer as CSV (RFC 4180), formulas made harmless, lists as JSON."""
    sink = io.StringIO()
    lines = csv.writer(sink)
    lines.writerow([harmless(name) for name in answer.columns])
    lines.writerows([[_csv_cell(cell) for cell in row] for row in answer.rows])
    return sink.getvalue()


def _json_cell(cell: object) -> object:
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def to_json_lines(answer: Answer) -> str:
    """The answer as one JSON object a line; dates and times in ISO form, what is no number as null."""
    return "".join(
        json.dumps(dict(zip(answer.columns, map(_json_cell, row), strict=True)), ensure_ascii=False, default=_plain)
        + "\n"
        for row in answer.rows
    )


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a Parquet file, under its name only when it is whole.

    Raises:
        WarehouseError: It cannot be written there.
    """
    import pyarrow.parquet as pq

    partial = path.with_name(path.name + ".partial")
    try:
        pq.write_table(table, partial, compression="zstd")
        partial.replace(path)
    except OSError as error:
        raise WarehouseError(f"{path}: cannot be written: {first_line(error)}") from error
    finally:
        partial.unlink(missing_ok=True)
