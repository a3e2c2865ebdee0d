"""Short names of the parts of a business: theirs only right before a figure, as in a list of parts."""

from __future__ import annotations

import re

SHORT_REACH = 120
"""Characters before a short name in which one of the words stands that it needs."""
_FROM_SHORT = re.compile(r"\d\s?%(?:的?收入)?(?:则|均)?(?:来自|源自|源于)于?\Z")
_BEFORE_SHORT = re.compile(r"(?:^|[^\u4e00-\u9fffa-z]|其中|当中|中的?|[年季月]度?|[及和是])\Z")
_BEFORE_ENGLISH = re.compile(
    r"(?:^|[^a-z\s]\s?|\n|\b(?:and|or|its|the|while|but|as|that|from|where|which|said|with|plus|for|of|in|also|paid|paying|were|was|to))\s?\Z"
)
_AFTER_SHORT = re.compile(
    r"(?:业务|板块|分部|部分|收入|方面|毛利率?)?[*\s]*(?:全年|全季|单季|年度)?(?:占比?|则|是|为|达|录得|约|近|逾|超过?|料|也|亦)*\s?"
    r"[+-]?\d[\d,.]*\s?(?:[百千]?亿(?:元|美元|港元|人民币|(?=[^\u4e00-\u9fff]|$))|%)"
    r"|:?\s(?:subs\s|subscribers\s)?(?:(?:was|were|is|at|of|had|has|with|about|around|nearly|over)\s)*(?:rmb|us\$|\$)?"
    r"\d[\d.]*\s?(?:million|billion|mn?\b|bn\b)"
    r"|(?:业务|收入)?(?:料|亦|也|则|按年|同比|再|大)*(?:增长|下[降滑跌]|[升增涨跌降])[^，。；\d]{0,4}\d[\d.]*\s?%"
    r"|\s(?:(?:still|now|also)\s)?(?:(?:are|were|is|was|at|account\w*\sfor|ma[dk]es?\sup|contribut\w+|br[io]\w+\sin|represent\w*)\s)?"
    r"(?:(?:about|around|nearly|over|some|almost|just)\s)*\d[\d.]*"
    r"\s?(?:%|percent|per cent) (?:of|from)\b"
    r"|(?:业务|板块)?(?:只|仅|就|大约|约|现|目前|也|则)*(?:占|构成|贡献)了?[^，。；\d]{0,10}?(?:\d[\d.]*\s?%|[一二三四五六七八九]成|[二三四五六七八九十]分之|一半)"
)


_CELL_BEFORE = re.compile(r"(?:^|[\n|])[\s.*>·—-]*\Z")
_CELL_AFTER = re.compile(r"(?:业务|板块|分部|收入)?[\s*]*[|\t]\s*[*~约]?[+-]?\d")


def is_short(folded: str, start: int, end: int, near: tuple[str, ...]) -> bool:
    """Whether a short name stands by itself right before a figure, in prose (游戏593亿元，广告20%) or in a table."""
    before = folded[max(0, start - 16) : start]
    if _FROM_SHORT.search(before):
        return True
    opens = _BEFORE_ENGLISH if folded[start].isascii() else _BEFORE_SHORT
    in_prose = _AFTER_SHORT.match(folded, end) and opens.search(before)
    if not in_prose and not (_CELL_AFTER.match(folded, end) and _CELL_BEFORE.search(before[-8:])):
        return False
    return not near or any(word in folded[max(0, start - SHORT_REACH) : start] for word in near)
