"""Discover: ask one source which articles it lists. The loops are here; reading answers is pure, a module a kind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from extract.discover import crawl, feed, gdelt, listing, search, sitemap, wayback
from extract.discover.common import Discovery, Entry, Get, Judge, Read, Sweep, read_here, same_site
from extract.errors import ParseError
from extract.fetch.policy import Manners
from extract.records import Candidate, Source, Window

__all__ = ["MANNERS", "OPTIONAL_KINDS", "Discovery", "discover"]

Discoverer = Callable[[Sweep, Window | None], Awaitable[Discovery]]
PRESENT = timedelta(days=3)
"""How far back a search of the present looks."""
MOST_LIST_PAGES = 20
OPTIONAL_KINDS = frozenset({"gdelt", "wayback"})
"""Services that shed load as a matter of course; their failure is recorded and never fails a run."""
MANNERS = {
    "gdelt": Manners(delay_seconds=5.0, tries=1),
    "wayback": Manners(delay_seconds=2.5, after_429_seconds=60.0),
}
"""One request per 5 s is what GDELT's 429 asks for; the Wayback Machine takes 24 a minute and blocks who goes on."""


async def discover(
    source: Source, get: Get, *, now: datetime, window: Window | None = None, read: Read = read_here
) -> Discovery:
    """Ask a source for its articles.

    Args:
        source: The catalogue entry; its kind decides how.
        get: Asks for one listing.
        now: The run's time.
        window: Days a backfill asks for; the present when None.
        read: How answers are read: in this process, or in one that can be killed.

    Raises:
        SourceError: The source failed as a whole.
    """
    sweep = Sweep(source, get, read, now, conditional=window is None and source.kind not in OPTIONAL_KINDS)
    return await KINDS[source.kind](sweep, window)


async def _feed(sweep: Sweep, window: Window | None) -> Discovery:
    source = sweep.source
    entries = await sweep.ask(source.url, feed.read, sweep.now) or []
    return search.judged(sweep, entries, window)


async def _sitemap(sweep: Sweep, window: Window | None) -> Discovery:
    source = sweep.source
    judge = Judge(source, source.url, sweep.now, window, own_site_only=True)
    queue, asked = [source.url], set[str]()
    while queue and not sweep.at_end:
        url = queue.pop(0)
        if url in asked:
            continue
        asked.add(url)
        found = await sweep.ask(url, sitemap.read, sweep.now, window, go_on=True)
        if found is None:
            continue
        if found.damage:
            sweep.cut(url, found.damage, ends=False)
        for entry in found.entries:
            judge.add(entry, url)
        for child in (urljoin(url, name) for name in found.children):
            if same_site(urlsplit(child).hostname or "", urlsplit(source.url).hostname or ""):
                queue.append(child)
            else:
                judge.trouble("are sitemaps of another site", child)
    return sweep.discovery(judge, "the sitemap lists nothing")


async def _listing(sweep: Sweep, window: Window | None) -> Discovery:
    source = sweep.source
    judge = Judge(source, source.url, sweep.now, window)
    url, asked = source.url, set[str]()
    most = int(source.options.get("listing", {}).get("pages", 1 if window is None else MOST_LIST_PAGES))
    while url and url not in asked and len(asked) < most and not sweep.at_end:
        asked.add(url)
        page = await sweep.ask(url, listing.read, sweep.now)
        if page is None:
            break
        for entry in page.entries:
            judge.add(entry, url)
        url = page.next_url
    if window is not None and url and len(asked) >= most:
        sweep.cut(url, f"more than {most} list pages; the rest is left out")
    return sweep.discovery(judge)


async def _search(sweep: Sweep, window: Window | None) -> Discovery:
    source = sweep.source
    google = search.is_google(source.url)
    span = window
    if google and span is None:
        today = sweep.now.date()
        span = Window(source_id=source.id, start=today - PRESENT, end=today)
    queue, entries = [span], []
    while queue and not sweep.at_end:
        part = queue.pop(0)
        url = search.with_window(source.url, part) if part and google else source.url
        found = await sweep.ask(url, feed.read_any, sweep.now)
        if found is None:
            continue
        if google and part and len(found) >= search.GOOGLE_CAP:
            narrower = search.halves(part)
            queue += narrower
            if not narrower:
                sweep.cut(url, f"the search is cut at {search.GOOGLE_CAP} entries of one day", ends=False)
        entries += found
    return search.judged(sweep, entries, span)


