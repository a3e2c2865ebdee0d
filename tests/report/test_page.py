"""The page in a real Chromium: what it shows, and what it does when asked."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.report.conftest import Opener
from warehouse.ask import ask, harmless
from warehouse.report.plain import plain_text

MONTHLY = '[data-series="wechat|monthly_active_users|users|"]'
REVENUE = '[data-series="tencent|revenue|CNY|"]'


def card(page: Page, series: str) -> Page:
    """A series' card, its chart drawn."""
    page.locator(f".series{series}").scroll_into_view_if_needed()
    page.locator(f".series{series} .chart svg").wait_for()
    return page


def cells_of(path: Path) -> io.StringIO:
    """A downloaded CSV file, ready to be read."""
    return io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")


def values(page: Page, selector: str) -> list[float]:
    """The exact values of the figures there."""
    return [float(v) for v in page.locator(selector).evaluate_all("found => found.map(one => one.value)")]


def test_it_opens_without_a_network_and_asks_for_nothing(show: Opener, sample: Path) -> None:
    page = show(sample)
    expect(page.get_by_role("heading", level=1)).to_have_text("Figures in the news")
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(300)
    assert show.opened[0].requests == [sample.as_uri()]


def test_headline_figures_are_those_of_the_marts(show: Opener, sample: Path, sample_home: Path) -> None:
    page = show(sample)
    rows = ask(
        sample_home, "select entity, metric, unit, coalesce(region, ''), value, change_yoy_percent from latest"
    ).rows
    assert len(rows) >= 3
    for entity, metric, unit, region, value, change in rows:
        place = f'#headlines [data-series="{entity}|{metric}|{unit}|{region}"]'
        assert values(page, f"{place} .value data") == [value]
        assert values(page, f"{place} .change") == ([] if change is None else [change])


def test_the_points_of_every_trend_are_those_of_the_marts(show: Opener, sample: Path, sample_home: Path) -> None:
    page = card(show(sample), MONTHLY)
    page.locator(f"{MONTHLY} summary").click()
    page.locator(f"{MONTHLY} table td:nth-child(2) data").first.wait_for(state="attached")  # it is filled when opened
    sql = "select value from trend where entity = ? and metric = ? and span = any(?) order by period_end desc"
    expected = [r[0] for r in ask(sample_home, sql, ("wechat", "monthly_active_users", ["level", "reported"])).rows]
    assert values(page, f"{MONTHLY} table td:nth-child(2) data") == expected
    assert page.locator(f"{MONTHLY} .point path").count() == len(expected)
    for button, span in (("Quarters", "quarter"), ("Years", "year")):
        page.locator(REVENUE).get_by_role("button", name=button).click()
        page.locator(f"{REVENUE} summary").click()
        expected = [r[0] for r in ask(sample_home, sql, ("tencent", "revenue", [span])).rows]
        assert values(page, f"{REVENUE} table td:nth-child(2) data") == expected


def test_every_current_claim_is_listed_with_its_words_marked(show: Opener, sample: Path, sample_home: Path) -> None:
    page = show(sample)
    while page.locator("#newest .more").is_visible():
        page.locator("#newest .more").click()
    shown = page.locator("#newest .claim").evaluate_all(
        "found => found.map(one => "
        "[one.dataset.observation, Number(one.querySelector('data').value), one.querySelector('mark').textContent])"
    )
    sql = "select observation_id, value, quote from observation where is_current and is_trusted"
    assert sorted(map(tuple, shown)) == sorted(ask(sample_home, sql).rows)
    context = page.locator("#newest .claim blockquote", has_text="1,402 million").inner_text()
    assert context == "WeChat counted 1,402 million users in a month, the office said."


def test_disputes_doubts_and_changes_are_those_of_the_marts(show: Opener, sample: Path, sample_home: Path) -> None:
    page = show(sample)
    disputed = [r[0] for r in ask(sample_home, "select value from conflicts order by value").rows]
    assert sorted(values(page, "#disputed .claim data")) == disputed == [1.2e9, 1.371e9]
    expect(page.locator("#disputed .dispute")).to_contain_text("The trend shows 1.2\u202fbn users")
    assert (
        values(page, "#doubts .claim data")
        == [r[0] for r in ask(sample_home, "select value from review").rows]
        == [2e9]
    )
    expect(page.locator("#doubts .tag")).to_have_text("rumour")
    expect(page.locator("#revisions td").nth(2)).to_have_text("1,500 million")
    expect(page.locator("#revisions td").nth(3)).to_have_text("1,400 million")


