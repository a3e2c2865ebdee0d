"""A Chromium for the tests and for the pictures of the documentation."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update",
)  # fmt: skip
MISSING = f"no Chromium: none of {', '.join(NAMES)} on the PATH, and NEWSGAUGE_CHROMIUM names none"


def browser_path(playwright: Playwright) -> str | None:
    """The Chromium to start: the one NEWSGAUGE_CHROMIUM names, one on the PATH, or Playwright's own; None for none."""
    found = os.environ.get("NEWSGAUGE_CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)
    own = playwright.chromium.executable_path
    return found or (own if Path(own).is_file() else None)
