"""Where sentences end, in both languages; a decimal point and an abbreviation end none."""

from __future__ import annotations

import re
from bisect import bisect_right

_END = re.compile(
    r"[。！？!?；]+[”’」』\"']?|(?<!\bU\.S)(?<!\bInc)(?<!\bLtd)(?<!\bMr)(?<!\bCo)(?<!\bNo)(?<!\bvs)\.(?=[\s”’\"])[”’\"]?(?!\s*\d{1,3}\s*(?:亿|万))|\n+(?=\s*\S)"
)


class Sentences:
    """The sentences of one text."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        for match in _END.finditer(text):
            if match[0][0] == "\n" and _figure_goes_on(text, match.start(), match.end()):
                continue
            self._starts.append(match.end())
        self._end = len(text)

    def index(self, position: int) -> int:
        """Number of the sentence a position lies in."""
        return bisect_right(self._starts, position) - 1

    def span(self, number: int) -> tuple[int, int]:
        """Start and end of a sentence."""
        return self._starts[number], self._starts[number + 1] if number + 1 < len(self._starts) else self._end


def _figure_goes_on(text: str, start: int, end: int) -> bool:
    """A line break inside a figure or a clause, as in copied PDFs, ends nothing."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before.isdigit() or before == "." or after in "亿万%":
        return after.isdigit() or after in "亿万%."
    return (bool(before) and before.islower() and after.islower()) or before in ",，、"
