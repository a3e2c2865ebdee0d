"""The protocols of real sources on the newsroom's server: each answers as its original does, quirks and all."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from html import escape
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.demo.newsroom import Asked, Newsroom, Page

GOOGLE_CAP = 100
GDELT_CAP = 250


@dataclass(frozen=True)
class Story:
    """One article that the emulated services know of."""

    url: str
    title: str
    at: datetime
    publisher: str = "Harbour Ledger"


def stories(url: str, count: int, first: datetime, step: timedelta) -> list[Story]:
    """`count` stories, oldest first, `step` apart."""
    return [Story(f"{url}/story/{n}", f"Story {n} on Weixin - and more", first + n * step) for n in range(count)]


def rss(items: Sequence[str], more: str = "") -> Page:
    """An RSS 2.0 page around these items."""
    channel = f"<channel><title>t</title>{''.join(items)}</channel>"
    text = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"{more}>{channel}</rss>'
    return Page(text.encode(), "application/rss+xml; charset=utf-8")


# Google News: /rss/search


def old_google_id(url: str) -> str:
    """An id as before July 2024: the address in clear within base64."""
    data = b"\x08\x13\x22" + bytes([len(url) % 128]) + url.encode() + b"\xd2\x01\x00"
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def new_google_id(url: str) -> str:
    """An id as since then: opaque."""
    token = base64.b64encode(url.encode())[:40].decode()
    return base64.urlsafe_b64encode(b"\x08\x13\x22\x54AU_yqL" + token.encode()[::-1]).decode().rstrip("=")


def google_news(newsroom: Newsroom, known: Sequence[Story], *, opaque: bool = False, leak: Story | None = None) -> None:
    """Search by q with after: and before:, newest first, 100 at most; `leak` comes with every answer."""

    def search(asked: Asked) -> Page:
        if asked.query.get("ceid") is None:
            return Page(b"", "text/html", 302, {"Location": f"{newsroom.url}/consent"})
        words = dict(word.split(":", 1) for word in asked.query["q"].split() if word.startswith(("after:", "before:")))
        after = date.fromisoformat(words.get("after", "1990-01-01"))
        before = date.fromisoformat(words.get("before", "2999-01-01"))
        found = [s for s in reversed(known) if after <= s.at.date() < before][: GOOGLE_CAP - bool(leak)]
        found += [leak] if leak else []
        make = new_google_id if opaque else old_google_id
        return rss(
            [
                f"<item><title>{escape(s.title)} - {s.publisher}</title>"
                f"<link>https://news.google.com/rss/articles/{make(s.url)}?oc=5</link>"
                f'<guid isPermaLink="false">{make(s.url)}</guid><pubDate>{format_datetime(s.at, usegmt=True)}</pubDate>'
                f'<description>&lt;a href="x"&gt;{escape(s.title)}&lt;/a&gt;</description>'
                f'<source url="https://ledger.example">{s.publisher}</source></item>'
                for s in found
            ]
        )

    newsroom.routes["/rss/search"] = search


# Bing News: /news/search?format=rss


def lower_escapes(text: str) -> str:
    """Percent escapes as Bing writes them."""
    return re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), text)


def bing_news(newsroom: Newsroom, known: Sequence[Story], *, html_every: int = 0) -> None:
    """The namespace is the query; the link's tid changes with every poll; HTML with 200 now and then."""

    def search(asked: Asked) -> Page:
        if asked.query.get("format") != "rss" or (html_every and asked.number % html_every == 0):
            return Page(b"<!DOCTYPE html><html><body>Bing</body></html>", "text/html")
        link = f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&amp;aid=&amp;tid={asked.number:032x}&amp;url="
        return rss(
            [
                f"<item><title>{escape(s.title)}</title>"
                f"<link>{link}{lower_escapes(quote(s.url, safe=''))}&amp;c={asked.number}&amp;mkt=en-us</link>"
                f"<pubDate>{format_datetime(s.at, usegmt=True)}</pubDate>"
                f"<News:Source>{s.publisher}</News:Source></item>"
                for s in known[-12:]
            ],
            f' xmlns:News="{newsroom.url}/news/search?q={quote(asked.query["q"])}&amp;format=rss"',
        )

    newsroom.routes["/news/search"] = search


# GDELT DOC 2.0: /api/v2/doc/doc


def gdelt(newsroom: Newsroom, known: Sequence[Story], *, busy_from: int = 0) -> None:
    """Article lists by span, 250 at most; from its `busy_from`-th request on it sheds load with 429."""

    def doc(asked: Asked) -> Page:
        if busy_from and asked.number >= busy_from:
            words = b"Please limit requests to one every 5 seconds or contact the team for larger queries."
            return Page(words, "text/html", 429)
        if not asked.query.get("query"):
            return Page(b"The specified query was too short.", "text/html")
        if int(asked.query["maxrecords"]) > GDELT_CAP:
            return Page(b"Invalid maxrecords value specified.", "text/html")
        form = "%Y%m%d%H%M%S"
        start = datetime.strptime(asked.query["startdatetime"], form).replace(tzinfo=UTC)
        end = datetime.strptime(asked.query["enddatetime"], form).replace(tzinfo=UTC)
        found = [s for s in reversed(known) if start <= s.at <= end][:GDELT_CAP]
        rows = [
            {
                "url": s.url, "url_mobile": "", "title": s.title, "seendate": f"{s.at:%Y%m%dT%H%M%SZ}",
                "socialimage": "", "domain": "ledger.example", "language": "English", "sourcecountry": "China",
            }
            for s in found
        ]  # fmt: skip
        return Page(json.dumps({"articles": rows} if rows else {}).encode(), "application/json; charset=utf-8")

    newsroom.routes["/api/v2/doc/doc"] = doc


