"""Alternations that the regular-expression engine can seek. Pure.

The engine skips to the first characters of a pattern, several times as fast as trying it at every place, where each of
its alternatives starts with a plain character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_TESTS = r"((?:\\b|\(\?<[!=][^()|]*\))*)"
"""What tests the characters before: a word boundary, a lookbehind."""
_TEST = re.compile(r"\\b|\(\?<([!=])([^()|]*)\)")
_GROUP_FIRST = re.compile(rf"{_TESTS}(?:\(\?:([^()]+)\)|\[([^\\^\]-]+)\])(\?)?(?![?*+{{])")
_PLAIN = r"([^\\.^$*+?{}\[\]()|])(?![?*+{])"
_PLAIN_FIRST = re.compile(rf"{_TESTS}{_PLAIN}(?:{_PLAIN})?")


def sought(alternatives: Iterable[str], before: str = "", *, any_case: bool = False) -> str:
    """An alternation with plain characters first, each once; it matches what the plain one does.

    Groups and classes at the start of an alternative are spread over several, tests of what is before go behind the
    first character, or behind the second where that is plain too, which tells faster. Where that does not do, as
    before `\\d` or `.`, the alternatives stay as they are.

    Args:
        alternatives: Regular expressions, with "|" in groups only.
        before: A test that all of them begin with.
        any_case: Whether letters match in both cases; the alternatives are in lower case.
    """
    spread = [one for alternative in alternatives for one in _spread(before + alternative)]
    rests: dict[str, list[str]] = {}
    for one in spread:
        found = _PLAIN_FIRST.match(one)
        if found is None:
            return f"(?i:{'|'.join(spread)})" if any_case else "|".join(spread)
        for first in dict.fromkeys((found[2], found[2].upper())) if any_case else found[2]:
            second = found[3] or ""
            seen = first + second
            tests = [f"(?<{way}{what}{seen})" if way else rf"(?<=\b{seen})" for way, what in _TEST.findall(found[1])]
            rests.setdefault(first, []).append(second + "".join(tests) + one[found.end() :])
    flag = "i" if any_case else ""
    return "|".join(f"{first}(?{flag}:{'|'.join(rest)})" for first, rest in rests.items())


def _spread(one: str) -> Iterator[str]:
    """An alternative as several that do not start with a group or a class."""
    group = _GROUP_FIRST.match(one)
    if group is None or "(?P<" in one:
        yield one
        return
    firsts = [*(group[2].split("|") if group[2] else map(re.escape, group[3])), *([""] if group[4] else [])]
    for first in firsts:
        yield from _spread(group[1] + first + one[group.end() :])
