"""The bundled catalogues are sound, and a wrong file is named with its key."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from extract.catalog.load import bundled_entity_files, load_catalog, read_catalog
from extract.errors import ConfigurationError

GUIDE = tomllib.loads((Path(__file__).parent / "label_guide.toml").read_text(encoding="utf-8"))
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
    assert not set(GUIDE["entities"]) - set(catalog.entity_by_id)
    assert not set(GUIDE["metrics"]) - set(catalog.metric_by_id)


def test_every_metric_has_names_cues_in_both_languages_and_a_definition_of_its_own() -> None:
    metrics = load_catalog().metric_entries
    assert all(m.name_en and m.name_zh and m.definition.endswith(".") for m in metrics)
    read_by_words = [m for m in metrics if not m.id.endswith("_non_ifrs")]  # their twins are read by the basis beside
    assert all(m.cues.en and m.cues.zh for m in read_by_words)
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