async def _gdelt(sweep: Sweep, window: Window | None) -> Discovery:
    judge = Judge(sweep.source, sweep.source.url, sweep.now)
    queue = [(sweep.now - PRESENT, sweep.now)]
    if window:
        queue = [
            (datetime.combine(window.start, time(), UTC), datetime.combine(window.end + timedelta(days=1), time(), UTC))
        ]
    while queue and not sweep.at_end:
        start, end = queue.pop(0)
        url = gdelt.request(sweep.source, start, end)
        answer = await sweep.ask(url, gdelt.read)
        if answer is None:
            break
        found, broken = answer
        if broken:
            sweep.cut(url, f"rows that could not be read: {broken}", ends=False)
        narrower = gdelt.halves(start, end) if len(found) + broken >= gdelt.CAP else []
        if len(found) + broken >= gdelt.CAP and not narrower:
            sweep.cut(url, f"the answer is cut at {gdelt.CAP} articles of 15 minutes", ends=False)
        queue += narrower
        for entry in found:
            judge.add(entry)
    return sweep.discovery(judge, "GDELT knows of nothing in this span")


async def _wayback(sweep: Sweep, window: Window | None) -> Discovery:
    source = sweep.source
    if window is None:
        raise ParseError("the capture index serves backfills only", source_id=source.id, url=source.url)
    judge = Judge(source, source.url, sweep.now)
    seen, keys, key = set[str](), set[str](), ""
    while not sweep.at_end:
        url = wayback.request(source, window, key)
        page = await sweep.ask(url, wayback.read)
        if page is None:
            break
        if page.broken:
            sweep.failures.append(search.unreadable(sweep, url, page.broken))
        for row in page.rows:
            if row.digest not in seen:  # the same bytes at another time or address are the same page
                seen.add(row.digest)
                judge.add(row.entry)
        key = page.resume_key
        if not key or key in keys:
            break
        keys.add(key)
    return sweep.discovery(judge, "the index has no capture in this span")


async def _files(sweep: Sweep, window: Window | None) -> Discovery:
    source = sweep.source
    if source.url.startswith(("http://", "https://")):
        return await _crawl(sweep, window)
    path = Path(unquote(urlsplit(source.url).path)) if source.url.startswith("file:") else Path(source.url).expanduser()
    if not path.exists():
        raise ParseError("no such file or folder", source_id=source.id, url=source.url)
    if crawl.is_list(path.name):
        return _named(source, await sweep.ask(path.resolve().as_uri(), crawl.read, window))
    found = sorted(p for p in path.rglob("*") if p.is_file() and not p.is_symlink()) if path.is_dir() else [path]
    if not found:
        raise ParseError("the folder is empty", source_id=source.id, url=source.url)
    return _named(source, [p.resolve().as_uri() for p in found])


async def _crawl(sweep: Sweep, window: Window | None) -> Discovery:
    source = sweep.source
    if crawl.is_list(source.url):
        judge = Judge(source, source.url, sweep.now)
        for url in await sweep.ask(source.url, crawl.read, window) or []:
            judge.add(Entry(link=url))
        return sweep.discovery(judge, "the list names no file of this span")
    return _named(source, [source.url])


def _named(source: Source, urls: list[str]) -> Discovery:
    note = "" if urls else "the list names no file of this span"
    return Discovery(candidates=tuple(Candidate(source_id=source.id, url=url) for url in urls), note=note)


async def _wechat(sweep: Sweep, window: Window | None) -> Discovery:
    """A bridge's feed, or one article page by its address; there is no public list of an account's articles."""
    if (urlsplit(sweep.source.url).hostname or "") == "mp.weixin.qq.com":
        return _named(sweep.source, [sweep.source.url])
    return await _feed(sweep, window)


KINDS: dict[str, Discoverer] = {
    "feed": _feed, "sitemap": _sitemap, "listing": _listing, "search": _search, "gdelt": _gdelt, "wayback": _wayback,
    "warc": _files, "files": _files, "wechat": _wechat,
}  # fmt: skip
