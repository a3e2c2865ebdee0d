"""The process that parses: one capture in, one article or reason out, until the pipe closes. Started by sandbox."""

from __future__ import annotations

import math
import resource
from multiprocessing.connection import Connection
from pathlib import Path

from extract.article.parse import parse_article
from extract.errors import ParseError
from extract.records import Article

MEBIBYTE = 1024 * 1024
READY = "ready"


def serve(handle: int, seconds: float, megabytes: int) -> None:
    """Answer captures from a pipe.

    Args:
        handle: File descriptor of the pipe; (capture, source) come in, an Article or the reason for none goes out.
        seconds: Processor time that one document may take, rounded up; the kernel ends the process above it, so that
            an endless loop does not outlive a parent that was killed.
        megabytes: Memory that one document may take beyond what the process has at its start.
    """
    base = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    limit = base + megabytes * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    pipe = Connection(handle)
    pipe.send(READY)
    while True:
        try:
            capture, source = pipe.recv()
        except (EOFError, ConnectionResetError):
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        end = math.ceil(used.ru_utime + used.ru_stime + seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (end, resource.RLIM_INFINITY))
        try:
            answer: Article | str = parse_article(capture, source=source)
        except ParseError as error:
            answer = error.reason
        except MemoryError:
            answer = f"needs more than {megabytes} MB"
        except Exception as error:  # noqa: BLE001 - whatever a parser raises costs one document and is recorded
            answer = f"the parser failed: {type(error).__name__}: {' '.join(str(error).split())[:160]}"
        try:
            pipe.send(answer)
        except BrokenPipeError:
            return
