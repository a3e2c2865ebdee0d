"""Archived answers become article versions with observations; each answer leaves a row or a reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from extract.catalog.load import Catalog, load_catalog
from extract.digest import Digest, by_source, digest, read_article
from extract.records import YEAR_ONLY, Article, ArticleReading, Capture, Failure

AT = datetime(2024, 8, 15, 3, 0, tzinfo=UTC)
REPORT = (
    "<html><head><title>WeChat grows</title><meta name='pubdate' content='2024-08-14T09:00:00Z'></head>"
    "<body><h1>WeChat grows</h1><p>Tencent said that Weixin and WeChat had 1.371 billion monthly active users "
    "at the end of June 2024, three percent more than a year before.</p>"
    "<p>Revenue rose as well, the company said.</p></body></html>"
)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def capture(number: int, body: str, *, url: str = "", role: str = "article") -> Capture:
    raw = body.encode()
    address = url or f"https://n.example/{number}"
    return Capture(
        source_id="test", url=address, final_url=address, status=200, body=raw, fetched_at=AT, record_id=f"<{number}>",
        headers=(("Content-Type", "text/html"), ("ETag", '"a"'), ("Last-Modified", "x")), role=role,  # type: ignore[arg-type]
        payload_digest="sha256:" + hashlib.sha256(raw).hexdigest(),
    )  # fmt: skip


def read(captures: Iterator[Capture | Failure] | list[Capture | Failure], catalog: Catalog, **known: str) -> Digest:
    settled = frozenset({"<1>"})
    return digest(captures, sources={}, catalog=catalog, last_digests=known, settled_ids=settled)


def test_every_answer_is_read_passed_over_or_recorded(catalog: Catalog) -> None:
    damaged = Failure(source_id="test", url="", stage="archive", reason="damaged record", at=AT, kind="ParseError")
    captures = [
        damaged,
        capture(1, REPORT),
        capture(
            2, "<html><body><p>A rival of another kind grew, it said on Wednesday in its report.</p></body></html>"
        ),
        capture(3, "<html><head><title>404</title></head><body><p>WeChat page not found</p></body></html>"),
        capture(4, "<html>WeChat</html>", role="listing"),
    ]
    found = read(captures, catalog)
    assert [reading.article.title for reading in found.readings] == ["WeChat grows"]
    values = {(o.entity, o.metric, o.value) for o in found.readings[0].observations}
    assert ("wechat", "monthly_active_users", 1_371_000_000) in values
    assert found.irrelevant == {"test": 1}
    assert found.parse_failed == {"test": 1}
    assert [failure.reason for failure in found.failures] == ["damaged record", "soft 404"]
    assert [(fetch.record_id, fetch.role) for fetch in found.fetches] == [
        ("<1>", "article"), ("<2>", "article"), ("<3>", "article"), ("<4>", "listing"),
    ]  # fmt: skip


def test_a_page_listed_as_naming_an_entity_that_does_not_name_it_is_a_failure_with_its_class(catalog: Catalog) -> None:
    wall = "<html><title>Log in to Ledger</title><body><p>Please log in to continue.</p></body></html>"
    listed = replace(capture(1, wall), title="WeChat grows")
    found = read([listed, replace(capture(2, wall), title="Carrier grows")], catalog)
    assert [(failure.url, failure.reason) for failure in found.failures] == [(listed.url, "login wall")]
    assert found.irrelevant == {"test": 1}


def test_a_text_that_the_rules_stumble_over_costs_that_text(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumbling(article: Article, known: Catalog) -> ArticleReading:
        if article.url.endswith("/2"):
            raise ValueError("no such quarter")
        return read_article(article, known)

    monkeypatch.setattr("extract.digest.read_article", stumbling)
    found = read([capture(1, REPORT), capture(2, REPORT), capture(3, REPORT)], catalog)
    assert [reading.article.url[-1] for reading in found.readings] == ["1", "3"]
    (failure,) = found.failures
    assert (failure.stage, failure.url) == ("extract", "https://n.example/2")
    assert failure.reason == "unforeseen ValueError: no such quarter"
    assert found.parse_failed == {"test": 1}


def test_an_empty_document_is_a_failure_and_not_merely_irrelevant(catalog: Catalog) -> None:
    found = read([capture(1, " \n")], catalog)
    assert [failure.reason for failure in found.failures] == ["empty answer"]
    assert not found.irrelevant


def test_only_answers_of_a_finished_poll_lend_their_validators(catalog: Catalog) -> None:
    found = read([capture(1, REPORT), capture(2, REPORT)], catalog)
    assert [(fetch.etag, fetch.last_modified) for fetch in found.fetches] == [('"a"', "x"), ("", "")]


def test_the_same_bytes_at_an_address_are_no_change(catalog: Catalog) -> None:
    first, other = capture(1, REPORT, url="https://n.example/a"), capture(2, REPORT, url="https://n.example/a")
    edited = capture(3, REPORT.replace("three percent", "four percent"), url="https://n.example/a")
    found = read([first, other, edited], catalog)
    assert [fetch.outcome for fetch in found.fetches] == ["new", "unchanged", "new"]
    assert found.changed_ids == {"<1>", "<3>"}
    known = {"https://n.example/a": first.payload_digest}
    assert read([other], catalog, **known).changed_ids == frozenset()


def test_captures_are_taken_as_they_are_parsed(catalog: Catalog) -> None:
    alive: list[int] = []

    def captures() -> Iterator[Capture]:
        for number in range(60):
            alive.append(number)
            yield capture(number, REPORT)

    assert len(read(captures(), catalog).readings) == len(alive) == 60


LAST_YEAR = {"en": "WeChat had 1.2 billion monthly active users last year.", "zh": "去年微信的月活跃账户为12亿。"}


@pytest.mark.parametrize(
    ("published", "language", "year"),
    [
        (datetime(2024, 1, 1, 1, 0, tzinfo=UTC), "en", "2023"),
        (datetime(2023, 12, 31, 23, 0, tzinfo=timezone(timedelta(hours=-5))), "en", "2022"),
        (datetime(2023, 12, 31, 20, 0, tzinfo=UTC), "zh", "2023"),
        (datetime(2023, 12, 31, 10, 0, tzinfo=UTC), "zh", "2022"),
        (None, "en", None),
    ],
)
def test_last_year_is_that_of_the_readers_of_the_day(
    published: datetime | None, language: str, year: str | None, catalog: Catalog
) -> None:
    article = Article(
        id="a", version="v", source_id="s", url="u", canonical_url="u", title="t", language=language, site="s",
        text=LAST_YEAR[language], published_at=published,
    )  # fmt: skip
    assert [o.as_of for o in read_article(article, catalog).observations] == [year]
    guessed = replace(article, flags=(YEAR_ONLY,))
    assert [o.as_of for o in read_article(guessed, catalog).observations] == [None]


def test_captures_are_grouped_by_source() -> None:
    listed = capture(1, "x", role="listing")
    assert by_source([listed, capture(2, "x"), capture(3, "x")]) == {"test": [capture(2, "x"), capture(3, "x")]}
