"""The lines of a page and the element that holds its prose: punctuation tells sentences from menus.

A block is a paragraph, or the text between two line breaks. It weighs what it has of sentences outside links; the
weights are added up in the elements around it, and the heaviest near the title holds the body.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml import etree
from lxml.html import HtmlElement

INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "button",
        "select",
        "option",
        "textarea",
        "input",
        "nav",
        "footer",
        "aside",
        "head",
        "audio",
        "video",
        "canvas",
        "map",
        "menu",
        "dialog",
        "figcaption",
    ]
)
HOLDERS = frozenset({"div", "td", "section", "article", "body", "main", "center", "form"})
_MARK = re.compile(r"[，。！？；：、…“”《》]|[,.!?;:](?=\s|$)")
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
CELLS = frozenset({"td", "th"})
LONGEST_CELL = 60
LINK_SHARE = 0.5
FADE = 0.6
LEVELS = 4
ASIDE = 0.2
MOST_ASIDE = 1.0
WORTH = 0.2
PROSE_SHARE = 0.75
LINKED_SHARE = 0.1
SHORT_SHARE = 0.35
WIDEST = 6
AROUND = re.compile(
    r"(?i)comment|discuss|pinglun|gentie|disqus|outbrain|taboola|(?:^|[-_ ])(?:repl(?:y|ies)|related|"
    r"recommend(?:s|ed|ations?)?|side-?bar|widget|newsletter|promo(?:tion)?s?|advert(?:isement)?s?|sponsor(?:ed)?|share|sharing|social|breadcrumbs?|"
    r"most-(?:read|popular)|popular|trending|hot-?(?:list|news|rank)|xgyd|xgwz|xiangguan|tuijian|more-stories|also-read|"
    r"read-?(?:more|next)|rank(?:ing|-?list)?|pager|pagination)(?:$|[-_ ])"
)
"""Class and id names of what stands around an article and is not it."""


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


def _ancestors(element: HtmlElement | None) -> Iterator[HtmlElement]:
    while element is not None:
        yield element
        element = element.getparent()


def _names(element: HtmlElement) -> str:
    """Class and id; what a blog's software says of a whole post (its categories, its template) is not heard."""
    classes = (element.get("class") or "").split()
    if element.tag in {"html", "body", "article", "main"} or "hentry" in classes or "post" in classes:
        return ""
    return " ".join([*classes, element.get("id") or ""])


class Layout:
    """The blocks of a page, and which element of the page each lies in."""

    def __init__(self, blocks: Sequence[Block], title: str = "") -> None:
        self.blocks = blocks
        self._aside: dict[HtmlElement, bool] = {}
        heads = [i for i, block in enumerate(blocks) if title and block.words == title]
        self.titled = bool(heads)
        self.first = next((i for i in heads if blocks[i].parent.tag == "h1"), heads[0]) if heads else 0
        for i, block in enumerate(blocks):
            if block.weight and (i < self.first or self.aside(block.parent)):
                block.weight *= ASIDE

    def aside(self, element: HtmlElement) -> bool:
        """Whether the element lies in what its names call comments, related stories, sharing or the like."""
        path = []
        answer = False
        for one in _ancestors(element):
            if one in self._aside:
                answer = self._aside[one]
                break
            path.append(one)
        for one in reversed(path):
            answer = answer or bool(AROUND.search(_names(one)))
            self._aside[one] = answer
        return answer

    @cached_property
    def body(self) -> HtmlElement | None:
        """The element that holds the page's prose, None on a page without."""
        near: defaultdict[HtmlElement, float] = defaultdict(float)
        for block in self.blocks:
            share = block.weight
            for level, element in enumerate(e for e in _ancestors(block.parent) if share and e.tag in HOLDERS):
                if level == LEVELS:
                    break
                near[element] += share
                share *= FADE
        best = max(near, key=near.__getitem__, default=None)
        return self._widened(best) if best is not None else None

    def furniture(self) -> list[HtmlElement]:
        """The outermost elements that stand aside and hold neither the body nor much of the prose."""
        spared = set(_ancestors(self.body)) if self.body is not None else set()
        total = sum(block.weight for block in self.blocks)
        weights: defaultdict[HtmlElement, float] = defaultdict(float)
        for block in (block for block in self.blocks if self.aside(block.parent)):
            for element in _ancestors(block.parent):
                if element in spared:
                    break
                if self._aside.get(element):
                    weights[element] += block.weight / ASIDE
        return [
            e for e, weight in weights.items() if weight < MOST_ASIDE * total and not self._aside.get(e.getparent())
        ]

    def _nearest(self, chain: Sequence[HtmlElement]) -> list[tuple[Block, HtmlElement | None]]:
        """Each block with the first of its ancestors that is in `chain`."""
        known: dict[HtmlElement, HtmlElement | None] = {element: element for element in chain}
        found: list[tuple[Block, HtmlElement | None]] = []
        for block in self.blocks:
            path: list[HtmlElement] = []
            answer = None
            for one in _ancestors(block.parent):
                if one in known:
                    answer = known[one]
                    break
                path.append(one)
            known.update(dict.fromkeys(path, answer))
            found.append((block, answer))
        return found

    def inside(self, element: HtmlElement) -> list[Block]:
        """The blocks under an element."""
        return [block for block, holder in self._nearest([element]) if holder is not None]

    def lines(self) -> list[str]:
        """The lines of the page's prose, without lines of links and what stands aside."""
        holder = self.body
        if holder is None:
            return []
        inside = self.inside(holder)
        quiet = [block for block in inside if self.aside(holder) or not self.aside(block.parent)]
        return [block.words for block in quiet if not block.is_link]

    def _widened(self, element: HtmlElement) -> HtmlElement:
        """The outermost element around `element` that adds prose and next to nothing else."""
        outer = itertools.takewhile(lambda e: e.tag != "html", _ancestors(element.getparent()))
        chain = [element, *itertools.islice(outer, WIDEST)]
        added: dict[HtmlElement | None, list[Block]] = {one: [] for one in chain}
        for i, (block, holder) in enumerate(self._nearest(chain)):
            if holder is not element and (i < self.first or self.aside(block.parent)):
                continue
            added.setdefault(holder, []).append(block)
        best = element
        weight = sum(block.weight for block in added[element])
        pending: list[Block] = []
        for one in chain[1:]:
            pending += added[one]
            more = sum(block.weight for block in pending)
            length = sum(len(block.words) for block in pending)
            prose = sum(len(block.words) for block in pending if block.weight)
            links = sum(block.link_length for block in pending)
            short = sum(1 for block in pending if not block.weight)
            mostly = short <= SHORT_SHARE * len(pending) and prose > PROSE_SHARE * length
            if mostly and more > WORTH * weight and links < LINKED_SHARE * length:
                best, weight, pending = one, weight + more, []
        return best
