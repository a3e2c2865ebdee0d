"""Whatever comes from the network is shown as text and does nothing; tried in a real Chromium."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.report.conftest import Opener
from tests.report.sample import HOSTILE_TEXTS


def test_hostile_texts_are_shown_and_do_nothing(show: Opener, hostile: Path) -> None:
    page = show(hostile)
    while page.locator("#newest .more").is_visible():
        page.locator("#newest .more").click()
    for series in page.locator(".series").all():
        series.scroll_into_view_if_needed()
        series.locator(".chart svg").wait_for()
        for point in series.locator(".point path").all():
            point.hover(force=True)
    assert page.evaluate("window.broken") is None
    titles = set(page.locator("#newest .title").all_inner_texts())
    for text in HOSTILE_TEXTS[:3]:
        assert text in titles
    assert page.locator("main script, main img, main svg svg, main [onload], main [onerror]").count() == 0
    assert show.opened[0].requests == [hostile.as_uri()]


def test_only_web_addresses_become_links(show: Opener, hostile: Path) -> None:
    page = show(hostile)
    page.mouse.wheel(0, 30_000)
    page.wait_for_timeout(300)
    links = page.evaluate(
        "[...document.querySelectorAll('a')].map(a => a.getAttribute('href') ?? a.getAttribute('xlink:href'))"
    )
    assert [href for href in links if not href.startswith(("https://", "#"))] == []


def test_a_turned_writing_direction_ends_where_the_text_ends(show: Opener, hostile: Path) -> None:
    page = show(hostile)
    expect(page.locator("#newest .title", has_text="nirts")).to_contain_text("\ufffdgnirts desrever\ufffd")
    assert not page.evaluate("/[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.body.innerText)")


def test_the_policy_stops_a_script_that_got_in_all_the_same(show: Opener, sample: Path, tmp_path: Path) -> None:
    page_text = sample.read_text(encoding="utf-8")
    planted = tmp_path / "planted.html"
    planted.write_text(
        page_text.replace("</main>", "<script>window.broken = 1</script><img src=x onerror='window.broken = 2'>"
                          "<a id=trap href=\"javascript:window.broken=3\">x</a></main>"),
        encoding="utf-8",
    )  # fmt: skip
    page = show(planted)
    page.locator("#trap").click()
    page.evaluate("() => { try { document.body.innerHTML = '<p>x</p>'; window.broken = 4; } catch { } }")
    assert page.evaluate("window.broken") is None
    refused = [text for text in show.opened[0].complaints if "Content Security Policy" in text or "TrustedHTML" in text]
    assert len(refused) >= 3
    show.opened[0].complaints.clear()
