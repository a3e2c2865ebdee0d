"""Two readings of one page made one, and pages on which one of them fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extract.article.body import confirm
from extract.article.parse import parse_article
from extract.article.sites import Site, select, site_of
from extract.records import Capture

LONG = [
    "Tencent said on Wednesday that WeChat had 1.371 billion monthly active accounts at the end of June, as expected.",
    "The company gave the figure in its results for the second quarter, which were better than most had thought.",
    "Advertising grew by nineteen percent, the sixth quarter in a row in which it grew faster than the whole group.",
    "Outside China the service is used above all by people with family there; how many the company did not say.",
]


def test_a_short_line_that_only_one_reading_has_is_furniture() -> None:
    assert confirm([LONG[0], "Subscribe now", LONG[1]], LONG[:2]) == LONG[:2]


def test_a_long_paragraph_that_trafilatura_lost_is_put_back_in_its_place() -> None:
    assert confirm([LONG[0], LONG[2], LONG[3]], LONG) == LONG
    assert confirm(LONG[:1], LONG) == LONG


def test_readings_of_different_texts_are_not_mixed() -> None:
    assert confirm(LONG[:2], LONG[2:]) == LONG[:2]
    assert confirm([], LONG) == LONG
    assert confirm(LONG, []) == LONG


@pytest.mark.parametrize("name", ["related-posts", "sidebar", "recommend-list", "comment-area", "most-read", "xgyd"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_figure_in_a_box_beside_the_article_is_not_its_text(
    name: str, language: str, capture: Callable[..., Capture]
) -> None:
    paragraphs = LONG if language == "en" else [
        "腾讯公布第二季度业绩，微信及WeChat的合并月活跃账户数为13.71亿，同比增长百分之三。",
        "公司说，小程序的交易额继续以两位数增长，视频号的广告收入也明显增加。",
        "多位分析师认为，用户数已接近顶点，往后要看每个用户带来多少收入。",
    ]  # fmt: skip
    foreign = (
        "In another report, a chat service had 999 million users, and that is a whole sentence of prose with an end."
    )
    foreign = (
        foreign
        if language == "en"
        else "另一篇报道说，某款软件有九亿九千万用户，这也是一个完整的句子，有逗号，也有句号。"
    )
    box = f'<div class="{name}"><h3>More</h3><p>{foreign}</p><p>{foreign[:-1]} too.</p></div>'
    body = "".join(f"<p>{words}</p>" for words in paragraphs)
    for page in (
        f"<body><article><h1>A title</h1>{body}{box}</article></body>",
        f"<body><div class='c'><h1>A title</h1>{box}<div>{body}</div></div></body>",
        f"<body><h1>A title</h1>{body}<table><tr><td>{box}</td></tr></table></body>",
    ):
        assert (
            parse_article(capture(f"<html><head><title>A title</title></head>{page}</html>")).text.split("\n")
            == paragraphs
        )


@pytest.mark.parametrize(
    "markup",
    [
        "<div><p>{0}</p><p>{1}</p><p>{2}</p></div>",
        "<div>{0}<br><br>{1}<br>{2}</div>",
        "<table><tr><td><font>{0}</font><br>{1}<p>{2}</td></tr></table>",
        "<section><section><span>{0}</span></section></section><section><p>{1}</p></section><section><p>{2}</p></section>",
        "<form id=aspnetForm><div>{0}</div><div>{1}</div><div>{2}</div></form>",
        "<div>{0}</div></body></html><div>{1}</div><div>{2}</div>",
        "<noscript><p>x</p></noscript><div style='visibility:hidden'><p>{0}<p>{1}<p>{2}</div>",
    ],
)  # fmt: skip
def test_a_chinese_body_is_found_in_any_markup(markup: str, capture: Callable[..., Capture]) -> None:
    lines = ["腾讯公布业绩，微信的月活跃账户为13.71亿，同比增长3%。", "小程序的交易额也在增长，公司没有给出数字。",
             "分析师说，用户数已近顶点，往后要看收入。"]  # fmt: skip
    menu = "".join(f"<li><a href='/{i}'>栏目{i}</a></li>" for i in range(30))
    body = f"<body><ul>{menu}</ul><h1>微信增长</h1>{markup.format(*lines)}</body>"
    page = f"<html><head><title>微信增长</title></head>{body}</html>"
    assert parse_article(capture(page)).text.split("\n") == lines


def test_a_row_of_a_table_is_one_line_and_columns_of_a_layout_are_not(capture: Callable[..., Capture]) -> None:
    table = (
        "<table><tr><th>项目</th><th>2024年</th></tr><tr><td>微信月活跃账户</td><td><b>13.71亿</b></td></tr></table>"
    )
    prose = "<p>" + "腾讯公布业绩，用户增长，好于预期。" * 3 + "</p>"
    columns = f"<table><tr><td><a href=/>栏目</a><br>菜单</td><td>{prose}{table}</td></tr></table>"
    article = parse_article(capture(f"<html><body><h1>业绩</h1>{columns}</body></html>"))
    assert article.text.split("\n")[1:] == ["项目 2024年", "微信月活跃账户 13.71亿"]


def test_a_site_entry_replaces_the_general_rules_and_covers_subdomains() -> None:
    assert site_of("https://mp.weixin.qq.com/s?x=1") is not None
    assert site_of("https://example.org/") is None
    rule = Site(host="x.example", title=".t", body=".b", remove=".b .ad")
    words = "<p class=t> A  title </p><div class=b><p>One.</p><div class=ad><p>Ad.</p></div><p>Two.</p></div>"
    assert select(words, rule) == {"title": "A title", "body": "One.\nTwo."}


def test_a_site_entry_that_finds_nothing_leaves_the_general_rules_at_work(capture: Callable[..., Capture]) -> None:
    body = "<h1>微信公告</h1><p>腾讯公布业绩，微信的月活跃账户为13.71亿，增长百分之三。</p>"
    page = f"<html><head><title>微信公告</title></head><body>{body}</body></html>"
    assert "13.71亿" in parse_article(capture(page, "https://mp.weixin.qq.com/s/abc")).text