# The Wayback Machine: /cdx/search/cdx and replay


def wayback(
    newsroom: Newsroom, captures: Sequence[tuple[str, str, str, bytes]], *, page: int = 0, busy: Sequence[int] = ()
) -> None:
    """The capture index: resume keys, rows of every bad kind, and 429 without Retry-After.

    Args:
        newsroom: The server; replays are at /web/TIMESTAMPid_/URL.
        captures: (timestamp, original, digest, body).
        page: Most rows an answer, below the limit that was asked for.
        busy: Numbers of the requests that are answered with 429.
    """
    columns = ["timestamp", "original", "mimetype", "digest"]
    rows = [[when, original, "text/html", digest] for when, original, digest, _ in captures]
    rows += [
        ["2021", "http://ledger.example/bad-time", "text/html", "D1"],
        ["20210101000000", "mailto:x", "text/html", "D2"],
    ]
    rows += [["20210102000000", "http://ledger.example/picture", "image/png", "D3"]]

    def cdx(asked: Asked) -> Page:
        if asked.number in busy:
            return Page(b"Too Many Requests", "text/html", 429)
        wanted = asked.query["fl"].split(",")
        assert wanted == columns
        assert asked.query["output"] == "json"
        begin, end = asked.query["from"], asked.query["to"]
        found = [row for row in rows if begin <= row[0][:8] <= end or len(row[0]) < 8]
        most = min(int(asked.query["limit"]), page or len(found) + 1)
        # parse_qsl has decoded the key once, as the server's framework does.
        first = int(asked.query.get("resumeKey", "com,ledger)/ 0").split()[1])
        answer: list[list[str]] = [wanted, *found[first : first + most]] if found else []
        if first + most < len(found):
            answer += [[], [quote(f"com,ledger)/ {first + most}")]]
        return Page(json.dumps(answer).encode(), "application/json")

    newsroom.routes["/cdx/search/cdx"] = cdx
    for when, original, _, body in captures:
        newsroom.pages[f"/web/{when}id_/{original}"] = Page(body, "text/html", headers={"Memento-Datetime": "x"})


# Common Crawl's news: a list of paths and WARC files


def warc(pages: Sequence[tuple[str, bytes]], at: str = "2021-01-15T12:34:56Z") -> bytes:
    """A gzipped WARC file as a crawler writes it."""
    sink = io.BytesIO()
    writer = WARCWriter(sink, gzip=True, warc_version="1.0")
    writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"software": "StormCrawler"}))
    for url, body in pages:
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], "HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), length=len(body), http_headers=http,
                warc_headers_dict={"WARC-Date": at},
            )
        )  # fmt: skip
    return sink.getvalue()


def cc_news(newsroom: Newsroom, files: dict[str, bytes]) -> str:
    """Serve WARC files by their name in January 2021's folder, and their list; returns the list's address."""
    folder = "crawl-data/CC-NEWS/2021/01"
    for name, data in files.items():
        newsroom.pages[f"/{folder}/{name}"] = Page(data, "application/octet-stream")
    listed = "".join(f"{folder}/{name}\n" for name in files)
    newsroom.pages[f"/{folder}/warc.paths.gz"] = Page(gzip.compress(listed.encode()), "application/gzip")
    return f"{newsroom.url}/{folder}/warc.paths.gz"


# Feeds and sitemaps


def atom(known: Sequence[Story]) -> Page:
    """Atom: updated is required, published is not."""
    entries = "".join(
        f'<entry><id>tag:{n}</id><title>{escape(s.title)}</title><link rel="self" href="{s.url}.atom"/>'
        f'<link rel="alternate" href="{s.url}"/><updated>{s.at.isoformat()}</updated></entry>'
        for n, s in enumerate(known)
    )
    text = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{entries}</feed>'
    return Page(text.encode(), "application/atom+xml")


def rdf(known: Sequence[Story]) -> Page:
    """RSS 1.0: items stand beside the channel and may have no date."""
    items = "".join(
        f'<item rdf:about="{s.url}"><title>{escape(s.title)}</title><link>{s.url}</link></item>' for s in known
    )
    text = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f'<channel rdf:about="x"><title>t</title></channel>{items}</rdf:RDF>'
    )
    return Page(text.encode(), "application/rdf+xml")


def json_feed(known: Sequence[Story]) -> Page:
    """JSON Feed 1.1."""
    items = [{"id": s.url, "url": s.url, "title": s.title, "date_published": s.at.isoformat()} for s in known]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": items}
    return Page(json.dumps(feed).encode(), "application/feed+json")


def plain_rss(known: Sequence[Story]) -> Page:
    """RSS 2.0 as RSSHub and we-mp-rss write it."""
    return rss(
        [
            f"<item><title><![CDATA[{s.title}]]></title><link>{escape(s.url)}</link><guid>{escape(s.url)}</guid>"
            f"<pubDate>{format_datetime(s.at, usegmt=True)}</pubDate></item>"
            for s in known
        ]
    )


def news_sitemap(known: Sequence[Story]) -> bytes:
    """A Google news sitemap."""
    urls = "".join(
        f"<url><loc>{escape(s.url)}</loc><news:news><news:publication><news:name>L</news:name>"
        f"<news:language>en</news:language></news:publication><news:publication_date>{s.at.isoformat()}</news:publication_date>"
        f"<news:title>{escape(s.title)}</news:title></news:news></url>"
        for s in known
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
    ).encode()


def sitemap_index(files: Sequence[tuple[str, str]]) -> bytes:
    """An index of (address, lastmod)."""
    rows = "".join(f"<sitemap><loc>{url}</loc><lastmod>{changed}</lastmod></sitemap>" for url, changed in files)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'.encode()
