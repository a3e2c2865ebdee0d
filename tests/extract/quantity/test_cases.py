"""The case tables: each sentence gives exactly the quantities that it says, in order."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from extract.quantity import read_quantities
from extract.records import Quantity

TABLES = Path(__file__).parent / "cases"
COMPARATORS = {"gt", "ge", "lt", "le", "approx", "range"}
DIRECTIONS = {"up", "down", "flat"}


def _cases() -> list[Any]:
    return [
        pytest.param(text, wanted, id=f"{table.stem}: {phenomenon['name']}: {text[:48]}")
        for table in sorted(TABLES.glob("*.toml"))
        for phenomenon in tomllib.loads(table.read_text(encoding="utf-8"))["phenomenon"]
        for text, *wanted in phenomenon["cases"]
    ]


def _wanted(line: str) -> tuple[float, float | None, str, str | None, str | None]:
    words = line.split()
    comparator = words.pop(0) if words[0] in COMPARATORS else "eq"
    low, _, high = words.pop(0).partition("..")
    direction = words.pop() if words and words[-1] in DIRECTIONS else None
    return float(low), float(high) if high else None, comparator, words[0] if words else None, direction


def _got(quantity: Quantity) -> tuple[float, float | None, str, str | None, str | None]:
    direction = quantity.change.direction if quantity.change else None
    return float(f"{quantity.value:.12g}"), quantity.value_max, quantity.comparator, quantity.unit, direction


@pytest.mark.parametrize(("text", "wanted"), _cases())
def test_reads_what_the_case_says(text: str, wanted: list[str]) -> None:
    assert [_got(quantity) for quantity in read_quantities(text)] == [_wanted(line) for line in wanted]


def test_a_figure_reads_the_same_inside_a_longer_text() -> None:
    for case in _cases():
        text, wanted = case.values
        if "\n" in text or not text.endswith((".", "。")):
            continue
        chinese = text.endswith("。")
        framed = f"公司昨日发布公告。{text}记者将继续关注。" if chinese else f"The firm spoke. {text} It said no more."
        assert [_got(q)[0] for q in read_quantities(framed)] == [_wanted(line)[0] for line in wanted], framed


def test_the_tables_are_broad() -> None:
    counts = {
        table.stem: sum(len(p["cases"]) for p in tomllib.loads(table.read_text(encoding="utf-8"))["phenomenon"])
        for table in TABLES.glob("*.toml")
    }
    assert counts["english"] >= 200
    assert counts["chinese"] >= 150
