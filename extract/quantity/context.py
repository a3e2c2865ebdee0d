"""What the words around a number say of it: more or less than, of what, and how it changed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.records import Change, Comparator, Quantity

BEFORE, AFTER = 28, 36

_CLAUSE_END = re.compile(r"[.;。；！？!?\n](?!\d)|,\s(?=and|while|but|with)|(?<!\d)，|，(?!\d)")
_COMPARATORS: tuple[tuple[Comparator, re.Pattern[str]], ...] = (
    ("ge", re.compile(r"(?:at least|no (?:less|fewer) than|not less than|至少|不少于|不低于)\s*(?:有|为|達|达)?\s*$", re.I)),
    ("le", re.compile(r"(?:at most|up to|no more than|not more than|不超过|不超過|至多|最多)\s*$", re.I)),
    ("lt", re.compile(r"(?:less than|fewer than|under|below|不到|不足|低于|未到|少于)\s*$", re.I)),
    ("gt", re.compile(
        r"(?:more than|greater than|over|above|in excess of|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|topp(?:ed|ing)|tops|"
        r"(?:broken?|broke|breaking) (?:through )?|passed|crossed|crossing|upwards? of|beyond|north of|"
        r"超过了?|超過了?|超出|超|逾|突破了?|高于|多于|大于|过|破|跨过)\s*(?:the )?(?:了)?\s*$", re.I)),
    ("approx", re.compile(
        r"(?:about|around|nearly|almost|approximately|approx\.?|roughly|some|close to|an estimated|circa|~|≈|"
        r"大约|大約|约为|约|約|近|将近|接近|几乎|大概|左右)\s*(?:有|为)?\s*$", re.I)),
)  # fmt: skip
_AFTER_GE = re.compile(r"^\s*(?:个|人|元|用户|家|次|名|款)?\s*(?:or more|or above|及以上|以上|或以上)", re.I)
_AFTER_GT = re.compile(r"^\s*(?:\+|plus\b|多(?![少次数元年])|余(?![额额]))")
_AFTER_APPROX = re.compile(r"^\s*(?:美元|元|人|用户)?\s*(?:or so|左右|上下|前后)", re.I)
_INSIDE_GT = re.compile(r"[多余餘]")

_NOUN = re.compile(
    r"^\s*(?:(?:[a-z-]+\s+){0,4}?)(users?|people|accounts?|subscribers?|members|persons|customers|individuals|viewers|merchants|"
    r"downloads|times|shares|minutes|hours|days|weeks|months|years|companies|enterprises|countries|employees|devices|"
    r"mini[- ]?(?:programs?|apps?|games?)|apps?|transactions|messages|orders|videos|games|stores|patents|developers|items|units|"
    r"barrels|tons|tonnes|miles|kilomet(?:er|re)s|met(?:er|re)s|kilograms|kg|points|jobs|deaths|cases|homes|vehicles|cars)\b", re.I
)  # fmt: skip
_PEOPLE = frozenset(
    {
        "user",
        "users",
        "people",
        "account",
        "accounts",
        "subscriber",
        "subscribers",
        "members",
        "persons",
        "individuals",
        "viewers",
    }
)
_ZH_NOUN = re.compile(
    r"^(?:[^，。；、,.;\s\d]{0,6}?)(用户|用戶|账户|賬戶|帐户|账号|人|商户|商家|企业|客户|股|次|分钟|小时|国家|款|个)"
)
_ZH_NOUNS = {"用户": "users", "用戶": "users", "账户": "users", "賬戶": "users", "帐户": "users", "账号": "users", "人": "users",
             "股": "shares", "次": "times", "分钟": "minutes", "小时": "hours"}  # fmt: skip

_YOY = r"year[- ]on[- ]year|year[- ]over[- ]year|y[/-]?o[/-]?y|yoy|from (?:a|the) year (?:earlier|ago|before)|compared (?:with|to) (?:the )?(?:same (?:period|quarter)|a year|last year)|than a year (?:ago|earlier)|annually|同比|按年|较上年|较去年|比上年|比去年|較去年"
_QOQ = r"quarter[- ]on[- ]quarter|quarter[- ]over[- ]quarter|q[/-]?o[/-]?q|qoq|sequentially|from the previous quarter|month[- ]on[- ]month|环比|環比|按季|较上季|較上季"
_UP = r"up|ros[e]|rise[ns]?|rising|gr[eo]w[nths]*|increas\w*|gain\w*|jump\w*|climb\w*|surg\w*|soar\w*|higher|added|expan\w+|增长|增長|增加|上升|上涨|上漲|提升|提高|增幅|涨|扩大|多了|净增"
_DOWN = r"down|f[ae]ll(?:en|s|ing)?|declin\w*|decreas\w*|drop\w*|los[t]|shr[aiu]nk\w*|slid\w*|lower|reduc\w*|slump\w*|plung\w*|contract\w*|下降|下跌|减少|減少|下滑|降低|跌|减|萎缩|缩减"
_MOVE = re.compile(
    rf"(?P<yoy>{_YOY})|(?P<qoq>{_QOQ})|(?P<up>\b(?:{_UP.split('|增长')[0]})\b|增长|增長|增加|上升|上涨|上漲|提升|提高|增幅|涨|扩大|多了|净增)|(?P<down>\b(?:{_DOWN.split('|下降')[0]})\b|下降|下跌|减少|減少|下滑|降低|跌|减|萎缩|缩减)",
    re.I,
)


def comparator_of(flat: str, start: int, end: int) -> tuple[Comparator, int, int]:
    """Whether the figure is exact, a bound or a rounding, from the words next to it; the span is the figure's own."""
    before, after = flat[max(0, start - BEFORE) : start], flat[end : end + 10]
    for name, pattern in _COMPARATORS:
        if pattern.search(before):
            return name, start, end
    if _AFTER_GE.match(after):
        return "ge", start, end
    if _AFTER_GT.match(after) or _INSIDE_GT.search(flat[start:end]):
        return "gt", start, end
    if _AFTER_APPROX.match(after):
        return "approx", start, end
    return "eq", start, end


