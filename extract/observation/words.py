"""The words that rules look for around a figure, compiled from words.toml, where they are explained."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from extract.bundled import bundled

MONEY = frozenset({"CNY", "USD", "HKD", "EUR", "GBP", "JPY", "KRW", "TWD", "SGD", "AUD", "CAD", "INR", "BRL"})
POINTS = frozenset({"percentage_points", "basis_points"})
_PLACE = re.compile(r"(\\b)?\{([a-z]+)\}")
_TEST = r"\\b|\(\?<([!=])([^()|]*)\)"
_TESTS = r"(?:\\b|\(\?<[!=][^()|]*\))"
_GROUP_FIRST = re.compile(rf"({_TESTS}*)(?:\(\?:([^()]+)\)|\[([^\\^\]-]+)\])(\?)?(?![?*+{{])")
_TESTED_FIRST = re.compile(rf"({_TESTS}+)([A-Za-z\u4e00-\u9fff])(?![?*+{{])")


@cache
def _table() -> dict[str, dict[str, Any]]:
    return bundled("extract.observation", "words.toml")


def _pattern(name: str, frame: str = "") -> re.Pattern[str]:
    entry = _table()[name]
    lists = _table()["parts"] | entry
    frame = frame or entry.get("frame", "{any}")
    joined = _PLACE.sub(lambda place: _spread(lists[place[2]], place[1] or ""), frame)
    return re.compile(_TESTED_FIRST.sub(_tested, joined), re.M * ("lines" in entry))


def _spread(alternatives: Iterable[str], before: str = "") -> str:
    """The same alternation, with none that starts with a group: the engine seeks a pattern by its first characters,
    several times as fast, where every alternative starts with a plain one."""
    found = []
    for one in alternatives:
        group = _GROUP_FIRST.match(one)
        if group is None or "(?P<" in one:
            found.append(before + one)
            continue
        firsts = [*(group[2].split("|") if group[2] else map(re.escape, group[3])), *([""] if group[4] else [])]
        found.append(_spread((group[1] + first + one[group.end() :] for first in firsts), before))
    return "|".join(found)


def _tested(first: re.Match[str]) -> str:
    """A plain character with the tests of what is before it behind it, for the same reason."""
    tests = re.findall(_TEST, first[1])
    return first[2] + "".join(f"(?<{kind}{what}{first[2]})" if kind else rf"(?<=\b{first[2]})" for kind, what in tests)


def _words(name: str) -> frozenset[str]:
    return frozenset(_table()[name]["any"])


GLUE = _pattern("glue")
PARENTHESIS = _pattern("parenthesis")
FIGURES = _pattern("figures")
SEPARATOR = _pattern("separator")
HARD_SEPARATOR = _pattern("hard_separator")
PRIOR_BEFORE = _pattern("prior_before")
FROM_BEFORE = _pattern("from_before")
CONSENSUS_BEFORE = _pattern("consensus_before")
CONSENSUS_AFTER = _pattern("consensus_after")
ALTERNATIVE = _pattern("alternative")
SECOND_CHANGE = _pattern("second_change")
RESPECTIVELY = _pattern("respectively")
SUM = _pattern("sum")
SUM_BEFORE = _pattern("sum_before")
LIST_GAP = _pattern("list_gap")
EACH = _pattern("each")
TO = _pattern("to")
THEN_LEVEL = _pattern("then_level")
OF = _pattern("of")
AND = _pattern("and")
LATIN_WORD = _pattern("latin_word")
CHINESE = _pattern("chinese")
CLAUSE_END = _pattern("clause_end")
NEGATIVE = _pattern("negative")
LEVEL_BEFORE = _pattern("level_before")
CLOSED = _pattern("closed")
OPENED = _pattern("opened")
VAGUE = _pattern("vague")
SCALE_ALONE = _pattern("scale_alone")
SINCE = _pattern("since")
REVENUE = _pattern("revenue")
POSSESSIVE = _pattern("possessive")
POSSESSIVE_START = _pattern("possessive_start")
PLACE = _pattern("place")
RATE = _pattern("rate")
RATE_BEFORE = _pattern("rate_before")
AGAIN = _pattern("again")
OTHERS_STORY = _pattern("others_story")
JOINED_NAME = _pattern("joined_name")
BESIDE = _pattern("beside")
ANY_SEPARATOR = _pattern("any_separator")
OWN_NOUN = _pattern("own_noun")
COSTS = _pattern("costs")
COMPARED = _pattern("compared")
OBLIQUE = _pattern("oblique")
RELATIVE = _pattern("relative")
APPOSITION = _pattern("apposition")
CUE_OF = _pattern("cue_of")
OF_OTHERS = _pattern("of_others")
NOUN_AFTER = _pattern("noun_after")
OBJECT = _pattern("object")
PARTNER = _pattern("partner")
SHOP_AFTER = _pattern("shop_after")
WHOLE = _pattern("whole")
BRACKET_BEFORE = _pattern("bracket_before")
FORECAST = _pattern("forecast")
TARGET = _pattern("target")
RUMOUR = _pattern("rumour")
CREDIT = _pattern("credit")
CREDIT_WORD = _pattern("credit_word")
CHINA = _pattern("china")
NOT_CHINA = _pattern("not_china")
BASIS = _pattern("basis")
OWN_BASIS = _pattern("basis", "{own}")
BASIS_HEAD = _pattern("basis_head")
BASIS_UNDER = _pattern("basis_under")
BASIS_CLAUSE = _pattern("basis_clause")
BASIS_BRACKET = _pattern("basis_bracket")
NO_NAME = _pattern("no_name")
ORGANISATION_ENGLISH = _pattern("organisation_english")
ORGANISATION_SUFFIX = _pattern("organisation_suffix")
ORGANISATION_ROUNDUP = _pattern("organisation_roundup")
ROUNDUP_WORD = _pattern("roundup_word")
PER_SHARE = _pattern("per_share")
PER_SHARE_AFTER = _pattern("per_share_after")
MULTIPLE_AFTER = _pattern("multiple_after")
BASIS_AFTER = _pattern("basis_after")
OTHER_MONEY = _pattern("other_money")
FOR = _pattern("for")
OPENED_NAME = _pattern("opened_name")
FIGURE_VERB = _pattern("figure_verb")
STATEMENT_END = _pattern("statement_end")
PARTNERED = _pattern("partnered")
WITH = _pattern("with")
THE_COMPANY = _pattern("the_company")
OWN_NAME_BEFORE = _pattern("own_name_before")
DRIVES = _pattern("drives")
OWN_NOUN_ENGLISH = _pattern("own_noun_english")
AMOUNT_AFTER = _pattern("amount_after")
USE = _pattern("use")
DAILY = _pattern("daily")
DEAL = _pattern("deal")
OWNER_BEFORE = _pattern("owner_before")
SAYS_IT = _pattern("says_it")
ADVERTISING = _pattern("advertising")
LIMIT_BEFORE = _pattern("limit_before")
EQUIVALENT_BEFORE = _pattern("equivalent_before")
LIMIT_AFTER = _pattern("limit_after")
OTHER_NOUN_BEFORE = _pattern("other_noun_before")
CRITERION_BEFORE = _pattern("criterion_before")
CRITERION_AFTER = _pattern("criterion_after")
SHARE_MOVE = _pattern("share_move")
PRONOUN = _pattern("pronoun")
PART_NOUN = _pattern("part_noun")
PRODUCT_NOUN = _pattern("product_noun")
LATTER = _pattern("latter")
IT = _pattern("it")
NAME_GAP = _pattern("name_gap")
ANEW = _pattern("anew")
TOPICAL = _pattern("topical")
COUNTED_OWNER = _pattern("counted_owner")
GOES_ON = _pattern("goes_on")
NEXT_CLAUSE = _pattern("next_clause")
OTHER_SENSE_BEFORE = _pattern("other_sense_before")
OTHER_SENSE_AFTER = _pattern("other_sense_after")
INDUSTRY_AFTER = _pattern("industry_after")
OF_A_MARKET = _pattern("of_a_market")
AMOUNT_BEFORE = _pattern("amount_before")
KIND_BEFORE = _pattern("kind_before")
JOINING = _pattern("joining")
AFTER_COMPANY = _pattern("after_company")
STAKE_AFTER = _pattern("stake_after")
STAKE_BEFORE = _pattern("stake_before")
WITHIN_RELATIVE = _pattern("within_relative")
PRONOUN_BEFORE = _pattern("pronoun_before")
OTHER_AUDIENCE = _pattern("other_audience")
OPENING = _pattern("opening")
UNKNOWN_SUBJECT = _pattern("unknown_subject")
OTHER_SUBJECT = _pattern("other_subject")
THIS_COMPANY = _pattern("this_company")
NO_ENGLISH_NAME = _words("no_english_name")
LINKING = _words("linking")
COMPANY_FORM = _words("company_form")
