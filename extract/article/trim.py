"""What stands among the lines of a body and is not the report: rules of extract/catalog/boilerplate.toml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extract.bundled import bundled

ENDS_AFTER = 0.4
REPEATED = 60
"""Characters from which a line that was there before is not read again."""
SPACES = 10
_SAME = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Rule:
    """Lines that match `pattern` and are not longer than `most` are dropped, or end the body (`action` "cut")."""

    name: str
    language: str
    action: str
    most: int
    pattern: re.Pattern[str]


@cache
def load_rules() -> tuple[Rule, ...]:
    """The bundled rules, in their order."""
    return tuple(
        Rule(
            row["name"],
            row["language"],
            row["action"],
            row["most"],
            re.compile("(?:" + "|".join(row["patterns"]) + r")\s*", re.I),
        )
        for row in bundled("extract.catalog", "boilerplate.toml")["rule"]
    )


def rule_of(line: str, language: str) -> Rule | None:
    """The first rule of a language ("zh" or any other) that takes a line, None for a line of the report."""
    kind = "zh" if language == "zh" else "en"
    rules = (rule for rule in load_rules() if rule.language == kind and len(line) <= rule.most)
    return next((rule for rule in rules if rule.pattern.fullmatch(line)), None)


def plain(words: str) -> str:
    """Letters and digits alone, for comparing headlines."""
    return _SAME.sub("", words).casefold()


def trim(lines: Sequence[str], language: str, title: str = "") -> list[str]:
    """The lines of the report.

    Args:
        lines: Of a body, in order, without empty ones.
        language: Of the body.
        title: Of the page; a line that repeats it, or an earlier line, would state its figure twice and is left out.
    """
    head = plain(title)
    total = sum(len(line) for line in lines)
    seen = 0
    said: set[str] = set()
    kept: list[str] = []
    for line in lines:
        rule = rule_of(line, language)
        if rule is not None and rule.action == "cut" and seen >= ENDS_AFTER * total:
            break
        seen += len(line)
        if rule is not None or (abs(len(line) - len(title)) < SPACES and plain(line) == head):
            continue
        if len(line) >= REPEATED:
            if line in said:
                continue
            said.add(line)
        kept.append(line)
    return kept
