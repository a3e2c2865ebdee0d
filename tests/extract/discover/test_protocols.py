"""Every kind of source over real HTTP against a server that answers as the original does."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime, timedelta

import pytest

from extract.discover import MANNERS
from extract.discover.search import publisher_url
from extract.errors import FetchError, ParseError, SourceError
from extract.fetch.policy import Manners
from extract.records import Window
from flows.demo.newsroom import Asked, Page
from tests.extract.discover.conftest import NOW
from tests.newsroom import protocols
from tests.newsroom.protocols import Story, stories

MARCH = Window(source_id="paper", start=date(2026, 3, 1), end=date(2026, 3, 19))


def hourly(url: str, count: int) -> list[Story]:
    """Stories of every hour before now."""
    return stories(url, count, NOW - timedelta(hours=count), timedelta(hours=1))


def queries(newsroom, path: str) -> list[dict[str, str]]:
    return [one.query for one in newsroom.log if one.path == path]


# Feeds, bridges, sitemaps


async def test_a_bridge_feed_is_a_feed(newsroom, make_source, discovered):
    article = "https://mp.weixin.qq.com/s?__biz=Mz&mid=2&idx=1&sn=abc"
    newsroom.pages["/wechat/ce/account"] = protocols.plain_rss([Story(article, "九月账单", NOW)])
    found = await discovered(make_source("wechat", f"{newsroom.url}/wechat/ce/account"))
    assert [(c.url, c.title) for c in found.candidates] == [(article, "九月账单")]


async def test_a_single_article_of_an_account_is_its_own_list(newsroom, make_source, discovered):
    url = "https://mp.weixin.qq.com/s/abcdef"
    found = await discovered(make_source("wechat", url))
    assert [c.url for c in found.candidates] == [url]
    assert not newsroom.log


async def test_an_index_with_gzipped_children_is_followed_and_old_months_are_left_out(
    newsroom, make_source, discovered
):
    known = hourly(newsroom.url, 4)
    newsroom.pages["/index.xml"] = Page(
        protocols.sitemap_index(
            [
                (f"{newsroom.url}/old.xml", "2020-01-31"),
                (f"{newsroom.url}/a.xml.gz", "2026-03-19"),
                ("/b.xml", "2026-03-20"),
                (f"{newsroom.url}/gone.xml", "2026-03-20"),
                ("https://elsewhere.example/c.xml", "2026-03-20"),
                (f"{newsroom.url}/index.xml", "2026-03-20"),
            ]
        ),
        "application/xml",
    )
    newsroom.pages["/a.xml.gz"] = Page(gzip.compress(protocols.news_sitemap(known[:2])), "application/gzip")
    newsroom.pages["/b.xml"] = Page(protocols.news_sitemap(known[2:]), "application/xml")
    found = await discovered(make_source("sitemap", f"{newsroom.url}/index.xml"), MARCH)
    assert [(c.url, c.published_at) for c in found.candidates] == [(s.url, s.at) for s in known]
    assert not queries(newsroom, "/old.xml")
    assert [f.reason for f in found.failures] == [
        "HTTP 404",
        "entries that are sitemaps of another site: 1, such as 'https://elsewhere.example/c.xml'",
    ]
    assert not found.complete, "a child that failed may come back"


async def test_a_sitemap_speaks_for_its_own_site_only(newsroom, make_source, discovered):
    known = [*hourly(newsroom.url, 1), Story("http://elsewhere.example/1", "x", NOW)]
    newsroom.pages["/map.xml"] = Page(protocols.news_sitemap(known), "application/xml")
    found = await discovered(make_source("sitemap", f"{newsroom.url}/map.xml"))
    assert [c.url for c in found.candidates] == [known[0].url]
    assert "a host the source does not speak for" in found.failures[0].reason


async def test_an_empty_news_sitemap_is_no_failure_and_says_so(newsroom, make_source, discovered):
    newsroom.pages["/map.xml"] = Page(protocols.news_sitemap([]), "application/xml")
    found = await discovered(make_source("sitemap", f"{newsroom.url}/map.xml"))
    assert (found.candidates, found.failures, found.note) == ((), (), "the sitemap lists nothing")


async def test_an_endless_chain_of_sitemaps_ends_at_a_hundred_requests(newsroom, make_source, discovered):
    def endless(asked: Asked) -> Page:
        return Page(protocols.sitemap_index([(f"/map.xml?{asked.number}", "2026-03-20")]), "application/xml")

    newsroom.routes["/map.xml"] = endless
    found = await discovered(make_source("sitemap", f"{newsroom.url}/map.xml"))
    assert len(queries(newsroom, "/map.xml")) == 100
    assert "more than 100 requests" in found.failures[0].reason
    assert not found.complete


# List pages


def list_page(newsroom, number: int, last: int) -> Page:
    rows = "".join(
        f'<li><a class="go" href="/2026/{number}-{n}">Weixin {n}</a>'
        f' <time datetime="2026-03-{18 - number}">x</time></li>'
        for n in range(2)
    )
    following = f'<a rel="next" href="?page={number + 1}">next</a>' if number < last else ""
    extra = '<a href="javascript:void(0)">menu</a><a href="/about">about</a>'
    return Page(f"<html><body>{extra}<ul>{rows}</ul>{following}</body></html>".encode(), "text/html")


async def test_a_list_is_read_by_its_selectors_and_paged_as_far_as_allowed(newsroom, make_source, discovered):
    newsroom.routes["/list"] = lambda asked: list_page(newsroom, int(asked.query.get("page", "1")), 9)
    selectors = {"item": "li", "link": "a.go", "date": "time", "next": "a[rel=next]", "pages": "3"}
    found = await discovered(make_source("listing", f"{newsroom.url}/list", listing=selectors))
    assert [c.url.rsplit("/", 1)[1] for c in found.candidates] == ["1-0", "1-1", "2-0", "2-1", "3-0", "3-1"]
    assert found.candidates[0].title == "Weixin 0"
    assert found.candidates[0].published_at == datetime(2026, 3, 17, tzinfo=UTC)
    assert len(queries(newsroom, "/list")) == 3
    assert not found.failures


async def test_a_page_of_a_list_that_fails_later_costs_only_itself(newsroom, make_source, discovered):
    newsroom.routes["/list"] = lambda asked: (
        Page(b"gone", "text/html", 410) if asked.query else list_page(newsroom, 1, 9)
    )
    selectors = {"link": "a.go", "next": "a[rel=next]", "pages": "3"}
    found = await discovered(make_source("listing", f"{newsroom.url}/list", listing=selectors))
    assert len(found.candidates) == 2
    assert [f.reason for f in found.failures] == ["HTTP 410"]
    assert not found.complete


async def test_both_layouts_of_the_results_page_are_read(newsroom, make_source, discovered):
    """Tencent's page was rebuilt in 2026: first the old list, then the new sections; both link to PDF files."""
    from extract.catalog.sources import load_sources

    official = next(s for s in load_sources() if s.id == "tencent_results")
    old = '<a class="ten_finance_item" href="/uploads/2025/11/13/a.pdf">2025 Third Quarter</a><a href="/x">x</a>'
    new = (
        '<section class="section-results-highlight"><h2>2026 Second Quarter</h2><a href="/b.pdf">Earnings Release</a>'
        '</section><div class="results-container"><a href="/c.pdf">Earnings Release</a></div><a href="/about">x</a>'
    )
    for layout, expected in ((old, ["a.pdf"]), (new, ["b.pdf", "c.pdf"])):
        newsroom.pages["/results"] = Page(f"<html><body>{layout}</body></html>".encode(), "text/html")
        found = await discovered(make_source("listing", f"{newsroom.url}/results", **official.options))
        assert [c.url.rsplit("/", 1)[1] for c in found.candidates] == expected


