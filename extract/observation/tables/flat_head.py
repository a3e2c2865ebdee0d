"""The head of a table that has lost its rules: which of its words tell a column's period, or that it is a change."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from extract.bundled import bundled
from extract.observation.tables.grid import KINDS, Column, Span, pattern

LONGEST_LINE = 160
_WORDS = bundled("extract.observation.tables", "words.toml")["flat"]
_MONTH = _WORDS["month"]
_TOLD = ("full", "quarter", "day", "year", "change")
_TOKEN = re.compile(
    "|".join(f"(?P<{name}>{_WORDS[name].replace('{month}', _MONTH)})" for name in _TOLD)
    + f"|(?P<span>{_WORDS['span']})|(?P<beside>{_WORDS['beside']})"
)
_MONTHS = {
    "three": "three", "quarter": "three", "三个月": "三", "six": "six", "六个月": "六", "nine": "nine", "九个月": "九",
}  # fmt: skip


class _Token(NamedTuple):
    kind: str
    start: int
    end: int
    line: int
    span: str
    """The length of time that the last words before it tell: three, six, nine or twelve months."""


def is_head(line: str) -> bool:
    """Whether a line holds nothing but words of heads: periods, changes, scales, whether it is audited.

    Args:
        line: In lower case and simplified characters.
    """
    if len(line) > LONGEST_LINE:
        return False
    at, told = 0, False
    line = line.strip()
    while at < len(line):
        match = _TOKEN.match(line, at)
        if match is None or match.end() == at:
            return False
        told = told or any(c.isalnum() for c in match[0])
        at = match.end()
    return told


def columns_of(text: str, start: int, end: int) -> tuple[Column, ...]:
    """The columns that a head tells, that of the labels first; none where it tells no period.

    Args:
        text: In lower case and simplified characters.
        start: Where the head begins.
        end: Where it ends.
    """
    tokens = _tokens(text, start, end)
    groups = _by_line(tokens) or _in_order(tokens)
    if not any(token.kind != "change" for group in groups for token in group):
        return ()
    return (Column(), *(_column(text, group) for group in groups))


def _tokens(text: str, start: int, end: int) -> list[_Token]:
    """The words of a head that tell a column, each with the length of time told before it."""
    tokens: list[_Token] = []
    at, span = start, ""
    while at < end:
        match = _TOKEN.match(text, at, end)
        if match is None or match.end() == at:
            at += 1
            continue
        if tokens and tokens[-1].kind == "year" and "\n" in match[0].strip():
            match = _TOKEN.match(text, at, text.index("\n", at)) or match
        kind = match.lastgroup or ""
        kind = next((name for name in (*_TOLD, "span") if match[name] is not None), kind)
        if kind == "span":
            span = match["en"] or match["zh"] or match["zh2"] or span
            if match["zh"] or match["zh2"]:
                tokens = [token._replace(span=token.span or span) for token in tokens]
        elif kind in _TOLD:
            goes_on = (
                kind == "change" and tokens and tokens[-1].kind == "change" and _continues(text, tokens[-1], match)
            )
            if goes_on:
                tokens[-1] = tokens[-1]._replace(end=match.end())
            else:
                tokens.append(_Token(kind, match.start(), match.end(), text.count("\n", start, match.start()), span))
        at = match.end()
    return tokens


def _continues(text: str, last: _Token, match: re.Match[str]) -> bool:
    """Whether a change is broken over lines: "year-on-" and "year change"."""
    return match[0].strip(" %") in {"change", "year change", "quarter change"} or text[
        last.start : last.end
    ].rstrip().endswith("-")


def _by_line(tokens: list[_Token]) -> list[list[_Token]]:
    """Two lines of as many tokens, days over years: the columns are the pairs."""
    lines: dict[int, list[_Token]] = {}
    for token in tokens:
        lines.setdefault(token.line, []).append(token)
    rows = list(lines.values())
    if len(rows) != 2 or len(rows[0]) != len(rows[1]) or len(rows[0]) < 2:
        return []
    if {rows[0][0].kind, rows[1][0].kind} != {"day", "year"}:
        return []
    return [list(pair) for pair in zip(*rows, strict=True)]


def _in_order(tokens: list[_Token]) -> list[list[_Token]]:
    """Columns by order: a day and a year beside each other are one; a lone day first is that of all years.

    Of a line of years over one of days, that with the changes tells the order.
    """
    days, years = ([t for t in tokens if t.kind == kind] for kind in ("day", "year"))
    if len(days) == 1 and len(years) > 1 and tokens.index(days[0]) <= tokens.index(years[0]) + 1:
        return [[t, days[0]] if t.kind == "year" else [t] for t in tokens if t is not days[0]]
    if len(days) == len(years) > 1 and all(a.kind == b.kind for a, b in pairwise([*tokens[:2]])):
        firsts, seconds = (days, years) if tokens[0].kind == "day" else (years, days)
        of_lower = any(t.kind not in {"day", "year"} and t.line == seconds[0].line for t in tokens)
        if of_lower:
            firsts, seconds = seconds, firsts
        pairs = dict(zip(firsts, seconds, strict=True))
        return [[t, pairs[t]] if t in pairs else [t] for t in tokens if t in pairs or t.kind not in {"day", "year"}]
    groups: list[list[_Token]] = []
    for token in tokens:
        last = groups[-1] if groups else []
        if {token.kind, *(t.kind for t in last)} == {"day", "year"} and len(last) == 1:
            last.append(token)
        else:
            groups.append([token])
    return groups


def _column(text: str, group: list[_Token]) -> Column:
    heads: tuple[Span, ...] = tuple(sorted((token.start, token.end) for token in group))
    if group[0].kind == "change":
        told = " ".join(text[token.start : token.end] for token in group)
        return Column(heads, change=next((kind for kind in KINDS if pattern(kind).search(told)), "other"))
    return Column(heads, period=_period(text, group))


def _period(text: str, group: list[_Token]) -> str:
    """A column's tokens as words that tell a period: three months ended 31 Dec 2024, 截至2024年12月31日止三个月."""
    parts = {token.kind: text[token.start : token.end].split() for token in group}
    told = {kind: (" " if all(map(str.isascii, part)) else "").join(part).strip(" ,") for kind, part in parts.items()}
    span = next((_MONTHS.get(token.span, "") for token in group), "")
    if "day" not in told and "full" not in told:
        return told.get("quarter") or told.get("year", "")
    is_year = group[0].span in {"year", "full", "twelve", "年度"}
    day = told.get("full") or ""
    if not day.isascii() or not told.get("day", "").isascii():
        day = day or f"{told.get('year', '')}{told.get('day', '')}"
        return f"截至{day}止{'年度' if is_year else span + '个月' if span else ''}" if span or is_year else day
    day = day or f"{told.get('day', '')} {told.get('year', '')}".strip()
    return f"{'year' if is_year else span + ' months'} ended {day}" if span or is_year else day
