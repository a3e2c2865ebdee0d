"""Articles: body F1, title, date and speed against bare trafilatura, on pages made here or on pages of your own.

    python tests/bench/bench_article.py [FOLDER]

FOLDER holds NAME.html beside NAME.txt (the body that should be read). Without it, pages are put together from sentences
of this file, in layouts as sites have them, with menus, boxes of other stories, credits and comments around the report.
F1 is that of runs of four words (of four characters in Chinese), the harmonic mean of mean precision and mean recall.
Both readers run in this process, in turn, on the same pages; time is processor time.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from trafilatura import extract as trafilatura_extract

from extract.article.decode import decode
from extract.article.parse import parse_article
from extract.errors import ParseError
from extract.records import Capture

SEED = 7
PAGES = 120
TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")
EN = (
    "tencent said that the service had more users",
    "the company gave no figure for the year before",
    "analysts had expected a little less than that",
    "shares rose by two percent after the news",
    "revenue from advertising grew for the sixth quarter",
    "the results were published on wednesday evening",
    "mini programs are used by more shops than ever",
    "a manager told reporters that the market is full",
)
ZH = (
    "腾讯公布的业绩好于市场预期",
    "微信的合并月活跃账户数继续增长",
    "小程序的交易额也有两位数的增幅",
    "分析师认为用户数已经接近顶点",
    "公司没有给出去年同期的具体数字",
    "股价在消息公布后上升了百分之二",
    "视频号的广告收入增加得最快",
    "管理层在电话会议上回答了提问",
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what must be read from it."""

    body: bytes
    text: str
    title: str = ""
    day: str = ""
    chinese: bool = False


def sentence(chance: random.Random, *, chinese: bool) -> str:
    if chinese:
        return "，".join(chance.choices(ZH, k=3)) + f"，第{chance.randrange(10**6)}条。"
    return ", ".join(chance.choices(EN, k=3)).capitalize() + f", in note {chance.randrange(10**6)}."


def layout(chance: random.Random, paragraphs: list[str], *, chinese: bool) -> str:
    kind = chance.randrange(4)
    if kind == 0:
        return "<div class=content>" + "".join(f"<p>{words}</p>" for words in paragraphs) + "</div>"
    if kind == 1:
        return "<table><tr><td>" + "<br><br>".join(paragraphs) + "</td></tr></table>"
    if kind == 2:
        return "".join(f"<section><div><span>{words}</span></div></section>" for words in paragraphs)
    related = "相关阅读" if chinese else "Related stories"
    teaser = sentence(chance, chinese=chinese)
    box = f"<div class=inset><h4>{related}</h4><ul><li><a href=/x>{teaser}</a></li></ul></div>"
    return "<article>" + box.join([f"<p>{words}</p>" for words in paragraphs[:2]]) + "".join(
        f"<p>{words}</p>" for words in paragraphs[2:]
    ) + "</article>"  # fmt: skip


def made(number: int) -> Page:
    chance = random.Random(SEED * 1000 + number)
    chinese = number % 2 == 1
    paragraphs = [" ".join(sentence(chance, chinese=chinese) for _ in range(3)) for _ in range(chance.randint(4, 12))]
    paragraphs = [words.replace("。 ", "。") for words in paragraphs]
    title = ("微信用户又多了" if chinese else "WeChat grows again") + f" {number}"
    day = f"20{chance.randint(14, 25)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    section, site = ("栏目", "滨江网") if chinese else ("Section", "Harbour Ledger")
    menu = "".join(f"<li><a href='/{i}'>{section} {i}</a></li>" for i in range(chance.randint(20, 300)))
    teasers = "".join(f"<li><a href='/t{i}'>{sentence(chance, chinese=chinese)}</a></li>" for i in range(12))
    comments = "".join(f"<p>{sentence(chance, chinese=chinese)}</p>" for _ in range(4))
    info = f"{day} 08:30 来源：滨江日报" if chinese else f"Published {day}"
    credit = "<p>责任编辑：林小满</p>" if chinese else "<p>Sign up for our daily newsletter to get it in your inbox</p>"
    page = (
        f"<html><head><title>{title} - {site}</title></head><body><ul>{menu}</ul><h1>{title}</h1>"
        f"<div class=info>{info}</div>{layout(chance, paragraphs, chinese=chinese)}{credit}"
        f"<div class=more><ul>{teasers}</ul></div><div class=side><p>{sentence(chance, chinese=chinese)}</p></div>"
        f"<div class=comments>{comments}</div><div class=foot>© 2024</div></body></html>"
    )
    codec = chance.choice(["utf-8", "gb18030"]) if chinese else "utf-8"
    return Page(page.encode(codec), "\n".join(paragraphs), title, day, chinese)