async def test_a_changed_layout_is_an_error_that_names_the_selector(newsroom, make_source, discovered):
    newsroom.pages["/list"] = Page(b"<html><body><p>rebuilt</p></body></html>", "text/html")
    with pytest.raises(ParseError, match=r"no link matches 'a\.go': the layout has changed"):
        await discovered(make_source("listing", f"{newsroom.url}/list", listing={"link": "a.go"}))


# Google News


async def test_google_windows_are_cut_until_nothing_is_lost(newsroom, make_source, discovered):
    known = hourly(newsroom.url, 450)
    leak = Story(f"{newsroom.url}/leak", "Of another year", datetime(2019, 1, 1, tzinfo=UTC))
    protocols.google_news(newsroom, known, leak=leak)
    url = f"{newsroom.url}/rss/search?q=Weixin&hl=en-US&gl=US&ceid=US:en"
    found = await discovered(make_source("search", url), MARCH)
    expected = {s.url for s in known if MARCH.start <= s.at.date() <= MARCH.end}
    assert {c.url for c in found.candidates} >= expected
    assert len(expected) > 400
    assert leak.url not in {c.url for c in found.candidates}
    assert found.candidates[0].title.endswith(" - Harbour Ledger")
    assert found.candidates[0].publisher == "https://ledger.example"
    assert (found.failures, found.complete) == ((), True)


