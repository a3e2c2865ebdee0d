"""Organisations that no catalogue names, found by how texts write them: a figure beside one of them is not ours."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from extract.observation import words
from extract.observation.spotting.folding import lower
from extract.observation.spotting.spot import Cue, Mention

_BEFORE_NAME = "，。；、\n*"
ROUNDUP_REACH = 32
"""Characters before the move or the figures of a market report in which its name begins."""
_NAME_LEFT = re.compile(r"[A-Za-z\u4e00-\u9fff]{2,7}$")


def others(
    text: str, mentions: Sequence[Mention], cues: Sequence[Cue], *, ours: bool, titled: bool = False
) -> list[Mention]:
    """Names of organisations that are in no catalogue, as rivals.

    Args:
        text: The passage.
        mentions: What the catalogue knows; nothing is found over them.
        cues: Metric words; no name contains one.
        ours: The text is on one of ours: then only what is marked as a company, or told of by a clause, counts.
        titled: Its title says so: "the company" is ours then, before the text names one.
    """
    named = min((m.start for m in mentions if m.role == "entity"), default=len(text))
    lowered = lower(text)
    nouns = [] if ours and titled else [m for m in words.THIS_COMPANY.finditer(lowered) if m.start() < named]
    nouns += words.OTHER_SUBJECT.finditer(lowered)
    valued = [Mention(*m.span("name"), "rival", "") for m in words.VALUED_NAME.finditer(lowered)]
    found = [*valued, *_english(text, ours=ours), *_chinese(text, ours=ours)]
    if found:
        taken = [(m.start, m.end) for m in mentions] + [(c.start, c.end) for c in cues if not c.gapped]
        taken.sort()
        found = [m for m in found if not _overlaps(taken, m.start, m.end)]
    return found + [Mention(m.start(), m.end(), "rival", "") for m in nouns]


def _english(text: str, *, ours: bool) -> Iterator[Mention]:
    """Capitalised names with the mark of an organisation; in a text on ours only a company's form is one."""
    for match in words.ORGANISATION_ENGLISH.finditer(text):
        if ours and not (match["mark"] == ", which" or _is_company(match["mark"])):
            continue
        parts = match["name"].replace("-", " ").split()
        while parts and parts[0] in words.NO_ENGLISH_NAME:
            parts = parts[1:]
        if not parts or all(word in words.NO_ENGLISH_NAME for word in parts) or len(parts[-1]) < 2:
            continue
        end = match.end("name")
        yield Mention(end - len(" ".join(parts)), end, "rival", "")


def _is_company(mark: str) -> bool:
    """Whether what stands behind a name is the form of a company: Inc."""
    return mark.lstrip(", ").split(" ")[0] in words.COMPANY_FORM


def _chinese(text: str, *, ours: bool) -> Iterator[Mention]:
    """Names by their ends, in a text on others, and those before a move or figures in a market report."""
    if not ours:
        for match in words.ORGANISATION_SUFFIX.finditer(text):
            name = _NAME_LEFT.search(text[max(0, match.start() - 7) : match.start()])
            if name and not words.NO_NAME.search(name[0]):
                yield Mention(match.start() - len(name[0]), match.end(), "rival", "")
    last = -1
    for told in words.ROUNDUP_WORD.finditer(text):
        floor = max(0, told.start() - ROUNDUP_REACH)
        begin = max(0 if not floor else -1, *(text.rfind(stop, floor, told.start()) for stop in _BEFORE_NAME))
        called = words.ORGANISATION_ROUNDUP.match(text, begin) if begin > last or not begin else None
        last = begin
        if called and not words.NO_NAME.search(called["name"]):
            yield Mention(called.start("name"), called.end("name"), "rival", "")


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect_left(taken, (end, 0))
    return any(s < end and e > start for s, e in taken[max(0, at - 4) : at])
