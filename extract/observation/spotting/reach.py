"""Where in a text a figure of ours can stand at all: only there its quantities need to be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.observation import words
from extract.observation.spotting.sentences import Sentences
from extract.observation.spotting.spot import Cue, Mention
from extract.observation.tables.tables import Tables
from extract.quantity import read_quantities
from extract.records import Quantity

UNDER_HEADING = 6
"""Sentences under a heading that its metric word may serve."""


def quantities_in_reach(
    text: str, sentences: Sentences, cues: Sequence[Cue], mentions: Sequence[Mention], tables: Tables, *, ours: bool
) -> list[Quantity]:
    """The quantities of the paragraphs that can hold an observation.

    Args:
        text: The passage.
        sentences: Where it is divided.
        cues: Metric words: a paragraph without one, in it or in the heading above, holds no observation, but of a part
            of a company's business, or of a mark that was passed.
        mentions: Names: in a text on somebody else, a paragraph without one of ours holds none.
        tables: Are read whole.
        ours: The text is on one of ours.
    """
    wanted = {sentences.paragraph(n) for n in _numbers(sentences, cues)}
    wanted |= {sentences.paragraph(sentences.index(m.start)) for m in mentions if m.weak}
    wanted |= {sentences.paragraph(sentences.index(m.start())) for m in words.MARK.finditer(text)}
    if not ours:
        wanted &= _named(text, sentences, mentions)
    if tables:
        wanted |= {sentences.paragraph(sentences.index(start)) for start in tables.starts}
    return [
        quantity
        for start, end in _spans(sentences, wanted)
        for quantity in read_quantities(text[start:end], offset=start)
    ]


def _numbers(sentences: Sentences, cues: Sequence[Cue]) -> set[int]:
    """Sentences that have a metric word, and those under a heading that has one."""
    found = {sentences.index(cue.start) for cue in cues}
    headings = [n for n in found if sentences.is_heading(n)]
    return found | {n + i for n in headings for i in range(1, UNDER_HEADING + 1) if n + i < len(sentences)}


def _named(text: str, sentences: Sentences, mentions: Sequence[Mention]) -> set[int]:
    """Paragraphs that name one of ours, those under a heading that does, up to the next one without a figure, and lists
    that such a sentence leads into with a colon.
    """
    numbers = {sentences.index(m.start) for m in mentions if m.role == "entity"}
    found = set(numbers)
    for heading in (n for n in numbers if sentences.is_heading(n)):
        for under in range(heading + 1, min(heading + UNDER_HEADING + 1, len(sentences))):
            if sentences.is_heading(under) and not any(c.isdigit() for c in text[slice(*sentences.span(under))]):
                break
            found.add(under)
    if any(text[slice(*sentences.span(n))].rstrip().endswith((":", "：")) for n in numbers):
        found |= {n for n in range(len(sentences)) if sentences.lead_in(n) in numbers}
    return {sentences.paragraph(n) for n in found}


def _spans(sentences: Sentences, paragraphs: set[int]) -> Iterator[tuple[int, int]]:
    """Start and end of each run of paragraphs."""
    begin: int | None = None
    end = 0
    for number in range(len(sentences)):
        if sentences.paragraph(number) in paragraphs:
            start, end = sentences.span(number)
            begin = start if begin is None else begin
        elif begin is not None:
            yield begin, end
            begin = None
    if begin is not None:
        yield begin, end