async def test_google_cannot_be_cut_below_a_day_and_says_what_is_lost(newsroom, make_source, discovered):
    protocols.google_news(newsroom, stories(newsroom.url, 300, datetime(2026, 3, 18, tzinfo=UTC), timedelta(minutes=4)))
    day = Window(source_id="paper", start=date(2026, 3, 18), end=date(2026, 3, 18))
    found = await discovered(make_source("search", f"{newsroom.url}/rss/search?q=Weixin&ceid=US:en"), day)
    assert len(found.candidates) == 100
    assert [f.reason for f in found.failures] == ["the search is cut at 100 entries of one day"]
    assert not found.complete


async def test_google_is_asked_for_the_last_days_when_it_is_polled(newsroom, make_source, discovered):
    protocols.google_news(newsroom, hourly(newsroom.url, 200))
    found = await discovered(make_source("search", f"{newsroom.url}/rss/search?q=Weixin&ceid=US:en"))
    assert len(found.candidates) == 84, "three days and the half of today"
    assert queries(newsroom, "/rss/search")[0]["q"] == "Weixin after:2026-03-17 before:2026-03-21"


async def test_an_opaque_google_link_is_never_a_candidate(newsroom, make_source, discovered):
    protocols.google_news(newsroom, hourly(newsroom.url, 5), opaque=True)
    found = await discovered(make_source("search", f"{newsroom.url}/rss/search?q=Weixin&ceid=US:en"))
    assert found.candidates == ()
    (lost,) = found.failures
    assert lost.reason.startswith("5 of 5 entries give no publisher's address, such as 'Story 4 on Weixin")
    assert lost.kind == "Unresolved"


async def test_a_google_link_in_any_feed_is_resolved_or_refused(newsroom, make_source, discovered):
    clear, opaque = (
        protocols.old_google_id("http://ledger.example/1"),
        protocols.new_google_id("http://ledger.example/2"),
    )
    linked = [Story(f"https://news.google.com/rss/articles/{one}?oc=5", "x", NOW) for one in (clear, opaque)]
    newsroom.pages["/feed"] = protocols.plain_rss(linked)
    found = await discovered(make_source("feed", f"{newsroom.url}/feed"))
    assert [c.url for c in found.candidates] == ["http://ledger.example/1"]
    assert "1 of 2 entries give no publisher's address" in found.failures[0].reason


async def test_googles_consent_page_is_an_error(newsroom, make_source, discovered):
    protocols.google_news(newsroom, [])
    newsroom.pages["/consent"] = Page(b"<!doctype html><html>Before you continue</html>", "text/html")
    with pytest.raises(ParseError, match="an HTML page, not a feed"):
        await discovered(make_source("search", f"{newsroom.url}/rss/search?q=Weixin"))


async def test_a_search_without_a_hit_is_no_failure_and_says_so(newsroom, make_source, discovered):
    protocols.google_news(newsroom, [])
    found = await discovered(make_source("search", f"{newsroom.url}/rss/search?q=Weixin&ceid=US:en"))
    assert (found.candidates, found.failures, found.note) == ((), (), "the search found nothing")


