"""The size of the long trials."""

from __future__ import annotations

import os

FULL = os.environ.get("NEWSGAUGE_TEST_SCALE") == "full"
"""Whether NEWSGAUGE_TEST_SCALE=full asks for their full numbers."""
