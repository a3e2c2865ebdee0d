"""The forms of `forms.toml`, compiled, and the reading of a match."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from extract.bundled import bundled
from extract.observation.times.clock import Clock, Role
from extract.observation.times.resolve import RESOLVERS
from extract.observation.times.words import listed, whole_words

_DATA: dict[str, Any] = bundled("extract.observation.times", "forms.toml")
_PLACE = re.compile(r"(?<!\?P)<([a-z_.]+)>")


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a time; `groups` are the numbers of each named part and of its second."""

    name: str
    role: Role
    time: str
    left: re.Pattern[str] | None
    groups: dict[str, list[int]]


def _filled(pattern: str) -> str:
    """A pattern with its parts and word lists in place."""
    while found := _PLACE.search(pattern):
        part = _DATA["part"].get(found[1]) or whole_words(listed(*found[1].split(".")))
        pattern = f"{pattern[: found.start()]}(?:{part}){pattern[found.end() :]}"
    return pattern


def _compiled() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """For each way to begin, where a form may begin, and what begins so; groups carry their form's name."""
    patterns = []
    for start, place in _DATA["start"].items():
        forms = [form for form in _DATA["form"] if form["start"] == start]
        rows = [_row(needs, list(row)) for needs, row in groupby(forms, lambda form: form.get("needs", ""))]
        patterns.append((re.compile(_filled(place), re.X), re.compile("|".join(rows), re.X)))
    return tuple(patterns)


def _row(needs: str, forms: list[dict[str, str]]) -> str:
    """Forms in a row, tried only where what they all need follows."""
    tried = []
    for form in forms:
        inner = re.sub(r"\(\?P(<|=)(\w+)", rf"(?P\1{form['name']}_\2", _filled(form["pattern"]))
        tried.append(f"(?P<{form['name']}>{inner})")
    return f"(?={_filled(needs)})(?:{'|'.join(tried)})" if needs else "|".join(tried)


def _groups(form: str, start: str) -> dict[str, list[int]]:
    """The groups of a form that begins in one of the ways, by the names of their parts."""
    patterns = dict(zip(_DATA["start"], PATTERNS, strict=True))
    found: dict[str, list[int]] = {}
    for name, number in sorted(patterns[start][1].groupindex.items()):
        found.setdefault(name.removeprefix(f"{form}_").removesuffix("2"), []).append(number)
    return found


PATTERNS = _compiled()
FORMS = {
    form["name"]: Form(
        name=form["name"], role=form.get("role", "at"), time=form["time"],
        left=re.compile(_filled(form["left"]), re.X) if "left" in form else None,
        groups=_groups(form["name"], form["start"]),
    )
    for form in _DATA["form"]
}  # fmt: skip


def matches(folded: str) -> list[re.Match[str]]:
    """The places of a lower-cased text that have a form, in order; of two that overlap the first and longest."""
    found = [match for place, forms in PATTERNS for match in _found(folded, place, forms)]
    found.sort(key=lambda match: (match.start(), -match.end()))
    kept: list[re.Match[str]] = []
    end = 0
    for match in found:
        if match.start() >= end:
            kept.append(match)
            end = match.end()
    return kept


def _found(folded: str, place: re.Pattern[str], forms: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The matches of forms where they may begin: most places are none, and the forms are slow to tell."""
    position = 0
    while at := place.search(folded, position):
        start = at.start()
        position = start + 1
        if match := forms.match(folded, start):
            yield match
            position = max(position, match.end())


def form_of(match: re.Match[str], before: str) -> Form | None:
    """The form that a match has; None if it needs words before it that are not there.

    Args:
        match: One of `matches`.
        before: What stands before the match, a line feed at the start of a text.
    """
    form = FORMS[match.lastgroup or ""]
    if form.left is None or part(match, form, "sure") is not None or form.left.search(before):
        return form
    return None


def part(match: re.Match[str], form: Form, name: str) -> str | None:
    """A named part of a match: the group `name` or `name`2 of its form."""
    for group in form.groups.get(name, ()):
        if (told := match[group]) is not None:
            return str(told)
    return None


def as_of(match: re.Match[str], form: Form, clock: Clock) -> str | None:
    """The time of a match as LABELS.md writes it; None where the words give none."""
    return RESOLVERS[form.time](lambda name: part(match, form, name), clock)
