"""Fixtures of the warehouse's tests."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty NEWSGAUGE_HOME."""
    folder = tmp_path / "home"
    folder.mkdir(exist_ok=True)
    return folder
