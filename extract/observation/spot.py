"""Find names and cues in a text in one pass: entities, rivals, bylines and metric words, longest first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ahocorasick_rs import AhoCorasick, MatchKind

from extract.catalog.load import Catalog

Role = Literal["entity", "rival", "byline"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One name of a subject; `entity` is empty for rivals."""

    start: int
    end: int
    role: Role
    entity: str


@dataclass(frozen=True, slots=True)
class Cue:
    """One metric word."""

    start: int
    end: int
    metrics: tuple[str, ...]


class Spotter:
    """The automata of one catalogue."""

    def __init__(self, catalog: Catalog) -> None:
        names: dict[str, tuple[Role, str]] = {}
        for rival in catalog.rivals:
            names[rival] = ("rival", "")
        for entry in catalog.entity_entries:
            names.update(dict.fromkeys(entry.aliases, ("entity", entry.id)))
        for entry in catalog.entity_entries:
            names.update(dict.fromkeys(entry.bylines, ("byline", "")))
        cues: dict[str, list[str]] = {}
        for metric in catalog.metric_entries:
            for cue in (*metric.cues.en, *metric.cues.zh):
                cues.setdefault(fold(cue), []).append(metric.id)
        self._names = list(names.items())
        self._cues = list(cues.items())
        self._name_automaton = AhoCorasick([name for name, _ in self._names], matchkind=MatchKind.LeftmostLongest)
        self._cue_automaton = AhoCorasick([cue for cue, _ in self._cues], matchkind=MatchKind.LeftmostLongest)

    def mentions(self, text: str) -> list[Mention]:
        """Names in order, longest match first, whole words only."""
        return [
            Mention(start, end, *self._names[index][1])
            for index, start, end in self._name_automaton.find_matches_as_indexes(text)
            if whole_word(text, start, end)
        ]

    def cues(self, folded: str) -> list[Cue]:
        """Metric words in order, in a text from `fold`."""
        return [
            Cue(start, end, tuple(self._cues[index][1]))
            for index, start, end in self._cue_automaton.find_matches_as_indexes(folded)
            if whole_word(folded, start, end)
        ]


def fold(text: str) -> str:
    """Lower case, one character for one."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def whole_word(text: str, start: int, end: int) -> bool:
    """Whether an ASCII match does not stand inside a longer word."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    inside_left = before.isascii() and before.isalnum() and text[start].isascii() and text[start].isalnum()
    inside_right = after.isascii() and after.isalnum() and text[end - 1].isascii() and text[end - 1].isalpha()
    return not inside_left and not inside_right


@lru_cache(maxsize=8)
def spotter(catalog: Catalog) -> Spotter:
    """The catalogue's automata, built once."""
    return Spotter(catalog)
