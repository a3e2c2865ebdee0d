"""Words that are a change by themselves: doubled, halved, 翻番. Their value is the percentage they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extract.pattern import sought
from extract.quantity.lexicon import either, ways, words
from extract.quantity.movement import kind_in
from extract.records import Change, Comparator, Quantity

_MORE = re.compile(r"(?:more than|over|超过|逾)\s*$", re.I)
_NEARLY = re.compile(r"(?:nearly|almost|about|roughly|近|约|将近|接近|几乎)\s*$", re.I)
_VERB_BEFORE = re.compile(
    r"\b(?:to|will|would|could|may|might|should|can|must|more than|nearly|almost|roughly)\s$", re.I
)
_GAME = re.compile(r"(?:\bthe|\bin|\bof|mixed|men['’]s)\s$", re.I)
_GAME_OF = re.compile(r"\s(?:match|rubber|title|final|semi|partner|team|champion|player|pair|specialist|tennis)", re.I)
_DOUBLE_WHAT = re.compile(r"[ -](?:down|click|room|dutch|standard|check|helix|agent|major|as)", re.I)


@cache
def _pattern() -> re.Pattern[str]:
    table = words()
    english = [f"{word}(?![A-Za-z])" for word in ways(word for word in table.multiples if word.isascii())]
    verbs = [f"{word}(?![A-Za-z-])" for word in ways(table.multiple_verbs)]
    chinese = either(word for word in table.multiples if not word.isascii())
    return re.compile(f"{sought([*english, *verbs], '(?<![A-Za-z-])', any_case=True)}|{chinese}")


@cache
def _stems() -> frozenset[str]:
    """Any such word begins with one of these, and few texts have one."""
    table = words()
    return frozenset(word[:4] if word.isascii() else word[0] for word in (*table.multiples, *table.multiple_verbs))


def multiples(flat: str) -> Iterator[Quantity]:
    """Every such word of a flattened text: "more than doubled" is gt 100 percent, up."""
    table = words()
    lowered = flat.lower()
    if not any(stem in lowered for stem in _stems()):
        return
    for match in _pattern().finditer(flat):
        if _DOUBLE_WHAT.match(flat, match.end()):
            continue
        before, word = flat[max(0, match.start() - 16) : match.start()], match[0].lower()
        if word == "doubles" and (_GAME.search(before) or _GAME_OF.match(flat, match.end())):
            continue
        if word in table.multiple_verbs and not _VERB_BEFORE.search(before):
            continue
        percent, direction = table.multiples.get(word) or table.multiple_verbs[word]
        after = flat[match.end() : match.end() + 1]
        comparator: Comparator = (
            "gt" if _MORE.search(before) or after in {"多", "余"} else "approx" if _NEARLY.search(before) else "eq"
        )
        kind = kind_in(flat[max(0, match.start() - 24) : match.end() + 32]) or "other"
        yield Quantity(
            value=percent,
            comparator=comparator,
            unit="percent",
            change=Change(kind=kind, direction=direction, value=percent, unit="percent"),
            start=match.start(),
            end=match.end(),
            quote=match[0],
        )
