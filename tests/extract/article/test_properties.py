"""Whatever bytes come: an article or a ParseError, never anything else."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.article.decode import decode
from extract.article.parse import parse_article
from extract.errors import ParseError
from extract.records import Capture

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TAGS = [
    "p",
    "div",
    "h1",
    "a",
    "table",
    "tr",
    "td",
    "br",
    "script",
    "title",
    "meta",
    "article",
    "span",
    "b",
    "li",
    "form",
    "aside",
]
WORDS = st.text(
    alphabet="微信月活跃账户 13.7亿，。WeChat users 2024-05-17 08:30\n\x00\x0b<>&;/='\"\ufffe\u200b", max_size=40
)
MARKUP = st.lists(
    st.one_of(
        WORDS,
        st.sampled_from(TAGS).map(lambda tag: f"<{tag}>"),
        st.sampled_from(TAGS).map(lambda tag: f"</{tag}>"),
        st.tuples(st.sampled_from(TAGS), WORDS).map(lambda pair: f'<{pair[0]} class="{pair[1]}" content="{pair[1]}">'),
    ),
    max_size=60,
).map("".join)  # fmt: skip


def read(body: bytes, content_type: str = "text/html") -> None:
    captured = Capture(
        source_id="t", url="https://n.example/a", final_url="https://n.example/a", status=200, body=body,
        headers=(("Content-Type", content_type),), payload_digest="x", record_id="r",
        fetched_at=datetime(2026, 11, 24, tzinfo=UTC),
    )  # fmt: skip
    article = None
    with contextlib.suppress(ParseError):
        article = parse_article(captured)
    if article is not None:
        assert article.text.strip()
        assert len(article.id) == len(article.version) == 32
        assert "\x00" not in article.text


@FEW
@given(st.binary(max_size=400), st.sampled_from(["text/html", "text/plain", "", "text/html; charset=gb2312"]))
def test_any_bytes(body: bytes, content_type: str) -> None:
    read(body, content_type)


@FEW
@given(MARKUP, st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_any_markup(words: str, codec: str) -> None:
    read(words.encode(codec, "replace"))


@FEW
@given(st.text(max_size=200))
def test_utf_8_is_read_as_it_is(words: str) -> None:
    body = words.encode("utf-8", "replace")
    if b"\x00" not in body and not body.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        assert decode(body) == body.decode()
