"""Building the report: what it holds, how big it is, where it goes."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tomllib
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from extract.errors import WarehouseError
from warehouse.ask import Answer, ask
from warehouse.publish import publish
from warehouse.report import build_report, report_path, write_report
from warehouse.report.build import LANGUAGES, LARGEST_PAGE, SCRIPTS, STYLES, source_hash, vendored, words
from warehouse.report.datasets import BUDGETS, Texts, as_dataset

NINE = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def payload(page: str) -> Any:
    """The data of a page."""
    found = re.search(r'<script type="application/json" id="payload">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_a_year_of_twenty_sources_stays_under_three_megabytes_and_says_what_it_leaves_out(year_home: Path) -> None:
    page = build_report(year_home)
    assert len(page.encode()) < LARGEST_PAGE == 3_000_000
    found = payload(page)
    data = found["data"]
    counted = ask(year_home, "select count(*) from observation where is_current").rows[0][0]
    assert counted >= 4900
    assert len(data["figure"]["rows"]) + data["figure"]["left_out"] == counted
    assert data["figure"]["left_out"] > 0
    newest = ask(year_home, "select max(published_at)::date from observation where is_current").rows[0][0]
    at = data["figure"]["columns"].index("published_at")
    assert found["texts"][data["figure"]["rows"][0][at]].startswith(str(newest))


def test_budgets_leave_room_for_the_libraries() -> None:
    libraries = sum(len(library["text"].encode()) for library in vendored())
    own = sum(len(files("warehouse.report").joinpath("assets", f"{name}.js").read_bytes()) for name in SCRIPTS)
    assert sum(BUDGETS.values()) + libraries + own + 100_000 < LARGEST_PAGE


def test_the_first_rows_that_fit_are_kept_and_the_rest_counted() -> None:
    answer = Answer(["name", "value"], [("long " * 10, 1), ("long " * 10, 2), ("other " * 10, 3), ("long " * 10, 4)])
    texts = Texts()
    found = as_dataset(answer, 100, texts)
    assert found.rows == [[0, 1], [0, 2]]
    assert found.left_out == 2
    assert texts.table == ["long " * 10]
    assert as_dataset(answer, 10_000, texts).left_out == 0
    assert texts.table == ["long " * 10, "other " * 10]
    assert as_dataset(answer, 5, Texts()).rows == []


def test_values_become_json_in_utc_and_only_web_addresses_stay_addresses() -> None:
    columns = ["title", "url", "period_end", "published_at", "sources", "value", "disputed"]
    first = ("a\u202eb", "javascript:x", date(2026, 3, 1), NINE, ["w\x00", "v"], 1.5, True)
    second = (None, "https://wire.example/", None, None, [], float("inf"), None)
    texts = Texts()
    found = as_dataset(Answer(columns, [first, second]), 10_000, texts)
    assert found.text_columns == columns[:5]
    assert found.rows == [[0, None, 1, 2, [3, 4], 1.5, True], [None, 5, None, None, [], None, None]]
    assert texts.table == [
        "a\ufffdb", "2026-03-01", "2026-03-01T09:30:00Z", "w\ufffd", "v", "https://wire.example/",
    ]  # fmt: skip


def test_the_policy_names_every_script_and_style_by_its_hash_and_allows_nothing_else(sample: Path) -> None:
    page = sample.read_text(encoding="utf-8")
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert found
    policy = dict(part.split(" ", 1) for part in found[1].replace("&#39;", "'").split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["form-action"] == policy["base-uri"] == "'none'"
    assert not re.search(r"unsafe|https?:|\*", found[1])
    scripts = [
        text for kind, text in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL) if "json" not in kind
    ]
    assert policy["script-src"].split() == [source_hash(text) for text in scripts]
    assert source_hash(re.findall(r"<style>(.*?)</style>", page, re.DOTALL)[0]) in policy["style-src"].split()


def test_the_page_has_no_inline_handler_and_names_no_address_to_load_from(sample: Path) -> None:
    page = re.sub(r"<script.*?</script>|<!--.*?-->", "", sample.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"\son\w+\s*=", page)
    assert not re.search(r"(src|href)\s*=\s*[\"']?(https?:)?//", page)
    assert "url(" not in page
    assert "@import" not in page


def test_our_scripts_build_elements_and_never_parse_html() -> None:
    parsing = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc|\beval\b|new Function|\.html\("
    )
    for name in SCRIPTS:
        text = files("warehouse.report").joinpath("assets", f"{name}.js").read_text(encoding="utf-8")
        assert not parsing.search(text), name


def test_every_script_and_style_of_the_folder_is_in_the_page_and_both_languages_have_the_same_words() -> None:
    folder = files("warehouse.report").joinpath("assets")
    known = [*(f"{name}.js" for name in SCRIPTS), *(f"{name}.css" for name in STYLES)]
    assert sorted(f.name for f in folder.iterdir()) == sorted(known)

    def keys(node: dict[str, Any], before: str = "") -> dict[str, list[str]]:
        flat: dict[str, list[str]] = {}
        for key, value in node.items():
            if isinstance(value, dict):
                flat |= keys(value, f"{before}{key}.")
            else:
                flat[before + key] = sorted(re.findall(r"\{(\w+)\}", value))
        return flat

    assert keys(words("en")) == keys(words("zh"))
    assert LANGUAGES == ("en", "zh")


def test_what_our_scripts_say_is_in_the_words() -> None:
    def known(key: str) -> bool:
        node: Any = words("en")
        for part in key.split("."):
            node = node.get(part) if isinstance(node, dict) else None
        return isinstance(node, str)

    for name in SCRIPTS:
        text = files("warehouse.report").joinpath("assets", f"{name}.js").read_text(encoding="utf-8")
        for key in re.findall(r"\bt\(\"([\w.]+)\"", text):
            assert known(key), f"{name}.js says {key}"


def test_vendored_scripts_are_unchanged_and_carry_their_licence_into_the_page(sample: Path) -> None:
    page = sample.read_text(encoding="utf-8")
    manifest = tomllib.loads(files("warehouse.report").joinpath("vendor", "vendor.toml").read_text(encoding="utf-8"))
    assert [entry["name"] for entry in manifest["script"]] == ["D3", "Observable Plot"]
    for entry in vendored():
        assert hashlib.sha256(entry["text"].encode()).hexdigest() == entry["sha256"]
        assert "\r" not in entry["text"]
        assert entry["licence_text"] in page
        assert entry["package"] in page


def test_without_a_publication_there_is_a_clear_error_and_no_file(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="nothing is published yet"):
        write_report(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_report_goes_beside_the_warehouse_or_where_it_is_told(sample_home: Path, tmp_path: Path) -> None:
    assert write_report(sample_home) == report_path(sample_home) == sample_home / "report.html"
    elsewhere = tmp_path / "elsewhere.html"
    assert write_report(sample_home, elsewhere, language="zh") == elsewhere
    assert '<html lang="zh"' in elsewhere.read_text(encoding="utf-8")
    assert [p.name for p in tmp_path.iterdir() if p.name != "home"] == ["elsewhere.html"]


def test_a_failed_write_keeps_the_old_report_and_leaves_no_remains(
    sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "report.html"
    out.write_text("old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WarehouseError, match="No space left on device"):
        write_report(sample_home, out)
    assert out.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir() if p.name != "home"] == ["report.html"]


def test_a_missing_folder_is_a_clear_error(sample_home: Path, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="cannot be written"):
        write_report(sample_home, tmp_path / "no" / "such" / "report.html")


def test_equal_publications_give_equal_reports(sample_home: Path) -> None:
    first = build_report(sample_home)
    publish(sample_home)
    assert build_report(sample_home) == first
