"""Figures as people write them. Pure."""

from __future__ import annotations

COMPARATORS = {"gt": "over ", "ge": "at least ", "lt": "under ", "le": "at most ", "approx": "about "}


def figure(value: float, unit: str, comparator: str = "eq", value_max: float | None = None) -> str:
    """A value as people write it: "over 1.2 billion users", "CNY 125.4 billion", "5.4 %"."""
    text = scaled(value) if value_max is None else f"{scaled(value)} to {scaled(value_max)}"
    if unit == "percent":
        text = f"{value:,.4g} %"
    elif unit == "count":
        pass  # what is counted is in the metric's name
    elif len(unit) == 3 and unit.isupper():
        text = f"{unit} {text}"
    else:
        text = f"{text} {unit.replace('_', ' ')}"
    return COMPARATORS.get(comparator, "") + text


def scaled(value: float) -> str:
    """1234000000 as "1.234 billion"."""
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{value / size:,.5g} {word}"
    return f"{value:,.10g}"