def test_sources_show_how_fresh_they_are(show: Opener, sample: Path, sample_home: Path) -> None:
    page = show(sample)
    rows = dict(ask(sample_home, "select name, state from freshness").rows)
    assert set(rows.values()) == {"healthy", "stale", "failing", "never polled"}
    words = {
        "healthy": "up to date",
        "stale": "nothing new for long",
        "failing": "does not answer",
        "never polled": "not polled yet",
    }
    page.locator("#sources summary").click()
    for name, state in rows.items():
        expect(page.locator("#sources tr", has_text=name)).to_contain_text(words[state])
    expect(page.locator("#sources tr", has_text="Silent")).to_contain_text("no answer in 30 s")


def test_a_point_under_the_pointer_tells_value_period_source_and_words(show: Opener, sample: Path) -> None:
    page = card(show(sample), MONTHLY)
    readout = page.locator(f"{MONTHLY} .readout")
    expect(readout).to_be_hidden()
    page.locator(f"{MONTHLY} .point a").nth(2).hover()
    for words in (
        "1.2 bn",
        "30 Jun 2024",
        "disputed: 1.2 bn–1.371 bn",
        "River Desk",
        "1,200 million",
        "2 of 2 reports independent",
    ):
        expect(readout).to_contain_text(words.replace(" bn", "\u202fbn"))
    page.mouse.move(0, 0)
    expect(readout).to_be_hidden()


def test_a_click_on_a_point_opens_its_report(show: Opener, sample: Path) -> None:
    page = card(show(sample), MONTHLY)
    point = page.locator(f"{MONTHLY} .point a").nth(2)
    address = point.get_attribute("href")
    with page.context.expect_page() as opened:
        point.click()
    assert address
    assert opened.value.url == address
    assert address.startswith("https://wire.example/")
    assert opened.value.evaluate("window.opener") is None


def test_the_keyboard_walks_the_points_and_opens_a_report(show: Opener, sample: Path) -> None:
    page = card(show(sample), MONTHLY)
    points = page.locator(f"{MONTHLY} .point a")
    last = points.count() - 1
    assert [points.nth(i).get_attribute("tabindex") for i in range(last + 1)] == ["-1"] * last + ["0"]
    points.nth(last).focus()
    page.keyboard.press("ArrowLeft")
    focused = page.locator(f"{MONTHLY} .point a:focus")
    expect(focused).to_have_attribute("aria-label", re.compile(r"1\.402.*1\.41.*31 Mar 2025.*Wire.*“1,402 million”"))
    expect(page.locator(f"{MONTHLY} .readout")).to_be_visible()
    page.keyboard.press("Home")
    expect(focused).to_have_attribute("aria-label", re.compile("1.343.*31 Dec 2023.*Wire.*“1,343 million”"))
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    assert opened.value.url.startswith("https://wire.example/")
    page.keyboard.press("Escape")


def test_a_tap_shows_the_point_and_its_link_before_it_goes_anywhere(show: Opener, sample: Path) -> None:
    page = card(show(sample, width=390, height=844, touch=True), MONTHLY)
    page.locator(f"{MONTHLY} .point a").nth(2).tap()
    expect(page.locator(f"{MONTHLY} .readout .open a")).to_be_visible()
    assert len(page.context.pages) == 1
    with page.context.expect_page():
        page.locator(f"{MONTHLY} .readout .open a").tap()


def test_limits_estimates_and_disputes_have_marks_of_their_own(show: Opener, sample: Path) -> None:
    page = card(show(sample), MONTHLY)
    legend = page.locator(f"{MONTHLY} .legend")
    for words in ("more than, at least", "about", "from … to", "no period is named", "sources disagree"):
        expect(legend).to_contain_text(words)
    shapes = page.locator(f"{MONTHLY} .point path").evaluate_all(
        "found => new Set(found.map(one => one.getAttribute('d'))).size"
    )
    assert shapes >= 3
    assert page.locator(f"{MONTHLY} svg [fill='var(--warn)']").count() >= 1


def test_a_chart_downloads_its_points_and_no_cell_is_a_formula(
    show: Opener, hostile: Path, sample: Path, sample_home: Path
) -> None:
    page = card(show(sample), REVENUE)
    with page.expect_download() as caught:
        page.locator(f"{REVENUE} .under button").click()
    assert caught.value.suggested_filename == "tencent-revenue-quarter.csv"
    columns = ("period_end", "value", "quote", "url", "observation_id")
    sql = "from trend select {} where entity = 'tencent' and span = 'quarter' order by period_end"
    expected = ask(sample_home, sql.format(", ".join(f"{column}::varchar" for column in columns))).rows
    rows = [tuple(row[column] for column in columns) for row in csv.DictReader(cells_of(caught.value.path()))]
    assert [(row[0], float(row[1]), *row[2:]) for row in rows] == [
        (row[0], float(row[1]), *row[2:]) for row in expected
    ]
    page = card(show(hostile), MONTHLY)
    with page.expect_download() as caught:
        page.locator(f"{MONTHLY} .under button").click()
    found = {row["observation_id"]: row["quote"] for row in csv.DictReader(cells_of(caught.value.path()))}
    quotes = dict(ask(hostile.parent, "select observation_id, quote from trend").rows)
    assert found == {one: harmless(plain_text(quotes[one])) for one in found}
    assert any(quote.startswith("'=HYPERLINK") for quote in found.values())


