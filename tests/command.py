"""The command line, run as people run it: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

NEWSGAUGE = str(Path(sys.executable).with_name("newsgauge"))


def newsgauge(
    *arguments: str, given: str | None = None, seconds: float = 120, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run `newsgauge` to its end.

    Args:
        arguments: The words after the program's name.
        given: What it reads on standard input.
        seconds: How long it may take.
        variables: Added to this process's environment.

    Raises:
        subprocess.TimeoutExpired: It took longer.
    """
    return subprocess.run(
        [NEWSGAUGE, *arguments], input=given, capture_output=True, text=True, encoding="utf-8", timeout=seconds,
        check=False, env={**os.environ, **variables},
    )  # fmt: skip
