"""Parse in a process that can be killed: every parser has an input that it never comes back from."""

from __future__ import annotations

import contextlib
import multiprocessing
import resource
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from extract.article import parse_article
from extract.errors import ParseError
from extract.records import Article, Capture, Failure, Source

DOCUMENTS_PER_WORKER = 500
START_SECONDS = 60.0
MEBIBYTE = 1024 * 1024


def _work(pipe: Connection, megabytes: int) -> None:
    """The worker: one capture in, one article or reason out, until the pipe closes."""
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - pathlib adds nothing to a one-word read
        base = int(statm.read().split()[0]) * resource.getpagesize()
    limit = base + megabytes * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    pipe.send("ready")
    while True:
        try:
            capture, source = pipe.recv()
        except EOFError:
            return
        try:
            answer: Article | str = parse_article(capture, source=source)
        except ParseError as error:
            answer = error.reason
        except MemoryError:
            answer = f"needs more than {megabytes} MB"
        except Exception as error:  # noqa: BLE001 - whatever a parser raises costs one document and is recorded
            answer = f"the parser failed: {type(error).__name__}: {str(error)[:160]}"
        pipe.send(answer)


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    done: int = 0

    def kill(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


def _start(megabytes: int) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, megabytes), daemon=True, name="newsgauge-parser")
    process.start()
    theirs.close()
    worker = _Worker(process, ours)
    if not ours.poll(START_SECONDS) or ours.recv() != "ready":
        worker.kill()
        raise ParseError(f"the parser process did not start within {START_SECONDS:g} s")
    return worker


def _ask(worker: _Worker, capture: Capture, source: Source | None, seconds: float) -> Article | str | None:
    """The answer; None when the worker is lost and must be replaced."""
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        worker.pipe.send((capture, source))
        if worker.pipe.poll(seconds):
            found: Article | str = worker.pipe.recv()
            worker.done += 1
            return found
    return None


def parse_captures(
    captures: Iterable[Capture],
    *,
    sources: Mapping[str, Source] | None = None,
    seconds: float = 5.0,
    megabytes: int = 500,
) -> Iterator[tuple[Capture, Article | Failure]]:
    """Parse captures one after another in a killable process.

    Args:
        captures: Article captures.
        sources: Sources by id.
        seconds: Longest time for one document.
        megabytes: Most memory for one document.

    Yields:
        Each capture with its article, or with the failure that is recorded in its place; in the order given.
    """
    worker: _Worker | None = None
    try:
        for capture in captures:
            worker = worker or _start(megabytes)
            answer = _ask(worker, capture, (sources or {}).get(capture.source_id), seconds)
            if answer is None or worker.done >= DOCUMENTS_PER_WORKER:
                worker.kill()
                worker = None
            if isinstance(answer, Article):
                yield capture, answer
                continue
            yield (
                capture,
                Failure(
                    source_id=capture.source_id,
                    url=capture.url,
                    stage="parse",
                    reason=answer or f"parsing took more than {seconds:g} s or more than {megabytes} MB",
                    at=capture.fetched_at,
                    kind="ParseError",
                ),
            )
    finally:
        if worker is not None:
            worker.kill()
