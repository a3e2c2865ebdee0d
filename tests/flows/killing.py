"""Run the command line again and again in forked processes, each killed with SIGKILL at one place of the program.

Usage: python killing.py '{"runs": [{"at": "module:name:before|after|within:N", "argv": […]}, …]}'
Prints a JSON list of exit codes. One import serves all runs; each child is a process of its own, as a real run is.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def wrapped(function: Callable[..., Any], when: str, number: int) -> Callable[..., Any]:
    """The function, with the process's end before or after its Nth call, or within the context it opens."""
    calls = 0

    def due() -> bool:
        nonlocal calls
        calls += 1
        return calls == number

    if when == "within":

        @contextlib.contextmanager
        def context(*args: Any, **kwargs: Any) -> Iterator[Any]:
            with function(*args, **kwargs) as value:
                yield value
                if due():
                    kill()

        return context
    if inspect.iscoroutinefunction(function):

        async def coroutine(*args: Any, **kwargs: Any) -> Any:
            now = due()
            if now and when == "before":
                kill()
            value = await function(*args, **kwargs)
            if now:
                kill()
            return value

        return coroutine

    def plain(*args: Any, **kwargs: Any) -> Any:
        now = due()
        if now and when == "before":
            kill()
        value = function(*args, **kwargs)
        if now:
            kill()
        return value

    return plain


def arm(place: str) -> None:
    """Replace the named function by one that kills; the name must be there."""
    module_name, name, when, number = place.split(":")
    owner: Any = importlib.import_module(module_name)
    *path, last = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    setattr(owner, last, wrapped(getattr(owner, last), when, int(number)))


def child(run: dict[str, Any]) -> None:
    from flows.cli import main

    if run.get("at"):
        arm(run["at"])
    sys.argv = ["newsgauge", *run["argv"]]
    code = 0
    try:
        main()
    except SystemExit as end:
        code = int(end.code or 0)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def run_all(runs: list[dict[str, Any]]) -> list[int]:
    import flows.backfill
    import flows.ingest
    import flows.reparse  # noqa: F401 - imported once for all children

    codes = []
    for run in runs:
        pid = os.fork()
        if pid == 0:
            os.dup2(2, 1)
            child(run)
        _, status = os.waitpid(pid, 0)
        codes.append(os.waitstatus_to_exitcode(status))
    return codes


if __name__ == "__main__":
    print(json.dumps(run_all(json.loads(sys.argv[1])["runs"])))
