"""Accessibility, by axe in a real Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.report.conftest import Opener


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("width", "locale"), [(1280, "en-GB"), (390, "zh-CN")])
def test_axe_finds_nothing_serious(show: Opener, sample: Path, dark: bool, width: int, locale: str) -> None:
    page = show(sample, dark=dark, width=width, locale=locale)
    for series in page.locator(".series").all():
        series.scroll_into_view_if_needed()
        series.locator(".chart svg").wait_for()
    for closed in page.locator("details").all():
        closed.evaluate("one => { one.open = true; }")
    expect(page.locator(".series table")).to_have_count(page.locator(".series").count())
    page.locator(".series .point a").last.focus()
    # The checker is a script that the page's own policy would rightly refuse; it comes in through the debugger.
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    serious = [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []


def test_every_control_can_be_reached_and_is_named(show: Opener, sample: Path) -> None:
    page = show(sample)
    unnamed = page.evaluate(
        "[...document.querySelectorAll('button, input, select, a[href]')].filter(one => "
        "!(one.textContent.trim() || one.ariaLabel || one.labels?.length || one.getAttribute('aria-label'))).length"
    )
    assert unnamed == 0
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
