"""The report over HTTP on loopback: one file, GET and HEAD only, no scripts or images from elsewhere."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from extract.errors import ConfigurationError

LOOPBACK = "127.0.0.1"
# The report carries its scripts and styles in itself; nothing is loaded from anywhere and nothing is sent.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def report_app(report: Path) -> Starlette:
    """The application; it serves the file as it is at the time of the request.

    Args:
        report: The published report; a short text stands in for it until it is there.
    """

    async def page(_request: Request) -> Response:
        if not report.is_file():
            return PlainTextResponse("No report yet: it is written at the end of the first run.", 404, HEADERS)
        return FileResponse(report, media_type="text/html; charset=utf-8", headers=HEADERS)

    # A page elsewhere must not read the report through a name that it has pointed at this machine.
    guard = Middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost"])
    return Starlette(routes=[Route("/", page), Route(f"/{report.name}", page)], middleware=[guard])


class ReportServer(uvicorn.Server):
    """Serves the report in a running event loop, until `should_exit` is set; signals stay with the loop's owner.

    Raises:
        ConfigurationError: The port is taken; raised when it is made, before anything else has started.
    """

    def __init__(self, report: Path, port: int) -> None:
        config = uvicorn.Config(
            report_app(report), log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1
        )
        super().__init__(config)
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self.socket.bind((LOOPBACK, port))
            self.socket.listen()
        except OSError as error:
            self.socket.close()
            raise ConfigurationError(f"key 'serve.report_port': port {port} is in use") from error

    @property
    def url(self) -> str:
        """Where the report is."""
        return f"http://{LOOPBACK}:{self.socket.getsockname()[1]}/"

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to Prefect's runner, which ends this server with the rest."""
        yield

    async def run_here(self) -> None:
        """Serve."""
        await self.serve([self.socket])
