"""The arithmetic of numbers in English words."""

from __future__ import annotations

ONES = {
    "zero": 0.0, "nil": 0.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0,
    "eight": 8.0, "nine": 9.0, "ten": 10.0, "eleven": 11.0, "twelve": 12.0, "thirteen": 13.0, "fourteen": 14.0,
    "fifteen": 15.0, "sixteen": 16.0, "seventeen": 17.0, "eighteen": 18.0, "nineteen": 19.0,
}  # fmt: skip
TENS = {"twenty": 20.0, "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "seventy": 70.0, "eighty": 80.0,
        "ninety": 90.0}  # fmt: skip
LARGE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "lakh": 1e5, "crore": 1e7}
ORDINAL_PARTS = {"half": 2.0, "halves": 2.0, "third": 3.0, "quarter": 4.0, "fourth": 4.0, "fifth": 5.0, "sixth": 6.0,
                 "seventh": 7.0, "eighth": 8.0, "ninth": 9.0, "tenth": 10.0}  # fmt: skip


_AND_PARTS = {("and", "a", "half"): 0.5, ("and", "a", "quarter"): 0.25, ("and", "three", "quarters"): 0.75}


def english_words(words: list[str]) -> tuple[float, int]:
    """The number that a list of words begins with.

    Args:
        words: Lower case: ["one", "hundred", "and", "twenty", "five", "thousand", "people"].

    Returns:
        (value, how many words belong to it); (0.0, 0) where the first is no number.
    """
    total, current, used, smallest = 0.0, None, 0, float("inf")
    last = ""
    for index, word in enumerate(words):
        if word == "and":
            if last not in {"hundred", *LARGE} or index + 1 >= len(words) or words[index + 1] not in {*ONES, *TENS}:
                break
            continue
        if word in ONES or word in TENS:
            value = ONES.get(word, TENS.get(word, 0.0))
            if not _follows(current, value, last):
                break
            current, last = (current or 0.0) + value, "tens" if word in TENS else "ones"
        elif word == "hundred" and last != "hundred":
            current, last = (1.0 if current is None else current) * 100, word
        elif word in LARGE:
            if LARGE[word] < smallest:
                total += (1.0 if current is None else current) * LARGE[word]
            elif current is None:
                total *= LARGE[word]
            else:
                break
            smallest, current, last = LARGE[word], None, word
        else:
            break
        used = index + 1
    return total + (current or 0.0), used


def _follows(current: float | None, value: float, last: str) -> bool:
    """Whether a number below a hundred may follow: "twenty five" and "hundred five" may, "two three" may not."""
    if current is None or last == "hundred":
        return True
    return last == "tens" and 0 < value < 10


def spelled(tokens: list[str]) -> tuple[float, int, bool]:
    """(value, words used, whether it is a fraction) of the number that words begin with; 0 words when none does."""
    head = tokens[0]
    if head == "half":
        return _spelled_half(tokens)
    if fraction := _spelled_fraction(tokens):
        return fraction
    if head in {"a", "an"}:
        if tokens[1:3] == ["couple", "of"] and tokens[3:4] and tokens[3] in {"hundred", "dozen", *LARGE}:
            return 2 * {"hundred": 100.0, "dozen": 12.0, **LARGE}[tokens[3]], 4, False
        if len(tokens) < 2 or tokens[1] not in {"hundred", "dozen", *LARGE}:
            return 0.0, 0, False
        tokens = ["one", *tokens[1:]]
    value, used = english_words(tokens)
    rest = tokens[used:]
    if not used:
        return 0.0, 0, False
    if rest[:1] == ["dozen"]:
        return value * 12, used + 1, False
    if tuple(rest[:3]) in _AND_PARTS:
        part, used = _AND_PARTS[rest[0], rest[1], rest[2]], used + 3
        if tokens[used - 4] in LARGE:
            return value + LARGE[tokens[used - 4]] * part, used, False
        scale = LARGE.get(tokens[used], 0.0) if used < len(tokens) else 0.0
        return (value + part) * (scale or 1.0), used + bool(scale), False
    if rest[:1] == ["point"] and len(rest) > 1 and rest[1] in ONES:
        return _spelled_point(value, used, tokens)
    return value, used, False


def _spelled_point(value: float, used: int, tokens: list[str]) -> tuple[float, int, bool]:
    """ "Two point five million": digits behind "point", and the scale behind those."""
    place = used + 1
    digits = ""
    while place < len(tokens) and ONES.get(tokens[place], 10) < 10:
        digits += str(int(ONES[tokens[place]]))
        place += 1
    value += float("0." + (digits or "0"))
    while place < len(tokens) and tokens[place] in {"hundred", *LARGE}:
        value *= LARGE.get(tokens[place], 100.0)
        place += 1
    return value, place, False


def _spelled_half(tokens: list[str]) -> tuple[float, int, bool]:
    """ "Half", "half a million", "half a dozen"."""
    place = 2 if tokens[1:2] in (["a"], ["an"]) else 1
    scale = {**LARGE, "dozen": 12.0}.get(tokens[place] if place < len(tokens) else "", 0.0)
    if scale:
        return 0.5 * scale, place + 1, False
    if place == 2 or tokens[1:2] in (["of"], ["the"], ["its"], ["their"], ["all"]):
        return 0.5, 1, True
    return 0.0, 0, False


def _spelled_fraction(tokens: list[str]) -> tuple[float, int, bool] | None:
    """As `spelled`, of "a third of" and "three quarters of a billion"; None of anything else."""
    if len(tokens) < 2 or tokens[1].rstrip("s") not in ORDINAL_PARTS or tokens[1] == "seconds":
        return None
    above = 1.0 if tokens[0] in {"a", "an"} else ONES.get(tokens[0], 0.0)
    below = ORDINAL_PARTS[tokens[1].rstrip("s")]
    if not above or above >= below or (tokens[1].endswith("s") != (above > 1)):
        return None
    value, rest = above / below, tokens[2:]
    if rest[:1] == ["of"]:
        if rest[1:2] in (["a"], ["one"]) and len(rest) > 2 and rest[2] in LARGE:
            return value * LARGE[rest[2]], 5, False
        return value, 2, True
    return value, 2, True
