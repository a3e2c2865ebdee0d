"""The times a text names, and what each says of the figures near it. Never looks at today's date."""

from __future__ import annotations

import re
from datetime import date
from itertools import zip_longest
from typing import NamedTuple

from extract.observation.times.clock import Clock, Role
from extract.observation.times.forms import as_of, form_of, matches, part
from extract.observation.times.named import SENTENCE_END, Named
from extract.observation.times.words import (
    BASE_AFTER,
    BASE_BEFORE,
    BASE_WITH,
    DATELINE,
    EVENT,
    FIGURE_FOLLOWS,
    FUTURE,
    FUTURE_BEHIND,
    GROWTH_ON,
    LAUNCH_AFTER,
    LAUNCH_BEFORE,
    RELEASE,
    SAID,
    SAID_BEFORE,
    SINCE_AFTER,
    SINCE_BEFORE,
    STATE_BEFORE,
)

BEFORE, NEAR, AFTER, SPEECH, RELEASED, FORESEEN = 40, 22, 16, 200, 30, 80
"""Characters looked at before a time, right before and after it, for a verb of saying, for figures released on it, and
before it for words of what is yet to come."""
_PART_OF = re.compile(r"\s*(?:of\s+(?:the\s+)?|的)?")
_MULTIPLE_OF = re.compile(r"\s?的(?:[^，。,.]|\.(?=\d)){0,8}倍")
_IN_BRACKETS = re.compile(r"[(（][^()（）]{0,16}\d[^()（）,;]{0,16}[,，]\s?(?:as\s+of\s|in\s|at\s)?$", re.I)
"""Before the time of a figure in one pair of brackets with it: (~HK$3.5T, Aug 2024)."""
_THEN = re.compile(r"\b(?:and|then|before|after that)\b|[，,]")
"""Between two months of which the second follows the first."""
_OF_MONTH = re.compile(r"(?:\sholidays?)?\s(?:in|of)\s(?:early\s|mid-|late\s)?")
"""Between a festival and its month."""
_ONCE = re.compile(r"一度|曾|\s+once\b")
"""Behind a time that is long past."""
_BY = re.compile(r"\bby\s$|[到至]\s?$")
"""Before a year up to which something is expected."""
_YEAR = re.compile(r"[12](?<![\d.,].)(?:(?<=1)9|(?<=2)0)\d\d(?!\d|[.,]\d|\s?[万亿萬億元])")


class Time(NamedTuple):
    """A time in a text.

    Attributes:
        as_of: As LABELS.md writes it; None for words that only point back or leave a figure undated.
        form: Name of the form it is written in.
        role: What it is to the figures near it, see `Role`.
        said: For a day on which something was said, the place from which figures are what was said.
        state: Told as the day a state holds (as of, 截至), which is never a day of saying.
        event: The day of an event, where more is said in the sentences that follow.
        release: The day on which figures were released, which the sentences that follow tell.
    """

    start: int
    end: int
    as_of: str | None
    form: str
    role: Role = "at"
    said: int | None = None
    state: bool = False
    event: bool = False
    release: bool = False


def times_dated(folded: str, published: date | None, headline: str) -> list[Time]:
    """The times of a text, and of one without a day by the year that its title or its comparisons give it.

    Args:
        folded: The passage, lower-cased one character for one.
        published: Its day.
        headline: Its title, lower-cased.
    """
    places = matches(folded)
    found = times(folded, published, places=places)
    year = _old_year(found, folded, published) if published else _year_of(found, headline, folded)
    return times(folded, None, year, places) if year else found


def _old_year(found: list[Time], folded: str, published: date) -> int | None:
    """The year of a text that was put up again: the only one it names, with a quarter, two years back or more."""
    years = set(_YEAR.findall(folded))
    if len(years) != 1 or int(min(years)) >= published.year - 1:
        return None
    quarters = [time for time in found if time.role == "at" and time.as_of and "Q" in time.as_of]
    named = any(_YEAR.search(folded, time.start, time.end) for time in quarters)
    bare = any(time.as_of and time.as_of[:4] not in years for time in quarters)
    return int(years.pop()) if named and bare else None


def _year_of(found: list[Time], headline: str, folded: str) -> int | None:
    """The year that an undated text is in: after the one that a quarter is compared with, else that of its title,
    else the only one of its times or, where they have none, of its words."""
    for time in found:
        part = time.as_of and (time.form in YEAR_PRIOR or (time.role == "base" and time.as_of[5:6] in {"Q", "H", "9"}))
        if time.as_of and part:
            return int(time.as_of[:4]) + 1
    titled = set(_YEAR.findall(headline))
    told = [t for t in found if t.as_of and t.role in {"at", "day"} and not _ONCE.match(folded, t.end)]
    told = [t for t in told if not (len(t.as_of or "") == YEAR_LENGTH and _is_goal(folded, t.start))]
    named = titled or {time.as_of[:4] for time in told if time.as_of}
    words = {year[0] for year in _YEAR.finditer(folded) if not _is_goal(folded, year.start())}
    named = named or words - {time.as_of[:4] for time in found if time.as_of}
    if len(named) == 1:
        return int(named.pop())
    quarters = {time.as_of[:4] for time in told if time.as_of and time.as_of[5:6] == "Q"}
    return int(max(quarters)) if quarters and not titled else None


