"""The lines of a page: paragraphs, and what stands between line breaks, each with its weight as prose.

Punctuation tells sentences from menus, in Chinese above all: a line weighs what it has of sentences outside links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
UNSEEN = frozenset({
    "aside", "audio", "button", "canvas", "dialog", "embed", "figcaption", "footer", "head", "iframe", "input",
    "map", "math", "menu", "nav", "noscript", "object", "option", "script", "select", "style", "svg", "template",
    "textarea", "video",
})  # fmt: skip
_MARK = re.compile(r"[，。！？；：、…“”《》]|[,.!?;:](?=\s|$)")
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
CELLS = frozenset({"td", "th"})
LONGEST_CELL = 60
LINK_SHARE = 0.5


@dataclass(slots=True)
class Block:
    """A line of text, the element it hangs from, how many of its characters are links, and its weight as prose."""

    words: str
    parent: HtmlElement
    link_length: int
    weight: float

    @property
    def is_link(self) -> bool:
        """Whether most of the line leads elsewhere."""
        return self.link_length > LINK_SHARE * len(self.words)


def _weight(words: str, link_length: int) -> float:
    own = len(words) - link_length
    if own <= LINK_SHARE * len(words):
        return 0.0
    marks = len(_MARK.findall(words))
    return min(marks, own / 8) + min(own / 100, 3.0) if marks else 0.0


def _continues_row(cell: HtmlElement, other: HtmlElement | None) -> bool:
    """Whether two neighbours are cells of a table of data, whose row is read as one line; layouts have longer ones."""
    if other is None or cell.tag not in CELLS or other.tag not in CELLS:
        return False
    plain = all(not len(one) or (len(one) == 1 and one[0].tag in INLINE) for one in (cell, other))
    return plain and all(len(one.text_content()) <= LONGEST_CELL for one in (cell, other))


class _Reader:
    """Collects text between block boundaries while the tree is walked; no recursion, so depth does not matter."""

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.link_length = 0
        self.links = 0
        self.skipped: HtmlElement | None = None

    def take(self, text: str | None) -> None:
        if text:
            self.parts.append(text)
            if self.links:
                self.link_length += len(text.strip())

    def close(self, parent: HtmlElement) -> None:
        words = " ".join("".join(self.parts).split())
        if words:
            self.blocks.append(Block(words, parent, self.link_length, _weight(words, self.link_length)))
        self.parts.clear()
        self.link_length = 0

    @staticmethod
    def is_unseen(element: HtmlElement) -> bool:
        """Whether nobody reads it, or it is a menu or a sidebar; one with the page's heading is neither."""
        if element.tag in UNSEEN:
            return element.tag not in {"aside", "nav"} or element.find(".//h1") is None
        style = element.get("style")
        return style is not None and _HIDDEN.search(style) is not None

    def start(self, element: HtmlElement) -> None:
        name = element.tag
        if self.is_unseen(element):
            if name not in INLINE:
                self.close(element.getparent())
            self.skipped = element
            return
        if name == "a":
            self.links += 1
        elif _continues_row(element, element.getprevious()):
            self.parts.append(" ")
        elif name not in INLINE:
            parent = element.getparent()
            self.close(parent if parent is not None and element is not self.root else element)
        self.take(element.text)

    def end(self, element: HtmlElement) -> None:
        name = element.tag
        if name == "a":
            self.links -= 1
        elif name not in INLINE and not _continues_row(element, element.getnext()):
            self.close(element.getparent() if name == "br" else element)
        if element is not self.root:
            self.take(element.tail)


def read_blocks(root: HtmlElement) -> list[Block]:
    """The lines of text under `root` in reading order; scripts, menus and hidden parts are passed over."""
    reader = _Reader(root)
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if reader.skipped is not None:
            if event == "end" and element is reader.skipped:
                reader.skipped = None
                if element is not root:
                    reader.take(element.tail)
        elif event == "start":
            reader.start(element)
        elif event == "end":
            reader.end(element)
        else:
            reader.take(element.tail)
    reader.close(root)
    return reader.blocks
