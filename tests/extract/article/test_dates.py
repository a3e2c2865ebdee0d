"""The publication time: statements, visible words and the address, weighed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

import pytest

from extract.article.dates import read_stamp
from extract.article.parse import parse_article
from extract.records import YEAR_ONLY, Capture

ENGLISH = "<p>Tencent said that WeChat had more monthly users than a year before, and that more of them pay.</p>" * 3
LINKED = '<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"{}"}}</script>'
CHINESE = "<p>腾讯公布业绩，微信的合并月活跃账户数比一年前多，付费的人也更多，分析师认为符合预期。</p>" * 3


def published(capture: Callable[..., Capture], head: str, body: str, url: str = "https://n.example/a") -> str | None:
    article = parse_article(
        capture(f"<html><head>{head}</head><body><h1>The title of it</h1>{body}</body></html>", url)
    )
    return article.published_at.isoformat() if article.published_at else None


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ('<meta property="article:published_time" content="2023-05-17T08:30:00Z">', "", "2023-05-17T08:30:00+00:00"),
        ('<meta name="pubdate" content="2023-05-17T23:30:00-05:00">', "", "2023-05-17T23:30:00-05:00"),
        ('<meta name="date" content="Wed, 17 May 2023 08:30:00 GMT">', "", "2023-05-17T08:30:00+00:00"),
        (LINKED.format("2023-05-17"), "", "2023-05-17T00:00:00+00:00"),
        ("", '<time datetime="2023-05-17T08:30:00+01:00">17 May</time>', "2023-05-17T08:30:00+01:00"),
        ("", "<div>Posted on May 17, 2023</div>", "2023-05-17T00:00:00+00:00"),
        ("", "<div>17th May 2023</div>", "2023-05-17T00:00:00+00:00"),
        ("", "<div>Updated: May 19, 2023</div><div>Published: May 17, 2023</div>", "2023-05-17T00:00:00+00:00"),
        ('<meta name="date" content="2031-01-01">', "<div>May 17, 2023</div>", "2023-05-17T00:00:00+00:00"),
        ('<meta name="date" content="2023-02-31">', "<div>May 17, 2023</div>", "2023-05-17T00:00:00+00:00"),
        ('<meta name="date" content="5">', "", None),
    ],
)  # fmt: skip
def test_english_pages(capture: Callable[..., Capture], head: str, body: str, expected: str | None) -> None:
    assert published(capture, head, body + ENGLISH) == expected


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("", "<div>2023年5月17日 08:30</div>", "2023-05-17T08:30:00+08:00"),
        ("", "<div>2023年05月17日08:30:12 来源：滨江日报</div>", "2023-05-17T08:30:12+08:00"),
        ("", "<div>发布时间：2023-05-17 星期三 08:30</div>", "2023-05-17T08:30:00+08:00"),
        ("", "<div>2023/05/17 下午 3:05</div>", "2023-05-17T15:05:00+08:00"),
        ("", "<div>2023.05.17 08：30</div>", "2023-05-17T08:30:00+08:00"),
        ("", "<div>更新时间：2023-05-18 10:00</div><div>2023-05-17 08:30</div>", "2023-05-17T08:30:00+08:00"),
        ("", "<div>2023-05-16</div><div>2023-05-17 08:30</div>", "2023-05-17T08:30:00+08:00"),
        ('<meta name="pubdate" content="2023-05-17">', "<div>2023-05-17 08:30</div>", "2023-05-17T08:30:00+08:00"),
        ('<meta property="article:published_time" content="2023-05-16T23:00:00Z">', "", "2023-05-17T07:00:00+08:00"),
        ("", "<div>3小时前</div>", None),
        ("", "<div>电话 2023-0517 转 12345</div>", None),
    ],
)
def test_chinese_pages(capture: Callable[..., Capture], head: str, body: str, expected: str | None) -> None:
    assert published(capture, head, body + CHINESE) == expected


def test_a_day_in_the_address_decides_between_two_on_the_page(capture: Callable[..., Capture]) -> None:
    body = "<div>2023-05-19 10:00</div><div>2023-05-17 08:30</div>" + CHINESE
    url = "https://n.example/2023-05/17/content_1.htm"
    assert published(capture, "", body, url) == "2023-05-17T08:30:00+08:00"
    assert published(capture, "", CHINESE, url.replace("2023-05/17", "20230517")) == "2023-05-17T00:00:00+08:00"


@pytest.mark.parametrize(
    "path",
    ["/2023/05/17/a.html", "/20230517/a.html", "/2023-05/17/a", "/2023-05-17-a", "/2023/5/17/a", "/2023/may/17/a"],
)
def test_an_address_dates_a_page_that_says_nothing(path: str, capture: Callable[..., Capture]) -> None:
    assert published(capture, "", ENGLISH, f"https://n.example{path}") == "2023-05-17T00:00:00+00:00"


def test_a_time_in_utc_is_of_the_day_that_the_address_has(capture: Callable[..., Capture]) -> None:
    head = LINKED.format("2023-05-18T03:42:00Z")
    assert published(capture, head, ENGLISH, "https://n.example/2023/05/17/a") == "2023-05-17T00:00:00+00:00"
    assert published(capture, head, ENGLISH, "https://n.example/2019/05/17/a") == "2023-05-18T03:42:00+00:00"


def test_a_copyright_year_dates_nothing_else(capture: Callable[..., Capture]) -> None:
    page = f"<html><body><h1>The title of it</h1>{ENGLISH}<p>Copyright 2014 The Ledger</p></body></html>"
    article = parse_article(capture(page))
    assert article.published_at is None or YEAR_ONLY in article.flags


@pytest.mark.parametrize(
    "words", ["", "yesterday", "2023-13-01", "2023-02-30", "2023-05-17T25:00", "2023-05-17T08:30+9999", "1" * 100_000]
)
def test_what_is_no_time_is_none(words: str) -> None:
    assert read_stamp(words, UTC) is None
