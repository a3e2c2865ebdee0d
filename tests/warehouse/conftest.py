"""Fixtures of the warehouse's tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty NEWSGAUGE_HOME."""
    folder = tmp_path / "home"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def full_scale() -> bool:
    """Whether NEWSGAUGE_TEST_SCALE=full asks for the long forms of the trials."""
    return os.environ.get("NEWSGAUGE_TEST_SCALE") == "full"
