"""What the kill trials interrupt: loads, publications and migrations, each run again from the start after a kill."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from tests.warehouse.facts import load, numbered_batch
from warehouse.connection import open_file, working_path
from warehouse.migrate import Migration, migrate, migrations
from warehouse.publish import publish

BATCHES = 6


def later_migrations() -> list[Migration]:
    """The bundled steps and eight more, each of which writes every claim anew."""
    rewrite = (
        "create table rewritten as select *, {number} as step_{number} from observation; drop table observation; "
        "alter table rewritten rename to observation; update source set name = name || ' {number}';"
    )
    known = migrations()
    return known + [
        Migration(n, f"{n:04}_rewrite", rewrite.format(number=n)) for n in range(len(known) + 1, len(known) + 9)
    ]


def prepare(home: Path) -> None:
    """What publications and migrations start from."""
    load(home, *(numbered_batch(n) for n in range(BATCHES)))


def loads(home: Path) -> None:
    """Load the batches."""
    load(home, *(numbered_batch(n) for n in range(BATCHES)))


def publications(home: Path) -> None:
    """Publish three times."""
    for _ in range(3):
        publish(home)


def migrating(home: Path) -> None:
    """Bring the working file to a schema eight steps on."""
    connection = open_file(working_path(home))
    try:
        migrate(connection, later_migrations())
    finally:
        connection.close()


WORK: dict[str, Callable[[Path], None]] = {"loads": loads, "publications": publications, "migrating": migrating}

if __name__ == "__main__":
    print("begun", flush=True)
    WORK[sys.argv[1]](Path(sys.argv[2]))
    print("done", flush=True)
