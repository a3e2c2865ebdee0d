"""The record of a number found in a text, while its unit, its range and its neighbours are worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Form = Literal["digits", "words", "zh"]


@dataclass(slots=True)
class Number:
    """A number found in a text.

    Attributes:
        start: First character, of the sign or currency where there is one.
        end: After the last, of the unit where it is glued on.
        value: Scaled and signed.
        form: How it is written.
        scale: What its digits were multiplied by.
        high: Upper end, of two digits that stand for a range: 三四百万.
        vague: "or more" is part of it: 数十, 100多.
        open_: A scale alone, which needs a comparator or a unit beside it: 百万, 亿.
        unit: Plain word or ISO code.
        unit_said: Whether the unit was written at this number, not taken from a neighbour.
        core: Span of the digits or numeral words alone.
        fraction: A part of something: the noun comes behind "of".
        settled: A quantity without any unit: a dozen, a range in one word.
        tentative: A number word that counts only if a neighbour gives it a unit: "five" of "five to ten engineers".
        classified: Whether its unit is behind a Chinese measure word.
    """

    start: int
    end: int
    value: float
    form: Form
    scale: float = 1.0
    high: float | None = None
    vague: bool = False
    open_: bool = False
    unit: str | None = None
    unit_said: bool = False
    core: tuple[int, int] = (0, 0)
    fraction: bool = False
    settled: bool = False
    classified: bool = False
    tentative: bool = False

    def take_unit(self, unit: str, end: int, parts: Mapping[str, tuple[str, float]]) -> None:
        """Take a unit written behind the number up to `end`; a part of a currency (cents, 角) scales the value."""
        if unit in parts:
            unit, part = parts[unit]
            self.value, self.scale = self.value * part, self.scale * part
        self.unit, self.unit_said, self.end = self.unit or unit, True, end
