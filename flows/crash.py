"""A way for tests to end the process at a stage boundary, as a power cut would."""

from __future__ import annotations

import os
import signal

VARIABLE = "NEWSGAUGE_KILL_AT"


def stage(name: str) -> None:
    """Pass a stage boundary; with NEWSGAUGE_KILL_AT=name the process gets SIGKILL here."""
    if os.environ.get(VARIABLE) == name:
        os.kill(os.getpid(), signal.SIGKILL)