async def test_a_search_that_breaks_off_keeps_what_it_found(newsroom, make_source, discovered):
    protocols.google_news(newsroom, hourly(newsroom.url, 450))
    search = newsroom.routes["/rss/search"]
    newsroom.routes["/rss/search"] = lambda asked: search(asked) if asked.number < 5 else Page(b"", "text/html", 403)
    found = await discovered(make_source("search", f"{newsroom.url}/rss/search?q=Weixin&ceid=US:en"), MARCH)
    assert len(found.candidates) > 100
    assert [f.reason for f in found.failures] == ["HTTP 403"]
    assert not found.complete


# Bing News


async def test_bing_links_are_unwrapped_whatever_their_tid(newsroom, make_source, discovered):
    known = [Story("https://ledger.example/a?b=c&d=%E5%BE%AE", "Weixin", NOW), *hourly(newsroom.url, 3)]
    protocols.bing_news(newsroom, known, html_every=3)
    source = make_source("search", f"{newsroom.url}/news/search?q=WeChat+users&format=rss&mkt=en-US")
    first, second = await discovered(source), await discovered(source)
    assert {c.url for c in first.candidates} == {s.url for s in known}
    assert first.candidates == second.candidates
    with pytest.raises(ParseError, match="an HTML page"):
        await discovered(source)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://ledger.example/1", "https://ledger.example/1"),
        ("http://www.bing.com/news/apiclick.aspx?url=http%3a%2f%2fl.example%2f1&c=2", "http://l.example/1"),
        ("http://www.bing.com/news/apiclick.aspx?c=2", None),
        ("https://news.google.com/rss/articles/CBMi!!!?oc=5", None),
        ("https://news.google.com/read/x", None),
        ("http://127.0.0.1:8080/rss/articles/CBMi?oc=5", None),
        ("https://blog.google.com/1", "https://blog.google.com/1"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_the_address_behind_a_search_engines_link(link, expected):
    assert publisher_url(link) == expected


def test_a_path_like_googles_in_another_feed_is_a_publishers_own():
    link = "https://ledger.example/rss/articles/weixin"
    assert publisher_url(link, of_search=False) == link


# GDELT


async def test_gdelt_spans_are_cut_until_nothing_is_lost(newsroom, make_source, discovered):
    known = stories(newsroom.url, 1000, datetime(2026, 3, 1, tzinfo=UTC), timedelta(minutes=15))
    protocols.gdelt(newsroom, known)
    source = make_source("gdelt", f"{newsroom.url}/api/v2/doc/doc", query="WeChat users")
    window = Window(source_id="paper", start=date(2026, 3, 1), end=date(2026, 3, 11))
    found = await discovered(source, window)
    assert {c.url for c in found.candidates} == {s.url for s in known}
    assert {c.published_at for c in found.candidates} == {None}, "a sighting is no publication"
    assert not found.failures
    assert queries(newsroom, "/api/v2/doc/doc")[0]["maxrecords"] == "250"


async def test_gdelt_that_sheds_load_keeps_what_was_found_and_is_left_alone(newsroom, make_source, discovered):
    known = stories(newsroom.url, 1000, datetime(2026, 3, 1, tzinfo=UTC), timedelta(minutes=15))
    protocols.gdelt(newsroom, known, busy_from=3)
    source = make_source("gdelt", f"{newsroom.url}/api/v2/doc/doc", query="WeChat users")
    window = Window(source_id="paper", start=date(2026, 3, 1), end=date(2026, 3, 11))
    found = await discovered(source, window, Manners(tries=1))
    assert len(found.candidates) >= 250
    assert [f.reason for f in found.failures] == ["HTTP 429"]
    assert not found.complete
    assert len(queries(newsroom, "/api/v2/doc/doc")) == 3


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"The specified phrase is too short.", "text/html", "GDELT answers: The specified phrase is too short."),
        (b"<html>Error</html>", "text/html", "GDELT answers: <html>Error</html>"),
        (b'{"articles": [{"url": "http', "application/json", "JSON that cannot be read"),
        (b'{"articles": 3}', "application/json", "JSON that cannot be read"),
    ],
)
async def test_gdelts_errors_with_200_are_errors(newsroom, make_source, discovered, body, content_type, reason):
    newsroom.routes["/doc"] = lambda _: Page(body, content_type)
    with pytest.raises(ParseError) as caught:
        await discovered(make_source("gdelt", f"{newsroom.url}/doc", query="WeChat"))
    assert reason in caught.value.reason


