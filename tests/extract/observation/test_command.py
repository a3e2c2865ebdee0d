"""`newsgauge extract`: JSON lines or plain text in, JSON lines or lines for people out."""

from __future__ import annotations

import json
from typing import Any

from tests.command import newsgauge


def extract(given: str, *options: str) -> str:
    done = newsgauge("extract", *options, given=given)
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_passages_come_out_in_order_with_their_ids() -> None:
    given = [
        {"id": "b", "text": "微信月活跃用户达12亿。", "published": "2020-11-12"},
        {"id": "a", "text": "Nothing here.", "lang": "en"},
    ]
    found = rows(extract("\n".join(json.dumps(one, ensure_ascii=False) for one in given)))
    assert [one["id"] for one in found] == ["b", "a"]
    assert [len(one["observations"]) for one in found] == [1, 0]
    assert "rejected" not in found[0]


def test_explain_adds_what_was_left_out_with_reasons() -> None:
    (found,) = rows(extract("WeChat has 1.2 billion monthly active users. Tencent paid 300 million yuan.", "--explain"))
    assert [(one["quote"], bool(one["reason"])) for one in found["rejected"]] == [("300 million yuan", True)]


def test_text_gives_lines_for_people() -> None:
    told = extract("WeChat has 1.2 billion monthly active users. Tencent paid 300 million yuan.", "--text")
    assert "wechat.monthly_active_users" in told
    assert "»300 million yuan«" in told
