"""Run one flow from the command line: Prefect made ready, the log in place, signals and errors turned into one end."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from extract.errors import NewsgaugeError
from flows import progress
from flows.cli import output
from flows.settings import Settings


@contextmanager
def prefect_ready(settings: Settings) -> Iterator[None]:
    """Prefect's environment, an API to talk to, and a log that says more with --verbose."""
    from flows.prefect_api import prefect_api, prepare_environment

    verbose = output.is_verbose()
    prepare_environment(
        settings.places.prefect,
        keep_runs_days=settings.serve.keep_runs_days,
        console_level="INFO" if verbose else "CRITICAL",
    )
    with ExitStack() as stack:
        with progress.spinner("starting Prefect"):
            stack.enter_context(prefect_api(settings.places.prefect))
        from flows import log

        always = () if output.is_quiet() else ("lock", "plan")
        log.configure(level="INFO" if verbose else "CRITICAL", style=settings.log_format, always=always)
        yield


def finish(flow_call: Callable[[], Any], settings: Settings) -> Any:
    """Run one flow to its end and give back what it returned; its deliberate errors are raised here.

    Args:
        flow_call: Called without arguments once Prefect is ready; gives a final state, or the coroutine of one.
        settings: This process's settings.
    """
    with prefect_ready(settings), _stopped_by_sigterm():
        from prefect.exceptions import TerminationSignal

        from flows.settle import settle_killed

        try:
            asyncio.run(settle_killed(settings.places.root))
            called = flow_call()  # outside of any loop, so that Ctrl-C also reaches a flow that is no coroutine
            state = asyncio.run(called) if isinstance(called, Coroutine) else called
            outcome = asyncio.run(state.aresult(raise_on_failure=False))
        except TerminationSignal as stop:  # while a flow runs, SIGTERM is Prefect's, which raises this
            raise KeyboardInterrupt from stop
    if isinstance(outcome, NewsgaugeError):
        raise outcome
    if isinstance(outcome, BaseException):
        raise NewsgaugeError(f"the run failed: {type(outcome).__name__}: {outcome}") from outcome
    return outcome


@contextmanager
def _stopped_by_sigterm() -> Iterator[None]:
    """A service manager's SIGTERM stops a run as Ctrl-C does: it reports its end, and the next one goes on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
