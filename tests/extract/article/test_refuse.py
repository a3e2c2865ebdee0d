"""Walls, challenges, error and list pages are refused by name; an article that speaks of them is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extract.article.parse import parse_article
from extract.errors import ParseError
from extract.records import Capture

LINKS = "".join(f"<li><a href='/a/{i}'>第{i}条新闻的标题，说某地某事</a></li>" for i in range(60))
ENGLISH_LINKS = "".join(f"<li><a href='/a/{i}'>Headline number {i} of a long list</a></li>" for i in range(60))
MENU = "<nav><a href='/'>Home</a><a href='/t'>Tech</a></nav>"
ENGLISH = (
    "<p>The results came on the same day, and revenue was eight percent higher than a year before, with profit up.</p>"
    "<p>Analysts had expected a little less, and the shares rose by two percent in the hour after the news.</p>"
    "<p>The company will hold its meeting with shareholders in May, as in every year, and vote on the dividend.</p>"
)
CHINESE = (
    "<p>腾讯的业绩也在同一天公布，收入比去年同期多了百分之八，利润多了一半，好于市场预期。</p>"
    "<p>分析师原先的预计要低一些，消息公布后一小时内，股价上升了百分之二，成交额居首。</p>"
    "<p>公司将在五月举行股东大会，就派息方案进行表决，往年也是如此，日期稍后公布。</p>"
)
WALLS = [
    ("captcha page", "安全验证", "<p>请完成下方验证后继续操作</p>"),
    ("captcha page", "Just a moment...", "<p>Checking if the site connection is secure</p>"),
    ("captcha page", "", "<h2>环境异常</h2><p>当前环境异常，完成验证后即可继续访问。</p><a>去验证</a>"),
    ("captcha page", "News", "<p>There is unusual traffic from your network. Complete the captcha to go on.</p>"),
    ("deleted article", "", "<p>该内容已被发布者删除</p>"),
    ("deleted article", "微信公众平台", "<p>此内容因违规无法查看</p><p>由用户投诉并经平台审核，涉嫌违反相关法规</p>"),
    ("soft 404", "404", "<p>您访问的页面不存在或已被删除</p>"),
    ("soft 404", "Page not found | Harbour Ledger", "<p>Sorry, we could not find the page. Try these stories.</p>"),
    ("soft 404", "滨江网", "<p>抱歉，您要查看的页面已不存在，五秒后返回首页。</p>"),
    ("soft 404", "Harbour Ledger", "<p>The page you are looking for no longer exists.</p>"),
    ("login wall", "登录 - 滨江网", "<form><input name=u></form><p>手机号登录</p>"),
    ("login wall", "Log in to Harbour Ledger", "<p>Email</p><p>Password</p>"),
    ("login wall", "A report", "<p>Please sign in to continue reading this article.</p>"),
    ("login wall", "一篇文章", "<p>登录后可查看全文</p>"),
    ("consent page", "Before you continue", "<p>We use cookies and data to run our services.</p>"),
    ("consent page", "Harbour Ledger", "<p>We value your privacy. We and our partners use cookies on your device.</p>"),
    ("paywall", "WeChat grows", "<p>WeChat had more users.</p><p>Subscribe to continue reading.</p>"),
    ("paywall", "微信增长", "<p>微信的用户又多了。</p><p>本文为付费内容，订阅后可阅读全文。</p>"),
    ("script-only page", "App", "<p>You need to enable JavaScript to run this app.</p>"),
    ("page without text", "App", "<div id=root></div><script>start()</script>"),
    ("list page", "滨江网新闻频道", f"<ul>{LINKS}</ul>"),
    ("list page", "Technology news", f"<ul>{ENGLISH_LINKS}</ul>"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "title", "body"), WALLS)
def test_a_page_that_is_no_article_is_refused_by_its_class(
    name: str, title: str, body: str, capture: Callable[..., Capture]
) -> None:
    page = f"<html><head><title>{title}</title></head><body>{MENU}<div class=c>{body}</div></body></html>"
    with pytest.raises(ParseError) as refusal:
        parse_article(capture(page))
    assert refusal.value.reason == name
    assert (refusal.value.source_id, refusal.value.url) == ("test", "https://news.example/a/1")


ARTICLES = {
    "How captchas work": (
        "Captchas ask whether you are human. Many sites show one before you sign in to continue, and users dislike it."
    ),
    "The 404 page as an art form": (
        "Some sites put much work into the page that says a page was not found, and readers share the best of them."
    ),
    "Tencent asks users to sign in again": (
        "WeChat users must log in to view their old messages after the update, the company said on Wednesday."
    ),
    "微信上线安全验证功能": (
        "微信今天上线新的安全验证功能，用户请先完成验证才能登录，公司说此举可以减少盗号，目前已有十亿人使用。"
    ),
    "付费阅读来了": (
        "微信公众号的付费阅读功能今天开放，读者订阅后可以阅读全文，首批有三百个账号参加，单篇定价一元起。"
    ),
    "微信删除违规内容": (
        "微信公众平台说，上月有一万篇文章已被删除，另有三千个账号因违规无法查看，平台会继续处理此类问题。"
    ),
    "Cookies explained": (
        "Before you continue to the next site, it will ask you to accept all cookies; regulators want "
        "that to change soon."
    ),
}


@pytest.mark.parametrize(("title", "sentence"), ARTICLES.items(), ids=list(ARTICLES))
def test_an_article_that_speaks_of_walls_is_kept(title: str, sentence: str, capture: Callable[..., Capture]) -> None:
    more = CHINESE if "微" in sentence else ENGLISH
    page = f"<html><head><title>{title}</title></head><body>{MENU}<h1>{title}</h1><p>{sentence}</p>{more}</body></html>"
    assert sentence in parse_article(capture(page)).text


def test_a_short_report_on_a_page_full_of_links_is_kept(capture: Callable[..., Capture]) -> None:
    page = (
        f"<html><head><title>快讯：腾讯回购</title></head><body><ul>{LINKS}</ul><h1>快讯：腾讯回购</h1>"
        "<div>2024-03-21 18:20</div><div><p>腾讯今日回购股份，耗资十亿港元。</p></div></body></html>"
    )
    assert parse_article(capture(page)).text == "腾讯今日回购股份，耗资十亿港元。"


def test_a_front_page_is_a_list_whatever_its_teasers_say(capture: Callable[..., Capture]) -> None:
    teaser = (
        "<p>Tencent said that WeChat had more users than ever, and shares went up at once on the news of it.</p>" * 8
    )
    page = f"<html><head><title>Harbour Ledger</title></head><body><ul>{ENGLISH_LINKS}</ul>{teaser}</body></html>"
    with pytest.raises(ParseError, match="list page"):
        parse_article(capture(page, "https://www.harbour-ledger.example/"))


def test_a_stub_that_says_it_is_not_free_is_a_paywall(capture: Callable[..., Capture]) -> None:
    page = (
        '<html><head><script type="application/ld+json">{"@type": "Article", "isAccessibleForFree": "False"}</script>'
        "<title>WeChat grows</title></head><body><p>WeChat had more users than a year before.</p></body></html>"
    )
    with pytest.raises(ParseError, match="paywall"):
        parse_article(capture(page))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty answer"),
        (b"  \n", "empty answer"),
        (b"<p>" + b"\x80\xff" * 300, "damaged"),
        (bytes(range(32)) * 50, "not a text"),
    ],
)
def test_nothing_and_rubbish_have_a_reason(body: bytes, reason: str, capture: Callable[..., Capture]) -> None:
    with pytest.raises(ParseError, match=reason):
        parse_article(capture(body))
