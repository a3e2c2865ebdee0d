"""The same Chinese words as other regions write them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from extract.bundled import bundled


@cache
def _pairs() -> list[tuple[str, str]]:
    return [(here, there) for here, there in bundled("extract.catalog", "regional.toml")["words"]]


def regional(word: str) -> Iterator[str]:
    """A word of simplified characters as it is, and with each of its parts as another region writes it."""
    forms = {word: None}
    if not word.isascii():
        for here, there in _pairs():
            forms |= {form.replace(here, there): None for form in forms if here in form}
    yield from forms
