"""Own labelled passages: each states one phenomenon, and its observations must come out exactly."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extract.observation import as_row, observe
from extract.records import Passage

HERE = Path(__file__).parent
STATED = ("entity", "metric", "value", "value_max", "comparator", "unit", "as_of", "modality")
"""Always compared; `change`, `attribution` and `region` where the expected row has the key."""
TOLERANCE = 0.005


def load() -> list[dict[str, Any]]:
    """All passages, in the shape of the corpus' label guide with `phenomenon` beside, `page` and `source` left out."""
    return [json.loads(line) for file in sorted(HERE.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]


PASSAGES = load()


def given(passage: dict[str, Any]) -> Passage:
    """A labelled passage as the extractor takes it."""
    published = passage["published"]
    return Passage(
        id=passage["id"], text=passage["text"], language=passage["lang"], title=passage["title"],
        published=date.fromisoformat(published) if published else None,
    )  # fmt: skip


def read(passage: dict[str, Any]) -> list[dict[str, Any]]:
    """What the extractor gives for a passage."""
    return [as_row(one) for one in observe(given(passage)).observations]


def agrees(expected: dict[str, Any], got: dict[str, Any]) -> bool:
    """Whether a row is the expected one, at the expected place."""
    extra = [key for key in ("change", "attribution", "region") if key in expected]
    named = [key for key in (*STATED, *extra) if key not in {"value", "value_max"}]
    return (
        all(got.get(key) == expected[key] for key in named)
        and close(expected["value"], got["value"])
        and close(expected["value_max"], got["value_max"])
        and max(expected["start"], got["start"]) < min(expected["end"], got["end"])
    )


def close(expected: float | None, got: float | None) -> bool:
    """Equal but for rounding, as the scorer has it."""
    if expected is None or got is None:
        return expected is got
    return abs(expected - got) <= TOLERANCE * abs(expected) + 1e-12


def is_spare(got: dict[str, Any], expected: list[dict[str, Any]]) -> bool:
    """Whether a row is neither wanted nor excused as an optional fact or the same fact in another currency."""
    for row in expected:
        values = [alt[0] for alt in row.get("alt", [])] + ([row["value"]] if row.get("optional") else [])
        if got["entity"] == row["entity"] and any(close(value, got["value"]) for value in values):
            return False
    return True


def short(row: dict[str, Any]) -> dict[str, Any]:
    return {key: row.get(key) for key in (*STATED, "change", "attribution", "quote")}


def differences(passage: dict[str, Any]) -> list[str]:
    """What is missing and what is spare, one line each; empty when the passage is read right."""
    got, missing = read(passage), []
    for row in passage["observations"]:
        found = next((one for one in got if agrees(row, one)), None)
        if found is not None:
            got.remove(found)
        elif not row.get("optional"):
            missing.append(f"missing {short(row)}")
    return missing + [f"spare {short(one)}" for one in got if is_spare(one, passage["observations"])]


@pytest.mark.parametrize("passage", PASSAGES, ids=[passage["id"] for passage in PASSAGES])
def test_reads_what_the_passage_states(passage: dict[str, Any]) -> None:
    wrong = differences(passage)
    assert not wrong, "\n".join([f"{passage['phenomenon']}: {passage['text']}", *wrong])


def test_explaining_changes_no_observation() -> None:
    """A plain reading passes over what can hold no figure of ours; an explained one reads all."""
    told = [given(passage) for passage in PASSAGES]
    other = [one.id for one in told if observe(one).observations != observe(one, explain=True).observations]
    assert not other


def test_labels_are_well_formed() -> None:
    for passage in PASSAGES:
        assert passage["phenomenon"], passage["id"]
        for row in passage["observations"]:
            assert passage["text"][row["start"] : row["end"]] == row["quote"], passage["id"]
            assert (row["value_max"] is not None) == (row["comparator"] == "range"), passage["id"]


def test_ids_and_texts_are_unique() -> None:
    assert not [one for one, times in Counter(p["id"] for p in PASSAGES).items() if times > 1]
    assert not [one for one, times in Counter(p["text"] for p in PASSAGES).items() if times > 1]


def test_covers_both_languages_and_enough_hard_negatives() -> None:
    assert len(PASSAGES) >= 180
    languages = Counter(passage["lang"] for passage in PASSAGES)
    assert min(languages["en"], languages["zh"]) >= 0.4 * len(PASSAGES)
    assert sum(passage["mt"] for passage in PASSAGES) >= 15
    assert sum(not passage["observations"] for passage in PASSAGES) >= 40
