"""A small archive of our own reports, and the plain line from it into a warehouse, without Prefect and a network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from extract.archive.write import ArchiveWriter
from extract.fetch.response import Response
from flows.restore import Reread, reread_archive
from flows.settings import Settings, load_settings
from warehouse.publish import publish

SOURCES = """
[[source]]
id = "group"
kind = "feed"
name = "The group itself"
url = "https://group.example/feed"
language = "en"
official = true

[[source]]
id = "wire"
kind = "feed"
name = "Wire"
url = "https://wire.example/feed"
language = "en"
"""


@dataclass(frozen=True, slots=True)
class Report:
    """One answer of a server: which article, when it was published and fetched, and its words."""

    source: str
    slug: str
    published: str
    fetched: str
    title: str
    text: str
    language: str = "en"


LONG = (
    " The company gave the figure in its report to shareholders, and added that people use the service for messages, "
    "payments and small programs that run inside of it, at home as well as at work, and that it will go on to invest."
)
REPORTS = (
    Report("group", "2023-q4", "2024-03-20", "2024-03-20T10:00", "Results of the year",
           "Combined monthly active users of Weixin and WeChat were 1,343 million as of December 31, 2023." + LONG),
    Report("group", "2024-q4", "2025-03-19", "2025-03-19T10:00", "Results of the following year",
           "Combined monthly active users of Weixin and WeChat were 1,385 million as of December 31, 2024." + LONG),
    Report("wire", "giant", "2025-03-20", "2025-03-20T09:00", "A giant grows",
           "WeChat had more than 1.3 billion monthly active users at the end of December 2024, its owner said." + LONG),
    Report("wire", "wrong", "2025-03-21", "2025-03-21T09:00", "A hasty figure",
           "WeChat had 1.52 billion monthly active users as of December 31, 2024, a newsletter wrote." + LONG),
    Report("wire", "edited", "2025-05-14", "2025-05-14T08:00", "The first quarter",
           "WeChat had 1.42 billion monthly active users as of March 31, 2025, according to the company." + LONG),
    Report("wire", "edited", "2025-05-14", "2025-05-15T08:00", "The first quarter",
           "WeChat had 1.402 billion monthly active users as of March 31, 2025, according to the company." + LONG),
    Report("wire", "zh", "2025-05-15", "2025-05-15T09:00", "微信用户数公布",
           "截至2025年3月31日，微信及WeChat的合并月活跃账户数为14.02亿，同比增长3.1%。"
           "公司表示，越来越多的人在工作和生活中使用这项服务，小程序和支付的使用也在增加，今后还会继续投入研发。"
           "这些数字出自公司给股东的报告，报告还说，服务在国内和国外都有人使用，用来聊天、付款，也用来办公。", "zh"),
    Report("wire", "rumour", "2025-06-01", "2025-06-01T09:00", "What may come",
           "WeChat is expected to reach 1.5 billion monthly active users by the end of 2027, analysts at a bank said."
           + LONG),
)  # fmt: skip


def page(report: Report) -> bytes:
    """A report as HTML."""
    return (
        f"<!doctype html><html lang='{report.language}'><head><title>{escape(report.title)}</title>"
        f"<meta property='article:published_time' content='{report.published}T08:00:00+00:00'>"
        f"<link rel='canonical' href='https://{report.source}.example/{report.slug}'></head>"
        f"<body><article><h1>{escape(report.title)}</h1><p>{escape(report.text)}</p></article></body></html>"
    ).encode()


def archive(folder: Path, reports: tuple[Report, ...] = REPORTS) -> None:
    """Archive the reports, each in the hour it was fetched."""
    folder.mkdir(parents=True, exist_ok=True)
    for report in reports:
        at = datetime.fromisoformat(report.fetched).replace(tzinfo=UTC)
        url = f"https://{report.source}.example/{report.slug}"
        with ArchiveWriter(folder, now=lambda at=at: at) as writer:  # type: ignore[misc]
            writer.write(
                Response(
                    url=url, final_url=url, status=200, headers=(("Content-Type", "text/html; charset=utf-8"),),
                    body=page(report), fetched_at=at,
                ),
                source_id=report.source,
                role="article",
            )  # fmt: skip


def settings_of(home: Path) -> Settings:
    """Settings of a home with the sources of this archive."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "sources.toml").write_text(SOURCES, encoding="utf-8")
    return load_settings({"NEWSGAUGE_HOME": str(home), "NEWSGAUGE_SOURCES": str(home / "sources.toml")})


def read_and_publish(home: Path) -> Reread:
    """Read what the archive has and the ledger has not, load and publish it."""
    settings = settings_of(home)
    found = reread_archive(settings)
    publish(home)
    return found
