"""Discover: ask one source which articles it lists. The loops are here; reading its answers is pure, a module a kind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from extract.discover import feed, gdelt, listing, search, sitemap, wayback
from extract.discover.common import MOST_REQUESTS, Discovery, Entry, Get, judge, refuse
from extract.errors import ParseError, SourceError
from extract.records import Candidate, Failure, Source, Window

__all__ = ["Discovery", "discover"]

Discoverer = Callable[[Source, Get, datetime, Window | None], Awaitable[Discovery]]
GDELT_PRESENT = timedelta(days=1)


async def discover(source: Source, get: Get, *, now: datetime, window: Window | None = None) -> Discovery:
    """Ask a source for its articles.

    Args:
        source: The catalogue entry; its kind decides how.
        get: Asks for one listing.
        now: The run's time.
        window: Days a backfill asks for; the present when None.

    Raises:
        SourceError: The source failed as a whole.
    """
    return await KINDS[source.kind](source, get, now, window)


async def _feed(source: Source, get: Get, now: datetime, window: Window | None) -> Discovery:
    answer = await get(source.url, conditional=window is None)
    if answer.not_modified:
        return Discovery(unchanged=True)
    candidates, failures = judge(feed.read(answer, source, now), source, answer.final_url, now, window)
    return Discovery(candidates=tuple(candidates), failures=tuple(failures))


async def _sitemap(source: Source, get: Get, now: datetime, window: Window | None) -> Discovery:
    queue, asked = [source.url], set[str]()
    entries: list[Entry] = []
    failures: list[Failure] = []
    unchanged = False
    while queue:
        url = queue.pop(0)
        if url in asked:
            continue
        if len(asked) >= MOST_REQUESTS:
            failures.append(refuse(source, url, f"more than {MOST_REQUESTS} sitemap files; the rest is left out", now))
            break
        asked.add(url)
        try:
            answer = await get(url, conditional=window is None)
            if answer.not_modified:
                unchanged = True
                continue
            found = sitemap.read(answer, source, now, window)
        except SourceError as error:
            if url == source.url:
                raise
            failures.append(refuse(source, url, error.reason, now))
            continue
        entries += found.entries
        queue += [urljoin(answer.final_url, child) for child in found.children if child]
    candidates, bad = judge(entries, source, source.url, now, window)
    return Discovery(candidates=tuple(candidates), failures=(*failures, *bad), unchanged=unchanged and not candidates)


async def _listing(source: Source, get: Get, now: datetime, window: Window | None) -> Discovery:
    url, asked = source.url, set[str]()
    entries: list[Entry] = []
    most = int(source.options.get("listing", {}).get("pages", "1" if window is None else "20"))
    while url and url not in asked and len(asked) < min(most, MOST_REQUESTS):
        asked.add(url)
        answer = await get(url, conditional=window is None)
        if answer.not_modified:
            return Discovery(unchanged=True)
        page = listing.read(answer, source, now)
        entries += page.entries
        url = page.next_url
    candidates, failures = judge(entries, source, source.url, now, window)
    return Discovery(candidates=tuple(candidates), failures=tuple(failures))


async def _search(source: Source, get: Get, now: datetime, window: Window | None) -> Discovery:
    google = search.is_google(source.url)
    queue: list[Window | None] = [window]
    entries: list[Entry] = []
    failures: list[Failure] = []
    requests = 0
    while queue:
        span = queue.pop(0)
        url = search.with_window(source.url, span) if span and google else source.url
        if requests >= MOST_REQUESTS:
            failures.append(refuse(source, url, f"more than {MOST_REQUESTS} searches; the rest is left out", now))
            break
        requests += 1
        answer = await get(url, conditional=window is None)
        if answer.not_modified:
            return Discovery(unchanged=True)
        found = feed.read(answer, source, now)
        if google and len(found) >= search.GOOGLE_CAP:
            narrower = search.halves(span) if span else []
            queue += narrower
            if not narrower:
                failures.append(refuse(source, url, f"the search is cut at {search.GOOGLE_CAP} entries", now))
        entries += found
    good, lost = search.unwrap(entries)
    if lost:
        reason = f"{len(lost)} of {len(entries)} entries give no publisher address"
        failures.append(refuse(source, source.url, reason, now))
    candidates, bad = judge(good, source, source.url, now, window)
    return Discovery(candidates=tuple(candidates), failures=(*failures, *bad))


async def _gdelt(source: Source, get: Get, now: datetime, window: Window | None) -> Discovery:
    first = (
        (datetime.combine(window.start, time(), UTC), datetime.combine(window.end + timedelta(days=1), time(), UTC))
        if window
        else (now - GDELT_PRESENT, now)
    )
    queue, entries, failures, requests = [first], list[Entry](), list[Failure](), 0
    while queue:
        start, end = queue.pop(0)
        url = gdelt.request(source, start, end)
        if requests >= MOST_REQUESTS:
            failures.append(refuse(source, url, f"more than {MOST_REQUESTS} requests; the rest is left out", now))
            break
        requests += 1
        answer = await get(url, conditional=False)
        found, broken = gdelt.read(answer, source, now)
        if broken:
            failures.append(refuse(source, url, f"{broken} rows could not be read", now))
        narrower = gdelt.halves(start, end) if len(found) >= gdelt.CAP else []
        if len(found) >= gdelt.CAP and not narrower:
            failures.append(refuse(source, url, f"the answer is cut at {gdelt.CAP} articles", now))
        queue += narrower
        entries += found
    candidates, bad = judge(entries, source, source.url, now)
    return Discovery(candidates=tuple(candidates), failures=(*failures, *bad))


async def _wayback(source: Source, get: Get, now: datetime, window: Window | None) -> Discovery:
    if window is None:
        raise ParseError("the capture index serves backfills only", source_id=source.id, url=source.url)
    entries: list[Entry] = []
    failures: list[Failure] = []
    seen: set[str] = set()
    key = ""
    for _ in range(MOST_REQUESTS):
        url = wayback.request(source, window, key)
        page = wayback.read(await get(url, conditional=False), source, seen)
        entries += page.entries
        if page.broken:
            failures.append(refuse(source, url, f"{page.broken} rows could not be read", now))
        key = page.resume_key
        if not key:
            break
    else:
        failures.append(refuse(source, source.url, f"more than {MOST_REQUESTS} pages; the rest is left out", now))
    candidates, bad = judge(entries, source, source.url, now)
    return Discovery(candidates=tuple(candidates), failures=(*failures, *bad))


async def _files(source: Source, get: Get, now: datetime, window: Window | None) -> Discovery:
    del get, window
    path = Path(unquote(urlsplit(source.url).path)) if source.url.startswith("file:") else Path(source.url).expanduser()
    if not path.exists():
        raise ParseError("no such file or folder", source_id=source.id, url=source.url)
    found = sorted(p for p in path.rglob("*") if p.is_file() and not p.is_symlink()) if path.is_dir() else [path]
    if not found:
        raise ParseError("the folder is empty", source_id=source.id, url=source.url)
    return Discovery(candidates=tuple(Candidate(source_id=source.id, url=p.resolve().as_uri()) for p in found))


async def _wechat(source: Source, get: Get, now: datetime, window: Window | None) -> Discovery:
    """A bridge's feed, or one article page by its address; there is no public list of an account's articles."""
    if (urlsplit(source.url).hostname or "") == "mp.weixin.qq.com":
        return Discovery(candidates=(Candidate(source_id=source.id, url=source.url),))
    return await _feed(source, get, now, window)


KINDS: dict[str, Discoverer] = {
    "feed": _feed, "sitemap": _sitemap, "listing": _listing, "search": _search, "gdelt": _gdelt, "wayback": _wayback,
    "warc": _files, "files": _files, "wechat": _wechat,
}  # fmt: skip
