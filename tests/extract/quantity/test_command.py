"""The command: `newsgauge quantities` reads texts and writes the documented shape, in the order they came."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.command import newsgauge

KEYS = {"value", "value_max", "comparator", "unit", "change", "level_change", "start", "end", "quote"}


def _run(*arguments: str, stdin: str = "") -> list[dict[str, Any]]:
    done = newsgauge("quantities", *arguments, given=stdin)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_json_lines_come_back_in_order_with_their_ids() -> None:
    texts = [
        {"id": "b", "text": "Revenue rose 8 percent to RMB149.2 billion."},
        {"id": "a", "text": "用户超过12.13亿。"},
        {"id": "none", "text": "5G is here."},
    ]
    rows = _run(stdin="".join(json.dumps(text, ensure_ascii=False) + "\n" for text in texts))
    assert [row["id"] for row in rows] == ["b", "a", "none"]
    assert rows[2]["quantities"] == []
    assert all(set(quantity) == KEYS for row in rows for quantity in row["quantities"])
    growth, level = rows[0]["quantities"]
    assert growth["change"] == {"kind": "other", "direction": "up", "value": 8.0, "unit": "percent"}
    assert (level["value"], level["unit"], level["quote"]) == (149.2e9, "CNY", "RMB149.2 billion")
    (users,) = rows[1]["quantities"]
    assert (users["value"], users["comparator"], users["value_max"]) == (1.213e9, "gt", None)
    assert texts[1]["text"][users["start"] : users["end"]] == users["quote"] == "12.13亿"


def test_a_plain_text_file_is_one_text(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Between 5 and 10 million people came.\n", encoding="utf-8")
    (row,) = _run(str(path))
    assert row["id"] == str(path)
    (quantity,) = row["quantities"]
    assert (quantity["value"], quantity["value_max"], quantity["comparator"]) == (5e6, 10e6, "range")
