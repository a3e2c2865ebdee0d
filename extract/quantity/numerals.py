"""Numbers written in words: Chinese numerals of every kind, and English ones. Pure arithmetic."""

from __future__ import annotations

DIGITS = dict(
    zip(
        "零〇一二三四五六七八九两兩壹贰叁肆伍陆柒捌玖貳參陸",
        (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 6),
        strict=True,
    )
)
SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000, "廿": 20, "卅": 30}
BIG = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
NUMERAL_CHARACTERS = "".join(DIGITS) + "".join(SMALL) + "".join(BIG)

ONES = {w: i for i, w in enumerate(
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"])}  # fmt: skip
TENS = {
    w: 10 * i for i, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}


def chinese(text: str) -> float | None:
    """The value of a Chinese numeral, digits allowed inside: 十二亿一千三百万, 1亿2千万, 三千五, 一点五, 二〇二〇.

    Args:
        text: Without blanks or commas.

    Returns:
        None when it is no numeral.
    """
    whole, point, fraction = text.replace("點", "点").partition("点")
    if point:
        head, tail = chinese(whole), "".join(str(DIGITS[c]) for c in fraction if c in DIGITS)
        rest = fraction.lstrip("".join(DIGITS))
        scale = 1.0
        for c in rest:
            scale *= BIG.get(c) or SMALL.get(c) or 0
        return None if head is None or not tail or not scale else float(f"{head:.0f}.{tail}") * scale
    return _whole(text)


def _whole(text: str) -> float | None:
    total = section = number = 0.0
    last = 0.0  # the place of the last unit: 三千五 is 3,500, 一万二 is 12,000
    seen = False
    digits = ""
    for c in text:
        if (c.isdecimal() and c.isascii()) or c == ".":
            digits += c
            continue
        if digits:
            number, digits, seen, last = float(digits), "", True, 0.0 if not last else last
        if c in DIGITS:
            number = (
                number * 10 + DIGITS[c]
                if seen and not last and number and c in "〇零一二三四五六七八九"
                else float(DIGITS[c])
            )
            if c in "零〇":
                last = 0.0
            seen = True
        elif c in SMALL:
            if c in "廿卅":
                section += SMALL[c]
            else:
                section += (number if seen and number else 1.0) * SMALL[c]
            number, last, seen = 0.0, float(SMALL[c]), True
        elif c in BIG:
            place = float(BIG[c])
            section += number
            if not section and not seen:
                section = 1.0
            if total and total < place:
                total = (total + section) * place
            else:
                total += (section or 1.0) * place if section or not total else 0.0
                if not section and total and total < place:
                    total *= place
            section, number, last, seen = 0.0, 0.0, place, True
        else:
            return None
    if digits:
        try:
            number, seen = float(digits), True
        except ValueError:
            return None
    if number and last >= 100 and text[-1] in DIGITS and len(text) >= 2 and text[-2] not in "零〇":
        number *= last / 10
    return total + section + number if seen else None


def english(words: list[str]) -> float | None:
    """The value of an English numeral below a thousand: ["twenty", "five"], ["three", "hundred"]; None for others."""
    total = 0
    for word in words:
        if word in ONES:
            total += ONES[word]
        elif word in TENS:
            total += TENS[word]
        elif word == "hundred":
            total = (total or 1) * 100
        elif word != "and":
            return None
    return float(total) if words else None
