"""The word files and the catalogue: nothing stands twice, and nothing is hidden by something longer."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import extract
from extract.catalog.load import MetricEntry, load_catalog
from extract.observation.spotting.folding import fold, unhyphened
from extract.observation.spotting.spot import spotter

FILES = sorted(path for folder in map(Path, extract.__path__) for path in folder.rglob("*.toml"))
CATALOG = load_catalog()


def _lists(node: Any, place: str = "") -> Iterator[tuple[str, list[str]]]:
    """Each list of words below a table, with its place."""
    if isinstance(node, dict):
        for key, below in node.items():
            yield from _lists(below, f"{place}.{key}")
    elif isinstance(node, list) and all(isinstance(one, str) for one in node):
        yield place, node
    elif isinstance(node, list):
        for number, below in enumerate(node):
            yield from _lists(below, f"{place}[{number}]")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_list_has_a_word_twice(path: Path) -> None:
    twice = {
        place: word
        for place, words in _lists(tomllib.loads(path.read_text(encoding="utf-8")))
        for word, times in Counter(words).items()
        if times > 1
    }
    assert not twice


@pytest.mark.parametrize("metric", CATALOG.metric_entries, ids=lambda metric: metric.id)
def test_no_cue_of_a_metric_is_another_when_it_is_read(metric: MetricEntry) -> None:
    read = Counter(unhyphened(fold(cue)) for cue in (*metric.cues.en, *metric.cues.zh))
    assert not [cue for cue, times in read.items() if times > 1]


@pytest.mark.parametrize("metric", CATALOG.metric_entries, ids=lambda metric: metric.id)
def test_every_cue_is_found_where_it_stands_alone(metric: MetricEntry) -> None:
    for cue in (*metric.cues.en, *metric.cues.zh):
        text = fold(cue.replace("…", "5"))
        whole = [found.metrics for found in spotter(CATALOG).cues(text) if (found.start, found.end) == (0, len(text))]
        assert any(metric.id in metrics for metrics in whole), cue


def test_every_name_is_found_where_it_stands_alone() -> None:
    for entry in CATALOG.entity_entries:
        for name in (name for name in (*entry.aliases, *entry.exact) if "…" not in name):
            found = spotter(CATALOG).mentions(name, fold(name))
            assert [(one.start, one.end, one.entity) for one in found] == [(0, len(name), entry.id)], name
