"""Warehouses made for the report's tests: one with every kind of figure, a hostile one, a year of twenty sources."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from extract.catalog.load import load_catalog
from extract.records import ArticleReading, Batch, Change, Observation, Source, SourceOutcome
from tests.warehouse.facts import article_reading, claim
from warehouse.connection import writer
from warehouse.load import load_batch, sync_dimensions
from warehouse.publish import publish
from warehouse.rows import digest

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def source(name: str, **other: Any) -> Source:
    """A source of this name."""
    fields: dict[str, Any] = {"id": name.lower().replace(" ", "_"), "kind": "feed", "name": name, "language": "en",
                              "url": f"https://{name.lower().replace(' ', '-')}.example/feed"}  # fmt: skip
    return Source(**(fields | other))


WIRE, DESK, SLEEPY, SILENT, UNASKED = (source(n) for n in ("Wire", "River Desk", "Sleepy Post", "Silent", "Unasked"))
SOURCES = (WIRE, DESK, SLEEPY, SILENT, UNASKED)


def report(number: int, text: str, claims: Sequence[Observation], **other: Any) -> ArticleReading:
    """A report of the wire, published `number` days after the start of 2024."""
    day = datetime(2024, 1, 1, 9, tzinfo=UTC) + timedelta(days=number)
    fields: dict[str, Any] = {"seen": day, "title": f"Report number {number}"}
    return article_reading(digest("report", number), text, claims, **(fields | other))


def users(number: int, millions: int, as_of: str | None, words: str = "", **other: Any) -> ArticleReading:
    """A report of WeChat's monthly users."""
    quote = f"{words}{millions:,} million"
    text = (
        f"A line about the weather.\nWeChat counted {quote} users in a month, the office said.\nA line about the shops."
    )
    article = {
        k: other.pop(k) for k in ("source_id", "title", "url", "canonical_url", "official", "language") if k in other
    }
    return report(number, text, [claim(text, f"{millions:,} million", millions * 1e6, as_of=as_of, **other)], **article)


def money(number: int, billions: float, as_of: str) -> ArticleReading:
    """A report of Tencent's revenue."""
    quote = f"人民币{billions * 10:g}亿元"
    text = f"腾讯总收入为{quote}。"
    one = claim(text, quote, billions * 1e9, entity="tencent", metric="revenue", unit="CNY", as_of=as_of)
    return report(number, text, [one], language="zh", title=f"腾讯收入 {as_of}", source_id=DESK.id)


def edited(text: str, one: Observation, *, days_ago: int) -> ArticleReading:
    """A text of the one report that is edited."""
    seen = NOW - timedelta(days=days_ago)
    return article_reading("edited", text, [one], source_id=DESK.id, seen=seen, title="An edited report")


def readings() -> list[ArticleReading]:
    """Every kind of figure the page shows: exact, limits, about, ranges, disputed, doubtful, alone, changed."""
    up = Change(kind="yoy", direction="up", value=4.0, unit="percent")
    rumour = "A guest at the fair expected 2,000 million monthly users of WeChat by next year."
    share = "Moments is opened by 780 million people every day."
    first, second = (
        "The correspondent heard 1,500 million users.",
        "The correspondent now writes 1,400 million users.",
    )
    return [
        users(0, 1343, "2023-12-31", change=up),
        users(90, 1359, "2024-03-31"), users(91, 1360, "2024-03-31", source_id=DESK.id, comparator="approx"),
        users(180, 1371, "2024-06-30"), users(181, 1200, "2024-06-30", source_id=DESK.id),
        users(270, 1380, "2024-09-30", words="more than ", comparator="gt"),
        users(280, 1390, None, words="about ", comparator="approx", source_id=DESK.id),
        users(360, 1385, "2024-12-31", official=True),
        users(450, 1402, "2025-03-31", value_max=1410e6, comparator="range"),
        money(100, 159.5, "2024-Q1"), money(190, 161.1, "2024-Q2"), money(282, 167.2, "2024-Q3"),
        money(460, 180, "2025-Q1"),
        money(440, 660.3, "2024"), money(441, 609, "2023"),
        report(300, rumour, [claim(rumour, "2,000 million", 2e9, modality="rumour", as_of="2025-12-31")]),
        report(310, share, [claim(share, "780 million", 780e6, entity="wechat_moments", metric="daily_moments_viewers",
                                  as_of="2024-11-06")], source_id=DESK.id),
        edited(first, claim(first, "1,500 million", 1.5e9, as_of="2025-06-30"), days_ago=30),
        edited(second, claim(second, "1,400 million", 1.4e9, as_of="2025-06-30"), days_ago=20),
    ]  # fmt: skip


