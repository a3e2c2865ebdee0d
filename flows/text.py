"""Text from outside as one harmless line, for terminals, logs, tables and the Prefect UI. Pure."""

from __future__ import annotations

import re

LONGEST_LINE = 2000
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+.!|<>~&-])")


def one_line(text: object, limit: int = LONGEST_LINE) -> str:
    """Text without control, bidirectional and line characters: it can neither steer a terminal nor start a line.

    Args:
        text: Anything; its `str` is taken.
        limit: Most characters; what is cut is marked with an ellipsis.
    """
    line = "".join(c if c.isprintable() else " " for c in str(text)[: limit + 1])
    return line if len(line) <= limit else line[: limit - 1] + "…"


def without_credentials(text: str) -> str:
    """Text whose addresses have lost their "user:password@"."""
    return _CREDENTIALS.sub("", text)


def as_markdown(text: object, limit: int = 300) -> str:
    """Text as Markdown that shows it and does nothing else."""
    return _MARKDOWN.sub(r"\\\1", one_line(text, limit))
