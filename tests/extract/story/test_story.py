"""One story, many copies; one article, many addresses and versions."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.story import canonical_url, signature
from warehouse.rows import bands

NEAR = 0.6
"""What the warehouse takes for copies (warehouse/sql/load/near_copies.sql)."""


def similarity(a: Sequence[int], b: Sequence[int]) -> float:
    """Share of equal numbers of two signatures: an estimate of the share of text in common."""
    return sum(x == y for x, y in zip(a, b, strict=True)) / len(a)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://A.example/x?utm_source=f&b=2&a=1#top", "https://a.example/x?a=1&b=2"),
        ("http://a.example:80", "http://a.example/"),
        ("https://a.example:443/x", "https://a.example/x"),
        ("https://a.example:8443/x", "https://a.example:8443/x"),
        ("https://user:secret@a.example/x", "https://a.example/x"),
        ("https://a.example/x?spm=1&from=timeline&isappinstalled=0", "https://a.example/x"),
        ("https://a.example/x?q=%CE%A2", "https://a.example/x?q=%CE%A2"),
        ("https://a.example/x?q=%D0%C5", "https://a.example/x?q=%D0%C5"),
        ("https://a.example/x?empty=&id=1", "https://a.example/x?empty=&id=1"),
        ("https://mp.weixin.qq.com/s?sn=d&__biz=a&mid=b&idx=c&chksm=e&scene=1#rd", "https://mp.weixin.qq.com/s?__biz=a&mid=b&idx=c&sn=d"),
        ("http://mp.weixin.qq.com/s?__biz=a&appmsgid=b&itemidx=c&sign=d", "https://mp.weixin.qq.com/s?__biz=a&mid=b&idx=c&sn=d"),
        ("https://mp.weixin.qq.com/s/AbC?scene=1", "https://mp.weixin.qq.com/s/AbC"),
        ("file:///home/x.html?utm_source=1", "file:///home/x.html?utm_source=1"),
        ("http://[::1", "http://[::1"),
    ],
)  # fmt: skip
def test_an_article_is_known_by_one_address(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@settings(deadline=None)
@given(st.text(alphabet="abc/?&=%#@:.[]1微é;+ ", max_size=40))
def test_making_canonical_twice_is_the_same_as_once(words: str) -> None:
    once = canonical_url("https://a.example/" + words)
    assert canonical_url(once) == once


def report(language: str, seed: int, sentences: int = 14) -> list[str]:
    """A report of random sentences of a language's words: different seeds have next to nothing in common."""
    chance = random.Random(seed)
    if language == "zh":
        words = [chr(chance.randrange(0x4E00, 0x9000)) for _ in range(400)]
        return ["".join(chance.choices(words, k=24)) + "。" for _ in range(sentences)]
    words = ["".join(chance.choices("etaoinshrdlu", k=chance.randint(2, 8))) for _ in range(400)]
    return [" ".join(chance.choices(words, k=14)) + "." for _ in range(sentences)]


def text(sentences: list[str]) -> str:
    return "\n".join(sentences)


def edited(sentences: list[str], number: int) -> list[str]:
    """A copy as sites make them: a credit of their own, one sentence fewer or another one, other white space."""
    chance = random.Random(number)
    copy = [sentence.replace(" ", "  ") if number % 2 else sentence for sentence in sentences]
    copy[chance.randrange(len(copy))] = f"{number} " + copy[0][:10]
    return [f"Site {number} 转载", *copy]


def stories(signatures: list[tuple[int, ...]]) -> list[int]:
    """Sizes of the stories, largest first: articles that share a band and are near copies belong together."""
    story = list(range(len(signatures)))
    banded = [set(bands(one)) for one in signatures]
    for i, j in itertools.combinations(range(len(signatures)), 2):
        if story[i] != story[j] and banded[i] & banded[j] and similarity(signatures[i], signatures[j]) >= NEAR:
            gone, kept = max(story[i], story[j]), min(story[i], story[j])
            story = [kept if one == gone else one for one in story]
    return sorted(Counter(story).values(), reverse=True)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_hundred_edited_copies_are_one_story_and_other_reports_are_not(language: str) -> None:
    original = report(language, 1)
    first = signature(text(original))
    copies = [first, *(signature(text(edited(original, number))) for number in range(100))]
    assert min(similarity(first, copy) for copy in copies) >= NEAR
    others = [signature(text(report(language, seed))) for seed in range(2, 40)]
    assert max(similarity(first, other) for other in others) < 0.1
    assert stories([*copies, *others]) == [len(copies), *([1] * len(others))]


def test_a_reprint_in_traditional_characters_is_a_copy() -> None:
    simplified = (
        "腾讯公布业绩，微信的月活跃账户为十三亿，同比增长百分之三，小程序的交易额也在增长，公司没有给出具体数字。"
    )
    traditional = (
        "騰訊公佈業績，微信的月活躍賬戶為十三億，同比增長百分之三，小程序的交易額也在增長，公司沒有給出具體數字。"
    )
    assert similarity(signature(simplified), signature(traditional)) >= NEAR


def test_texts_too_short_to_compare_have_no_signature() -> None:
    assert signature("Too short.") == ()
    assert bands(()) == []


def test_signatures_of_all_times_compare() -> None:
    # The warehouse holds signatures; one that changes finds no older copy. Change this number only with a migration.
    assert signature(" ".join(f"word{number}" for number in range(40)))[:2] == (3205814392, 1427421684)