def _is_goal(folded: str, start: int) -> bool:
    """Whether a year is one by which something is expected, and not that of the text."""
    return _BY.search(folded, max(0, start - 6), start) is not None


YEAR_PRIOR = frozenset({"zh_year_prior", "en_year_prior"})
"""Forms of the same period of a year before, which may name that year."""


MONTHS_OF_QUARTER, YEAR_LENGTH = 3, 4
QUARTER_BACK = frozenset({"en_quarter_back", "zh_quarter_back"})
"""Forms of "last quarter": in a report on that very quarter, the one before it."""


def times(
    folded: str, published: date | None, year: int | None = None, places: list[re.Match[str]] | None = None
) -> list[Time]:
    """All times a text names, in order, resolved against the publication day.

    Args:
        folded: The passage, lower-cased one character for one.
        published: Its day; without one, words such as "last month" stay unresolved.
        year: The year that an undated text is in.
        places: Its `matches`, where the caller has them.
    """
    found: list[Time] = []
    so_far = Named(folded, published, year)
    told_in = matches(folded) if places is None else places
    for match, following in zip_longest(told_in, told_in[1:]):
        start, end = match.span()
        before = folded[max(0, start - BEFORE) : start] if start >= BEFORE else "\n" + folded[:start]
        form = form_of(match, before)
        if form is None or (form.name == "en_lunar" and _is_named_too(folded, end, following)):
            continue
        lunar, named = form.name.endswith("lunar"), part(match, form, "y") is not None
        future = not (named and published) and _is_foreseen(folded, start, end)
        near = so_far.year(start, folded[start], lunar=lunar)
        told = as_of(match, form, Clock(published, near, future, so_far.day(start), year))
        if told and not named and near is not None and found and _is_later(folded, found[-1], start, told, published):
            told = f"{near + 1}{told[4:]}"
        if told and told[5:6] == "Q" and not named:
            told = so_far.quarter(told, start, near)
        role: Role = "open" if told is None and form.name in QUARTER_BACK else form.role
        if told is None and role in {"at", "day"}:
            continue
        one = _in_role(folded, Time(start, end, told, form.name, role), before)
        if one.role == "at" and found and found[-1].role == "base" and _PART_OF.fullmatch(folded, found[-1].end, start):
            one = one._replace(role="base")
        if told:
            lasting = named and not lunar and one.role == "at" and not _MULTIPLE_OF.match(folded, end)
            so_far.note(told, end, year=lasting and bool(published or not future), base=one.role == "base")
        found.append(one)
    return found


def _is_foreseen(folded: str, start: int, end: int) -> bool:
    """Whether what a time is of is yet to come, by the words before it in its sentence or behind it in its clause."""
    lead = SENTENCE_END.split(folded[max(0, start - FORESEEN) : start])[-1]
    return FUTURE.search(lead) is not None or FUTURE_BEHIND.match(folded, end) is not None


def _is_named_too(folded: str, end: int, following: re.Match[str] | None) -> bool:
    """Whether the month of a festival is named behind it: during the Spring Festival in February 2018."""
    if following is None or not (following.lastgroup or "").startswith("en_month"):
        return False
    return _OF_MONTH.fullmatch(folded, end, following.start()) is not None


def _is_later(folded: str, last: Time, start: int, told: str, published: date | None) -> bool:
    """Whether a month is of the year after that of the month told before it: in November 2011, and then in March."""
    before = last.as_of or ""
    if len(told) != 7 or len(before) < 7 or not before[5].isdigit() or told[:4] != before[:4] or told >= before[:7]:
        return False
    if not _THEN.search(folded, last.end, start) or SENTENCE_END.search(folded, last.end, start):
        return False
    return published is None or (int(told[:4]) + 1, int(told[5:])) <= (published.year, published.month)


def _is_period(one: Time) -> bool:
    return one.as_of is not None and (len(one.as_of) == 4 or one.as_of[5:6] in {"Q", "H"})


