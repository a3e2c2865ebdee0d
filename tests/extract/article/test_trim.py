"""Which lines of a body are the report."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from extract.article.trim import load_rules, rule_of, trim

CASES = tomllib.loads((Path(__file__).parent / "lines.toml").read_text(encoding="utf-8"))


def lines_of(kind: str) -> list[tuple[str, str]]:
    return [(language, line) for language, lines in CASES[kind].items() for line in lines]


@pytest.mark.parametrize(("language", "line"), lines_of("furniture"))
def test_furniture_is_taken_by_a_rule(language: str, line: str) -> None:
    assert rule_of(line, language) is not None


@pytest.mark.parametrize(("language", "line"), lines_of("report"))
def test_the_report_is_left_alone(language: str, line: str) -> None:
    assert rule_of(line, language) is None


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("zh", "相关阅读"),
        ("zh", "延伸閱讀："),
        ("zh", "猜你喜欢"),
        ("zh", "上一篇：某公司"),
        ("en", "Related stories"),
        ("en", "You may also like"),
    ],
)
def test_other_stories_end_the_body_below_its_middle_and_not_above(language: str, heading: str) -> None:
    body = [
        "The first paragraph of a report, or 第一段，说的是正事。",
        "The second paragraph of it, or 第二段，也是正事。",
    ]
    assert trim([*body, heading, "A teaser."], language) == body
    assert trim([heading, *body], language) == body


def test_the_title_and_repeated_paragraphs_are_read_once() -> None:
    paragraph = "Tencent said on Wednesday that WeChat had 1.371 billion monthly active accounts."
    assert trim(["WeChat grows again", paragraph, "Short.", paragraph, "Short."], "en", "WeChat grows again!") == [
        paragraph, "Short.", "Short.",
    ]  # fmt: skip


def test_every_rule_has_a_limit_and_takes_something_above() -> None:
    taken = {rule_of(line, language) for language, line in lines_of("furniture")}
    cutting = {rule for rule in load_rules() if rule.action == "cut"}
    assert {rule.name for rule in load_rules()} - {rule.name for rule in taken | cutting if rule} == set()
    assert all(0 < rule.most <= 400 for rule in load_rules())
