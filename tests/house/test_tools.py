"""The house's own tools find nothing: linter, formatter, type checker, import rules."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"], ["lint-imports", "--no-cache"]],
    ids=["linter", "formatter", "types", "imports"],
)
def test_finds_nothing(command: list[str]) -> None:
    tool = [str(BIN / command[0]), *command[1:]]
    done = subprocess.run(tool, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
