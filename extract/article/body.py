"""The words of an article without what stands around it.

Chinese pages are read by their layout (extract.article.layout), all others by trafilatura, whose lines the layout
confirms: a short line outside the element that holds the prose is furniture, a long one it lost is put back.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from lxml.html import HtmlElement
from trafilatura import extract as trafilatura_extract

from extract.article.blocks import Block
from extract.article.layout import Layout
from extract.article.trim import plain, trim

ENOUGH = 80
"""Characters of a Chinese body below which trafilatura is asked too."""
LONG = 100
LINE_LONG = 80
MENU_WORD = 20
MOST_BETWEEN = 4
CONFIRMED = 0.5
CONTAINED = 0.8
SHARED = 0.7
MOST_SEARCHED = 200_000
"""Characters of a text in which a line is also looked for inside lines; in longer ones that would be slow."""
_SENTENCE = re.compile(r"[.!?。！？…\"”'’»)]$")


def body_text(root: HtmlElement, layout: Layout, language: str, title: str) -> str:
    """The article's paragraphs, one a line.

    Args:
        root: The page; it is not fit for further reading afterwards.
        layout: Its blocks.
        language: Of the page: "zh" and "ja" are written without spaces.
        title: Left out where the body repeats it.
    """
    laid = layout.lines()
    for element in layout.furniture():
        element.drop_tree()
    if language in {"zh", "ja"}:
        lines = trim(laid, language, title)
        if sum(map(len, lines)) >= ENOUGH:
            return "\n".join(lines)
        other = [line for line in trim(_read(root), language, title) if _SENTENCE.search(line)]
        return "\n".join(max(lines, other, key=lambda found: sum(map(len, found))))
    linked = {plain(block.words) for block in layout.blocks if block.is_link and len(block.words) > MENU_WORD}
    read = [line for line in trim(_read(root), language, title) if plain(line) not in linked]
    if layout.body is None and not any(_SENTENCE.search(line) for line in read):
        return ""  # menus and buttons are all that trafilatura found
    return "\n".join(confirm(read, trim(laid, language, title), layout.blocks))


def _read(root: HtmlElement) -> list[str]:
    found = trafilatura_extract(root, fast=True, include_comments=False, include_tables=True, deduplicate=False) or ""
    squeezed = (" ".join(line.split()).strip("| ") for line in found.splitlines())
    return [line for line in squeezed if line]


def _is_prose(line: str, least: int) -> bool:
    return len(line) >= least and _SENTENCE.search(line) is not None


def confirm(read: Sequence[str], laid: Sequence[str], blocks: Sequence[Block] = ()) -> list[str]:
    """The lines of two readings of one page made one.

    Args:
        read: By trafilatura.
        laid: By the layout.
        blocks: The page's lines, which tell what stands between a line and the body.

    Returns:
        `read` without short lines that the layout has elsewhere and long ones far from the body, with long lines that
        only the layout has; either of the two alone where the other found nothing or speaks of another text.
    """
    if not read or not laid:
        return list(read or laid)
    in_laid, in_read = _Text(laid), _Text(read)
    confirmed = [line in in_laid for line in in_read.lines]
    share = sum(len(line) for line, here in zip(read, confirmed, strict=True) if here) / sum(map(len, read))
    if share < CONFIRMED:
        return list(read)
    doubtful = {i for i, here in enumerate(confirmed) if not here and _is_prose(read[i], LINE_LONG)}
    if doubtful:
        doubtful -= _far(in_read.lines, confirmed, blocks)
    kept = [i for i, here in enumerate(confirmed) if here or i in doubtful]
    missing = [i for i, line in enumerate(in_laid.lines) if line not in in_read]
    if share < CONTAINED and sum(len(laid[i]) for i in missing) >= (1 - SHARED) * sum(map(len, laid)):
        return [read[i] for i in kept]
    places = {in_read.lines[i]: i for i in kept}
    followers: defaultdict[int, list[str]] = defaultdict(list)
    place, lost = -1, {i for i in missing if _is_prose(laid[i], LONG)}
    for i, line in enumerate(in_laid.lines):
        place = places.get(line, place)
        if i in lost:
            followers[place].append(laid[i])
    return [*followers[-1], *(line for i in kept for line in (read[i], *followers[i]))]


def _far(lines: Sequence[str], confirmed: Sequence[bool], blocks: Sequence[Block]) -> set[int]:
    """Unconfirmed lines that menus, names or buttons separate from the body: comments, teasers of other stories."""
    places: dict[str, int] = {}
    between: list[int] = []
    for block in blocks:
        places.setdefault(plain(block.words), len(between))
        between.append((between[-1] if between else 0) + (not block.weight))
    known = [i for i, line in enumerate(lines) if line in places]
    near: set[int] = set()
    for order in (known, known[::-1]):
        last: int | None = None
        for i in order:
            place = places[lines[i]]
            if confirmed[i] or (last is not None and abs(between[place] - between[last]) <= MOST_BETWEEN):
                near.add(i)
                last = place
    return set(known) - near


class _Text:
    """Whether a line stands in a text, as a line or inside one, however it is spaced and punctuated."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = [plain(line) for line in lines]
        self.known = set(self.lines)
        self.whole = "".join(self.lines) if sum(map(len, lines)) < MOST_SEARCHED else ""

    def __contains__(self, line: str) -> bool:
        return line in self.known or line in self.whole
