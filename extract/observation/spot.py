"""Find names and cues in a text in one pass: entities, rivals, bylines and metric words, longest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_letters, digits
from typing import Generic, Literal, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

from extract.catalog.load import Catalog
from extract.observation.regional import regional
from extract.observation.short import is_short
from extract.text import exchanger

Role = Literal["entity", "rival", "byline"]
Value = TypeVar("Value")
GAP = "…"
"""In the catalogues: "a … b" is b within a clause after a."""
LONG_NAME = 5
"""Letters from which on a rival's name counts with a capital first letter alone: Whatsapp."""
LONGEST_ACRONYM = 4
"""Letters up to which capitals make another word: ADS are shares and no Ads."""
NAME_GAP, CUE_GAP = 20, 60
"""Characters that may stand in the gap of a name and of a cue."""
_SCRIPT_CHANGE = re.compile(r"(?<=[A-Za-z])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[A-Za-z])")
_GLUED_BULLET = re.compile(r"^([ \t]*)o(?=[A-Z][a-z])", re.M)
"""A bullet that a text made of a printed page has as a letter: oGross profit."""
_THOUSANDS = re.compile(r"(?<=\d),(?=\d)")
_OTHER_SENSE = re.compile(r"\s*(?:life|lives|needs?|routine|news)\b")
_NEXT_FIGURE = re.compile(r"(?:\band|和|与|、)\s*(?:over|about|more than|nearly|超过?|约|近)?\s*\d")
_ALIKE = exchanger("帐吿値増戸毎", "账告值增户每")
"""Ways of writing a character that the simplifier keeps: 帐户 is 账户."""
_LATIN = frozenset(ascii_letters + digits)
_GLUED_FIGURE = re.compile(r"\d[\d.,]*\s?[亿万億萬元%]")
_OWNS = frozenset({"", " ", "的", "'s "})
"""What stands between an owner and what it owns."""
CLAUSE_ENDS = frozenset(",，。;；!！?？:：\n()（）|")


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
                listed = cues.setdefault(_unhyphened(cue), [])
                if metric.id not in listed:
                    listed.append(metric.id)
        self._names = list(names.items())
        self._name_words = _Words([name for name, _ in self._names])
        self._gapped_names = _Gapped(gapped_names, NAME_GAP)
        whole = {cue: tuple(ids) for cue, ids in cues.items() if GAP not in cue}
        self._cues = list(whole.items())
        self._cue_words = _Words([cue for cue, _ in self._cues])
        self._gapped_cues = _Gapped({cue: tuple(ids) for cue, ids in cues.items() if GAP in cue}, CUE_GAP)

    def mentions(self, text: str, folded: str) -> list[Mention]:
        """Names in order, longest match first, whole words only."""
        found: list[Mention] = []
        for index, start, end in self._name_words.find(folded):
            written = text[start:end]
            for name in self._names[index][1]:
                if name.short and not is_short(folded, start, end, name.near):
                    continue
                if name.written is None or written == name.written or _has_capitals(written, name.written):
                    found.append(Mention(start, end, name.role, name.entity, name.weak))
                    break
        for start, end, name in self._gapped_names.find(folded):
            found = [m for m in found if m.end <= start or m.start >= end]
            found.append(Mention(start, end, name.role, name.entity, name.weak))
        return _owned(sorted(found, key=lambda m: m.start), folded)

    def cues(self, folded: str) -> list[Cue]:
        """Metric words in order, in a text from `fold`; a hyphen is a blank: paying-users."""
        folded = _unhyphened(folded)
        whole = [Cue(start, end, self._cues[index][1]) for index, start, end in self._cue_words.find(folded)]
        gapped = [Cue(start, end, metrics, gapped=True) for start, end, metrics in self._gapped_cues.find(folded)]
        return sorted([*whole, *gapped], key=lambda c: c.start) if gapped else whole


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


