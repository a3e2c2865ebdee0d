"""Where sentences, paragraphs and headings are, in both languages; a decimal point and an abbreviation end nothing."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

_END = re.compile(
    r"[。！？!?.\n•●▪-](?:(?<=[。！？!?])[。！？!?]*[”’」』\"'）)]*"
    r"|(?<=\.)(?<!\bU\.S\.)(?<!\bInc\.)(?<!\bLtd\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bCo\.)(?<!\bCorp\.)(?<!\bNo\.)(?<!\b[vV][sS]\.)"
    r"(?<!\b[oO]p\.)(?<!\b[rR]ev\.)(?<!\b[aA]dj\.)(?<!\b[eE][sS][tT]\.)"
    r"(?<!\bapprox\.)(?<!\b[cC]ons\.)(?:(?=[\s”’\")*\]])[”’\")*\]]*|(?:\[\^?\d{1,3}\])+(?=\s))(?!\s*\d{1,3}\s*(?:亿|万|億|萬))"
    r"|(?<=\n)\s*|(?<=\S [•●▪])|(?<=\] -)(?=\s))"
)
_MONTHS = frozenset(("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "ept", "Oct", "Nov", "Dec"))
"""Ends of abbreviated months, whose stop before a day ends nothing: Dec. 31."""
_SCALE = re.compile(r"(?:trillion|billion|million|thousand|percent|yuan|bn|mn)\b", re.I)
_NEW_LINE = re.compile(
    r"\s*(?:[-*•●·▪◆■–—>|#]|\d{1,2}[.、)）](?!\d)|[（(]?[一二三四五六七八九十]{1,2}[、)）.]|\*\*|\\-|http)"
)
_FINAL = frozenset("。！？!?.:：；;")
ITEM_NUMBER = 6
"""Characters of the number of a list's item, the blanks before it included."""
_ITEM = re.compile(r"\s*(?:[-*•●·▪◆■–—]|\d{1,2}[.、)）](?!\d)|[（(]?[一二三四五六七八九十\d]{1,2}[、)）.])\s*\S")
LEAST_WRAPPED, NARROWEST, WIDEST = 3, 40, 100
"""Lines that a text wrapped by hand has at least, and their width in characters."""
NARROWEST_CHINESE, NEARLY = 28, 0.8
"""Characters of the widest line of a Chinese page, and the part of it that every other full line has."""
ALIKE = 2
"""Characters by which the lines of a Chinese page may differ."""
SHORT = 2
"""How many times as long as a heading the line of a paragraph is."""
LONGEST_ITEM, MOST_ITEMS, LEAST_ITEMS = 90, 24, 3
"""Characters of a list's item without a mark; items looked back over; items without a mark that make a list."""
_HEADING = re.compile(
    r"\s*(?:#{1,6}\s|\*\*[^*]{1,40}\*\*\s*[:：]?\s*$|(?:\d{1,2}[.、)）]\s?)?[^。！？!?.,，；;|]{1,36}$)"
)

_ENGLISH_HEADING = re.compile(r"\s*(?:\d{1,2}[.)]\s)?[A-Z][^.!?:;|\n\u2e80-\uffff]{12,80}$")
_STATEMENT = re.compile(r"\w[.!?]['\"”’)]*\s*$")