def kept(folder: Path) -> Iterator[Page]:
    for path in sorted(folder.glob("*.html")):
        gold = path.with_suffix(".txt").read_text(encoding="utf-8")
        yield Page(path.read_bytes(), gold, chinese=len(re.findall(r"[\u3400-\u9fff]", gold)) > len(gold) / 10)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = TOKEN.findall(text)
    return Counter(tuple(tokens[i : i + 4]) for i in range(max(1, len(tokens) - 3)))


def f1(golds: list[str], texts: list[str]) -> float:
    precisions, recalls = [], []
    for gold, text in zip(golds, texts, strict=True):
        wanted, found = shingles(gold), shingles(text)
        same = (wanted & found).total()
        precisions.append(same / max(1, found.total()))
        recalls.append(same / max(1, wanted.total()))
    precision, recall = sum(precisions) / len(golds), sum(recalls) / len(golds)
    return 2 * precision * recall / (precision + recall)


def bare(page: Page) -> tuple[str, str, str]:
    return trafilatura_extract(decode(page.body), fast=True, include_comments=False) or "", "", ""


def ours(page: Page) -> tuple[str, str, str]:
    capture = Capture(
        source_id="b", url="https://n.example/a", final_url="https://n.example/a", status=200, body=page.body,
        headers=(), payload_digest="", fetched_at=datetime.now(UTC), record_id="b",
    )  # fmt: skip
    try:
        article = parse_article(capture)
    except ParseError:
        return "", "", ""
    return article.text, article.title, article.published_at.date().isoformat() if article.published_at else ""


def timed(read: Callable[[Page], tuple[str, str, str]], pages: list[Page]) -> tuple[float, list[tuple[str, str, str]]]:
    read(pages[0])
    started = time.process_time()
    found = [read(page) for page in pages]
    return len(pages) / (time.process_time() - started), found


def main() -> None:
    pages = list(kept(Path(sys.argv[1]))) if len(sys.argv) > 1 else [made(number) for number in range(PAGES)]
    print(f"{'pages':<10}{'reader':<14}{'F1':>8}{'title':>8}{'date':>8}{'pages/s':>9}{'ratio':>7}")
    for name, chosen in (
        ("English", [p for p in pages if not p.chinese]),
        ("Chinese", [p for p in pages if p.chinese]),
    ):
        if not chosen:
            continue
        base, texts = timed(bare, chosen)
        speed, read = timed(ours, chosen)
        golds = [page.text for page in chosen]
        titles = sum(title == page.title for (_, title, _), page in zip(read, chosen, strict=True))
        days = sum(day == page.day for (*_, day), page in zip(read, chosen, strict=True))
        bodies = f1(golds, [text for text, *_ in texts]), f1(golds, [text for text, *_ in read])
        print(f"{name:<10}{'trafilatura':<14}{bodies[0]:>8.4f}{'':>16}{base:>9.0f}{1:>7.2f}")
        print(f"{name:<10}{'newsgauge':<14}{bodies[1]:>8.4f}{titles:>8}{days:>8}{speed:>9.0f}{speed / base:>7.2f}")


if __name__ == "__main__":
    main()
