"""What a page says of itself."""

from __future__ import annotations

import pytest

from extract.article.language import language_of
from extract.article.metadata import Statements
from extract.article.page import parse_page

LINKED = '<script type="application/ld+json">{}</script>'
URL = "https://www.ledger.example/tech/a?id=1"


def statements(head: str = "", body: str = "", url: str = URL) -> Statements:
    return Statements(parse_page(f"<html><head>{head}</head><body>{body}</body></html>"), url)


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>微信用户又多了_滨江财经_滨江网</title>", "<h1>微信用户又多了</h1>", "微信用户又多了"),
        ("<title>微信用户又多了_滨江财经_滨江网</title>", "<h1>滨江网</h1><div>微信用户又多了</div>", "微信用户又多了"),
        ("<title>微信用户又多了-滨江网</title>", "<p>正文</p>", "微信用户又多了"),
        ("<title>微信|小程序的一年_渡口网</title>", "<h1>微信|小程序的一年</h1>", "微信|小程序的一年"),
        (
            "<title>WeChat grows | Harbour Ledger</title>",
            "<h1>Harbour Ledger</h1><h1>WeChat grows</h1>",
            "WeChat grows",
        ),
        ("<title>Ledger</title><meta property='og:title' content='WeChat grows'>", "<h1>Ledger</h1>", "Ledger"),
        ("<title>x</title><meta property='og:title' content='WeChat  grows'>", "", "WeChat grows"),
        ("<title>A Tencent-backed firm</title>", "", "A Tencent-backed firm"),
        ("", "<h1>Only a heading</h1>", "Only a heading"),
        ("", "<p>Nothing</p>", ""),
    ],
)
def test_the_title_is_the_headline_without_the_site(head: str, body: str, title: str) -> None:
    assert statements(head, body).title == title


@pytest.mark.parametrize(
    ("href", "canonical"),
    [
        ("/tech/b", "https://www.ledger.example/tech/b"),
        ("https://ledger.example/tech/b", "https://ledger.example/tech/b"),
        ("https://m.ledger.example/tech/b", "https://m.ledger.example/tech/b"),
        ("https://other.example/tech/b", URL),
        ("https://ledger.example/", URL),
        ("javascript:alert(1)", URL),
        ("http://[::1", URL),
        ("", URL),
    ],
)
def test_a_canonical_address_is_believed_on_its_own_host_alone(href: str, canonical: str) -> None:
    assert statements(f'<link rel="canonical" href="{href}">').canonical == canonical


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        ('<meta name="author" content="By Ines Okafor">', ("Ines Okafor",)),
        ('<meta name="author" content="https://ledger.example/ines">', ()),
        ('<meta name="author" content="admin">', ()),
        (LINKED.format('{"@type":"Article","author":["A One",{"name":"B Two"},{"x":1},null]}'), ("A One", "B Two")),
        (LINKED.format('{"author": ') + '<meta name="author" content="记者：何潮">', ("何潮",)),
    ],
)
def test_authors_are_names(head: str, authors: tuple[str, ...]) -> None:
    assert statements(head).authors == authors


def test_an_article_comes_before_what_else_the_page_describes() -> None:
    linked = '[{"@type": "WebSite", "headline": "Site"}, {"@graph": [{"@type": "NewsArticle", "headline": "Report"}]}]'
    page = statements(f'<script type="application/ld+json">{linked}</script>')
    assert page.headline == "Report"
    assert page.is_article
    assert not page.closed


@pytest.mark.parametrize(
    ("text", "claimed", "language"),
    [
        ("微信的合并月活跃账户数为13.71亿", "", "zh"),
        ("WeChat had 1.371 billion users", "zh", "en"),
        ("WeChat a 1,371 milliard de comptes", "fr", "fr"),
        ("テンセントのウィーチャットの利用者", "zh", "ja"),
        ("텐센트의 위챗 이용자 수가 늘었다", "", "ko"),
        ("", "", "en"),
    ],
)
def test_letters_tell_the_language_and_the_claim_only_what_letters_do_not(
    text: str, claimed: str, language: str
) -> None:
    assert language_of(text, claimed) == language
