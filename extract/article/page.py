"""A page's text as a tree. What libxml2 would lose without a word (very deep nesting) is read in another way."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from lxml import etree, html
from lxml.html import HtmlElement

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# Every element is made a plain HtmlElement: lxml.html asks Python for the class of each, a tenth of a page's time.
_PLAIN = etree.ElementDefaultClassLookup(element=HtmlElement, comment=html.HtmlComment, pi=html.HtmlProcessingInstruction)
_FLAT = ("p", "li", "td", "th", "h1", "h2", "h3", "h4", "blockquote", "pre", "dd", "dt")


def parse_page(words: str) -> HtmlElement:
    """The tree of a page.

    Args:
        words: Its source, decoded; the encoding that it claims for itself is not heard.

    Returns:
        The root element. Of a page nested deeper than libxml2 reads, a flat tree of the same head and paragraphs.
    """
    parser = html.HTMLParser(huge_tree=True, encoding="utf-8")
    parser.set_element_class_lookup(_PLAIN)
    source = _DECLARATION.sub("", words).encode("utf-8", "replace")
    try:
        root = html.document_fromstring(source, parser=parser)
    except etree.ParserError:  # nothing but white space, comments or a declaration
        return html.document_fromstring("<html><body></body></html>")
    if any("depth" in entry.message for entry in parser.error_log):
        return _flattened(words)
    return root


def _flattened(words: str) -> HtmlElement:
    soup = BeautifulSoup(words, "html.parser")
    for unread in soup(["script", "style", "noscript", "template"]):
        if unread.get("type") != "application/ld+json":
            unread.decompose()
    root = html.document_fromstring("<html><head></head><body></body></html>")
    for element in soup.find_all(["title", "meta", "link"]):
        made = etree.SubElement(root.head, element.name, {k: str(v) for k, v in element.attrs.items() if k.isascii()})
        made.text = element.get_text() if element.name == "title" else None
    for block in soup.find_all(_FLAT) or [soup]:
        etree.SubElement(root.body, "p").text = " ".join(block.get_text(" ").split())
    return root