def test_search_and_filters_narrow_everything_and_the_address_keeps_them(show: Opener, sample: Path) -> None:
    page = show(sample)
    series = page.locator(".series")
    expect(series).to_have_count(2)
    page.locator("#filter [name=entity]").select_option("tencent")
    expect(series).to_have_count(1)
    expect(page.locator("#found")).to_contain_text("6 points of trends, 6 figures listed")
    page.locator("#filter [name=entity]").select_option("")
    page.locator("#filter [name=metric]").select_option("monthly_active_users")
    page.locator("#filter [name=source]").select_option("river_desk")
    page.locator("#filter [name=from]").fill("2024-06-01")
    page.locator("#filter [name=to]").fill("2024-07-01")
    expect(page.locator("#newest .claim")).to_have_count(1)
    assert values(page, "#newest .claim data") == [1.2e9]
    assert "source=river_desk" in page.url
    again = show(sample, address="#" + page.url.split("#")[1])
    expect(again.locator("#newest .claim")).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    expect(series).to_have_count(2)
    assert "#" not in page.url
    page.get_by_role("searchbox").fill("腾讯收入 2024-Q3")
    expect(page.locator("#newest .claim")).to_have_count(1)
    page.get_by_role("searchbox").fill("no such words anywhere")
    expect(page.locator("#found")).to_contain_text("Nothing matches")


@pytest.mark.parametrize(
    ("locale", "title"), [("zh-CN", "新闻里的数字"), ("en-GB", "Figures in the news"), ("fr-FR", "Figures in the news")]
)
def test_it_opens_in_the_readers_language(show: Opener, sample: Path, locale: str, title: str) -> None:
    expect(show(sample, locale=locale).get_by_role("heading", level=1)).to_have_text(title)


def test_the_language_switch_changes_every_word_and_the_way_numbers_are_written(show: Opener, sample: Path) -> None:
    page = card(show(sample), MONTHLY)
    large = page.locator("#headlines .large .value").first
    expect(large).to_have_text("1.4\u202fbn users")
    page.get_by_role("button", name="中文").click()
    expect(large).to_have_text("14亿用户")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    english = page.locator("[data-word]").evaluate_all(
        "found => found.filter(one => /[a-z]{3}/.test(one.textContent)).map(one => one.textContent)"
    )
    assert english == []
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("新闻里的数字")


def test_light_and_dark_follow_the_system_until_the_reader_chooses(show: Opener, sample: Path) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light, dark = show(sample), show(sample, dark=True)
    assert light.evaluate(ground) == "rgb(246, 244, 238)"
    assert dark.evaluate(ground) == "rgb(17, 20, 18)"
    dark.get_by_role("button", name="Light").click()
    assert dark.evaluate(ground) == "rgb(246, 244, 238)"
    dark.reload()
    assert dark.evaluate(ground) == "rgb(246, 244, 238)"


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_no_width_scrolls_sideways(show: Opener, sample: Path, hostile: Path, width: int) -> None:
    for path in (sample, hostile):
        page = show(path, width=width)
        page.mouse.wheel(0, 30_000)
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_old_page_says_that_it_is_old(show: Opener, sample: Path) -> None:
    page = show(sample)
    page.clock.set_fixed_time("2026-03-05T00:00:00Z")
    page.reload()
    expect(page.locator("#lead")).to_contain_text("18 figures")
    expect(page.locator("#old-page")).to_be_hidden()
    page.clock.set_fixed_time("2026-03-20T00:00:00Z")
    page.reload()
    expect(page.locator("#old-page")).to_have_text("This page was made 19 days ago; what came later is not in it.")


def test_an_empty_warehouse_says_what_to_do(show: Opener, empty: Path) -> None:
    page = show(empty)
    expect(page.locator("#lead")).to_contain_text("newsgauge demo")
    expect(page.locator("#headlines .empty")).to_be_visible()
    expect(page.locator("#disputed .empty")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.locator("#lead")).to_contain_text("newsgauge demo")


def test_what_is_left_out_of_a_big_report_is_said(show: Opener, year_home: Path, tmp_path: Path) -> None:
    from warehouse.report import write_report

    page = show(write_report(year_home, tmp_path / "year.html"))
    expect(page.locator("#reading .left-out[data-set=figure]")).to_contain_text("older rows of listed figures")
    page.get_by_role("searchbox").fill("wechat")
    expect(page.locator("#found")).to_contain_text("Matching")
