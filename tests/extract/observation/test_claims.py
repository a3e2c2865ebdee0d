"""Claims, doubts and explanations of single observations."""

from __future__ import annotations

import pytest

from extract.observation import EXTRACTOR_VERSION, as_row, observe, observe_batch
from extract.observation.choose import choose, same_claim
from extract.observation.explain import explain
from extract.records import Observation, Passage


def read(text: str, title: str = "") -> tuple[Observation, ...]:
    return observe(Passage(id="p", text=text, title=title)).observations


def test_one_claim_in_two_languages_is_one_claim() -> None:
    (english,) = read("WeChat has 1.09 billion daily active users.")
    (chinese,) = read("微信日活跃用户达10.9亿。")
    assert same_claim(english, chinese)


def test_a_rounded_repeat_is_folded_into_the_first_quote() -> None:
    reading = observe(
        Passage(id="p", text="腾讯二季度营收1492亿元。腾讯第二季度营收为1,492.08亿元，同比增长11%。"), explain=True
    )
    assert [o.quote for o in reading.observations] == ["1492亿元"]
    assert any(rejection.reason.startswith("repeats") for rejection in reading.rejections)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("WeChat has 1.1 billion daily active users.", "WeChat has 1.1 billion monthly active users."),
        ("WeChat has 300 million registered users.", "WeChat has 300 million users."),
        ("QQ has 800 million monthly active users.", "QQ has 800 million mobile monthly active users."),
        ("Tencent's net profit was 44.9 billion yuan.", "Tencent's non-IFRS net profit was 44.9 billion yuan."),
    ],
)
def test_definitions_never_mix(left: str, right: str) -> None:
    (one,), (other,) = read(left), read(right)
    assert one.metric != other.metric
    assert not same_claim(one, other)


def test_equal_figures_of_two_quarters_stay_two_claims() -> None:
    first = read("Tencent's revenue was 150 billion yuan in the first quarter of 2023.")[0]
    second = read("Tencent's revenue was 150 billion yuan in the second quarter of 2023.")[0]
    assert choose([first, second])[0] == [first, second]


def test_a_value_outside_the_plausible_range_is_kept_and_flagged() -> None:
    (one,) = read("WeChat has 9 billion monthly active users.")
    assert one.value == 9e9
    assert {"implausible", "doubtful"} <= set(one.flags)
    assert one.confidence < 0.5


def test_doubts_lower_the_confidence_and_are_named() -> None:
    (sure,) = read("WeChat has 1.2 billion monthly active users.")
    (unsure,) = read("WeChat has 1.2 billion users.")
    assert sure.flags == ()
    assert "kind_not_said" in unsure.flags
    assert unsure.confidence < sure.confidence


def test_each_observation_carries_rule_confidence_and_version() -> None:
    (one,) = read("微信月活跃用户达12亿。")
    row = as_row(one)
    assert row["rule"].count("/") == 2
    assert row["confidence"] == one.confidence
    assert row["extractor_version"] == EXTRACTOR_VERSION


def test_what_was_left_out_is_told_in_words() -> None:
    passage = Passage(id="p", text="WeChat had 1.1 billion monthly active users, WhatsApp 1.5 billion.")
    told = explain(passage, observe(passage, explain=True))
    assert "wechat.monthly_active_users eq 1,100,000,000 users" in told
    assert "»1.5 billion«" in told
    assert "another company" in told


def test_a_batch_reads_as_one_by_one_and_in_order() -> None:
    passages = [Passage(id=str(n), text=f"WeChat has {n} billion monthly active users.") for n in (1, 2)]
    assert list(observe_batch(passages)) == [observe(passage) for passage in passages]


def test_a_text_that_names_none_of_ours_gives_nothing() -> None:
    reading = observe(Passage(id="p", text="Telegram has 700 million monthly active users."), explain=True)
    assert (reading.observations, reading.rejections) == ((), ())
