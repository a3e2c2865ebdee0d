"""The marts: SQL files, one a mart, built in the order of their numbers; their comments become the database's."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import duckdb

from extract.errors import WarehouseError
from warehouse.connection import trouble
from warehouse.load import sql_files

_HEAD = re.compile(r"-- (\w+)(\([^)]*\))?: ((?:.*\n)(?:-- .*\n)*)")
_KIND = {"table": "table", "view": "view", "macro": "macro table"}


@dataclass(frozen=True, slots=True)
class Mart:
    """One SQL file under sql/marts; `signature` is "(day)" for one with an argument, `about` says what a row is."""

    name: str
    signature: str
    kind: str
    about: str
    sql: str


@cache
def marts() -> tuple[Mart, ...]:
    """The marts in the order they are built.

    Raises:
        WarehouseError: A file does not begin with "-- name: what a row is", or does not create what it is named for.
    """
    return tuple(_mart(f.name, f.read_text(encoding="utf-8")) for f in sql_files("marts"))


def _mart(file_name: str, sql: str) -> Mart:
    head = _HEAD.match(sql)
    name = file_name[4:-4]
    made = re.search(rf"create or replace (table|view|macro) {name}\b", sql)
    if head is None or head[1] != name or made is None:
        raise WarehouseError(f"mart {file_name}: must begin with '-- {name}: what a row is' and create {name}")
    about = " ".join(head[3].replace("\n-- ", " ").split())
    return Mart(name, head[2] or "", _KIND[made[1]], about, sql)


@cache
def glossary() -> tuple[dict[str, str], dict[str, str]]:
    """What a row of each base table is, and what each column means wherever it occurs, from dictionary.toml."""
    found = tomllib.loads(files("warehouse").joinpath("dictionary.toml").read_text(encoding="utf-8"))
    return found["table"], found["column"]


def build_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """Build every mart in this database, and leave the dictionary in its comments.

    Raises:
        WarehouseError: A mart's SQL failed; names its file.
    """
    for mart in marts():
        try:
            connection.execute(mart.sql)
            connection.execute(f"comment on {mart.kind} {mart.name} is {_literal(mart.about)}")
        except duckdb.Error as error:
            raise trouble(f"mart {mart.name}", error) from error


def comment_columns(connection: duckdb.DuckDBPyConnection) -> None:
    """Comment the base tables and every table's and view's columns from the glossary."""
    tables, columns = glossary()
    for table, about in tables.items():
        connection.execute(f'comment on table "{table}" is {_literal(about)}')
    found = connection.execute(
        "select table_name, column_name from duckdb_columns() where not internal and database_name = current_database()"
    ).fetchall()
    for table, column in found:
        if column in columns:
            connection.execute(f'comment on column "{table}"."{column}" is {_literal(columns[column])}')


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
