"""Own pages beside what must be read from them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extract.article.parse import parse_article
from extract.records import Article, Capture

NAMES = sorted(path.stem for path in (Path(__file__).parent / "pages").glob("*.json"))


def read(pages: Path, name: str, capture: Callable[..., Capture]) -> tuple[Article, dict[str, Any]]:
    expected = json.loads((pages / f"{name}.json").read_text(encoding="utf-8"))
    words = (pages / f"{name}.html").read_text(encoding="utf-8")
    body = words.encode(expected.get("encoding", "utf-8"))
    return parse_article(capture(body, expected["url"], expected.get("content_type", "text/html"))), expected


@pytest.mark.parametrize("name", NAMES)
def test_the_statements_of_a_page_are_read(name: str, pages: Path, capture: Callable[..., Capture]) -> None:
    article, expected = read(pages, name, capture)
    published = article.published_at.isoformat() if article.published_at else None
    assert (article.title, published, list(article.authors)) == tuple(
        expected[name] for name in ("title", "published_at", "authors")
    )
    assert (article.language, article.canonical_url) == (expected["language"], expected["canonical_url"])
    if "site" in expected:
        assert article.site == expected["site"]


@pytest.mark.parametrize("name", NAMES)
def test_the_body_is_the_report_and_nothing_else(name: str, pages: Path, capture: Callable[..., Capture]) -> None:
    article, expected = read(pages, name, capture)
    lines = article.text.split("\n")
    assert lines[0].startswith(expected["starts"])
    assert lines[-1].endswith(expected["ends"])
    assert len(lines) == expected["line_count"]
    assert [words for words in expected["absent"] if words in article.text] == []


def test_an_edited_page_is_a_new_version_of_the_same_article(capture: Callable[..., Capture], pages: Path) -> None:
    words = (pages / "english.html").read_text(encoding="utf-8")
    url = "https://www.harbour-ledger.example/tech/wechat-users"
    first = parse_article(capture(words, url))
    again = parse_article(capture(words, url + "?utm_campaign=x"))
    edited = parse_article(capture(words.replace("1.371 billion", "1.372 billion"), url))
    assert (first.id, first.version) == (again.id, again.version)
    assert first.id == edited.id
    assert first.version != edited.version


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/octet-stream"])
def test_html_is_known_without_its_content_type(
    content_type: str, pages: Path, capture: Callable[..., Capture]
) -> None:
    words = "<!-- a long comment first -->" * 200 + (pages / "translated.html").read_text(encoding="utf-8")
    assert parse_article(capture(words, content_type=content_type)).title.startswith("The number of WeChat")


def test_plain_text_is_kept_as_it_is_with_its_first_line_as_title(capture: Callable[..., Capture]) -> None:
    words = "WeChat grows\r\n\r\nIt had 1.2 billion users, if 3 < 4 and 5 > 4.\r\n"
    article = parse_article(capture(words, content_type="text/plain"))
    assert (article.title, article.text) == (
        "WeChat grows",
        "WeChat grows\n\nIt had 1.2 billion users, if 3 < 4 and 5 > 4.",
    )
    assert article.published_at is None
