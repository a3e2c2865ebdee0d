"""Tables of any make: spans reproduce the text, nothing runs on for ever, scales and heads are told as they are."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.observation import observe
from extract.observation.tables.flat_head import columns_of, is_head
from extract.observation.tables.scale import Scale, scale_in
from extract.records import Passage

PIECES = [
    "|", "\t", "\n", "|---|", "Tencent", "WeChat MAU", "腾讯", "收入", "2023", "Q3 '13", "Q4", "31 December", "截至",
    "止三个月", "1,234", "5%", "(3%)", "-", "RMB bn", "（亿元）", "人民币百万元", "同比", "year-on-", " change", ": ",
    "; ", "—", "$5", "~", "亿", "01-07", "Three months ended", "十二月三十一日", "½", "１２３", "EPS", "- basic", "n/a",
    "Attributable to:", " ",
]  # fmt: skip


@settings(max_examples=200, deadline=2_000)
@given(st.lists(st.sampled_from(PIECES), max_size=90), st.sampled_from([None, date(2024, 3, 20)]))
def test_spans_of_any_table_reproduce_its_text(pieces: list[str], published: date | None) -> None:
    text = "Tencent WeChat " + "".join(pieces)
    for one in observe(Passage(id="table", text=text, title="Tencent", published=published)).observations:
        assert text[one.start : one.end] == one.quote


def test_an_item_cut_off_at_a_comma_of_thousands_ends() -> None:
    head, cut = "WeChat MAU: 2023: 5", 201
    text = head + "\u3000" * (cut - len("5") - 1) + ",123 users; 2024: 6"
    assert observe(Passage(id="list", text=text)).passage_id == "list"


@pytest.mark.parametrize(
    ("words", "scale"),
    [
        ("rmbbn", Scale(1e9, "CNY")),
        ("mau (m)", Scale(1e6, None)),
        ("spent hk$m", Scale(1e6, "HKD")),
        ("(rmb'000)", Scale(1e3, "CNY")),
        ("rmb in millions, unless specified", Scale(1e6, "CNY")),
        ("单位：万人", Scale(1e4, None)),
        ("单位:亿元人民币", Scale(1e8, "CNY")),
        ("营收（百万美元）", Scale(1e6, "USD")),
        ("每股盈利(每股人民币元)", Scale(1.0, "CNY")),
        ("growth (%)", Scale(1.0, "percent")),
        ("rmb149.2 billion", None),
        ("3q24", None),
        ("range hk$", None),
    ],
)
def test_scale_of_a_head(words: str, scale: Scale | None) -> None:
    assert scale_in(words) == scale


@pytest.mark.parametrize(
    ("head", "periods"),
    [
        (
            "three months ended 31 december\n2024 2023 yoy",
            ["three months ended 31 december 2024", "three months ended 31 december 2023", ""],
        ),
        ("as at\n31 december 31 december\n2024 2023", ["31 december 2024", "31 december 2023"]),
        ("截至下列日期止三个月\n二零二四年\n九月三十日\n同比变动", ["截至二零二四年九月三十日止三个月", ""]),
        (
            "截至十二月三十一日止年度\n二零二四年\n二零二三年",
            ["截至二零二四年十二月三十一日止年度", "截至二零二三年十二月三十一日止年度"],
        ),
        ("unaudited\nyoy change", []),
    ],
)  # fmt: skip
def test_periods_of_a_head_without_rules(head: str, periods: list[str]) -> None:
    assert all(is_head(line) for line in head.split("\n"))
    assert [column.period for column in columns_of(head, 0, len(head))[1:]] == periods


@pytest.mark.parametrize("line", ["revenues", "5.597", "1,234", "tencent said in 2023", "收入", ""])
def test_rows_are_no_heads(line: str) -> None:
    assert not is_head(line)