class _Words:
    """An automaton of words and phrases, of which only whole ones count."""

    def __init__(self, phrases: list[str]) -> None:
        self._automaton = AhoCorasick(phrases, matchkind=MatchKind.LeftmostLongest)
        self._reach = max(map(len, phrases), default=0)

    def find(self, folded: str) -> Iterator[tuple[int, int, int]]:
        """(index, start, end), in order, longest first, none over another; the inside of a word hides nothing."""
        done = 0
        for index, start, end in self._automaton.find_matches_as_indexes(folded):
            if whole_word(folded, start, end):
                if start >= done:
                    yield index, start, end
                    done = end
                continue
            for hidden in self._hidden(folded, max(start, done), end):
                yield hidden
                done = hidden[2]

    def _hidden(self, folded: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Words inside a match that is none: [dividend] of "dividend payout(s)", [on mobile] of "(milli)on mobile"."""
        for index, first, last in self._automaton.find_matches_as_indexes(folded[start : end - 1]):
            if not first and whole_word(folded, start, start + last):
                yield index, start, start + last
                start += last
            break
        begin = folded.find(" ", start, end) + 1
        if begin:
            for index, first, last in self._automaton.find_matches_as_indexes(folded[begin : begin + self._reach]):
                if begin + first >= end:
                    return
                if whole_word(folded, begin + first, begin + last):
                    yield index, begin + first, begin + last


class _Gapped(Generic[Value]):
    """Patterns "a … b" over one automaton of their parts."""

    def __init__(self, patterns: dict[str, Value], reach: int) -> None:
        self._reach = reach
        self._seconds: dict[str, list[tuple[str, Value]]] = {}
        parts: dict[str, None] = {}
        for pattern, value in patterns.items():
            first, second = (part.strip() for part in pattern.split(GAP))
            self._seconds.setdefault(first, []).append((second, value))
            parts[first] = parts[second] = None
        self._parts = list(parts)
        self._automaton = AhoCorasick(self._parts, matchkind=MatchKind.Standard)

    def find(self, folded: str) -> Iterator[tuple[int, int, Value]]:
        """(start, end, value) of each pattern, the nearest second part for each first."""
        places = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        if len(places) < 2:
            return
        parts, seconds = self._parts, self._seconds
        hits = [(start, end, parts[index]) for index, start, end in places if whole_word(folded, start, end)]
        for number, (start, end, part) in enumerate(hits):
            if part not in seconds:
                continue
            nearest: dict[str, int] = {}
            for first, last_end, later in hits[number + 1 : number + 12]:
                if end <= first <= end + self._reach:
                    nearest.setdefault(later, last_end)
            for second, value in seconds[part]:
                last = nearest.get(second)
                gap = folded[end:last].removeprefix(",").removeprefix("，") if last is not None else ""
                if (
                    last is not None
                    and CLAUSE_ENDS.isdisjoint(_THOUSANDS.sub("", gap))
                    and not _NEXT_FIGURE.search(gap)
                    and not _OTHER_SENSE.match(gap)
                ):
                    yield start, last, value


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
    """An alias, as translations write it: with a blank between Latin letters and Chinese; and with hyphens."""
    yield alias
    if " " in alias and alias.isascii():
        yield alias.replace(" ", "-")
    spaced = _SCRIPT_CHANGE.sub(" ", alias)
    if spaced != alias:
        yield spaced


def _written(names: Iterable[str], role: Role) -> Iterator[tuple[str, _Name]]:
    for name in names:
        loose = role == "byline" or not name.isascii()
        entry = _Name(None if loose else name[0] if len(name) >= LONG_NAME else name, role, "", weak=False)
        yield from ((form, entry) for form in _spaced(name))


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
    """Lower case, simplified characters and straight apostrophes, one character for one."""
    lowered = lower(_GLUED_BULLET.sub(r"\1 ", text) if "\n" in text else text).replace("’", "'")
    if lowered.isascii():
        return lowered
    simple = str(_simplifier().convert(lowered))  # type: ignore[attr-defined]
    return _ALIKE(simple if len(simple) == len(lowered) else lowered)


def _unhyphened(folded: str) -> str:
    return folded.replace("-", " ")


def whole_word(text: str, start: int, end: int) -> bool:
    """Whether an ASCII match does not stand inside a longer word; a Chinese figure may follow at once: DAU5亿."""
    if start and text[start] in _LATIN and text[start - 1] in _LATIN:
        return False
    if end < len(text) and text[end] in _LATIN and text[end - 1] in ascii_letters:
        return _GLUED_FIGURE.match(text, end) is not None
    return True


@lru_cache(maxsize=8)
def spotter(catalog: Catalog) -> Spotter:
    """The catalogue's automata, built once."""
    return Spotter(catalog)
