"""The sample newsroom on loopback: a feed, a news sitemap and article pages, with validators and robots.txt.

The demo polls it over real HTTP, and so do the tests, which add routes for other protocols and for broken answers.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from functools import cache, partial
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from types import TracebackType
from typing import Any, BinaryIO, Self, cast
from urllib.parse import parse_qsl

HTTP_OK = 200

OUTLETS = {
    "ledger": "Harbour Ledger",
    "plain": "Delta Dispatch",
    "bank": "江畔财讯",
    "tower": "钟楼晚报",
    "mt": "Penguin Watch",
}


@dataclass(frozen=True, slots=True)
class Report:
    """One report of the newsroom."""

    path: str
    title: str
    published_at: datetime
    language: str
    layout: str
    paragraphs: tuple[str, ...]
    listed_in: tuple[str, ...]
    encoding: str = "utf-8"
    content_type: str = "text/html; charset=utf-8"
    box: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What the server answers at one path. `raw` writes the whole answer to the socket itself, broken as it likes."""

    body: bytes
    content_type: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    has_etag: bool = True
    raw: Callable[[BinaryIO], None] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: path without query, its query, headers in lower case, number among those to this path (from 1), and
    the second it came at."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    number: int
    at: float


Route = Callable[[Asked], Page]


@cache
def load_reports() -> tuple[Report, ...]:
    """The bundled reports, oldest first."""
    text = files("flows.demo").joinpath("pages", "reports.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["report"]
    return tuple(
        Report(
            path=row["path"], title=row["title"], published_at=datetime.fromisoformat(row["published_at"]),
            language=row["language"], layout=row["layout"], paragraphs=tuple(row["paragraphs"]),
            listed_in=tuple(row["in"]), encoding=row.get("encoding", "utf-8"),
            content_type=row.get("content_type", "text/html; charset=utf-8"), box=row.get("box", ""),
        )
        for row in rows
    )  # fmt: skip


def article_page(report: Report) -> Page:
    """A report in its outlet's frame; the frames differ in where they say their date and what stands around."""
    outlet = OUTLETS[report.layout]
    head = f'<meta charset="{report.encoding}"><title>{escape(report.title)} - {outlet}</title>'
    head += (
        f'<meta property="og:site_name" content="{outlet}"><meta property="og:title" content="{escape(report.title)}">'
    )
    stamp = report.published_at.isoformat()
    visible = report.published_at.strftime("%Y-%m-%d %H:%M")
    if report.layout in {"ledger", "mt"}:
        linked = {
            "@context": "https://schema.org", "@type": "NewsArticle", "headline": report.title,
            "datePublished": stamp, "author": {"@type": "Person", "name": "Ada Quill"},
        }  # fmt: skip
        head += f'<script type="application/ld+json">{json.dumps(linked)}</script>'
    elif report.layout == "plain":
        head += f'<meta property="article:published_time" content="{stamp}">'
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in report.paragraphs)
    box = (
        f'<aside class="related-stories"><h3>Related</h3><ul><li>{escape(report.box)}</li></ul></aside>'
        if report.box
        else ""
    )
    nav = '<nav><a href="/">Home</a> <a href="/money">Money</a> <a href="/technology">Technology</a></nav>'
    foot = f"<footer>{outlet}. All rights reserved.</footer>"
    body = f"<h1>{escape(report.title)}</h1><div class='byline'>{visible}</div><div class='story'>{paragraphs}</div>"
    main = f"{nav}<main><article>{body}</article></main>{box}{foot}"
    html = f'<!doctype html><html lang="{report.language}"><head>{head}</head><body>{main}</body></html>'
    return Page(html.encode(report.encoding), report.content_type)


def feed_page(reports: tuple[Report, ...], url: str) -> Page:
    """The newest reports as RSS 2.0."""
    items = "".join(
        f"<item><title>{escape(r.title)}</title><link>{url}{r.path}</link><guid>{url}{r.path}</guid>"
        f"<pubDate>{format_datetime(r.published_at)}</pubDate></item>"
        for r in reversed(reports)
        if "feed" in r.listed_in
    )
    about = f"<title>Sample newsroom</title><link>{url}/</link><description>Sample reports</description>"
    text = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{about}{items}</channel></rss>'
    return Page(text.encode(), "application/rss+xml; charset=utf-8")