def _in_role(text: str, one: Time, before: str) -> Time:
    """The time with the role that the words around it give it."""
    if one.role not in {"at", "day", "year prior", "quarter prior"}:
        return one
    if _MULTIPLE_OF.match(text, one.end):
        return one._replace(role="base")
    after, near = text[one.end : one.end + AFTER], before[-NEAR:]
    behind_blank = before[-1:].isspace()
    compared = (
        BASE_BEFORE.search(near) is not None
        or (BASE_AFTER.match(after) is not None and BASE_WITH.search(near) is not None)
        or (behind_blank and _is_period(one) and GROWTH_ON.search(before) is not None)
    )
    if one.role not in {"at", "day"}:
        return one._replace(role="base") if compared and not FIGURE_FOLLOWS.match(after) else one
    if not one.form.endswith("to_date") and (SINCE_AFTER.match(after) or SINCE_BEFORE.search(before)):
        return one._replace(role="since")
    dateline = len(one.as_of or "") == 10 and DATELINE.match(after) is not None
    may_be_launch = behind_blank or before[-1:] in {"于", "於"}
    if dateline or LAUNCH_AFTER.match(after) or (may_be_launch and LAUNCH_BEFORE.search(before)):
        return one._replace(role="launch")
    if compared and one.form != "en_lunar" and not FIGURE_FOLLOWS.match(after):
        return one._replace(role="base")
    state = STATE_BEFORE.search(near) is not None
    if one.as_of and len(one.as_of) == 10 and not state and not ends_quarter(one.as_of) and one.form not in WHOLE_DAYS:
        said, is_event = _said(text, one, before)
        return one._replace(role="day", said=said, event=is_event, release=said is not None and _is_release(text, one))
    return one._replace(state=True, as_of=_last_day(one)) if state else one


def _last_day(one: Time) -> str | None:
    """The time of a state: 截至去年底 is the last day, where 年底 alone is no day but the month."""
    return f"{one.as_of}-31" if one.form == "zh_year_end" and is_month(one) else one.as_of


WHOLE_DAYS = frozenset(
    {"zh_lunar", "en_lunar", "zh_ended", "en_ended", "zh_month", "en_month_end", "en_year_end", "zh_year_end"}
)
"""Forms of a day that are never the day of saying."""


def _said(text: str, one: Time, before: str) -> tuple[int | None, bool]:
    """Where what was said on a day begins, and whether it was at an event: at once after "said on" or "held on", else
    after the next verb or event of the sentence."""
    same = SENTENCE_END.split(before)[-1]
    if SAID_BEFORE.search(same) or (RELEASE.search(same) and SAID.search(same)):
        return one.end, False
    if EVENT.search(same):
        return one.end, True
    limit = min(len(text), one.end + SPEECH)
    stop = SENTENCE_END.search(text, one.end, limit)
    end = stop.start() if stop else limit
    verb, event = SAID.search(text, one.end, end), EVENT.search(text, one.end, end)
    first = min((match.end() for match in (verb, event) if match), default=None)
    return first, event is not None


def _is_release(text: str, one: Time) -> bool:
    """Whether figures were released on a day: they are named beside it, in its sentence."""
    before = SENTENCE_END.split(text[max(0, one.start - RELEASED) : one.start])[-1]
    after = SENTENCE_END.split(text[one.end : one.end + RELEASED])[0]
    return RELEASE.search(before) is not None or RELEASE.search(after) is not None


def in_brackets(text: str, time: Time) -> bool:
    """Whether a time stands in brackets behind its figure and alone: it is of no other figure."""
    if text[time.end : time.end + 1] not in {")", "）"}:
        return False
    return _IN_BRACKETS.search(text, max(0, time.start - 40), time.start) is not None


def ends_quarter(as_of: str) -> bool:
    """Whether a day is the last of a quarter, when companies draw up accounts."""
    return as_of[5:] in {"03-31", "06-30", "09-30", "12-31"}


def is_month(time: Time) -> bool:
    """Whether a time is a single month."""
    return time.as_of is not None and len(time.as_of) == 7 and time.as_of[5:].isdecimal()


def year_before(as_of: str | None) -> str | None:
    """The same period a year earlier; 29 February becomes the 28th."""
    return in_year(as_of, int(as_of[:4]) - 1) if as_of else None


def in_year(as_of: str | None, year: int) -> str | None:
    """The same period of another year; 29 February becomes the 28th."""
    return f"{year}{as_of[4:]}".replace("-02-29", "-02-28") if as_of else None


def quarter_before(as_of: str | None) -> str | None:
    """The quarter before a quarter or a day that ends one, the month three before a month; None for other periods."""
    if not as_of:
        return None
    year = int(as_of[:4])
    if len(as_of) == 7 and as_of[5:].isdecimal():
        before = 12 * year + int(as_of[5:]) - 1 - MONTHS_OF_QUARTER
        return f"{before // 12}-{before % 12 + 1:02}"
    if as_of[5:6] == "Q":
        quarter = int(as_of[6])
    elif len(as_of) == 10 and ends_quarter(as_of):
        quarter = int(as_of[5:7]) // 3
    else:
        return None
    return f"{year}-Q{quarter - 1}" if quarter > 1 else f"{year - 1}-Q4"
