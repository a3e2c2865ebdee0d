"""Run a function in a process that can be killed: every parser has an input that it never comes back from."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import resource
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Self, TypeVar

from extract.errors import ParseError, SourceError

CALLS_PER_PROCESS = 500
START_SECONDS = 60.0
MEBIBYTE = 1024 * 1024
Result = TypeVar("Result")


def _work(pipe: Connection, megabytes: int) -> None:
    """The process: one call in, its value or error out, until the pipe closes."""
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - pathlib adds nothing to a one-word read
        base = int(statm.read().split()[0]) * resource.getpagesize()
    limit = base + megabytes * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    pipe.send("ready")
    while True:
        try:
            function, arguments = pipe.recv()
        except EOFError:
            return
        answer: Any
        try:
            answer = (function(*arguments), None)
        except SourceError as error:
            answer = (None, error)
        except MemoryError:
            answer = (None, ParseError(f"needs more than {megabytes} MB"))
        except Exception as error:  # noqa: BLE001 - whatever a parser raises costs one document and is recorded
            answer = (None, ParseError(f"the parser failed: {type(error).__name__}: {str(error)[:160]}"))
        pipe.send(answer)


@dataclass(slots=True)
class _Process:
    process: BaseProcess
    pipe: Connection
    calls: int = 0

    def kill(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


class Confined:
    """A process that makes one call at a time within limits; it is started when needed and replaced when it broke them.

    Args:
        seconds: Longest time for one call.
        megabytes: Most memory for one call.
    """

    def __init__(self, *, seconds: float = 5.0, megabytes: int = 500) -> None:
        self._seconds, self._megabytes = seconds, megabytes
        self._process: _Process | None = None
        self._one_at_a_time = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        with self._one_at_a_time:
            self._drop()

    def call(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """Call a module's function; arguments and value are pickled.

        Raises:
            SourceError: Its own.
            ParseError: It took too long or too much memory, or failed in any other way.
        """
        with self._one_at_a_time:
            value, error = self._answer(function, arguments)
        if error is not None:
            raise error
        result: Result = value
        return result

    async def acall(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """`call` for an event loop, which goes on meanwhile."""
        return await asyncio.to_thread(self.call, function, *arguments)

    def _answer(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, SourceError | None]:
        worker = self._process = self._process or self._start()
        with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
            worker.pipe.send((function, arguments))
            if worker.pipe.poll(self._seconds):
                answer: tuple[Any, SourceError | None] = worker.pipe.recv()
                worker.calls += 1
                if worker.calls >= CALLS_PER_PROCESS:
                    self._drop()
                return answer
        self._drop()
        return None, ParseError(f"parsing took more than {self._seconds:g} s or more than {self._megabytes} MB")

    def _drop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process = None

    def _start(self) -> _Process:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, self._megabytes), daemon=True, name="newsgauge-parser")
        process.start()
        theirs.close()
        worker = _Process(process, ours)
        if not ours.poll(START_SECONDS) or ours.recv() != "ready":
            worker.kill()
            raise ParseError(f"the parser process did not start within {START_SECONDS:g} s")
        return worker
