"""The docs cannot lie: what is made from the program is compared, recipes are run, links lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from extract.catalog.load import read_catalog
from extract.catalog.sources import load_sources
from extract.observation import observe
from extract.records import Passage

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = sorted([REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md", *(REPOSITORY / "docs").glob("*.md")])


def blocks(page: str, language: str) -> list[str]:
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.M | re.S)


def test_made_pages_are_up_to_date() -> None:
    cog = Path(sys.executable).with_name("cog")
    made = [str(page) for page in PAGES if "[[[cog" in page.read_text(encoding="utf-8")]
    done = subprocess.run([str(cog), "--check", *made], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr + "\nrun: cog -r docs/*.md"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_first_code_block_is_two_commands() -> None:
    first, second = blocks("README.md", "sh")[0].splitlines()
    assert first.endswith("newsgauge demo")
    assert "pytest" in second
    assert all("requirements.lock" in line for line in (first, second))


def test_recipe_for_a_source(tmp_path: Path) -> None:
    entry = next(block for block in blocks("CONTRIBUTING.md", "toml") if "[[source]]" in block)
    path = tmp_path / "sources.toml"
    path.write_text(entry, encoding="utf-8")
    (source,) = load_sources(path)
    assert (source.kind, source.poll_seconds) == ("feed", 1800)


def test_recipes_for_an_entity_and_a_metric(tmp_path: Path) -> None:
    recipes = blocks("CONTRIBUTING.md", "toml")
    entity = next(block for block in recipes if "[[entity]]" in block)
    metric = next(block for block in recipes if "[[metric]]" in block)
    catalogue = files("extract.catalog")
    entities = tmp_path / "tencent.toml"
    entities.write_text(catalogue.joinpath("entities", "tencent.toml").read_text("utf-8") + "\n" + entity, "utf-8")
    metrics = tmp_path / "metrics.toml"
    metrics.write_text(catalogue.joinpath("metrics.toml").read_text("utf-8") + "\n" + metric, "utf-8")
    catalog = read_catalog([entities], metrics)
    text = "WeRun counted 6,150 steps a day in 2025, more than ever."
    (observation,) = observe(Passage(id="recipe", text=text, published=date(2026, 1, 20)), catalog).observations
    assert (observation.entity, observation.metric, observation.value) == ("werun", "average_daily_steps", 6_150)


def test_example_company_of_the_readme(tmp_path: Path) -> None:
    entry = next(block for block in blocks("README.md", "toml") if "[[entity]]" in block)
    assert tomllib.loads(entry)["entity"][0]["competitors"]
    path = tmp_path / "company.toml"
    path.write_text(entry, encoding="utf-8")
    catalog = read_catalog([path], files("extract.catalog").joinpath("metrics.toml"))
    text = (
        "Pigeon had 12.5 million monthly active users as of June 30, 2025, and its stickers sold 3 million copies. "
        "Carrier had 40 million monthly active users."
    )
    found = observe(Passage(id="company", text=text), catalog).observations
    read = [(o.entity, o.metric, o.value, o.as_of) for o in found]
    assert 40_000_000 not in [row[2] for row in read]
    assert ("pigeon", "monthly_active_users", 12_500_000, "2025-06-30") in read
    assert ("pigeon", "stickers_sold", 3_000_000) in [row[:3] for row in read]
