"""What a page says of itself: title, authors, site and address, from JSON-LD, OpenGraph, meta elements and headings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from extract.article.trim import plain

MOST_OBJECTS = 1000
MOST_AUTHORS = 10
ARTICLE_TYPES = re.compile(r"article|posting|report", re.I)
_PARTS = re.compile(r"\s*(?:[|_｜»]|—|–|--|\s-\s|\s·\s|(?<=[\u3000-\u9fff！？])-(?=[^-]{2,16}$))\s*")
_LOOSE_PARTS = re.compile(r"\s*(?:[|_｜»]|—|–|-)\s*")
_NOT_A_NAME = re.compile(
    r"https?:|www\.|@|\d{4}|^(?:admin|administrator|editor|staff|null|none|undefined|未知|佚名|匿名)$", re.I
)
_BY = re.compile(r"^(?:by|von|par|por|作者|记者|記者|文|撰文)\s*[:：/｜|]?\s*", re.I)


@dataclass(frozen=True)
class Statements:
    """A page's statements about itself, read once.

    Args:
        root: The page.
        url: Where it was found.
    """

    root: HtmlElement
    url: str

    @cached_property
    def meta(self) -> dict[str, str]:
        """Contents of meta elements by their lower-case property, name or itemprop; the first of a name counts."""
        found: dict[str, str] = {}
        for element in self.root.iter("meta"):
            name = (
                element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
            )
            content = (element.get("content") or "").strip()
            if name and content:
                found.setdefault(name.strip().lower(), content)
        return found

    def first(self, *names: str) -> str:
        """The content of the first of these meta elements that is there."""
        return next((self.meta[name] for name in names if name in self.meta), "")

    @cached_property
    def objects(self) -> tuple[dict[str, Any], ...]:
        """The objects of the page's JSON-LD, nested ones too, articles first, at most a thousand."""
        found = list(_objects(self.root))
        return tuple(sorted(found, key=lambda item: not ARTICLE_TYPES.search(str(item.get("@type") or ""))))

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The texts of the page's first h1 elements."""
        found = (" ".join(element.text_content().split()) for element in list(self.root.iter("h1"))[:6])
        return tuple(text for text in found if text)

    @cached_property
    def page_title(self) -> str:
        """The text of the title element."""
        return " ".join((self.root.findtext(".//title") or "").split())

    @cached_property
    def headline(self) -> str:
        """The headline as statements give it: OpenGraph, Twitter, JSON-LD."""
        stated = self.first("og:title", "twitter:title", "headline", "dc.title", "articletitle", "sailthru.title")
        if stated:
            return " ".join(stated.split())
        found = (item["headline"] for item in self.objects if isinstance(item.get("headline"), str))
        return " ".join(next(found, "").split())

    @cached_property
    def title(self) -> str:
        """The title without the site's name: the heading that the other statements repeat, or their common part."""
        stated = [words for words in (self.page_title, self.headline) if words]
        repeated = [heading for heading in self.headings if any(_leads(heading, words) for words in stated)]
        if repeated:
            return max(repeated, key=len)
        for words in stated:
            parts = [part for part in _LOOSE_PARTS.split(words) if part]
            if len(parts) > 1 and (best := self._in_text(words, parts)):
                return best
        if self.headline:
            return self._without_site(self.headline)
        return self._without_site(self.page_title) or next(iter(self.headings), "")

    def _in_text(self, words: str, parts: list[str]) -> str:
        """The longest leading run of a title's parts that stands as a line of its own on the page."""
        lines = self._short_lines
        end = len(words)
        for part in reversed(parts[1:]):
            end = words.rfind(part, 0, end)
            lead = words[:end].rstrip(" |_｜»—–-·")
            if len(plain(lead)) > 5 and plain(lead) in lines:
                return lead
        return ""

    @cached_property
    def _short_lines(self) -> set[str]:
        body = self.root.find("body")
        elements = body.iter("h1", "h2", "h3", "div", "p", "td", "span", "strong", "b") if body is not None else ()
        texts = (element.text for element in elements if element.text and 5 < len(element.text) < 150)
        return {plain(text) for text in texts}

    def _without_site(self, words: str) -> str:
        parts = [part for part in _PARTS.split(words) if part]
        site = plain(self.site)
        while len(parts) > 1 and (len(parts[-1]) <= 12 or (site and site in plain(parts[-1]))):
            words = words[: words.rfind(parts.pop())].rstrip(" |_｜»—–-·")
        return words

    @cached_property
    def site(self) -> str:
        """The name of the site."""
        stated = self.first("og:site_name", "application-name", "twitter:app:name:iphone")
        publishers = (item["publisher"] for item in self.objects if isinstance(item.get("publisher"), dict))
        return stated or next((p["name"] for p in publishers if isinstance(p.get("name"), str)), "")

    @cached_property
    def authors(self) -> tuple[str, ...]:
        """Names of authors, at most ten; addresses, accounts and placeholders are no names."""
        found: list[str] = []
        for item in self.objects:
            author = item.get("author")
            for one in author if isinstance(author, list) else [author]:
                name = one.get("name") if isinstance(one, dict) else one
                found += [name] if isinstance(name, str) else []
        found.append(self.first("author", "article:author", "dc.creator", "byl", "sailthru.author", "parsely-author"))
        names = (_BY.sub("", " ".join(name.split())) for name in found)
        good = (name for name in names if 1 < len(name) < 80 and not _NOT_A_NAME.search(name))
        return tuple(dict.fromkeys(good))[:MOST_AUTHORS]

    @cached_property
    def canonical(self) -> str:
        """The page's own canonical address, believed only on its own host and not for a front page."""
        links = self.root.xpath("//link[contains(concat(' ', normalize-space(@rel), ' '), ' canonical ')]/@href")
        href = str(links[0]).strip() if links else self.meta.get("og:url", "")
        if not href:
            return self.url
        try:
            named = urljoin(self.url, href)
            own, other = urlsplit(self.url), urlsplit(named)
        except ValueError:
            return self.url
        same = other.scheme in {"http", "https"} and _host(other.netloc) == _host(own.netloc)
        return named if same and other.path not in {"", "/"} else self.url

    @cached_property
    def is_article(self) -> bool:
        """Whether the page states that it is an article."""
        kinds = (str(item.get("@type") or "") for item in self.objects)
        return "article" in self.first("og:type").lower() or any(ARTICLE_TYPES.search(kind) for kind in kinds)

    @cached_property
    def closed(self) -> bool:
        """Whether the page states that its article is not free to read."""
        stated = [str(item["isAccessibleForFree"]).lower() for item in self.objects if "isAccessibleForFree" in item]
        return "false" in stated or self.first("article:content_tier") == "locked"

    @cached_property
    def language(self) -> str:
        """Two letters of the language that the page claims, "" without a claim."""
        claimed = self.root.get("lang") or self.root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        claimed = claimed or self.first("og:locale", "content-language", "language")
        found = re.match(r"[a-zA-Z]{2}(?![a-zA-Z])", claimed.strip())
        return found[0].lower() if found else ""


def _leads(heading: str, title: str) -> bool:
    """Whether a title begins with a heading, or is little more than it; a site's name stands at its end."""
    head, whole = plain(heading), plain(title)
    return len(head) > 3 and (whole.startswith(head) or (head in whole and 3 * len(head) > 2 * len(whole)))


def _host(netloc: str) -> str:
    return re.sub(r"^(?:www|m|wap|amp|mobile)\.", "", netloc.lower())


def _objects(root: HtmlElement) -> Iterator[dict[str, Any]]:
    waiting: list[Any] = []
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            waiting.append(json.loads(script.text or "null", strict=False))
        except (ValueError, RecursionError):
            continue  # broken JSON-LD says nothing; the page's other statements are asked next
    for _ in range(MOST_OBJECTS):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, dict):
            yield item
            waiting += [value for value in item.values() if isinstance(value, dict | list)]
        elif isinstance(item, list):
            waiting += item