def sitemap_page(reports: tuple[Report, ...], url: str) -> Page:
    """All reports that are listed there, as a news sitemap."""
    entries = "".join(
        f"<url><loc>{url}{r.path}</loc><news:news><news:publication><news:name>{OUTLETS[r.layout]}</news:name>"
        f"<news:language>{r.language}</news:language></news:publication>"
        f"<news:publication_date>{r.published_at.isoformat()}</news:publication_date><news:title>{escape(r.title)}</news:title></news:news></url>"
        for r in reports
        if "sitemap" in r.listed_in
    )
    text = (f'<?xml version="1.0" encoding="utf-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{entries}</urlset>')  # fmt: skip
    return Page(text.encode(), "application/xml")


def sources_toml(url: str) -> str:
    """The newsroom's two sources as a sources file."""
    return "\n".join(
        f'[[source]]\nid = "sample_{kind}"\nkind = "{kind}"\nname = "Sample newsroom, {kind}"\nurl = "{url}{path}"\n'
        f'poll = "1h"\nreach = 2013-01-01\nstale_after_days = 4000\n'
        for kind, path in (("sitemap", "/news-sitemap.xml"), ("feed", "/feed.rss"))
    )


class Newsroom:
    """Serves pages on 127.0.0.1 while the block runs.

    Args:
        port: The port; any free one for 0.
        pages: More pages by path, or others in place of the bundled ones.
    """

    def __init__(self, port: int = 0, pages: dict[str, Page] | None = None) -> None:
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.log: list[Asked] = []
        self.routes: dict[str, Route] = {}
        self.most_at_once = 0
        self._counts: Counter[str] = Counter()
        self._under_way = 0
        self._counting = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True, name="newsroom")
        reports = load_reports()
        self.pages: dict[str, Page] = {report.path: article_page(report) for report in reports}
        self.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /secret/\n", "text/plain")
        self.pages["/feed.rss"] = feed_page(reports, self.url)
        self.pages["/news-sitemap.xml"] = sitemap_page(reports, self.url)
        self.pages.update(pages or {})

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, target: str, headers: dict[str, str]) -> Page:
        """Note a request and choose its page: a path with its query, a route, or a path alone."""
        path, _, query = target.partition("?")
        with self._counting:
            self.requests.append((target, headers))
            self._counts[path] += 1
            asked = Asked(
                path,
                dict(parse_qsl(query, keep_blank_values=True)),
                headers,
                self._counts[path],
                time.monotonic(),
            )
            self.log.append(asked)
        route = self.routes.get(path)
        return route(asked) if route else self.pages.get(target, Page(b"no such page", "text/plain", 404))

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Count the requests that are answered at the same time."""
        with self._counting:
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            yield
        finally:
            with self._counting:
                self._under_way -= 1


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body go in two writes: with Nagle's algorithm each answer waits 40 ms

    def __init__(self, newsroom: Newsroom, *args: Any) -> None:
        self.newsroom = newsroom
        super().__init__(*args)

    def do_GET(self) -> None:
        with self.newsroom.under_way(), suppress(BrokenPipeError, ConnectionResetError):
            page = self.newsroom.answer(self.path, {k.lower(): v for k, v in self.headers.items()})
            if page.raw is not None:
                self.close_connection = True
                page.raw(cast("BinaryIO", self.wfile))
                return
            self._send(page)

    def _send(self, page: Page) -> None:
        etag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"' if page.has_etag and page.status == HTTP_OK else ""
        changed_at = page.headers.get("Last-Modified")
        asked_etag, asked_date = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        # If-Modified-Since counts only where there is no If-None-Match (RFC 9110, 13.1.3).
        same = asked_etag == etag if asked_etag else bool(changed_at) and asked_date == changed_at
        unchanged = page.status == HTTP_OK and same
        body = b"" if unchanged else page.body
        self.send_response(304 if unchanged else page.status)
        self.send_header("Content-Type", page.content_type)
        self.send_header("Content-Length", str(len(body)))
        if etag:
            self.send_header("ETag", etag)
        for name, value in page.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Requests are kept in `requests`, not printed."""
