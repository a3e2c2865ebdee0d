"""Whether a time stands for its clause, or belongs to a word in it."""

from __future__ import annotations

import re

from extract.observation.times.asof import Time, is_month
from extract.observation.times.attach import BREAK
from extract.observation.times.figure import Figure
from extract.observation.times.words import RESULTS, SAID

_EXPECTED = re.compile(r"\D{0,6}(?:[预預][期计計测測料]|估|料)")
_EXPECTED_BEHIND = re.compile(r"的[^，。；,;\d]{0,6}(?:[预預][期计計测測料]|估[计計值算])")
_PREPOSITION = re.compile(r"(?<![a-z])(?:in|for|during|through|over)\s+$|在$", re.I)
"""Before a time at the head of a clause."""
_CLAUSE_END = re.compile("[;；]")
_FIGURE_IN_BRACKETS = re.compile(r"[^()（）\d]{0,12}\d[^()（）]{0,24}[)）]")
TO_DATE_GAP = 40
"""Characters from "since the start of the year" to its figure: behind more, it is that of a share price or the like."""


def has_ended(figure: Figure, time: Time, gap: str) -> bool:
    """Whether a time before a figure is that of another one in brackets, or a "before" of an expectation or a clause
    that ended.

    Args:
        figure: The figure.
        time: The time.
        gap: The text between.
    """
    if time.role == "past":
        expected = _EXPECTED.match(gap) or _EXPECTED_BEHIND.match(figure.seen.text, figure.quantity.end)
        return expected is not None or _CLAUSE_END.search(gap) is not None
    bracketed = figure.seen.text[time.start - 1 : time.start] in {"(", "（"}
    return bracketed and _FIGURE_IN_BRACKETS.match(gap) is not None


def is_of_other_words(figure: Figure, time: Time, gap: str) -> bool:
    """Whether a month, or a year that was not over, told before an amount is that of a saying, a plan or a noun.

    Args:
        figure: The amount; counts hold at any time.
        time: The last time before it.
        gap: The text between.
    """
    if figure.is_counted:
        return False
    if time.form.endswith("to_date"):
        return len(gap) > TO_DATE_GAP and not opens_clause(figure, time)
    if BREAK.search(gap) is None:
        return False
    if is_month(time):
        return not opens_clause(figure, time) or bool(SAID.search(gap) or RESULTS.search(gap))
    return _is_running_year(figure, time) and not opens_clause(figure, time)


def is_this_year(figure: Figure, time: Time) -> bool:
    """Whether a time is the year of publication."""
    published = figure.seen.passage.published
    return published is not None and time.as_of == str(published.year)


def opens_clause(figure: Figure, time: Time) -> bool:
    """Whether a time stands at the head of its clause, as in 今年，微信…; elsewhere it may belong to a noun."""
    text = figure.seen.text
    before = _PREPOSITION.sub("", text[figure.start : time.start]).rstrip()
    return (not before or BREAK.search(before[-1]) is not None) and not text.startswith(("'s", "’s", "的"), time.end)


def _is_running_year(figure: Figure, time: Time) -> bool:
    """Whether a time is a year that was not over on publication: of plans, in "to 100 billion in 2024, and …"."""
    published = figure.seen.passage.published
    told = time.as_of or ""
    return published is not None and len(told) == 4 and int(told) >= published.year
