"""One way of writing for texts and catalogues, one character for one: lower case, simplified characters."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.text import exchanger

_GLUED_BULLET = re.compile(r"(\n[ \t]*)o(?=[A-Z][a-z])")
"""A bullet that a text made of a printed page has at the start of a line as a letter: oGross profit."""
_LINK = re.compile(r"\[([^\[\]\n]*)\](\(https?://[^()\s]*(?:\([^()\s]*\)[^()\s]*)*\))")
"""A link of a marked-up text, of which its words alone are read."""
_WRAP = re.compile(r"\n(?=[a-z])(?<=[^\n]{40}[A-Za-z,]\n)")
"""A line break that only wraps a line of prose: a phrase may go on behind it."""
_ALIKE = exchanger("帐吿値増戸毎", "账告值增户每")
"""Ways of writing a character that the simplifier keeps: 帐户 is 账户."""


@lru_cache(maxsize=1)
def _simplifier() -> object:
    from opencc import OpenCC

    return OpenCC("t2s")


def lower(text: str) -> str:
    """Lower case, one character for one."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def fold(text: str) -> str:
    """Lower case, simplified characters, straight apostrophes, wrapped lines as one; one character for one."""
    bare = _without_bullets(text) if "\n" in text else text
    if "](" in bare:
        bare = _LINK.sub(lambda link: f" {link[1]} {' ' * len(link[2])}", bare)
    if "\n" in bare:
        bare = _WRAP.sub(" ", bare)
    lowered = lower(bare).replace("’", "'")
    if lowered.isascii():
        return lowered
    simple = str(_simplifier().convert(lowered))  # type: ignore[attr-defined]
    return _ALIKE(simple if len(simple) == len(lowered) else lowered)


def _without_bullets(text: str) -> str:
    """Lines without the letters that are bullets; the first is given the line feed that the others are sought by."""
    return _GLUED_BULLET.sub(r"\1 ", f"\n{text}")[1:]


def unhyphened(folded: str) -> str:
    """A folded text in which a hyphen is a blank: paying-users."""
    return folded.replace("-", " ")
