"""A page's text as a tree. What libxml2 would lose without a word (very deep nesting) is read in another way."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from lxml import etree, html
from lxml.html import HtmlElement

from extract.article.blocks import INLINE

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# A template closed too early would end the page for libxml2; browsers read on.
_ENDS = re.compile(r"</(?:html|body)\s*>", re.I)
# Every element is made a plain HtmlElement: lxml.html asks Python for the class of each, a tenth of a page's time.
_PLAIN = etree.ElementDefaultClassLookup(
    element=HtmlElement, comment=html.HtmlComment, pi=html.HtmlProcessingInstruction
)
_UNREAD = {"script", "style", "noscript", "template", "svg", "select", "textarea"}
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9:_-]*")


def parse_page(words: str) -> HtmlElement:
    """The tree of a page.

    Args:
        words: Its source, decoded; the encoding that it claims for itself is not heard.

    Returns:
        The root element. Of a page nested deeper than libxml2 reads, a flat tree of the same head and paragraphs.
    """
    parser = html.HTMLParser(huge_tree=True, encoding="utf-8")
    parser.set_element_class_lookup(_PLAIN)
    source = _ENDS.sub("", _DECLARATION.sub("", words)).encode("utf-8", "replace")
    try:
        root = html.document_fromstring(source, parser=parser)
    except etree.ParserError:  # nothing but white space, comments or a declaration
        return html.document_fromstring("<html><body></body></html>")
    if any("depth" in entry.message for entry in parser.error_log):
        return _flattened(words)
    return root


class _Flat(HTMLParser):
    """Collects a page's head and the text between its tags, with no tree, so that depth costs nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = html.document_fromstring("<html><head></head><body></body></html>")
        self.unread = ""
        self.parts: list[str] = []
        self.heading = "p"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"meta", "link"}:
            etree.SubElement(self.root.head, tag, {k: v or "" for k, v in attrs if _NAME.fullmatch(k)})
        elif tag in _UNREAD and not self.unread:
            self.unread = tag
        elif tag not in INLINE:
            self.finish()
            self.heading = tag if tag in {"h1", "title"} else "p"

    def handle_endtag(self, tag: str) -> None:
        if tag == self.unread:
            self.unread = ""
        elif tag not in INLINE:
            self.finish()
            self.heading = "p"

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.parts.append(data)

    def finish(self) -> None:
        words = " ".join("".join(self.parts).split())
        self.parts.clear()
        if words:
            parent = self.root.head if self.heading == "title" else self.root.body
            etree.SubElement(parent, self.heading).text = words


def _flattened(words: str) -> HtmlElement:
    flat = _Flat()
    flat.feed(words)
    flat.close()
    flat.finish()
    return flat.root
