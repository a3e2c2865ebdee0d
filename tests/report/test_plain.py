"""Text on its way into the page."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.report.plain import LONGEST_ADDRESS, plain_text, script_json, web_address


@pytest.mark.parametrize(
    "url",
    [
        "https://wire.example/a?b=c#d", "http://127.0.0.1:8907/2026/summer", "https://xn--fiq228c.example/新闻",
        "HTTPS://WIRE.EXAMPLE/",
    ],
)  # fmt: skip
def test_a_web_address_may_be_linked(url: str) -> None:
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None, "", "javascript:alert(1)", "JAVASCRIPT:alert(1)", "\tjavascript:alert(1)", "java\nscript:alert(1)",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:https://a.example/x", "//wire.example/x",
        "wire.example/x", "https:///x", "https://", "https://a.example/\u202egpj", "https://a.example/ b", "https://[::1",
        "https://a.example/" + "x" * LONGEST_ADDRESS,
    ],
)  # fmt: skip
def test_anything_else_is_no_link(url: str | None) -> None:
    assert web_address(url) is None


def test_marks_that_turn_the_writing_direction_are_shown_as_unknown() -> None:
    turning = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
    unknown = "\ufffd"
    assert plain_text(f"a{turning}b\x00\x1b[31m") == f"a{unknown * len(turning)}b{unknown * 2}[31m"


def test_ordinary_text_of_any_script_stays_as_it_is() -> None:
    text = "微信 WeChat مستخدم 1,439 million\n– “quoted” 😀"
    assert plain_text(text) == text


def test_a_long_text_is_cut_with_an_ellipsis() -> None:
    assert plain_text("x" * 50, limit=10) == "x" * 9 + "…"


@given(st.recursive(st.text() | st.integers() | st.none(), lambda inner: st.lists(inner, max_size=3)))
def test_json_in_a_script_says_the_same_and_cannot_end_the_element(value: object) -> None:
    text = script_json(value)
    assert json.loads(text) == value
    assert not set(text) & set("<>&\u2028\u2029")
