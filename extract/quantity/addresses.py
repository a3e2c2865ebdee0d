"""Stretches of a text in which no number counts anything: web addresses, e-mails, file names, HTML entities, phones."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

_SIGN = re.compile(r"://|\+\d{1,3}[ -]\d|www\.|@|&#|\.(?:com|net|org|htm|cn|io|jpg|png|pdf)")
"""What every address has, no further than `REACH` from its start."""
REACH = 64
_ADDRESS = re.compile(
    r"""
      (?:https?://|www\.)[^\s<>"）)\]，。；、]+
    | [\w.+-]{1,64}@[\w.-]{1,64}
    | &\#x?[0-9a-fA-F]{1,6};
    | \+\d{1,3}[ -]\d[\d -]{5,14}\d
    | \b[\w-]{1,40}\.(?:com|net|org|html?|cn|io|jpg|png|pdf)\b[^\s，。；、]*
    """,
    re.X,
)


class Spans(NamedTuple):
    """Stretches in order, not overlapping."""

    starts: list[int]
    ends: list[int]

    def cover(self, place: int) -> bool:
        """Whether a place lies in one of them."""
        index = bisect_right(self.starts, place) - 1
        return index >= 0 and place < self.ends[index]


def addresses(flat: str) -> Spans:
    """The stretches of a text that are addresses."""
    found = Spans([], [])
    end = 0
    for sign in _SIGN.finditer(flat):
        if sign.end() <= end:
            continue
        places = range(_begin(flat, max(end, sign.start() - REACH), sign.start()), sign.start() + 1)
        address = next((match for at in places if (match := _ADDRESS.match(flat, at))), None)
        if address is not None:
            end = address.end()
            found.starts.append(address.start())
            found.ends.append(end)
    return found


def _begin(flat: str, least: int, place: int) -> int:
    """Where the characters begin that an address may have before its sign, no further back than `least`."""
    while place > least and (flat[place - 1].isalnum() or flat[place - 1] in "_.+-"):
        place -= 1
    return place