async def test_a_query_may_stand_in_the_address_or_be_left_out(newsroom, make_source, discovered):
    protocols.gdelt(newsroom, hourly(newsroom.url, 3))
    protocols.wayback(newsroom, captured(newsroom, 3))
    for address in ("/api/v2/doc/doc?query=QQ&sort=hybridrel", "/api/v2/doc/doc"):
        assert (await discovered(make_source("gdelt", f"{newsroom.url}{address}"))).candidates
    for address in ("/cdx/search/cdx?url=qq.com&matchType=domain", "/cdx/search/cdx"):
        assert (await discovered(make_source("wayback", f"{newsroom.url}{address}"), JANUARY)).candidates
    stated, default = queries(newsroom, "/api/v2/doc/doc")
    assert (stated["query"], stated["maxrecords"]) == ("QQ", "250")
    assert "WeChat" in default["query"]
    stated, default = queries(newsroom, "/cdx/search/cdx")
    assert (stated["url"], stated["matchType"]) == ("qq.com", "domain")
    assert default["url"].startswith("tencent.com")


async def test_gdelt_without_a_hit_is_no_failure(newsroom, make_source, discovered):
    protocols.gdelt(newsroom, [])
    found = await discovered(make_source("gdelt", f"{newsroom.url}/api/v2/doc/doc", query="WeChat"))
    assert (found.candidates, found.failures, found.note) == ((), (), "GDELT knows of nothing in this span")


async def test_rows_that_gdelt_garbled_cost_only_themselves(newsroom, make_source, discovered):
    rows = b'{"url": "http://l.example/1", "title": "a \\x"}, {"url": "http://l.example/2", "title": "tab\t"}, '
    rows += b'{"url": bad}, {"title": "no url"}'
    newsroom.routes["/doc"] = lambda _: Page(b'{"articles": [' + rows + b"]}", "application/json")
    found = await discovered(make_source("gdelt", f"{newsroom.url}/doc", query="WeChat"))
    assert [c.url for c in found.candidates] == ["http://l.example/1", "http://l.example/2"]
    assert [f.reason for f in found.failures] == ["rows that could not be read: 2"]


# The Wayback Machine


def captured(newsroom, count: int) -> list[tuple[str, str, str, bytes]]:
    return [
        (f"202601{day:02}120000", f"http://www.tencent.com/en-us/investors/{day}.html", f"DIGEST{day % 20}", b"x")
        for day in range(1, count + 1)
    ]


JANUARY = Window(source_id="paper", start=date(2026, 1, 1), end=date(2026, 1, 31))


async def test_the_capture_index_is_paged_by_its_resume_key(newsroom, make_source, discovered):
    protocols.wayback(newsroom, captured(newsroom, 28), page=7)
    source = make_source("wayback", f"{newsroom.url}/cdx/search/cdx", query="tencent.com/en-us/investors/*")
    found = await discovered(source, JANUARY)
    assert [c.url for c in found.candidates] == [
        f"{newsroom.url}/web/202601{day:02}120000id_/http://www.tencent.com/en-us/investors/{day}.html"
        for day in range(1, 21)
    ], "equal digests are one page"
    assert len(queries(newsroom, "/cdx/search/cdx")) == 5
    assert [f.reason for f in found.failures] == ["rows that could not be read: 1"]
    assert found.complete, "such a row will never be readable"


async def test_the_capture_index_that_sheds_load_is_given_its_rest(newsroom, make_source, discovered):
    protocols.wayback(newsroom, captured(newsroom, 20), page=7, busy=(2,))
    source = make_source("wayback", f"{newsroom.url}/cdx/search/cdx", query="tencent.com/*")
    found = await discovered(source, JANUARY, Manners(after_429_seconds=0.5))
    assert len(found.candidates) == 20
    asked = [one.at for one in newsroom.log if one.path == "/cdx/search/cdx"]
    assert asked[2] - asked[1] >= 0.5


async def test_the_capture_index_that_breaks_off_keeps_what_it_gave(newsroom, make_source, discovered):
    protocols.wayback(newsroom, captured(newsroom, 20), page=7, busy=(2, 3, 4))
    source = make_source("wayback", f"{newsroom.url}/cdx/search/cdx", query="tencent.com/*")
    found = await discovered(source, JANUARY)
    assert len(found.candidates) == 7
    assert "HTTP 429" in found.failures[0].reason
    assert not found.complete


