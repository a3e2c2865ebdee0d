"""Text from outside as UTF-8 can carry it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable


def sound_text(text: str) -> str:
    """Text that UTF-8 can carry: a lone surrogate, as broken JSON brings it, becomes a question mark. Same length."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def exchanger(some: str, others: str) -> Callable[[str], str]:
    """A function that puts other characters for some, one for one; where these are rare, much faster than translate."""
    table, pattern = dict(zip(some, others, strict=True)), re.compile(f"[{re.escape(some)}]")
    return lambda text: pattern.sub(lambda found: table[found[0]], text)
