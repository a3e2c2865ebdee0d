"""Pages that are no articles: walls, challenges, consent and error pages. Rules on title, length and markers."""

from __future__ import annotations

import re

SHORT = 600
MARKERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("captcha page", re.compile(r"captcha|verify you are (?:a )?human|unusual traffic|checking your browser|are you a robot|"
                                r"人机验证|环境异常|安全验证|请完成验证|滑动验证|访问过于频繁", re.I)),
    ("deleted article", re.compile(r"已被发布者删除|此内容因违规无法查看|该内容已被删除|文章不存在|内容已下架")),
    ("consent page", re.compile(r"before you continue|we value your privacy|accept (?:all )?cookies to continue|"
                                r"consent to the use of cookies", re.I)),
    ("login wall", re.compile(r"(?:please )?(?:log ?in|sign ?in) to (?:continue|read|view|your)|登录后(?:查看|阅读|可)|请先登录|"
                              r"create a free account to", re.I)),
    ("paywall", re.compile(r"subscribe to (?:continue|read|unlock)|subscribers? only|to continue reading|订阅后(?:阅读|查看)|"
                           r"付费(?:阅读|后)|本文为付费", re.I)),
    ("soft 404", re.compile(r"\b404\b|page (?:was )?not found|page (?:you requested )?(?:cannot|could not) be found|"
                            r"no longer (?:available|exists)|页面不存在|找不到(?:该|您)?.{0,6}页|页面(?:已|未)找", re.I)),
    ("script-only page", re.compile(r"enable javascript|javascript is (?:required|disabled)|请(?:开启|启用) ?javascript", re.I)),
)  # fmt: skip


def refused(title: str, text: str, whole: str) -> str | None:
    """The class of a page that must not be stored as an article, None for an article.

    Args:
        title: The page's title.
        text: Its extracted body.
        whole: All its visible words: a marker there counts only when there is next to no body.
    """
    short = len(text) < SHORT
    for name, pattern in MARKERS:
        if pattern.search(title) and len(text) < 3 * SHORT:
            return name
        if short and (pattern.search(text) or (len(text) < SHORT // 3 and pattern.search(whole[:5000]))):
            return name
    return None if text.strip() else "page without text"