class Sentences:
    """The sentences of one text, and the paragraph of each."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        self._paragraphs = [0]
        self._text = text
        wrapped = re.search(r"\n[ \t]*\n", text) is not None or _is_wrapped(text) or _is_full(text)
        for match in _END.finditer(text):
            start, end = match.span()
            if end >= len(text):
                break
            line_break = text[start] == "\n"
            if text[start - 3 : start] in _MONTHS and text[end + 1 : end + 2].isdigit():
                continue
            if not line_break and _is_number(text, self._starts[-1], start):
                continue
            if line_break and (_figure_goes_on(text, start, end) or _soft(text, start, end, wrapped=wrapped)):
                continue
            if end == self._starts[-1]:
                continue
            if line_break and not text[self._starts[-1] : start].strip():
                self._starts[-1] = end if len(self._starts) > 1 else 0
                self._paragraphs[-1] += 1
                continue
            self._starts.append(end)
            self._paragraphs.append(self._paragraphs[-1] + line_break)
        self._ends = [*self._starts[1:], len(text)]

    def __len__(self) -> int:
        return len(self._starts)

    def index(self, position: int) -> int:
        """Number of the sentence a position lies in."""
        return bisect_right(self._starts, position) - 1

    def span(self, number: int) -> tuple[int, int]:
        """Start and end of a sentence."""
        return self._starts[number], self._ends[number]

    def around(self, position: int) -> tuple[int, int]:
        """Start and end of the sentence a position lies in."""
        number = bisect_right(self._starts, position) - 1
        return self._starts[number], self._ends[number]

    def paragraph(self, number: int) -> int:
        """Number of the paragraph a sentence lies in; list items and table rows are paragraphs of their own."""
        return self._paragraphs[number]

    def is_heading(self, number: int) -> bool:
        """Whether a sentence is a line that names what follows: marked up, or short and without an end."""
        alone = (number == 0 or self._paragraphs[number] != self._paragraphs[number - 1]) and (
            number + 1 < len(self._starts) and self._paragraphs[number] != self._paragraphs[number + 1]
        )
        if not alone:
            return False
        start, end = self.span(number)
        line = self._text[start:end].rstrip()
        return _HEADING.match(line) is not None or self._is_english_heading(number, line)

    def _is_english_heading(self, number: int, line: str) -> bool:
        """A line without an end over a statement that is longer."""
        if not _ENGLISH_HEADING.match(line):
            return False
        start, end = self.span(number + 1)
        return end - start > len(line) and _STATEMENT.search(self._text[start:end]) is not None

    def lead_in(self, number: int) -> int | None:
        """The sentence that leads into the list a sentence is an item of; None where it is in no list.

        A list is lines with marks, or at least three short lines without an end, or lines behind one that ends in a
        colon.
        """
        first = number
        while first and number - first < MOST_ITEMS and self._is_item(first):
            first -= 1
        if first == number or self._is_item(first):
            return None
        start, end = self.span(first)
        leads = self._text[start:end].rstrip()[-1:] in {":", "："}
        marked = _ITEM.match(self._text, self._starts[number]) is not None
        last = number
        while last - first < LEAST_ITEMS and last + 1 < len(self._starts) and self._is_item(last + 1):
            last += 1
        return first if leads or marked or last - first >= LEAST_ITEMS else None

    def _is_item(self, number: int) -> bool:
        """A line of its own that is marked as an item, or short and without an end."""
        paragraph = self._paragraphs[number]
        if number and self._paragraphs[number - 1] == paragraph:
            return False
        if number + 1 < len(self._starts) and self._paragraphs[number + 1] == paragraph:
            return False
        start, end = self.span(number)
        line = self._text[start:end].rstrip()
        if _ITEM.match(line):
            return True
        return 0 < len(line) <= LONGEST_ITEM and line[-1] not in _FINAL - {";", "；"}


def _is_number(text: str, begin: int, end: int) -> bool:
    """Whether a sentence is no more so far than the number of a list's item: 1."""
    return end - begin < ITEM_NUMBER and text[begin:end].strip().isdigit()


def _figure_goes_on(text: str, start: int, end: int) -> bool:
    """A line break inside a figure or a clause, as in copied PDFs, ends nothing."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if text.count("\n", start, end) > 1:
        return False
    if before.isdigit() and _SCALE.match(text, end):
        return True
    if before.isdigit() or before in {".", "-"} or after in {"亿", "万", "%"}:
        return after.isdigit() or after in {"亿", "万", "%", "."} or (before == "-" and after.isalpha())
    return (bool(before) and before.islower() and after.islower()) or before in {",", "，", "、"}


def _is_wrapped(text: str) -> bool:
    """Whether lines are of one width and most that have no end go on in lower case, as in a copied wire report."""
    lines = text.split("\n")
    if len(lines) <= LEAST_WRAPPED or max(map(len, lines)) > WIDEST:
        return False
    goes_on = [after[:1].islower() for line, after in pairwise(lines) if line.rstrip()[-1:] not in _FINAL]
    narrow = any(len(line) < NARROWEST for line in lines[:-1] if line.rstrip()[-1:] not in _FINAL)
    return not narrow and len(goes_on) >= LEAST_WRAPPED and 2 * sum(goes_on) >= len(goes_on)


def _is_full(text: str) -> bool:
    """Whether the Chinese lines that have no end are all as wide as the page, as in a copied report."""
    lines = [line.rstrip() for line in text.split("\n")[:-1]]
    widths = [len(line) for line in lines if line and line[-1] not in _FINAL]
    if len(widths) < LEAST_WRAPPED or not NARROWEST_CHINESE <= max(widths) <= WIDEST:
        return False
    return "\u4e00" <= text[len(text) // 2] <= "\u9fff" and min(widths) >= NEARLY * max(widths)


def _is_page_line(text: str, start: int, end: int) -> bool:
    """Whether a Chinese line is as wide as the one before or behind, as those of a printed page are."""
    line = text.rfind("\n", 0, start) + 1
    width, following = start - line, text.find("\n", end)
    if not NARROWEST_CHINESE <= width <= WIDEST or not all(
        "\u4e00" <= c <= "\u9fff" for c in text[start - 1] + text[end]
    ):
        return False
    before = line - 1 - (text.rfind("\n", 0, max(0, line - 1)) + 1)
    behind = (following if following >= 0 else len(text)) - end
    return min(abs(width - before), abs(width - behind)) <= ALIKE


def _soft(text: str, start: int, end: int, *, wrapped: bool) -> bool:
    """A lone line break in a text whose paragraphs are set off by blank lines only wraps a line, unless the next one is
    as long as a paragraph."""
    if text.count("\n", start, end) != 1 or text[start - 1 : start] in _FINAL:
        return False
    if not wrapped:
        return _is_page_line(text, start, end)
    line = text.rfind("\n", 0, start) + 1
    following = text.find("\n", end)
    if (following if following >= 0 else len(text)) - end > max(WIDEST, SHORT * (start - line)):
        return False
    return not (_NEW_LINE.match(text, start + 1) or text[line : line + 1] in {"#", "|"})
