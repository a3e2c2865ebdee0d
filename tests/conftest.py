"""Fixtures that every folder of tests may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads the developer's own home or NEWSGAUGE_* variables, nor writes there."""
    for name in list(os.environ):
        if name.startswith("NEWSGAUGE_") and name not in {"NEWSGAUGE_REQUIRE_BROWSER", "NEWSGAUGE_TEST_SCALE"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("NEWSGAUGE_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of research and corpus beside the repository; the test is skipped where it is not."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared beside this clone")
    return SHARED
