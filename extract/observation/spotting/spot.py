"""Find names and cues in a text in one pass: entities, rivals, bylines and metric words, longest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Literal, NamedTuple

from extract.catalog.load import Catalog
from extract.observation.spotting.folding import fold, unhyphened
from extract.observation.spotting.phrases import GAP, GappedPhrases, Phrases
from extract.observation.spotting.regional import regional
from extract.observation.spotting.short import is_short

Role = Literal["entity", "rival", "byline"]
LONG_NAME = 5
"""Letters from which on a rival's name counts with a capital first letter alone: Whatsapp."""
LONGEST_ACRONYM = 4
"""Letters up to which capitals make another word: ADS are shares and no Ads."""
NAME_GAP, CUE_GAP = 20, 60
"""Characters that may stand in the gap of a name and of a cue."""
_SCRIPT_CHANGE = re.compile(r"(?<=[A-Za-z])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[A-Za-z])")
_MONTH_BEFORE = re.compile(r"(?<!\d)1?\d\s?$")
"""Before a 月 that is of a date: 2012年3月用户破亿."""
by_start = attrgetter("start")
_OWNS = frozenset({"", " ", "的", "'s "})
"""What stands between an owner and what it owns."""


class Mention(NamedTuple):
    """One name of a subject; `entity` is empty for rivals. A `weak` name is ours only in the right company."""

    start: int
    end: int
    role: Role
    entity: str
    weak: bool = False


class Cue(NamedTuple):
    """One metric word. The figure of one with a gap stands in the gap or beside it."""

    start: int
    end: int
    metrics: tuple[str, ...]
    gapped: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    written: str | None
    """The capitals that it must have; None for any case."""
    role: Role
    entity: str
    weak: bool
    short: bool = False
    near: tuple[str, ...] = ()


class Spotter:
    """The automata of one catalogue."""

    def __init__(self, catalog: Catalog) -> None:
        names: dict[str, list[_Name]] = {}
        gapped_names: dict[str, _Name] = {}
        for alias, name in _names(catalog):
            for form in regional(fold(alias)):
                if GAP in alias:
                    gapped_names[form] = name
                else:
                    names.setdefault(form, []).append(name)
        cues: dict[str, list[str]] = {}
        for metric in catalog.metric_entries:
            for cue in (form for written in (*metric.cues.en, *metric.cues.zh) for form in regional(fold(written))):
                listed = cues.setdefault(unhyphened(cue), [])
                if metric.id not in listed:
                    listed.append(metric.id)
        self._names = list(names.items())
        self._name_words = Phrases([name for name, _ in self._names])
        self._gapped_names = GappedPhrases(gapped_names, NAME_GAP)
        whole = {cue: tuple(ids) for cue, ids in cues.items() if GAP not in cue}
        self._cues = list(whole.items())
        self._cue_words = Phrases([cue for cue, _ in self._cues])
        self._gapped_cues = GappedPhrases({cue: tuple(ids) for cue, ids in cues.items() if GAP in cue}, CUE_GAP)

    def mentions(self, text: str, folded: str) -> list[Mention]:
        """Names in order, longest match first, whole words only."""
        found: list[Mention] = []
        for index, start, end in self._name_words.find(folded):
            mention = self._mention(text, folded, index, start, end)
            if mention is None:
                inside = (self._mention(text, folded, *one) for one in self._name_words.inside(folded, start, end))
                mention = next((one for one in inside if one), None)
            if mention is not None:
                found.append(mention)
        for start, end, name in self._gapped_names.find(folded):
            if any(start < m.start and m.end == end and " " in folded[m.start : end] for m in found):
                continue  # what ends it is a longer name of its own: WeChat's mini games
            found = [m for m in found if m.end <= start or m.start >= end]
            found.append(Mention(start, end, name.role, name.entity, name.weak))
        return _owned(sorted(found, key=by_start), folded)

    def _mention(self, text: str, folded: str, index: int, start: int, end: int) -> Mention | None:
        """The name of a match, where it has the capitals and the place that it must have."""
        written = text[start:end]
        for name in self._names[index][1]:
            if name.short and not is_short(folded, start, end, name.near):
                continue
            if name.written is None or written == name.written or _has_capitals(written, name.written):
                return Mention(start, end, name.role, name.entity, name.weak)
        return None

    def cues(self, folded: str) -> list[Cue]:
        """Metric words in order, in a text from `fold`; a hyphen is a blank: paying-users."""
        folded = unhyphened(folded)
        whole = list(self._whole_cues(folded))
        gapped = [Cue(start, end, metrics, gapped=True) for start, end, metrics in self._gapped_cues.find(folded)]
        return sorted([*whole, *gapped], key=by_start) if gapped else whole

    def _whole_cues(self, folded: str) -> Iterator[Cue]:
        """Metric words without a gap; 月用户 behind a date's number is only 用户."""
        for index, start, end in self._cue_words.find(folded):
            if folded[start] == "月" and _MONTH_BEFORE.search(folded, max(0, start - 3), start):
                inside = self._cue_words.find(folded[start + 1 : end])
                yield from (Cue(start + 1 + s, start + 1 + e, self._cues[i][1]) for i, s, e in inside)
            else:
                yield Cue(start, end, self._cues[index][1])