def outcomes() -> list[SourceOutcome]:
    """One healthy poll each of the wire and the desk, one that brought only old news, one that failed."""

    def poll(one: Source, outcome: Any, newest: datetime | None, message: str = "") -> SourceOutcome:
        return SourceOutcome(source_id=one.id, started_at=NOW, finished_at=NOW, outcome=outcome, message=message,
                             newest_published_at=newest)  # fmt: skip

    return [
        poll(WIRE, "ok", NOW - timedelta(days=1)), poll(DESK, "ok", NOW - timedelta(days=2)),
        poll(SLEEPY, "unchanged", NOW - timedelta(days=400)), poll(SILENT, "failed", None, "no answer in 30 s"),
    ]  # fmt: skip


def published_home(home: Path, batch: Batch, sources: Sequence[Source] = SOURCES) -> Path:
    """A NEWSGAUGE_HOME with this batch loaded and published."""
    home.mkdir(parents=True, exist_ok=True)
    catalog = load_catalog()
    with writer(home, deadline_seconds=30, purpose="test") as connection:
        sync_dimensions(connection, sources, catalog.entities, catalog.metrics)
        load_batch(connection, batch, run_id="run", now=NOW)
    publish(home)
    return home


HOSTILE_TEXTS = (
    "</script><script>window.broken = 'script'</script>",
    "<svg onload=\"window.broken = 'svg'\"><a xlink:href=\"javascript:window.broken='link'\">x</a></svg>",
    "<img src=x onerror=\"window.broken = 'image'\">",
    "\u202egnirts desrever\u202c and \u2067isolated\u2069",
    "<!-- <script> ]]> {{ 7 * 7 }} ${broken} \u2028 \u0000",
    "=HYPERLINK(\"http://198.51.100.7/\")",
    "'=2+3",
    "\uff1d2+3",
)  # fmt: skip
HOSTILE_URLS = (
    "javascript:window.broken='url'//", "JaVaScRiPt:window.broken='url'", "data:text/html,<script>broken=1</script>",
    "https://198.51.100.7/\u202egpj.exe", "vbscript:x", "https://user:word@198.51.100.7/\"onclick=\"window.broken=1",
    "file:///etc/hostname", "//198.51.100.7/x",
)  # fmt: skip


def hostile_readings() -> list[ArticleReading]:
    """Reports whose title, text, quote, address and attribution try to do something."""
    found = []
    for number, (words, url) in enumerate(zip(HOSTILE_TEXTS, HOSTILE_URLS, strict=True)):
        text = f"{words} before {words}1,{number}00 million{words} after {words}"
        quote = f"{words}1,{number}00 million{words}"
        for shift, year in ((0, 2022), (200, 2023), (400, 2024)):
            one = claim(text, quote, 1e9 + number * 1e8, as_of=f"{year}-{number + 1:02}-15", attribution=words)
            found.append(report(number + shift, text, [one], title=words, canonical_url=url, url=url))
    return found


def year_batch(observation_count: int = 5000, source_count: int = 20) -> tuple[Batch, list[Source]]:
    """A year of news: many reports of many sources, three claims each, on many series; the same in every run."""
    chance = random.Random(20260301)
    sources = [source(f"Source {n:02}") for n in range(source_count)]
    catalog = load_catalog()
    series = [(e.id, m.id, m.unit) for e in catalog.entities[:15] for m in catalog.metrics[:6]]
    found = []
    for number in range(observation_count // 3):
        day = datetime(2025, 3, 1, tzinfo=UTC) + timedelta(days=chance.randrange(365), hours=chance.randrange(24))
        sentences, picks = [], []
        for entity, metric, unit in chance.sample(series, 3):
            value = round(chance.lognormvariate(19, 0.5), -4)
            sentences.append(
                f"In report {number} the {metric.replace('_', ' ')} of {entity} came to {value:,.0f}, a number that "
                "was discussed at length by everyone who had been waiting for it since the spring."
            )
            picks.append((entity, metric, unit, value))
        text = "\n".join(sentences)
        claims = [
            claim(
                text,
                f"{value:,.0f}",
                value,
                entity=e,
                metric=m,
                unit=unit,
                as_of=f"{day.year}-{day.month:02}-{day.day:02}",
            )
            for e, m, unit, value in picks
        ]
        found.append(article_reading(
            digest("year", number), text, claims, seen=day, source_id=chance.choice(sources).id,
            title=f"Report {number} of the year, with a headline as long as headlines in the trade are",
            canonical_url=f"https://source.example/{day:%Y/%m/%d}/report-{number}-with-a-long-readable-address.html",
        ))  # fmt: skip
    return Batch(readings=tuple(found)), sources
