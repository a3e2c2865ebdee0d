"""Per-site selectors: an entry of extract/catalog/sites.toml, not a class."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from extract.bundled import bundled

if TYPE_CHECKING:
    from bs4 import BeautifulSoup


@dataclass(frozen=True, slots=True)
class Site:
    """CSS selectors of one host; empty ones leave the general rules at work."""

    host: str
    title: str = ""
    body: str = ""
    author: str = ""
    site: str = ""
    remove: str = ""


@cache
def load_sites() -> dict[str, Site]:
    """The bundled entries by host."""
    return {row["host"]: Site(**row) for row in bundled("extract.catalog", "sites.toml").get("site", [])}


def site_of(url: str) -> Site | None:
    """The entry of a URL's host or of the nearest host above it."""
    host = (urlsplit(url).hostname or "").lower()
    known = load_sites()
    while host:
        if host in known:
            return known[host]
        host = host.partition(".")[2]
    return None


def select(words: str, rule: Site) -> dict[str, str]:
    """What a site's selectors find on a page.

    Args:
        words: The page's source, decoded.
        rule: The site's entry.

    Returns:
        The texts of "title", "body", "author" and "site" that were found.
    """
    from bs4 import BeautifulSoup  # few pages have a rule of their own

    soup = BeautifulSoup(words, "lxml")
    for unwanted in soup.select(", ".join(filter(None, ["script", "style", "noscript", rule.remove]))):
        unwanted.decompose()
    found = {name: select_text(soup, getattr(rule, name)) for name in ("title", "body", "author", "site")}
    return {name: text for name, text in found.items() if text}


def select_text(soup: BeautifulSoup, selector: str) -> str:
    """The words of the first match, a line a block; empty when nothing matches or no selector is given."""
    found = soup.select_one(selector) if selector else None
    if found is None:
        return ""
    blocks = found.find_all(["p", "section", "h2", "h3", "li", "tr"])
    leaves = [b for b in blocks if not b.find(["p", "section", "li", "tr"])]
    lines = [b.get_text("", strip=False) for b in leaves] if leaves else found.get_text("\n").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())
