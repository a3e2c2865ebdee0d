"""Feeds as they come: formats, charsets, dates, broken and hostile ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.confine import Confined
from extract.discover import feed, listing, sitemap
from extract.discover.common import Entry, Judge
from extract.discover.times import read_time
from extract.errors import ParseError, RefusedError
from extract.fetch.address import checked, shown
from extract.fetch.response import Response
from extract.records import Source, Window
from tests.extract.discover.conftest import NOW
from tests.newsroom.protocols import atom, json_feed, news_sitemap, plain_rss, rdf, stories
from tests.scale import FULL

SOURCE = Source(id="paper", kind="feed", name="Paper", url="http://p.example/feed")
KNOWN = stories("http://p.example", 3, datetime(2026, 3, 18, 9, 30, tzinfo=UTC), timedelta(hours=1))
ITEM = "<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate></item>"


def rss_of(*items: str, head: str = "") -> str:
    return f"{head}<rss version='2.0'><channel><title>t</title>{''.join(items)}</channel></rss>"


def item(link: str = "http://p.example/1", date: str = "Wed, 18 Mar 2026 09:30:00 GMT", title: str = "t") -> str:
    return ITEM.format(title=title, link=link, date=date)


def judge(entries: list[Entry], window: Window | None = None) -> Judge:
    judging = Judge(SOURCE, SOURCE.url, NOW, window)
    for entry in entries:
        judging.add(entry)
    return judging


@pytest.mark.parametrize(
    ("page", "is_dated"),
    [(plain_rss(KNOWN), True), (atom(KNOWN), True), (json_feed(KNOWN), True), (rdf(KNOWN), False)],
    ids=["RSS 2.0", "Atom", "JSON Feed", "RDF"],
)
def test_each_format_gives_the_same_entries(answer, page, is_dated):
    entries = feed.read(answer(page.body, content_type=page.content_type), SOURCE, NOW)
    assert [(e.link, e.title) for e in entries] == [(s.url, s.title) for s in KNOWN]
    assert [e.published_at for e in entries] == [s.at if is_dated else None for s in KNOWN]


CHINESE = rss_of(item(title="微信月活跃账户超过十亿"))


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (("<?xml version='1.0' encoding='gbk'?>" + CHINESE).encode("gbk"), "text/xml"),
        (("<?xml version='1.0' encoding='utf-8'?>" + CHINESE).encode("gbk"), "text/xml; charset=utf-8"),
        (("<?xml version='1.0' encoding='gb2312'?>" + CHINESE.replace("超", "镕")).encode("gb18030"), "text/xml"),
        (("<?xml version='1.0'?>" + CHINESE).encode("gb18030"), "text/xml; charset=gb2312"),
        (("<?xml version='1.0' encoding='utf-16'?>" + CHINESE).encode("utf-16"), "text/xml"),
        (b"\xef\xbb\xbf" + CHINESE.encode(), "text/xml; charset=gbk"),
    ],
    ids=["GBK", "GBK that claims UTF-8", "GBK that claims GB2312", "GBK without a label", "UTF-16", "byte order mark"],
)
def test_chinese_titles_in_any_charset_and_with_wrong_labels(answer, body, content_type):
    (entry,) = feed.read(answer(body, content_type=content_type), SOURCE, NOW)
    assert entry.title.replace("镕", "超") == "微信月活跃账户超过十亿"


def test_a_bare_ampersand_costs_no_entry_and_no_character(answer):
    body = rss_of(item(link="http://p.example/?a=1&b=2", title="A & B"), item(link="http://p.example/2"))
    entries = feed.read(answer(body), SOURCE, NOW)
    assert [e.link for e in entries] == ["http://p.example/?a=1&b=2", "http://p.example/2"]
    assert entries[0].title == "A & B"


def test_a_feed_that_is_cut_gives_the_items_before_the_cut(answer):
    body = rss_of(*(item(link=f"http://p.example/{n}") for n in range(5)))
    entries = feed.read(answer(body[: body.rindex("<item>") + 20]), SOURCE, NOW)
    assert [e.link for e in entries][:4] == [f"http://p.example/{n}" for n in range(4)]


BOMB = "<!DOCTYPE rss [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {name} '{f'&{below};' * 10}'>" for below, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "the answer is empty"),
        (b" \n\t ", "the answer is empty"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "an HTML page"),
        (b"<html><head></head></html>", "an HTML page"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", "an HTML page"),
        (b"<!-- made by hand --><html></html>", "an HTML page"),
        (b"<opml/>", "XML of another kind: <opml>"),
        (b"no markup at all", "not well-formed XML"),
        (b"\x00\x01\x02", "not well-formed XML"),
        (rss_of().encode(), "well-formed but lists nothing"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "JSON that is no JSON Feed"),
        (b'{"items": 3}', "JSON that is no JSON Feed"),
        (b'{"items": ["x"]}', "JSON that is no JSON Feed"),
        (b'{"items": []}', "lists nothing"),
        (b"{" * 100_000, "JSON that is no JSON Feed"),
        (rss_of(item(title="&j;"), head=BOMB + "]>").encode(), "DOCTYPE is refused"),
        (rss_of(item(title="&j;"), head=BOMB + "]>").encode("utf-16"), "DOCTYPE is refused"),
        (rss_of(item(title="&x;"), head="<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>").encode(), "DOCTYPE"),
        (rss_of(item(), head="<!DOCTYPE rss SYSTEM 'http://10.0.0.1/x.dtd'>").encode(), "DOCTYPE"),
        (rss_of(item(), head="<?xml version='1.0'?>\n<!-- a -->\n<!DOCTYPE rss>").encode(), "DOCTYPE"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_an_error_that_says_why(answer, body, reason):
    with pytest.raises(ParseError, match=reason) as caught:
        feed.read(answer(body), SOURCE, NOW)
    assert (caught.value.source_id, caught.value.url) == ("paper", "http://p.example/feed")


def test_html_with_a_doctype_inside_an_item_is_no_attack(answer):
    body = rss_of("<item><link>http://p.example/1</link><description><![CDATA[<!DOCTYPE html>x]]></description></item>")
    assert [e.link for e in feed.read(answer(body), SOURCE, NOW)] == ["http://p.example/1"]


def test_no_file_of_this_machine_gets_into_an_entry(answer, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    for head in (
        f"<!DOCTYPE r [<!ENTITY x SYSTEM '{secret.as_uri()}'>]>",
        f"<?xml-stylesheet href='{secret.as_uri()}'?>",
    ):
        include = f"<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='{secret.as_uri()}'/>"
        try:
            entries = feed.read(
                answer(rss_of(item(title="&x;" if "ENTITY" in head else include), head=head)), SOURCE, NOW
            )
        except ParseError:
            continue
        assert "the secret" not in str(entries)


def outcome_of(read: Callable[..., object], *arguments: object) -> object:
    """What was read, or the reason of a declared error: never neither."""
    try:
        return read(*arguments)
    except ParseError as error:
        assert "\n" not in error.reason  # noqa: PT017 - a property of every error, not the thing tested
        return error.reason


HOSTILE = {
    "50,000 items": rss_of(*(item(link=f"http://p.example/{n}") for n in range(50_000))),
    "100,000 nested elements": rss_of("<item>" + "<b>" * 100_000 + "</b>" * 100_000 + "</item>"),
    "a comment of 12 MB": rss_of(item(), f"<!-- {'x' * 12_000_000} -->"),
    "an author of 32 kB": rss_of(f"<item><link>http://p.example/1</link><author>a@{'a.' * 16_000}!</author></item> &"),
    "100,000 attributes": rss_of("<item " + " ".join(f"a{n}='1'" for n in range(100_000)) + "/>"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_feed_ends_within_the_limits_of_its_process(answer, name):
    with Confined(seconds=5.0, megabytes=500) as confined:
        assert outcome_of(confined.call, feed.read, answer(HOSTILE[name]), SOURCE, NOW)
        assert len(confined.call(feed.read, answer(rss_of(item())), SOURCE, NOW)) == 1


@settings(max_examples=10_000 if FULL else 100, deadline=None)
@given(st.data())
def test_a_damaged_feed_gives_entries_or_a_declared_error(data):
    good = rss_of(*(item(link=f"http://p.example/{n}", title="微信") for n in range(3))).encode()
    body = bytearray(good)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(body) - 1))
        body[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    answer = Response(url="http://p/", final_url="http://p/", status=200, headers=(), body=bytes(body), fetched_at=NOW)
    for read in (feed.read, lambda *given_: sitemap.read(*given_, None)):
        assert outcome_of(read, answer, SOURCE, NOW)


# Found by mutation (tests keep what broke a reader once).
RUBBISH = {
    "an encoding that is no text": b"<?xml version='1.0' encoding='ut\x85-8'?><rss><channel><item><title>t</title>",
    "half a surrogate in a namespace": b"<sitemapindex xmlns='http://s&#xD800;m'><sitemap><loc>http://p.example/a</loc>",
    "half a surrogate in an item": b"<rss><item xmlns:n='&#xD800;'><n:link>http://p.example/</n:link></item> &</rss>",
    "a null in an encoding": b"<?xml version='1.0' encoding='\0utf-8'?><rss><item/></rss>",
}


@pytest.mark.parametrize("name", RUBBISH)
def test_rubbish_that_broke_a_reader_once_is_a_declared_error(answer, name):
    assert outcome_of(feed.read, answer(RUBBISH[name]), SOURCE, NOW)
    assert outcome_of(sitemap.read, answer(RUBBISH[name]), SOURCE, NOW, None)


def test_half_a_character_reaches_neither_a_request_nor_a_record(answer):
    body = b'{"items": [{"url": "http://p.example/\\ud800", "title": "a\\ud800b"}]}'
    (candidate,) = judge(feed.read(answer(body), SOURCE, NOW)).candidates()
    with pytest.raises(RefusedError) as caught:
        checked(candidate.url)
    assert caught.value.url.encode()
    assert shown(candidate.url) == "http://p.example/?"


@pytest.mark.parametrize("page", [b"http://p.example/only-an-address", b"<a href=/1>x</a><a rel=next href='http://['>"])
def test_a_list_of_rubbish_is_an_error_or_a_page_without_a_next_one(answer, page):
    source = Source(id="p", kind="listing", name="P", url="http://p/", options={"listing": {"next": "a[rel=next]"}})
    found = outcome_of(listing.read, answer(page), source, NOW)
    assert "layout has changed" in found if isinstance(found, str) else found.next_url == ""  # type: ignore[attr-defined]


# Entries


def test_links_that_lead_nowhere_are_one_failure_a_kind_and_the_rest_goes_on(answer):
    body = rss_of(
        "<item><title>no link</title></item>", "<item><title>none either</title><link> </link></item>",
        item(link="javascript:alert(1)"), item(link="data:text/html,x"), item(link="file:///etc/passwd"),
        item(link="http://[::1"), item(link="/relative"), item(link="//other.example/x"), item(),
        "<item><guid isPermaLink='false'>http://p.example/guid</guid></item>",
        "<item><guid>http://p.example/guid</guid></item>",
    )  # fmt: skip
    judged = judge(feed.read(answer(body), SOURCE, NOW))
    urls = [c.url for c in judged.candidates()]
    assert urls == [
        "http://p.example/relative", "http://other.example/x", "http://p.example/1", "http://p.example/guid",
    ]  # fmt: skip
    first, second = judged.failures()
    assert first.reason == "entries that have no link: 3, such as 'no link'"
    assert second.reason == "entries that have a link that is not http or https: 4, such as 'javascript:alert(1)'"
    assert {(f.source_id, f.url, f.stage) for f in (first, second)} == {("paper", SOURCE.url, "discover")}


def test_a_date_that_cannot_be_is_told_and_the_entry_kept(answer):
    dates = ["Thu, 01 Jan 2099 00:00:00 GMT", "2026-13-45", "yesterday", "1" * 100_000, "0001-01-01T00:00:00Z"]
    body = rss_of(*(item(link=f"http://p.example/{n}", date=date) for n, date in enumerate(dates)))
    judged = judge(feed.read(answer(body), SOURCE, NOW))
    assert [c.published_at for c in judged.candidates()] == [None] * 5
    (trouble,) = judged.failures()
    assert trouble.reason == "entries that have a date that cannot be: 5, such as 'Thu, 01 Jan 2099 00:00:00 GMT'"


def test_an_edited_item_under_the_same_link_is_one_candidate(answer):
    judged = judge(feed.read(answer(rss_of(item(title="a"), item(title="b"))), SOURCE, NOW))
    assert [c.title for c in judged.candidates()] == ["a"]


def test_more_entries_than_are_taken_are_announced():
    judged = judge([Entry(link=f"http://p.example/{n}") for n in range(5003)])
    assert len(judged.candidates()) == 5000
    (cut,) = judged.failures()
    assert "entries that are beyond the first 5000" in cut.reason


def test_a_window_leaves_out_other_days_but_no_undated_entry():
    window = Window(source_id="paper", start=datetime(2026, 3, 1).date(), end=datetime(2026, 3, 2).date())  # noqa: DTZ001
    entries = [
        Entry(link=f"http://p.example/{n}", published_at=at)
        for n, at in enumerate([None, NOW - timedelta(days=18), NOW, NOW - timedelta(days=40)])
    ]
    assert [c.url[-1] for c in judge(entries, window).candidates()] == ["0", "1"]


def test_control_characters_of_strangers_do_not_reach_a_reason():
    (failure,) = judge([Entry(link="javascript:\x1b[2J\r\nx" + "a" * 999)]).failures()
    assert failure.reason.isprintable()
    assert len(failure.reason) < 300


# Dates

AT = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Wed, 18 Mar 2026 09:30:00 GMT", "UTC"), ("18 Mar 2026 09:30:00 +0000", "UTC"),
        ("Wed, 18 Mar 2026 05:30:00 EDT", "UTC"), ("Wed, 18 Mar 2026 17:30:00 +0800", "UTC"),
        ("Wed, 18 Mar 2026 17:30:00 CST", "Asia/Shanghai"), ("Wed, 18 Mar 2026 17:30:00", "Asia/Shanghai"),
        ("2026-03-18T09:30:00Z", "Asia/Shanghai"), ("2026-03-18T17:30:00+08:00", "UTC"),
        ("2026-03-18T09:30:00.000Z", "UTC"), ("2026-03-18 17:30:00", "Asia/Shanghai"),
        ("2026/3/18 17:30", "Asia/Shanghai"), ("2026年3月18日 17:30", "Asia/Shanghai"),
        ("2026年03月18日17时30分", "Asia/Shanghai"), ("20260318T093000Z", "Asia/Shanghai"),
        ("  2026-03-18T09:30Z\n", "UTC"),
    ],
)  # fmt: skip
def test_one_instant_in_every_form_of_date(text, zone):
    assert read_time(text, zone, NOW) == AT


@pytest.mark.parametrize(
    "text",
    [
        "", "5", "May", "3小时前", "yesterday", "01/02/2025", "31 Feb 2026 10:00:00 GMT", "2026-02-30", "2026-13-01",
        "Wed, 18 Mar 2026 09:30:00 +99999999", "1" * 100_000, "2026年13月1日", "1601-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00", "0000-00-00", "2026-03-23T12:00:01Z",
    ],
)  # fmt: skip
def test_no_date_is_invented(text):
    assert read_time(text, "Asia/Shanghai", NOW) is None


@given(st.text(max_size=80) | st.from_regex(r"[0-9]{4}[-/年][0-9]{1,2}[-/月][0-9]{1,2}.{0,20}"))
def test_any_text_is_a_time_of_the_past_or_none(text):
    found = read_time(text, "Asia/Shanghai", NOW)
    assert found is None or (found.utcoffset() == timedelta(0) and found.year >= 1998 and found <= NOW + timedelta(2))


@given(st.datetimes(datetime(2000, 1, 1), datetime(2026, 1, 1), timezones=st.just(timezone(timedelta(hours=8)))))  # noqa: DTZ001
def test_iso_and_chinese_dates_are_read_as_written(at):
    minute = at.replace(second=0, microsecond=0)
    assert read_time(at.isoformat(), "UTC", NOW) == at
    written = f"{at.year}年{at.month}月{at.day}日 {at.hour}:{at.minute:02}"
    assert read_time(written, "Asia/Shanghai", NOW) == minute


# Sitemaps


def test_a_news_sitemap_gives_titles_and_times(answer):
    found = sitemap.read(answer(news_sitemap(KNOWN)), SOURCE, NOW, None)
    assert [(e.link, e.title, e.published_at) for e in found.entries] == [(s.url, s.title, s.at) for s in KNOWN]


def test_the_last_change_of_a_page_is_not_its_publication(answer):
    body = "<urlset><url><loc>http://p.example/1</loc><lastmod>2026-03-01</lastmod></url></urlset>"
    assert sitemap.read(answer(body), SOURCE, NOW, None).entries[0].published_at is None
    late = Window(source_id="paper", start=AT.date(), end=AT.date())
    assert sitemap.read(answer(body), SOURCE, NOW, late).entries == []


def test_a_cut_sitemap_gives_what_stands_before_the_cut_and_says_so(answer):
    body = news_sitemap(KNOWN)
    found = sitemap.read(answer(body[: body.rindex(b"<news:title>")]), SOURCE, NOW, None)
    assert [e.link for e in found.entries][:2] == [s.url for s in KNOWN][:2]
    assert found.damage.startswith("the sitemap is cut or broken")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html></html>", "an HTML page"),
        (b"<rss/>", "XML of another kind"),
        (b"<!DOCTYPE urlset><urlset/>", "DOCTYPE"),
        (b"\x1f\x8b\x08rubbish", "gzip file is damaged"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", "gzip file is cut"),
        (b"plain words", "not well-formed"),
    ],
)
def test_what_is_no_sitemap_is_an_error_that_says_why(answer, body, reason):
    with pytest.raises(ParseError, match=reason):
        sitemap.read(answer(body), SOURCE, NOW, None)


def test_json_feed_without_dates_is_read(answer):
    body = json.dumps({"items": [{"external_url": "http://p.example/1", "content_text": "x"}]})
    assert [(e.link, e.published_at) for e in feed.read(answer(body), SOURCE, NOW)] == [("http://p.example/1", None)]
