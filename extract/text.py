"""Text from outside as UTF-8 can carry it. Pure."""

from __future__ import annotations


def sound_text(text: str) -> str:
    """Text that UTF-8 can carry: a lone surrogate, as broken JSON brings it, becomes a question mark. Same length."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