def noun_after(flat: str, end: int, *, chinese: bool) -> str | None:
    """The unit that a counted noun after the figure gives; None where there is none."""
    after = flat[end : end + 60]
    if found := (_ZH_NOUN.match(after[:10]) if chinese or (after[:1] and after[0] > "\u2fff") else None):
        return _ZH_NOUNS.get(found[1], "count")
    found = _NOUN.match(after)
    if not found:
        return None
    word = found[1].lower()
    return "users" if word in _PEOPLE else word


def _kind(words: str) -> str | None:
    kinds = [m.lastgroup for m in _MOVE.finditer(words) if m.lastgroup in {"yoy", "qoq"}]
    return kinds[0] if kinds else None


def _direction(words: str) -> str | None:
    moves = [m.lastgroup for m in _MOVE.finditer(words) if m.lastgroup in {"up", "down"}]
    return moves[-1] if moves else None


def change_of(
    flat: str, quantity: Quantity, begin: int, end: int, all_: Sequence[Quantity], index: int
) -> Change | None:
    """The change a text attaches to a figure.

    Args:
        flat: The text.
        quantity: The figure.
        begin: End of the figure before it.
        end: Start of the figure after it.
        all_: All figures; a percentage after a level, with a word of movement between, is the level's change.
        index: Which of them this is.
    """
    before = flat[max(begin, quantity.start - BEFORE) : quantity.start]
    before = before[max((m.end() for m in _CLAUSE_END.finditer(before)), default=0) :]
    after = flat[quantity.end : min(end, quantity.end + AFTER)]
    if quantity.unit in {"percent", "percentage_points"}:
        direction = _direction(before) or _direction(after[:14])
        if direction is None:
            return None
        stop = _CLAUSE_END.search(after)
        kind = _kind(before) or _kind(after[: stop.start()] if stop else after) or "other"
        return _change(kind, direction, abs(quantity.value), quantity.unit)
    following = all_[index + 1] if index + 1 < len(all_) else None
    if (
        following is not None
        and following.unit in {"percent", "percentage_points"}
        and following.start - quantity.end <= 40
    ):
        between = flat[quantity.end : following.start]
        tail = flat[following.end : following.end + 28]
        direction = _direction(between) or (_direction(tail[:12]) if _kind(tail) else None)
        if direction and not re.search(r"[.。；;]\s*$|[。；;]", between):
            return _change(_kind(between) or _kind(tail) or "other", direction, abs(following.value), following.unit)
    if direction := _direction(before):
        return _change(_kind(before) or "other", direction, None, None)
    return None


def _change(kind: str, direction: str, value: float | None, unit: str | None) -> Change:
    return Change(
        kind="yoy" if kind == "yoy" else "qoq" if kind == "qoq" else "other",
        direction="up" if direction == "up" else "down",
        value=value,
        unit=unit,
    )
