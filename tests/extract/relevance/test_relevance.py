"""No page that names an entity of the catalogue is lost before it is parsed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.relevance import OVERLAP, WINDOW, is_relevant, matcher, spellings

NAMES = ["WeChat", "TENCENT", "微信", "腾讯", "騰訊", "视频号", "微信支付", "QQ空間"]


CODECS = ["utf-8", "gb18030", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be"]
NOT_IN_BIG5 = {"腾讯", "视频号"}


@pytest.mark.parametrize(
    ("name", "codec"),
    [(name, codec) for name in NAMES for codec in CODECS if not (codec == "big5hkscs" and name in NOT_IN_BIG5)],
)
def test_a_name_is_found_in_every_charset(name: str, codec: str) -> None:
    assert is_relevant(f"<p>words before, {name} and words after</p>".encode(codec))


@pytest.mark.parametrize(
    "body",
    [
        b"<p>&#24494;&#20449; has users</p>",
        b"<p>&#x5fae;&#x4FE1; has users</p>".replace(b"4FE1", b"4fe1"),
        b"<p>&#x5FAE;&#x4FE1; has users</p>",
        b'{"title": "\\u5fae\\u4fe1"}',
        b'{"title": "\\u5FAE\\u4FE1"}',
        b"<title>wechat news</title>",
        b"<title>Wechat news</title>",
        b"%PDF-1.7 compressed inside",
    ],
)
def test_references_escapes_case_and_pdf(body: bytes) -> None:
    assert is_relevant(body)


@pytest.mark.parametrize(
    "body", [b"", b"<p>A rival of another kind grows.</p>", "某家公司公布业绩，销量增长。".encode("gbk")]
)
def test_other_pages_are_passed_over(body: bytes) -> None:
    assert not is_relevant(body)


@pytest.mark.parametrize("place", [WINDOW - 3, WINDOW - OVERLAP - 2, 2 * WINDOW, 3 * WINDOW - 7])
def test_a_name_across_two_windows_is_found(place: int) -> None:
    assert is_relevant(b"x" * place + "微信".encode() + b"x" * 50)


def test_no_spelling_is_longer_than_the_overlap() -> None:
    from extract.catalog.load import load_catalog

    longest = max(len(spelling) for alias in load_catalog().relevance_aliases for spelling in spellings(alias))
    assert longest < OVERLAP


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="微信視頻號 WeChat", min_size=2, max_size=8), st.binary(max_size=60), st.binary(max_size=60))
def test_what_stands_around_a_spelling_does_not_hide_it(alias: str, before: bytes, after: bytes) -> None:
    automaton = matcher([alias])
    assert all(is_relevant(before + spelling + after, automaton) for spelling in spellings(alias))


def test_recall_on_the_corpus_is_whole_in_every_charset(shared: Path) -> None:
    rows = [json.loads(line) for line in (shared / "corpus" / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    wanted = [row for row in rows if row["observations"]]
    assert len(wanted) > 50
    forms = {
        "utf-8": lambda text: text.encode(),
        "gb18030": lambda text: text.encode("gb18030"),
        "utf-16": lambda text: text.encode("utf-16"),
        "references": lambda text: text.encode("ascii", "xmlcharrefreplace"),
        "JSON": lambda text: json.dumps(text).encode(),
    }
    lost = [(row["id"], name) for row in wanted for name, form in forms.items() if not is_relevant(form(row["text"]))]
    assert lost == []


def test_recall_on_the_corpus_in_traditional_characters(shared: Path) -> None:
    from opencc import OpenCC

    convert = OpenCC("s2t").convert
    rows = [json.loads(line) for line in (shared / "corpus" / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = {row["id"]: convert(row["text"]) for row in rows if row["observations"]}
    lost = [key for key, text in texts.items() if not is_relevant(text.encode("big5hkscs", "xmlcharrefreplace"))]
    assert lost == []
