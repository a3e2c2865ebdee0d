"""Parse: the bytes of one capture become one article version, or one clear refusal. Pure."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup

from extract.article.body import body_text, strip_furniture, tidy
from extract.article.dates import publication, structured
from extract.article.decode import decode
from extract.article.pdf import pdf_text
from extract.article.refuse import refused
from extract.article.sites import select_text, site_of
from extract.errors import ParseError
from extract.records import Article, Capture, Source
from extract.story import canonical_url, signature

MOST_DAMAGE = 0.01
_HAN = re.compile(r"[\u3400-\u9fff]")


def language_of(text: str) -> str:
    """ "zh" when a tenth of the letters is Chinese, else "en"."""
    sample = text[:4000]
    return "zh" if len(_HAN.findall(sample)) > max(5, 0.1 * len(sample)) else "en"


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
    words = words.replace("\x00", "")
    if "html" not in kind and not re.search(r"<(?:!doctype|html|head|body|article|div|p)\b", words[:2000], re.I):
        return _article(capture, source, capture.title or _first_line(words), tidy_plain(words), None, "")
    return _html(capture, source, words)


def tidy_plain(text: str) -> str:
    """Plain text with its line ends made one kind."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _first_line(text: str) -> str:
    return next((line.strip()[:120] for line in text.splitlines() if line.strip()), "")


def _meta(soup: BeautifulSoup, *names: str) -> str:
    for name in names:
        for attribute in ("property", "name", "itemprop"):
            found = soup.find("meta", attrs={attribute: name})
            if found and (content := str(found.get("content") or "").strip()):
                return content
    return ""


def _html(capture: Capture, source: Source | None, words: str) -> Article:
    soup = BeautifulSoup(words, "lxml")
    if len(soup.get_text()) < len(words) / 1000 and len(words) > 20_000:
        soup = BeautifulSoup(words, "html.parser")
    limit = capture.fetched_at + timedelta(days=2)
    rule = site_of(capture.final_url)
    chinese = language_of(soup.get_text(" ")[:8000]) == "zh"
    zone = source.time_zone if source and source.time_zone != "UTC" else ("Asia/Shanghai" if chinese else "UTC")
    published, raw = publication(soup, zone, limit)
    title = (select_text(soup, rule.title) if rule else "") or _title(soup) or capture.title
    authors = _authors(soup, rule.author if rule else "")
    site = (select_text(soup, rule.site) if rule else "") or _meta(soup, "og:site_name")
    canonical = _canonical(soup, capture.final_url)
    whole = " ".join(soup.get_text(" ").split())
    text = select_text(soup, rule.body) if rule else ""
    if not text:
        strip_furniture(soup)
        for heading in soup.find_all("h1"):
            heading.decompose()  # the title is a field of its own; read twice it would state its figure twice
        text = body_text(soup, capture.final_url)
    reason = refused(title, text, whole)
    if reason:
        raise ParseError(reason, source_id=capture.source_id, url=capture.url)
    return _article(capture, source, title, text, published, raw, canonical=canonical, authors=authors, site=site)


def _title(soup: BeautifulSoup) -> str:
    heads = [h.get_text(" ", strip=True) for h in soup.find_all("h1")[:5]]
    named = _meta(soup, "og:title", "twitter:title") or next(
        (str(item["headline"]) for item in structured(soup) if isinstance(item.get("headline"), str)), ""
    )
    page = soup.title.get_text(" ", strip=True) if soup.title else ""
    for head in heads:
        if head and (head in page or head in named):
            return " ".join(head.split())
    return " ".join((named or next((h for h in heads if h), "") or re.split(r"\s*[|_–—]\s*|\s-\s", page)[0]).split())


def _authors(soup: BeautifulSoup, selector: str) -> tuple[str, ...]:
    found = [select_text(soup, selector)] if selector else []
    for item in structured(soup):
        author = item.get("author")
        for one in author if isinstance(author, list) else [author]:
            name = one.get("name") if isinstance(one, dict) else one
            if isinstance(name, str):
                found.append(name)
    found.append(_meta(soup, "author", "article:author"))
    names = (" ".join(name.split()) for name in found)
    return tuple(dict.fromkeys(n for n in names if n and not n.startswith("http")))[:10]


def _canonical(soup: BeautifulSoup, url: str) -> str:
    """The page's own canonical address, believed only on its own host."""
    found = soup.find("link", rel="canonical")
    href = str(found.get("href") or "") if found else ""
    if not href:
        return url
    try:
        named = urljoin(url, href)
        own, other = urlsplit(url), urlsplit(named)
    except ValueError:
        return url
    same = other.scheme in {"http", "https"} and other.netloc.removeprefix("www.") == own.netloc.removeprefix("www.")
    return named if same and other.path not in {"", "/"} else url


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
        raise ParseError("page without text", source_id=capture.source_id, url=capture.url)
    address = canonical_url(_archived_original(canonical or capture.final_url))
    key = hashlib.sha256(address.encode()).hexdigest()[:32]
    at = published or capture.published_at
    limit = capture.fetched_at + timedelta(days=2)
    flags = ("future",) if at is not None and at > limit else ()
    return Article(
        id=key,
        version=hashlib.sha256(f"{key}\n{text}".encode()).hexdigest()[:32],
        source_id=capture.source_id,
        url=capture.url,
        canonical_url=address,
        title=(title or capture.title)[:500],
        text=text,
        language=language_of(text),
        published_at=at,
        site=site or (urlsplit(address).hostname or unquote(address.rsplit("/", 1)[-1])),
        authors=authors,
        published_raw=raw,
        official=bool(source and source.official),
        capture_record_id=capture.record_id,
        payload_digest=capture.payload_digest,
        known_at=capture.fetched_at,
        signature=signature(text),
        flags=flags,
    )
