"""The log: one event one line, with run and source; what comes from the network stays inside its field.

The same line goes to standard error (as key=value text, or as JSON) and to the run's log in the Prefect UI.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Literal

import structlog

from flows.text import one_line, without_credentials

NAME = "newsgauge"
Format = Literal["text", "json"]
_text_line = structlog.processors.LogfmtRenderer()


def _harmless(_logger: object, _method: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Every value but a number as one line without credentials; fields without a value go."""
    return {
        key: value if isinstance(value, int | float) else without_credentials(one_line(value))
        for key, value in fields.items()
        if value is not None
    }


def _to_record(
    logger: object, method: str, fields: MutableMapping[str, Any]
) -> tuple[tuple[str], dict[str, dict[str, Any]]]:
    """The event as a record of `logging`: the line as its message, the fields beside it for the JSON form."""
    kept = dict(fields)
    event = kept.pop("event", "")
    pairs = _text_line(logger, method, dict(kept))
    return (f"{event} {pairs}".strip(),), {"extra": {"fields": fields}}


class _Text(logging.Formatter):
    """`2026-11-24T08:00:00Z INFO source polled source=gdelt new=3`."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{_at(record)} {record.levelname} {one_line(record.getMessage(), 8000)}"


class _Json(logging.Formatter):
    """`{"at": …, "level": …, "event": …, …}`."""

    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, "fields", None) or {"event": one_line(record.getMessage())}
        return json.dumps(
            {"at": _at(record), "level": record.levelname.lower(), **fields}, ensure_ascii=False, default=str
        )


def _at(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def configure(
    *, level: str = "INFO", style: Format = "text", always: tuple[str, ...] = (), to_prefect: bool = True
) -> None:
    """Set the log of this process up; a second call changes level and form.

    Args:
        level: Least level that reaches standard error; the Prefect UI gets INFO and above in any case.
        style: Form of the lines on standard error.
        always: Parts whose lines reach standard error whatever their level.
        to_prefect: Whether a flow run's lines also go to its log in Prefect.
    """
    root = logging.getLogger(NAME)
    root.setLevel(logging.INFO)
    root.propagate = False
    for old in list(root.handlers):
        root.removeHandler(old)
    console = logging.StreamHandler(sys.stderr)
    least, kept = logging.getLevelNamesMapping()[level], {f"{NAME}.{part}" for part in always}
    console.addFilter(lambda record: record.levelno >= least or record.name in kept)
    console.setFormatter(_Json() if style == "json" else _Text())
    root.addHandler(console)
    if to_prefect:
        from prefect.logging.handlers import APILogHandler

        root.addHandler(APILogHandler())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.format_exc_info,
            _harmless,
            _to_record,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def configure_once(*, style: Format) -> None:
    """Set the log up where nobody has: in the processes that Prefect starts for a run."""
    if not structlog.is_configured():
        configure(style=style)


def get_logger(part: str = "") -> structlog.stdlib.BoundLogger:
    """The logger of a part, such as "serve"."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(f"{NAME}.{part}" if part else NAME)
    return logger


@contextmanager
def fields(**named: object) -> Iterator[None]:
    """Every line within the block carries these fields."""
    with structlog.contextvars.bound_contextvars(**named):
        yield
