"""A company with its products and metrics is one TOML file."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.catalog.load import bundled_entity_files, load_catalog, read_catalog
from extract.observation import observe
from extract.records import Passage

FILE = Path(__file__).parent / "papercrane.toml"


def figures(text: str, *, together: bool = False) -> set[tuple[str, str, float]]:
    catalog = read_catalog([*bundled_entity_files(), FILE] if together else [FILE])
    return {(o.entity, o.metric, o.value) for o in observe(Passage(id="p", text=text), catalog).observations}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Crane Chat had 41 million monthly active users in May, and Papercrane's revenue rose 12% to $310 million.",
            {("crane_chat", "monthly_active_users", 41e6), ("papercrane", "revenue", 310e6)},
        ),
        (
            "鹤聊月活跃用户达4100万，每天发送约2亿张贴纸。",
            {("crane_chat", "monthly_active_users", 4100e4), ("crane_chat", "stickers_sent", 2e8)},
        ),
        ("Crane Chat users send 200 million stickers a day.", {("crane_chat", "stickers_sent", 200e6)}),
        (
            "WeChat has 1.3 billion monthly active users; Crane Chat has 41 million.",
            {("crane_chat", "monthly_active_users", 41e6)},
        ),
        ("Telegram has 700 million monthly active users.", set()),
    ],
)  # fmt: skip
def test_one_file_is_enough_to_read_a_company(text: str, expected: set[tuple[str, str, float]]) -> None:
    assert figures(text) == expected


def test_companies_read_together_keep_their_own_figures() -> None:
    text = "WeChat has 1.3 billion monthly active users, while Crane Chat has 41 million monthly active users."
    assert figures(text, together=True) == {
        ("wechat", "monthly_active_users", 1.3e9),
        ("crane_chat", "monthly_active_users", 41e6),
    }


def test_a_folder_of_further_companies_is_read_beside_the_bundled_ones(tmp_path: Path) -> None:
    (tmp_path / "papercrane.toml").write_text(FILE.read_text(encoding="utf-8"), encoding="utf-8")
    catalog = load_catalog(tmp_path)
    assert {"tencent", "wechat", "papercrane", "crane_chat"} <= set(catalog.entity_by_id)
    assert "stickers_sent" in catalog.metric_by_id
    assert "Telegram" in catalog.rivals
    assert "WeChat" not in catalog.rivals, "a name of a loaded entity is no other company's"
