"""Which element of a page holds its prose, and which stand aside.

The weights of the lines are added up in the elements around them; the heaviest below the title holds the body.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from lxml.html import HtmlElement

from extract.article.blocks import Block

HOLDERS = frozenset({"div", "td", "section", "article", "body", "main", "center", "form"})
FADE, LEVELS = 0.6, 4
"""A line's weight goes to so many elements around it, less to each."""
ASIDE = 0.2
"""What weighs in elements that stand aside, and above the title."""
MOST_ASIDE = 1.0
"""An element that stands aside and weighs more than everything else, in shares of it, is no furniture."""
WORTH, PROSE_SHARE, LINKED_SHARE, SHORT_SHARE, WIDEST = 0.2, 0.75, 0.1, 0.35, 6
"""The body is widened by what adds a fifth to its weight and is prose for the most part, at most six elements out."""
AROUND = re.compile(
    r"(?i)comment|discuss|pinglun|gentie|disqus|outbrain|taboola|(?:^|[-_ ])(?:repl(?:y|ies)|related|"
    r"recommend(?:s|ed|ations?)?|side-?bar|widget|newsletter|promo(?:tion)?s?|advert(?:isement)?s?|sponsor(?:ed)?|"
    r"share|sharing|social|breadcrumbs?|most-(?:read|popular)|popular|trending|hot-?(?:list|news|rank)|xgyd|xgwz|xiangguan|tuijian|more-stories|also-read|"
    r"read-?(?:more|next)|rank(?:ing|-?list)?|pager|pagination)(?:$|[-_ ])"
)
"""Class and id names of what stands around an article and is not it."""


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
