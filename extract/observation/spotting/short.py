"""Short names of the parts of a business: theirs only right before a figure, as in a list of parts."""

from __future__ import annotations

import re

from extract.observation import words

SHORT_REACH = 120
"""Characters before a short name in which one of the words stands that it needs."""
BEFORE, CELL_BEFORE = 16, 8
"""Characters before a short name that may say that it stands by itself, in prose and in a table."""
_CELL_OPENS = re.compile(r"(?:^|[\n|])[\s.*>·—-]*\Z")


def is_short(folded: str, start: int, end: int, near: tuple[str, ...]) -> bool:
    """Whether a short name stands by itself right before a figure, in prose (游戏593亿元，广告20%) or in a table."""
    before = folded[max(0, start - BEFORE) : start]
    if words.SHORT_FROM.search(before):
        return True
    opens = words.SHORT_BEFORE_ENGLISH if folded[start].isascii() else words.SHORT_BEFORE
    in_prose = words.SHORT_AFTER.match(folded, end) and opens.search(before)
    if not in_prose and not (words.SHORT_CELL.match(folded, end) and _CELL_OPENS.search(before[-CELL_BEFORE:])):
        return False
    return not near or any(word in folded[max(0, start - SHORT_REACH) : start] for word in near)
