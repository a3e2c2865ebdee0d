"""A cheap test on bytes: does a page name one of our entities at all? It comes before any HTML is parsed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ahocorasick_rs import BytesAhoCorasick

from extract.bundled import bundled

WINDOW, OVERLAP = 256 * 1024, 1024
"""Bytes searched at once, so that a page that names an entity early is not read whole; no spelling is longer than the
overlap."""
ENCODINGS = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")


def spellings(alias: str) -> set[bytes]:
    """The bytes of an alias in every charset, as HTML character references and as JSON escapes."""
    found: set[bytes] = set()
    for name in (alias, alias.lower(), alias.upper(), alias.title()):
        for encoding in ENCODINGS:
            try:
                found.add(name.encode(encoding))
            except UnicodeEncodeError:
                continue  # a simplified alias has no Big5 form; its traditional one is an alias of its own
        if not name.isascii():
            found.add("".join(f"&#{ord(c)};" for c in name).encode())
            found.add("".join(f"&#x{ord(c):x};" for c in name).encode())
            found.add("".join(f"&#x{ord(c):X};" for c in name).encode())
            found.add("".join(f"\\u{ord(c):04x}" for c in name).encode())
            found.add("".join(f"\\u{ord(c):04X}" for c in name).encode())
    return found


def matcher(aliases: Iterable[str]) -> BytesAhoCorasick:
    """An automaton over all spellings."""
    return BytesAhoCorasick(sorted({spelling for alias in aliases for spelling in spellings(alias)}))


@cache
def _bundled() -> BytesAhoCorasick:
    from extract.catalog.load import load_catalog

    words = bundled("extract.catalog", "relevance.toml")["words"]
    return matcher([*load_catalog().relevance_aliases, *words])


def is_relevant(body: bytes, automaton: BytesAhoCorasick | None = None) -> bool:
    """Whether a page names an entity of the catalogue, in any charset.

    Args:
        body: The page as received; PDFs are compressed inside and always pass.
        automaton: Of another catalogue than the bundled one.
    """
    if body.startswith(b"%PDF"):
        return True
    known = automaton or _bundled()
    parts = (body[start : start + WINDOW] for start in range(0, max(1, len(body) - OVERLAP), WINDOW - OVERLAP))
    return any(known.find_matches_as_indexes(part) for part in parts)
