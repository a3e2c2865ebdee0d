"""XML from strangers: no DOCTYPE, no entities, no network; never an empty document in place of an error."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from lxml import etree

from extract.errors import ParseError

# What may stand before the root element: declaration, instructions, comments.
_PROLOG = re.compile(rb"(?:\s|<\?[^>]{0,2000}\?>|<!--.{0,20000}?-->){0,50}", re.DOTALL)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_BOMS = (BOM_UTF8, BOM_UTF16_LE, BOM_UTF16_BE)
LEGACY_CHARSETS = ("gb18030", "big5hkscs")
"""What Chinese feeds that claim to be UTF-8 (or GB2312) really are, the likelier first."""


def _beginning(body: bytes) -> bytes:
    """The first tag, in lower case, without byte order mark and prolog."""
    start = next((body[len(mark) :] for mark in _BOMS if body.startswith(mark)), body)[:65536]
    prolog = _PROLOG.match(start)
    return start[prolog.end() if prolog else 0 :][:200].replace(b"\0", b"").lower()


def parse_xml(body: bytes, source_id: str, url: str) -> etree._Element:
    """The root of a strict parse; a Chinese document with a wrong label is read by its bytes.

    Raises:
        ParseError: Empty, HTML, with a DOCTYPE, or broken; the text says which.
    """
    first = _beginning(body)
    if not first:
        raise ParseError("the answer is empty", source_id=source_id, url=url)
    if first.startswith((b"<!doctype html", b"<html")):
        raise ParseError("the answer is an HTML page, not a feed", source_id=source_id, url=url)
    if first.startswith(b"<!doctype"):
        raise ParseError("a DOCTYPE is refused in feeds and sitemaps", source_id=source_id, url=url)
    try:
        root = _parsed(body)
    except (etree.XMLSyntaxError, ValueError) as error:
        root = _relabelled(body)
        if root is None:
            words = " ".join(str(error).removesuffix(" (<string>, line 1)").split())[:160]
            raise ParseError(f"not well-formed XML: {words}", source_id=source_id, url=url) from error
    if _has_doctype(root):
        raise ParseError("a DOCTYPE is refused in feeds and sitemaps", source_id=source_id, url=url)
    return root


def _has_doctype(root: etree._Element) -> bool:
    try:
        document = root.getroottree().docinfo
    except UnicodeDecodeError:
        return False  # the name of its encoding is rubbish; a document with a DOCTYPE was seen before the parse
    return document.internalDTD is not None or document.externalDTD is not None


def _parsed(body: bytes, *, recover: bool = False) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover, remove_comments=True
    )
    root: etree._Element | None = etree.fromstring(body, parser)
    if root is None:
        raise ValueError("no element at all")
    return root


def _relabelled(body: bytes) -> etree._Element | None:
    """The root by another charset than the label's, None where that is not the trouble."""
    for charset in LEGACY_CHARSETS:
        try:
            words = body.decode(charset)
            return _parsed(_DECLARATION.sub("", words).encode())
        except (UnicodeDecodeError, etree.XMLSyntaxError, ValueError):
            continue  # this charset is not it either
    return None


def salvaged(body: bytes) -> etree._Element | None:
    """What stands before the damage of a broken document, None for nothing; the caller says that it is broken."""
    try:
        return _parsed(body, recover=True)
    except (etree.XMLSyntaxError, ValueError):
        return None


def local(element: etree._Element) -> str:
    """An element's name without its namespace; empty for comments, and for names that are no text at all."""
    try:
        tag = element.tag
    except UnicodeDecodeError:
        return ""  # libxml2 lets half a surrogate pass in a namespace, lxml cannot tell the name then
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def child_text(element: etree._Element, *names: str) -> str:
    """Text of the first child with one of these names, in the order of the names."""
    for name in names:
        for child in element:
            if local(child) == name and (text := _text(child)):
                return text
    return ""


def _text(element: etree._Element) -> str:
    try:
        return "".join(str(part) for part in element.itertext()).strip()
    except UnicodeDecodeError:
        return ""  # as in `local`: a name within it is no text
