"""Which DuckDB lines the tests run on; read at import, before fixtures clear the environment."""

from __future__ import annotations

import os

_WANTED = os.environ.get("NEWSGAUGE_DUCKDB", "")
_OTHER_PYTHON = os.environ.get("NEWSGAUGE_OTHER_PYTHON", "")


def wanted_line() -> str:
    """The major version that CI means to test, from NEWSGAUGE_DUCKDB; empty when any will do."""
    return _WANTED


def other_python() -> str:
    """An interpreter whose environment holds the other line, from NEWSGAUGE_OTHER_PYTHON; empty when there is none."""
    return _OTHER_PYTHON
