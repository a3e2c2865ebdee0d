"""The bundled catalogues are sound, and a wrong file is named with its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.catalog.load import bundled_entity_files, load_catalog, read_catalog
from extract.errors import ConfigurationError

ENTITIES = frozenset(
    ["tencent", "wechat", "qq", "qzone", "wechat_channels", "wechat_moments", "wechat_mini_programs", "wechat_mini_games", "wechat_official_accounts", "wechat_pay", "wechat_search", "wechat_red_packet", "wecom", "tencent_games", "tencent_domestic_games", "tencent_international_games", "tencent_mobile_games", "tencent_pc_games", "wechat_games", "tencent_cloud", "tencent_meeting", "tencent_docs", "tencent_video", "tencent_music", "tencent_vas", "tencent_social_networks", "tencent_advertising", "tencent_social_ads", "tencent_media_ads", "tencent_fintech_business", "tencent_internet_services", "tencent_mobile_services", "tencent_online_music", "tencent_social_entertainment", "tencent_hunyuan", "tencent_yuanbao", "tencent_weibo", "tencent_myapp", "qq_xiaoyou", "qq_international", "weread", "honor_of_kings"]
)
METRICS = frozenset(
    ["daily_active_users", "monthly_active_users", "mobile_monthly_active_users", "weekly_active_users", "active_users", "registered_users", "users", "overseas_users", "concurrent_users", "daily_video_call_users", "daily_moments_viewers", "daily_moments_posters", "daily_users_served", "paying_subscribers", "net_subscriber_additions", "event_viewers", "unique_visitors", "enterprise_customers", "revenue", "advertising_revenue", "subscription_revenue", "gross_profit", "operating_profit", "operating_profit_non_ifrs", "profit_for_period", "profit_for_period_non_ifrs", "net_profit", "net_profit_non_ifrs", "ebitda", "adjusted_ebitda", "capex", "free_cash_flow", "cash", "net_cash", "eps_basic", "eps_diluted", "eps_basic_non_ifrs", "eps_diluted_non_ifrs", "dividend_per_share", "dividend_total", "buyback_amount", "buyback_shares", "market_cap", "listed_investments_value", "unlisted_investments_value", "gross_merchandise_value", "rnd_expense", "ai_investment", "arppu", "gross_margin", "operating_margin", "operating_margin_non_ifrs", "net_margin", "net_margin_non_ifrs", "market_share", "revenue_share", "employees", "number_of_mini_programs", "number_of_apps", "daily_transactions", "transactions", "red_packets_sent", "red_packets_received", "messages_sent", "downloads", "countries_covered", "overseas_merchants", "patents_granted", "patent_applications", "time_spent", "searches", "video_views", "live_commerce_sales"]
)
METRIC = """
[[metric]]
id = "m"
unit = "count"
name_en = "m"
definition = "x"
low = {low}
high = {high}
cues.en = ["crane"]
"""
ENTRY = """
[[entity]]
id = "{id}"
name_en = "Papercrane"
aliases = ["Papercrane"]
"""


def entity_file(folder: Path, text: str) -> Path:
    path = folder / "one.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_entity_and_metric_of_the_label_guide_is_there() -> None:
    catalog = load_catalog()
    assert not ENTITIES - set(catalog.entity_by_id)
    assert not METRICS - set(catalog.metric_by_id)


def test_every_metric_has_names_cues_in_both_languages_and_a_definition_of_its_own() -> None:
    metrics = load_catalog().metric_entries
    assert all(m.name_en and m.name_zh and m.cues.en and m.cues.zh and m.definition.endswith(".") for m in metrics)
    assert len({m.definition for m in metrics}) == len(metrics)


def test_kinds_of_users_stay_apart() -> None:
    metrics = load_catalog().metric_by_id
    kinds = [metrics[f"{kind}_users"] for kind in ("daily_active", "monthly_active", "registered", "active")]
    cues = [{*metric.cues.en, *metric.cues.zh} for metric in (*kinds, metrics["users"])]
    shared = [a & b for i, a in enumerate(cues) for b in cues[i + 1 :]]
    assert not any(shared)


def test_no_name_belongs_to_two_entities() -> None:
    owners: dict[str, str] = {}
    for entry in load_catalog().entity_entries:
        for name in (*entry.aliases, *entry.exact):
            assert owners.setdefault(name.lower(), entry.id) == entry.id, name


def test_competitors_are_given_for_the_main_products() -> None:
    entities = load_catalog().entity_by_id
    for product in (
        "wechat",
        "qq",
        "wechat_pay",
        "wecom",
        "tencent_cloud",
        "tencent_video",
        "tencent_music",
        "tencent_meeting",
    ):
        assert entities[product].competitors, product


def test_relevance_names_have_traditional_forms_and_no_common_words() -> None:
    names = load_catalog().relevance_aliases
    assert {"WeChat", "微信", "騰訊", "微信支付"} <= set(names)
    assert not {"Moments", "Channels", "红包", "小程序"} & set(names)


def test_a_company_is_found_from_any_of_its_parts() -> None:
    catalog = load_catalog()
    assert catalog.company_of("wechat_mini_programs") == "tencent"
    assert catalog.company_of("tencent_online_music") == "tencent_music"
    assert catalog.family_of("tencent_online_music") == "tencent"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[entity]\n", "one.toml"),
        ('[[entity]]\nid = "Bad Id"\nname_en = "x"\n', "entity.0.id"),
        (ENTRY.format(id="a") + 'colour = "red"\n', "entity.0.colour"),
        (ENTRY.format(id="a") + 'parent = "nobody"\n', "no entity 'nobody'"),
        (ENTRY.format(id="a") * 2, "entity 'a' is there twice"),
        (ENTRY.format(id="a") + 'parent = "a"\n', "its own parent"),
        (
            ENTRY.format(id="a") + METRIC.format(low=2, high=1),
            "key 'low'",
        ),
    ],
)  # fmt: skip
def test_a_wrong_file_is_named_with_its_key(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigurationError, match=complaint):
        read_catalog([entity_file(tmp_path, text)])


def test_a_missing_folder_of_companies_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such folder"):
        load_catalog(tmp_path / "nowhere")


def test_an_entity_that_is_there_already_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="entity 'wechat' is there twice"):
        read_catalog([*bundled_entity_files(), entity_file(tmp_path, ENTRY.format(id="wechat"))])
