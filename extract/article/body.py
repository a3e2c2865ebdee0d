"""The words of an article without what stands around it."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from lxml import html as lxml_html
from trafilatura import extract as trafilatura_extract

AROUND = re.compile(
    r"(?i)(?:^|[-_ ])(?:related|recommend(?:ed|ations?)?|sidebar|side-bar|widget|newsletter|promo|advert(?:isement)?|share|social|"
    r"comments?|breadcrumbs?|most-read|popular|trending|outbrain|taboola|hot-?list|xgyd|tuijian|more-stories|also-read|ranking)(?:$|[-_ ])"
)
FURNITURE = ("nav", "aside", "footer", "form", "script", "style", "noscript", "template", "iframe", "svg", "button")
_TAIL = re.compile(
    r"^(?:\(?责任编辑[:：].*|编辑[:：]\S{1,12}|相关(?:阅读|新闻|报道|推荐)[:：]?.*|延伸阅读.*|推荐阅读.*|更多(?:新闻|精彩).*|"
    r"(?:read (?:more|next|also)|related(?: stories| articles| news)?|share this(?: article)?|sign up for .*newsletter.*|"
    r"recommended(?: for you)?|most read|advertisement|copyright ©?.*|all rights reserved.*)[:.]?)$", re.I
)  # fmt: skip


def strip_furniture(soup: BeautifulSoup) -> None:
    """Take out what is never the article: navigation, sidebars, boxes of related stories."""
    for element in soup.find_all(FURNITURE):
        element.decompose()
    for element in soup.find_all(True):
        if element.decomposed or element.name in {"html", "body", "article", "main"}:
            continue
        names = " ".join([*(element.get("class") or []), str(element.get("id") or ""), str(element.get("role") or "")])
        if names.strip() and AROUND.search(names) and not element.find("h1"):
            element.decompose()


def body_text(soup: BeautifulSoup, url: str) -> str:
    """The article's paragraphs, one a line.

    Args:
        soup: The page, furniture taken out.
        url: Its address.

    Returns:
        The text; what the general extractor loses (very deep nesting) is found in the tree itself.
    """
    whole = sum(len(p.get_text()) for p in soup.find_all("p"))
    tree = lxml_html.document_fromstring(str(soup) or "<html></html>", parser=lxml_html.HTMLParser(huge_tree=True))
    text = (
        trafilatura_extract(
            tree, url=url or None, fast=True, include_comments=False, include_tables=True, deduplicate=False
        )
        or ""
    )
    if len(text) < whole / 3:
        text = _paragraphs(soup) or text
    return tidy(text)


def _paragraphs(soup: BeautifulSoup) -> str:
    roots: list[Tag] = soup.find_all("article") or soup.find_all("main") or [soup]
    root = max(roots, key=lambda r: sum(len(p.get_text()) for p in r.find_all("p")))
    lines = [" ".join(p.get_text(" ").split()) for p in root.find_all(["p", "li", "td", "h2", "h3"]) if not p.find("p")]
    return "\n".join(line for line in lines if line) or " ".join(root.get_text(" ").split())


def tidy(text: str) -> str:
    """Lines without empty ones, cut at the first line that begins a tail of related stories or credits."""
    kept: list[str] = []
    for line in text.splitlines():
        words = " ".join(line.split()).strip("| ")
        if not words:
            continue
        if _TAIL.match(words):
            if len(kept) >= 3 or (len(kept) and len(" ".join(kept)) > 200):
                break
            continue
        kept.append(words)
    return "\n".join(kept)