def _owned(found: list[Mention], folded: str) -> list[Mention]:
    """Mentions in order, where a common name right behind a rival's is the rival's: 支付宝红包, 抖音的小程序."""
    for at, mention in enumerate(found[1:], 1):
        last = found[at - 1]
        if mention.weak and last.role == "rival" and folded[last.end : mention.start] in _OWNS:
            found[at] = Mention(mention.start, mention.end, "rival", "")
    return found


def _has_capitals(text: str, written: str) -> bool:
    """Whether a text has at least the capitals that a name must have, as "Revenues from VAS" of "revenues from VAS"."""
    if len(text) <= LONGEST_ACRONYM and text.isupper() and not written.isupper():
        return False
    return all(t == w for t, w in zip(text, written, strict=False) if w.isupper())


def _names(catalog: Catalog) -> Iterator[tuple[str, _Name]]:
    """Every name of a catalogue; where two share one, the first counts."""
    whole = [e for e in catalog.entity_entries if e.kind != "segment"]
    strong = [fold(a) for e in whole for a in (*e.aliases, *e.exact) if a not in e.common and len(a) > 1]
    for entry in catalog.entity_entries:
        for alias, written in (*((a, None) for a in entry.aliases), *((a, a) for a in entry.exact)):
            weak = alias in entry.common
            if entry.kind == "segment":
                weak = not any(name in fold(alias) for name in strong)
            yield from ((form, _Name(written and form, "entity", entry.id, weak)) for form in _spaced(alias))
        yield from ((alias, _Name(None, "entity", entry.id, weak=True)) for alias in entry.results_names)
        yield from (
            (alias, _Name(None, "entity", entry.id, weak=True, short=True, near=entry.short_near))
            for alias in entry.short
        )
        yield from _written(entry.bylines, "byline")
    yield from _written(catalog.rivals, "rival")


def _spaced(alias: str) -> Iterator[str]:
    """An alias, as translations write it: with a blank between Latin letters and Chinese; with hyphens; with an &."""
    yield alias
    if " and " in alias:
        yield alias.replace(" and ", " & ")
    if " " in alias and alias.isascii():
        yield from {alias.replace(" ", "-"), "-".join(alias.rsplit(" ", 1))}
    spaced = _SCRIPT_CHANGE.sub(" ", alias)
    if spaced != alias:
        yield spaced


def _written(names: Iterable[str], role: Role) -> Iterator[tuple[str, _Name]]:
    for name in names:
        loose = role == "byline" or not name.isascii()
        entry = _Name(None if loose else name[0] if len(name) >= LONG_NAME else name, role, "", weak=False)
        yield from ((form, entry) for form in _spaced(name))


@lru_cache(maxsize=8)
def spotter(catalog: Catalog) -> Spotter:
    """The catalogue's automata, built once."""
    return Spotter(catalog)
