"""Work grows with the length of a text, not with its square, whatever it is made of."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from extract.quantity import read_quantities
from tests.scale import FULL

LENGTH = 5_000_000 if FULL else 100_000
"""Characters; at the small size a quadratic expression would need 10^10 steps and meet the timeout as well."""

pytestmark = pytest.mark.timeout(1_800 if FULL else 60)

SHAPES = [
    *"9%$A. \n-一百多第数半", "999,", "1.", "111.", "111 ", "12,", "1-", "1/", "1:", "--1", "+1 ", "x1", "1 ½", "1e5",
    "RMB", "_@", "a@", "w.", "www.", "http://", "&#1;", "a.com/", "million ", "1 million ", "twenty ", "one hundred ",
    "a ", "half ", "1 and ", "1,2 and 3 ", "from 1 to ", "one third of the ", "12 new big cars ", "up 1% ",
    "doubled 5% ", "万亿", "一万", "1亿", "分之", "百分之", "翻番1亿", "增长1%，", "12亿3千万 and 5 million ",
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_long_text_of_one_piece_is_read_in_time(shape: str) -> None:
    text = shape * (LENGTH // len(shape))
    found = read_quantities(text)
    assert all(text[q.start : q.end] == q.quote for q in found)


def _calls(text: str) -> int:
    """Python and C functions called while a text is read."""
    count = 0

    def counter(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(counter)
    try:
        read_quantities(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "shape", ["3.5 million users, up 12% to ", "12亿3千万元，同比增长5%。", "one hundred and twenty-five ", "1,"]
)
def test_four_times_the_text_is_four_times_the_work(shape: str) -> None:
    read_quantities(shape)
    few, many = _calls(shape * 200), _calls(shape * 800)
    assert 3.5 < many / few < 4.5
