"""The bytes of one capture become one article version, or one clear refusal. Pure."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta, tzinfo
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from extract.article.blocks import read_blocks
from extract.article.body import body_text
from extract.article.dates import publication
from extract.article.decode import decode
from extract.article.language import language_of, page_language
from extract.article.layout import Layout
from extract.article.metadata import Statements
from extract.article.page import parse_page
from extract.article.pdf import pdf_text
from extract.article.refuse import is_list, refused
from extract.article.sites import select, site_of
from extract.errors import ParseError
from extract.records import YEAR_ONLY, Article, Capture, Source
from extract.story import canonical_url, signature
from extract.text import sound_text

MOST_DAMAGE = 0.01
NO_TEXT = "page without text"
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
"""What no text has and no tree can hold."""
_MARK_UP = re.compile(r"<(?:!doctype|html|head|body|article|main|div|p|table|script|meta|title|section)\b[^<]*>", re.I)
LOOKED_AT = 50_000
"""Characters in which a document without a content type must show that it is HTML."""
FUTURE = timedelta(days=2)
"""How far a publication time may lie after the fetch: clocks and zones differ."""


def parse_article(capture: Capture, *, source: Source | None = None) -> Article:
    """Read one article.

    Args:
        capture: An answer from the archive.
        source: Who listed it, for its language's zone and whether the company speaks for itself.

    Raises:
        ParseError: No article; the reason is the class, such as "login wall" or "page without text".
    """
    headers = {name.lower(): value for name, value in capture.headers}
    kind = headers.get("content-type", "").lower()
    if not capture.body.strip():
        raise ParseError("empty answer", source_id=capture.source_id, url=capture.url)
    if capture.body.startswith(b"%PDF") or "application/pdf" in kind:
        title, text = pdf_text(capture.body, capture.source_id, capture.url)
        return _article(capture, source, title or capture.title, text, None, "")
    words = decode(capture.body, kind)
    if words.count("\ufffd") > MOST_DAMAGE * max(1, len(words)):
        raise ParseError("more than 1 % of the characters are damaged", source_id=capture.source_id, url=capture.url)
    sound = _CONTROL.sub("", words)
    if len(words) - len(sound) > MOST_DAMAGE * len(words):
        raise ParseError("not a text", source_id=capture.source_id, url=capture.url)
    words = sound
    if "html" not in kind and not _MARK_UP.search(words[:LOOKED_AT]):
        return _article(capture, source, capture.title or _first_line(words), tidy_plain(words), None, "")
    return _html(capture, source, words)


def tidy_plain(text: str) -> str:
    """Plain text with its line ends made one kind."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _first_line(text: str) -> str:
    return next((line.strip()[:120] for line in text.splitlines() if line.strip()), "")


def _html(capture: Capture, source: Source | None, words: str) -> Article:
    root = parse_page(words)
    page = Statements(root, capture.final_url)
    rule = site_of(capture.final_url)
    chosen = select(words, rule) if rule else {}
    title = chosen.get("title") or page.title or capture.title
    layout = Layout(read_blocks(root), title)
    language = page_language(layout.blocks, page.language)
    zone = _zone(source, language)
    limit = capture.fetched_at + FUTURE
    below = layout.blocks[layout.first :]
    published, raw = publication(page, below, zone, limit, titled=layout.titled, chinese=language == "zh")
    whole = " ".join(block.words for block in layout.blocks)
    authors = tuple(filter(None, [chosen.get("author", ""), *page.authors]))
    site, canonical = chosen.get("site") or page.site, page.canonical
    text = chosen.get("body") or body_text(root, layout, language, title)
    reason = refused(title, text, whole, closed=page.closed)
    stated = page.is_article or (layout.titled and ":" in raw)
    if not reason and is_list(capture.final_url, layout, stated=stated):
        reason = "list page"
    if not reason and not text.strip():
        reason = NO_TEXT
    if reason:
        raise ParseError(reason, source_id=capture.source_id, url=capture.url)
    return _article(capture, source, title, text, published, raw, canonical=canonical, authors=authors, site=site)


def _zone(source: Source | None, language: str) -> tzinfo:
    if source and source.time_zone != "UTC":
        return ZoneInfo(source.time_zone)
    return ZoneInfo("Asia/Shanghai") if language == "zh" else UTC


def _archived_original(url: str) -> str:
    """The address behind a Wayback replay."""
    found = re.search(r"/web/\d{14}(?:id_)?/(https?://.+)$", url)
    return found[1] if found else url


def _article(
    capture: Capture,
    source: Source | None,
    title: str,
    text: str,
    published: datetime | None,
    raw: str,
    *,
    canonical: str = "",
    authors: tuple[str, ...] = (),
    site: str = "",
) -> Article:
    if not text.strip():
        raise ParseError(NO_TEXT, source_id=capture.source_id, url=capture.url)
    address = canonical_url(_archived_original(canonical or capture.final_url))
    key = hashlib.sha256(address.encode()).hexdigest()[:32]
    at = published or capture.published_at
    flags = ["future"] if at is not None and at > capture.fetched_at + FUTURE else []
    flags += [YEAR_ONLY] if published and re.fullmatch(r"\d{4}", raw) else []
    return Article(
        id=key,
        version=hashlib.sha256(f"{key}\n{text}".encode()).hexdigest()[:32],
        source_id=capture.source_id,
        url=capture.url,
        canonical_url=address,
        title=sound_text(title or capture.title)[:500],
        text=text,
        language=language_of(text),
        published_at=at,
        site=sound_text(site) or (urlsplit(address).hostname or unquote(address.rsplit("/", 1)[-1])),
        authors=tuple(sound_text(author) for author in authors),
        published_raw=sound_text(raw),
        official=bool(source and source.official),
        capture_record_id=capture.record_id,
        payload_digest=capture.payload_digest,
        known_at=capture.fetched_at,
        signature=signature(text),
        flags=tuple(flags),
    )