async def test_an_empty_index_is_no_failure(newsroom, make_source, discovered):
    newsroom.routes["/cdx"] = lambda _: Page(b"[]", "application/json")
    found = await discovered(make_source("wayback", f"{newsroom.url}/cdx", query="x"), JANUARY)
    assert (found.candidates, found.failures, found.note) == ((), (), "the index has no capture in this span")


@pytest.mark.parametrize("body", [b"<html>", b'{"error": 1}', b'[["urlkey"], ["x"]]', b"[1, 2]"])
async def test_an_index_of_another_form_is_an_error(newsroom, make_source, discovered, body):
    newsroom.routes["/cdx"] = lambda _: Page(body, "application/json")
    with pytest.raises(SourceError):
        await discovered(make_source("wayback", f"{newsroom.url}/cdx", query="x"), JANUARY)


def test_the_services_that_shed_load_are_asked_as_rarely_as_they_wish():
    assert MANNERS["gdelt"].delay_seconds >= 5
    assert MANNERS["wayback"].delay_seconds >= 60 / 24
    assert MANNERS["wayback"].after_429_seconds >= 60


# Common Crawl, WARC files, files


async def test_a_list_of_crawl_files_is_cut_to_the_window(newsroom, make_source, discovered):
    names = ["CC-NEWS-20210101003456-00001.warc.gz", "CC-NEWS-20210115123456-00123.warc.gz"]
    url = protocols.cc_news(newsroom, dict.fromkeys(names, b""))
    middle = Window(source_id="paper", start=date(2021, 1, 14), end=date(2021, 1, 16))
    found = await discovered(make_source("warc", url), middle)
    assert [c.url for c in found.candidates] == [f"{newsroom.url}/crawl-data/CC-NEWS/2021/01/{names[1]}"]
    everything = await discovered(make_source("warc", url))
    assert len(everything.candidates) == 2


@pytest.mark.parametrize("body", [b"<html>", b"a.warc.gz\nfile:///etc/passwd\n", b"\x1f\x8b\x08cut"])
async def test_what_is_no_list_of_crawl_files_is_an_error(newsroom, make_source, discovered, body):
    newsroom.routes["/warc.paths"] = lambda _: Page(body, "text/plain")
    with pytest.raises(ParseError):
        await discovered(make_source("warc", f"{newsroom.url}/warc.paths"))


async def test_a_list_of_the_network_never_leads_into_this_machine(newsroom, make_source, discovered):
    newsroom.routes["/warc.paths"] = lambda _: Page(b"file:///var/spool/x.warc.gz\nb.warc.gz\n", "text/plain")
    found = await discovered(make_source("warc", f"{newsroom.url}/warc.paths"))
    assert [c.url for c in found.candidates] == [f"{newsroom.url}/b.warc.gz"]
    assert "entries that have a link that is not http or https" in found.failures[0].reason


async def test_a_folder_and_a_single_file_are_listed(tmp_path, make_source, discovered):
    (tmp_path / "b.html").write_text("b")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_text("a")
    (tmp_path / "link.txt").symlink_to(tmp_path / "b.html")
    folder = await discovered(make_source("files", str(tmp_path)))
    assert [c.url for c in folder.candidates] == [(tmp_path / name).as_uri() for name in ("b.html", "sub/a.txt")]
    single = await discovered(make_source("files", (tmp_path / "b.html").as_uri()))
    assert [c.url for c in single.candidates] == [(tmp_path / "b.html").as_uri()]
    for wrong in (tmp_path / "none", tmp_path / "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        with pytest.raises(ParseError):
            await discovered(make_source("files", str(wrong)))


async def test_a_source_that_is_down_is_one_error(newsroom, make_source, discovered):
    newsroom.routes["/feed"] = lambda _: Page(b"", "text/html", 500)
    for kind in ("feed", "sitemap", "listing", "search", "gdelt"):
        with pytest.raises(FetchError, match="HTTP 500"):
            await discovered(make_source(kind, f"{newsroom.url}/feed"))
