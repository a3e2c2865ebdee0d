"""Changes: over which time, which way and by how much; and the change that another figure states for a level."""

from __future__ import annotations

import pytest

from extract.quantity import read_quantities
from extract.records import Change


def _change(line: str | None) -> Change | None:
    """A change of a line "kind direction [value unit]"."""
    if line is None:
        return None
    kind, direction, *size = line.split()
    value, unit = (float(size[0]), size[1]) if size else (None, None)
    return Change(kind=kind, direction=direction, value=value, unit=unit)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Revenue rose 8% year on year.", ["yoy up 8 percent"]),
        ("Revenue rose 8% from a year earlier.", ["yoy up 8 percent"]),
        ("Revenue fell 3% quarter-on-quarter.", ["qoq down 3 percent"]),
        ("Revenue fell 3% from the previous quarter.", ["qoq down 3 percent"]),
        ("Revenue rose 8 percent over the third quarter of 2018.", ["yoy up 8 percent"]),
        ("Revenue rose 8 percent.", ["other up 8 percent"]),
        ("Users rose 8% year on year and 2% quarter on quarter.", ["yoy up 8 percent", "qoq up 2 percent"]),
        ("收入同比增长8%，环比下降2%。", ["yoy up 8 percent", "qoq down 2 percent"]),
        ("收入较去年同期增长8%。", ["yoy up 8 percent"]),
        ("收入同比增幅为8%。", ["yoy up 8 percent"]),
        ("其增长分别为41%、1%和5%。", ["other up 41 percent", "other up 1 percent", "other up 5 percent"]),
        ("Profit fell 5% to $3 million.", ["other down 5 percent", "other down 5 percent"]),
        ("Profit fell to $3 million.", ["other down"]),
        ("The rate rose to 4 percent.", ["other up"]),
        ("The share rose from 43% to 47%.", [None, "other up"]),
        ("The index fell 12 points, or 0.7 percent.", ["other down", "other down 0.7 percent"]),
        ("Sales more than doubled year on year.", ["yoy up 100 percent"]),
        ("毛利率为52%，同比提升3个百分点。", [None, "yoy up 3 percentage_points"]),
        ("Users stayed flat at 40 million.", ["other flat"]),
        ("It has 40 million users.", [None]),
    ],
)
def test_the_movement_of_each_figure(text: str, wanted: list[str | None]) -> None:
    assert [quantity.change for quantity in read_quantities(text)] == [_change(line) for line in wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Revenue was $5 billion, up 20% year on year.", "yoy up 20 percent"),
        ("Revenue was $5 billion (up 20%).", "other up 20 percent"),
        ("Revenue was $5 billion, down 3% on quarter and up 20% year on year.", "yoy up 20 percent"),
        ("收入为50亿元，同比增长8%。", "yoy up 8 percent"),
        ("收入为50亿元（7亿美元），同比增长8%。", "yoy up 8 percent"),
        ("收入50亿元，环比下降2%，同比增长8%。", "yoy up 8 percent"),
        ("毛利率为52%，提高3个百分点。", "other up 3 percentage_points"),
        ("收入为50亿元，但用户增长8%。", None),
        ("月活为8亿，搜索量增长54%。", None),
        ("Revenue was $5 billion. Costs rose 20%.", None),
        ("Revenue was $5 billion while costs rose 20%.", None),
    ],
)
def test_the_change_another_figure_states_for_a_level(text: str, wanted: str | None) -> None:
    level = read_quantities(text)[0]
    assert level.change is None
    assert level.level_change == _change(wanted)


def test_a_percentage_that_follows_is_read_once_more_as_a_figure_of_its_own() -> None:
    level, growth = read_quantities("Revenue was $5 billion, up 20% year on year.")
    assert growth.change == level.level_change
    assert (growth.value, growth.unit) == (20.0, "percent")
