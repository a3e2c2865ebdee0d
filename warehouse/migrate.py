"""Numbered SQL files, each one transaction, remembered with its checksum."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import duckdb

from extract.errors import WarehouseError


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema."""

    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the SQL text."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migrations() -> list[Migration]:
    """The steps this program knows, in order."""
    folder = files("warehouse").joinpath("sql", "migrations")
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return [Migration(int(f.name[:4]), Path(f.name).stem, f.read_text(encoding="utf-8")) for f in found]


def schema_version() -> int:
    """The newest schema this program knows."""
    return max(step.number for step in migrations())


def migrate(connection: duckdb.DuckDBPyConnection, steps: list[Migration] | None = None) -> int:
    """Bring a database to the newest schema.

    Args:
        connection: A writable connection.
        steps: The steps to apply; the bundled ones when None.

    Returns:
        How many steps were applied.

    Raises:
        WarehouseError: The database is newer than the program, or an applied step's text has changed.
    """
    known = migrations() if steps is None else steps
    connection.execute(
        "create table if not exists schema_version "
        "(number integer not null, name varchar, checksum varchar, applied_at timestamptz)"
    )
    applied = dict(connection.execute("select number, checksum from schema_version").fetchall())
    newest = max((step.number for step in known), default=0)
    if applied and max(applied) > newest:
        raise WarehouseError(
            f"the warehouse has schema {max(applied)}, this newsgauge knows {newest}: use the newer newsgauge"
        )
    unknown = sorted(set(applied) - {step.number for step in known})
    if unknown:
        raise WarehouseError(f"the warehouse has a step {unknown[0]} that this newsgauge does not know")
    count = 0
    for step in known:
        if step.number in applied:
            if applied[step.number] != step.checksum:
                raise WarehouseError(f"migration {step.name} was changed after it was applied")
            continue
        connection.begin()
        try:
            connection.execute(step.sql)
            connection.execute(
                "insert into schema_version values (?, ?, ?, now())", [step.number, step.name, step.checksum]
            )
            connection.commit()
        except duckdb.Error:
            connection.rollback()
            raise
        count += 1
    if count:
        connection.execute("checkpoint")
    return count
