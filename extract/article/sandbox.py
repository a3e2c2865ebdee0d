"""Parse in processes that can be killed: every parser has an input that it never comes back from."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path

from extract.errors import ParseError
from extract.records import Article, Capture, Failure, Source

DOCUMENTS_PER_WORKER = 1000
"""A worker is replaced after so many, for what libraries keep in caches."""
START_SECONDS = 60.0
PAYS_AFTER = 50
"""Documents after which another worker is started: one costs a second of processor time."""
MOST_WORKERS = 4
MOST_WAITS = 6
"""By the clock a document may take so many times its processor time."""
AHEAD = 8
"""Answers kept for each worker while an earlier document is not done."""
# The parent's path and not its main module: that may be a command that imports all of Prefect.
_CODE = (
    "import sys; handle, seconds, megabytes, *sys.path = sys.argv[1:]; "
    "from extract.article.worker import serve; serve(int(handle), float(seconds), int(megabytes))"
)


@dataclass(slots=True)
class _Task:
    capture: Capture
    source: Source | None
    answer: Article | str | None = None


@dataclass(slots=True, eq=False)
class _Worker:
    process: subprocess.Popen[bytes]
    pipe: Connection
    deadline: float
    ready: bool = False
    task: _Task | None = None
    begun_at: float = 0.0
    used_before: float = 0.0
    done: int = 0

    def used(self) -> float:
        """Seconds of processor time since its start."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> int:
        """End the process; returns its exit code, negative for a signal."""
        self.pipe.close()
        if self.process.poll() is None:
            self.process.kill()
        return self.process.wait()


def _start(seconds: float, megabytes: int) -> _Worker:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-P", "-c", _CODE, str(theirs.fileno()), str(seconds), str(megabytes), *sys.path],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
        )
    return _Worker(process, Connection(ours.detach()), time.monotonic() + START_SECONDS)


@dataclass(slots=True)
class _Pool:
    """Workers and the documents they are at. One thread; nothing is shared but the pipes."""

    seconds: float
    megabytes: int
    most: int
    workers: list[_Worker] = field(default_factory=list)
    served: int = 0

    def idle(self) -> _Worker | None:
        """A worker without a task; another is started when there is none, or when that pays."""
        free = next((worker for worker in self.workers if worker.ready and worker.task is None), None)
        if free is None and len(self.workers) < min(self.most, 1 + self.served // PAYS_AFTER):
            self.workers.append(_start(self.seconds, self.megabytes))
        return free

    def give(self, worker: _Worker, task: _Task) -> None:
        """Send a document; a worker that has died meanwhile answers with its death."""
        worker.task, worker.used_before, worker.begun_at = task, worker.used(), time.monotonic()
        worker.deadline = worker.begun_at + self.seconds
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            worker.pipe.send((task.capture, task.source))

    def step(self) -> None:
        """Wait for the next answer, death or deadline of any worker."""
        busy = [worker for worker in self.workers if worker.task or not worker.ready]
        soonest = min(worker.deadline for worker in busy)
        answered = wait([worker.pipe for worker in busy], max(0.0, soonest - time.monotonic()))
        for worker in busy:
            if worker.pipe in answered:
                self._answer(worker)
            elif time.monotonic() >= worker.deadline and not self._prolonged(worker):
                self._lose(worker, f"parsing took more than {self.seconds:g} s" if worker.task else "no sign of life")

    def _prolonged(self, worker: _Worker) -> bool:
        """Whether the deadline was put off: on a machine with too much to do, a document may not have had its turn."""
        left = self.seconds - (worker.used() - worker.used_before)
        if worker.task is None or left <= 0 or time.monotonic() > worker.begun_at + MOST_WAITS * self.seconds:
            return False
        worker.deadline = time.monotonic() + max(left, 0.1)
        return True

    def _answer(self, worker: _Worker) -> None:
        try:
            answer: Article | str = worker.pipe.recv()
        except (EOFError, ConnectionResetError):
            self._lose(worker, "")
            return
        if worker.task is None:
            worker.ready = True
            return
        worker.task.answer, worker.task = answer, None
        worker.done += 1
        self.served += 1
        if worker.done >= DOCUMENTS_PER_WORKER:
            self._drop(worker)

    def _drop(self, worker: _Worker) -> int:
        self.workers.remove(worker)
        return worker.kill()

    def _lose(self, worker: _Worker, reason: str) -> None:
        code = self._drop(worker)
        if worker.task is None:
            raise ParseError(f"the parser process did not start: {reason or f'exit code {code}'}")
        if code == -signal.SIGXCPU:
            reason = f"parsing took more than {self.seconds:g} s"
        worker.task.answer = reason or f"the parser process ended with code {code}"
        self.served += 1

    def close(self) -> None:
        """End all workers."""
        while self.workers:
            self._drop(self.workers[-1])


def parse_captures(
    captures: Iterable[Capture],
    *,
    sources: Mapping[str, Source] | None = None,
    seconds: float = 5.0,
    megabytes: int = 500,
    workers: int | None = None,
) -> Iterator[tuple[Capture, Article | Failure]]:
    """Parse captures in killable processes.

    Args:
        captures: Article captures; read only as far ahead as the workers need.
        sources: Sources by id.
        seconds: Most processor time for one document.
        megabytes: Most memory for one document.
        workers: Most processes; as many as there are processors, four at most, when left out. All but the first are
            started only once there is work for them.

    Yields:
        Each capture with its article, or with the failure that is recorded in its place; in the order given.

    Raises:
        ParseError: The parser process does not start.
    """
    pool = _Pool(seconds, megabytes, workers or min(MOST_WORKERS, len(os.sched_getaffinity(0))))
    waiting = iter(captures)
    tasks: deque[_Task] = deque()
    upcoming: Capture | None = next(waiting, None)
    try:
        while upcoming is not None or tasks:
            while tasks and tasks[0].answer is not None:
                task = tasks.popleft()
                yield task.capture, _result(task)
            while upcoming is not None and len(tasks) < AHEAD * pool.most and (worker := pool.idle()):
                tasks.append(_Task(upcoming, (sources or {}).get(upcoming.source_id)))
                pool.give(worker, tasks[-1])
                upcoming = next(waiting, None)
            if any(worker.task or not worker.ready for worker in pool.workers):
                pool.step()
    finally:
        pool.close()


def _result(task: _Task) -> Article | Failure:
    if isinstance(task.answer, Article):
        return task.answer
    capture = task.capture
    return Failure(
        source_id=capture.source_id, url=capture.url, stage="parse", reason=task.answer or "", at=capture.fetched_at,
        kind="ParseError",
    )  # fmt: skip
