"""Alternations that can be sought: they match what the plain ones do."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.observation import words
from extract.pattern import sought

ALTERNATIVES = [
    "from", r"\bfor\b", r"(?:net )?(?:rise|fall)s? of", "(?<!racked )(?<!built )\\b(?:up|down)", "[多少]了", "多了约?",
    "(?<=达)到", "for a", "(?:to|than) the", "'s", "约", "[()]x",
]  # fmt: skip
PIECES = [
    "from", "for", "net ", "rise", "falls", " of", " ", "racked ", "up", "down", "多", "少", "了", "约", "达", "到",
    "to", "than", " the", "'s", "(x", "a", "UP", "For",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES)).map("".join)


def spans(pattern: str, text: str, flags: int = 0) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(pattern, text, flags)]


@given(TEXT, st.lists(st.sampled_from(ALTERNATIVES), min_size=1, unique=True))
def test_matches_what_the_plain_alternation_does(text: str, alternatives: list[str]) -> None:
    assert spans(sought(alternatives), text) == spans("|".join(alternatives), text)


@given(TEXT, st.lists(st.sampled_from(ALTERNATIVES), min_size=1, unique=True))
def test_matches_in_any_case_and_behind_what_all_begin_with(text: str, alternatives: list[str]) -> None:
    plain = rf"(?<![a-z])(?:{'|'.join(alternatives)})"
    assert spans(sought(alternatives, "(?<![a-z])", any_case=True), text) == spans(plain, text, re.I)


def test_stays_as_it_is_where_an_alternative_begins_with_no_plain_character() -> None:
    assert sought(["a", r"\d+", "b"]) == r"a|\d+|b"


@pytest.mark.parametrize(
    "name", [name for name, entry in words._table().items() if "plain" not in entry and "case" not in entry]
)
def test_words_sought_in_lower_case_are_in_lower_case(name: str) -> None:
    for part in words._table()[name].values():
        for word in part if isinstance(part, list) else [part]:
            letters = re.sub(r"\\[A-Za-z]|\(\?P<\w+>", "", str(word))
            assert letters in {letters.lower(), "True"}, word


@pytest.mark.parametrize("name", [name for name, entry in words._table().items() if "plain" not in entry])
def test_words_have_alternatives_in_groups_only(name: str) -> None:
    for part in words._table()[name].values():
        for word in part if isinstance(part, list) else []:
            bare, inner = "", re.sub(r"\\.|\[\^?\]?[^\]]*\]", "", word)
            while bare != inner:
                bare, inner = inner, re.sub(r"\([^()]*\)", "", inner)
            assert "|" not in bare, word
