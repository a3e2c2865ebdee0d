"""Every query of the README runs and has an answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extract.records import Batch, SourceOutcome
from tests.warehouse.facts import at, load
from tests.warehouse.line import archive, read_and_publish, settings_of
from warehouse.ask import ask
from warehouse.publish import publish

PAGE = Path(__file__).resolve().parents[2] / "README.md"
QUERIES = dict(
    re.findall(r"^### (.+?)\n\n```sql\n(.+?)```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published warehouse of a few reports and three polls of one source, the second of which failed."""
    place = tmp_path_factory.mktemp("queries") / "home"
    archive(settings_of(place).places.archive)
    read_and_publish(place)
    outcomes = [
        SourceOutcome(
            source_id="wire", started_at=at(day), finished_at=at(day), outcome="failed" if day == 1 else "ok",
            new_count=day, message="HTTP 503" if day == 1 else "",
        )
        for day in range(3)
    ]  # fmt: skip
    load(place, Batch(outcomes=tuple(outcomes)))
    publish(place)
    return place


def test_there_are_at_least_eight() -> None:
    assert len(QUERIES) >= 8
    assert PAGE.read_text(encoding="utf-8").count("```sql") == len(QUERIES)


@pytest.mark.parametrize("question", list(QUERIES))
def test_has_an_answer(home: Path, question: str) -> None:
    answer = ask(home, QUERIES[question])
    assert answer.rows
    assert any(cell is not None for cell in answer.rows[0])


def test_the_answers_are_those_of_the_reports(home: Path) -> None:
    def rows(question: str, *columns: int) -> list[tuple[object, ...]]:
        return [tuple(row[c] for c in columns) for row in ask(home, QUERIES[question]).rows]

    assert rows("How has a figure developed?", 2, 3, 5) == [
        (1.343e9, None, False), (1.385e9, 3.13, True), (1.402e9, 3.1, False),
    ]  # fmt: skip
    assert rows("Where do reports disagree, and who says what?", 3, 4, 5, 6) == [
        (1.385e9, 1.3e9, "gt", False), (1.385e9, 1.385e9, "eq", True), (1.385e9, 1.52e9, "eq", False),
    ]  # fmt: skip
    assert rows("What was known on a given day?", 3) == [(1.343e9,), (1.385e9,), (1.42e9,)]
    assert rows("Which reports changed their figure afterwards?", 5, 6) == [(1.42e9, 1.402e9)]
    assert rows("What exactly was the newest figure read from?", 1)[0][0] in {"1.402 billion", "14.02亿"}
    assert rows("Which reports speak of something?", 2, 4) == [("微信用户数公布", ["14.02亿"])]
    assert rows("What was read and kept out of the trend, and why?", 2, 3) == [(1.5e9, "forecast")]
    fresh = rows("Which sources are fresh, and of which days is nothing known?", 0, 1, 4, 5)
    assert ("wire", "healthy", True, [at(1).date()]) in fresh
