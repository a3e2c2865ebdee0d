"""Pages that are no articles: walls, challenges, error and list pages; the rules of extract/catalog/refusals.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from extract.article.layout import Layout
from extract.bundled import bundled

LITTLE = 600
"""Letters of a body below which a title alone can refuse the page; a Chinese character counts as three."""
AROUND_TITLE = 15
"""Letters that may stand beside the words of a wall in its title."""
SHORT = 450
"""Letters of a body below which a line of a wall in it refuses the page."""
WALL_LINE = 90
"""Letters of the longest such line: a wall speaks in short lines of its own, an article in sentences."""
NEXT_TO_NONE = 150
"""Letters of a body below which words of a wall anywhere on the page refuse it."""
CLOSED = 1200
"""Letters of a body below which a page that says it is not free is a stub."""
LOOKED_AT = 5000
LIST_LINKS = 30
LIST_SHARE = 0.5
LIST_PROSE = 150
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A class of pages, and the words in title and text that mark it."""

    name: str
    title: re.Pattern[str]
    text: re.Pattern[str]


@cache
def load_refusals() -> tuple[Refusal, ...]:
    """The bundled classes, in their order."""
    rows = bundled("extract.catalog", "refusals.toml")["refusal"]
    return tuple(Refusal(row["name"], _any(row["title"]), _any(row["text"])) for row in rows)


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.I)


def letters(text: str) -> int:
    """The length of a text in Latin letters: a Chinese character says as much as three."""
    return len(text) + 2 * len(_HAN.findall(text))


def refused(title: str, text: str, whole: str, *, closed: bool = False) -> str | None:
    """The class of a page that must not be stored as an article, None for an article.

    Args:
        title: The page's title.
        text: Its extracted body.
        whole: All its visible words; a wall there counts only when there is next to no body.
        closed: Whether the page says of itself that it is not free to read.
    """
    size = letters(text)
    lines = [line for line in text.split("\n") if letters(line) <= WALL_LINE] if size < SHORT else []
    for refusal in load_refusals():
        if size < LITTLE and _is_title(refusal, title):
            return refusal.name
        if any(refusal.text.search(line) for line in lines):
            return refusal.name
        if size < NEXT_TO_NONE and refusal.text.search(whole[:LOOKED_AT]):
            return refusal.name
    return "paywall" if closed and size < CLOSED else None


def _is_title(refusal: Refusal, title: str) -> bool:
    found = refusal.title.search(title)
    return found is not None and letters(title) - letters(found[0]) <= AROUND_TITLE


def is_list(url: str, layout: Layout, *, stated: bool) -> bool:
    """Whether a page lists articles and is none itself: a front page, or many links with next to no prose.

    Args:
        url: Its address; a site's root is a front page.
        layout: Its lines.
        stated: Whether it states to be an article, or a time with a clock stands under its title.
    """
    links = sum(1 for block in layout.blocks if block.is_link)
    if stated or links < LIST_LINKS:
        return False
    parts = urlsplit(url)
    if parts.scheme in {"http", "https"} and not parts.query and re.fullmatch(r"/?(?:index\.\w+)?", parts.path):
        return True
    inside = layout.inside(layout.body) if layout.body is not None else []
    prose = sum(letters(block.words) for block in inside if block.weight)
    return links > LIST_SHARE * len(layout.blocks) and prose < LIST_PROSE
