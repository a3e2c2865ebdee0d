"""What holds for any text."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.observation import as_row, observe
from extract.observation.spotting.folding import fold
from extract.observation.spotting.sentences import Sentences
from extract.records import Passage

PIECES = [
    "WeChat", "微信", "Tencent", "騰訊控股", "QQ", "Alipay", "支付宝", "视频号", "小程序", "Video Accounts",
    "monthly active users", "月活跃用户", "revenue", "营收", "净利润", "net profit", "同比增长", "up",
    "分别为", "respectively", "和", "and", "of", "的", "，", ", ", "。", ". ", "\n", "\n\n", "| ", "**",
    "1.2 billion", "12.13亿", "1,492.08亿元", "RMB97.2 billion", "5%", "8 percent", "15.3", "from", "由", "至",
    "to", "(", ")", "（", "）", "2023年第三季度", "last year", "non-IFRS", "非国际财务报告准则", "预期",
    "every day", "每天", "users", "用户", "亿", "\u3000", "１２億", "\u0130", "ﬁ", "-",
]  # fmt: skip
news = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=40).map("".join)
days = st.one_of(st.none(), st.dates(min_value=date(2004, 1, 1), max_value=date(2030, 12, 31)))


@given(text=news, title=st.sampled_from(["", "Tencent", "微信公布数据", "Alibaba"]), published=days)
@settings(max_examples=300, deadline=None)
def test_a_quote_is_the_words_of_its_text(text: str, title: str, published: date | None) -> None:
    reading = observe(Passage(id="x", text=text, title=title, published=published), explain=True)
    for one in (*reading.observations, *reading.rejections):
        assert text[one.start : one.end] == one.quote
    for o in reading.observations:
        assert 0 < o.confidence <= 1
        assert (o.comparator == "range") == (o.value_max is not None)
        assert as_row(o)["quote"] == o.quote


@given(text=news, published=days)
@settings(max_examples=200, deadline=None)
def test_observations_do_not_depend_on_explaining(text: str, published: date | None) -> None:
    passage = Passage(id="x", text=text, published=published)
    assert observe(passage).observations == observe(passage, explain=True).observations


@given(data=st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    text = "微信 WeChat " + data.decode("utf-8", "replace")
    observe(Passage(id="x", text=text), explain=True)


@given(text=st.text(max_size=200))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(text=news)
def test_sentences_cover_the_text_in_order(text: str) -> None:
    sentences = Sentences(text)
    spans = [sentences.span(number) for number in range(len(sentences))]
    assert spans[0][0] == 0
    assert spans[-1][1] == len(text)
    assert all(left[1] == right[0] for left, right in pairwise(spans))
    assert all(sentences.index(start) == number for number, (start, end) in enumerate(spans) if start < end)


def test_a_placeholder_for_the_day_of_publication_dates_nothing() -> None:
    text = "Last year Weixin had 1.3 billion monthly active users."
    (observation,) = observe(Passage(id="x", text=text, published=date(1, 1, 1))).observations
    assert (observation.value, observation.as_of) == (1_300_000_000, None)
