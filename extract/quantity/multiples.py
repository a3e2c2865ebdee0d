"""Words that are a change by themselves: doubled, halved, 翻番. Their value is the percentage they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extract.quantity.lexicon import either, lexicon
from extract.records import Change, ChangeKind, Comparator, Quantity

_MORE = re.compile(r"(?:more than|over|超过|逾)\s*$", re.I)
_NEARLY = re.compile(r"(?:nearly|almost|about|roughly|近|约|将近|接近|几乎)\s*$", re.I)
_DOUBLE_WHAT = re.compile(r"[ -](?:down|click|room|dutch|standard|check|helix|agent|major|as)", re.I)


@cache
def _pattern() -> re.Pattern[str]:
    words = lexicon().multiples
    english = either(word for word in words if word.isascii())
    return re.compile(
        rf"(?<![A-Za-z-])(?i:{english})(?![A-Za-z])|{either(word for word in words if not word.isascii())}"
    )


def multiples(flat: str) -> Iterator[Quantity]:
    """Every such word of a flattened text: "more than doubled" is gt 100 percent, up."""
    words = lexicon()
    for match in _pattern().finditer(flat):
        if _DOUBLE_WHAT.match(flat, match.end()):
            continue
        percent, direction = words.multiples[match[0].lower()]
        before = flat[max(0, match.start() - 16) : match.start()]
        comparator: Comparator = "gt" if _MORE.search(before) else "approx" if _NEARLY.search(before) else "eq"
        found = words.kinds.search(flat[max(0, match.start() - 24) : match.end() + 32])
        kind: ChangeKind = "yoy" if found and found["yoy"] else "qoq" if found else "other"
        yield Quantity(
            value=percent,
            comparator=comparator,
            unit="percent",
            change=Change(kind=kind, direction=direction, value=percent, unit="percent"),
            start=match.start(),
            end=match.end(),
            quote=match[0],
        )
