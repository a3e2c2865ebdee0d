"""Prefect's server as a child that never outlives its parent, however the parent ends.

Run as `python -m flows.prefect_server PORT` with a pipe as standard input: the parent holds the other end, and the
operating system closes it when the parent is gone.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading

GRACE_SECONDS = 10.0


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 64):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(GRACE_SECONDS)
    os._exit(1)


def main() -> None:
    """Serve on loopback until stopped or until standard input ends."""
    port = str(int(sys.argv[1]))
    threading.Thread(target=_end_with_parent, daemon=True, name="parent watch").start()
    # Left to itself the interface asks at Prefect's default port, whatever port it is served at.
    os.environ.setdefault("PREFECT_SERVER_UI_API_URL", f"http://127.0.0.1:{port}/api")
    sys.argv = ["prefect", "server", "start", "--host", "127.0.0.1", "--port", port]
    runpy.run_module("prefect", run_name="__main__")


if __name__ == "__main__":
    main()
