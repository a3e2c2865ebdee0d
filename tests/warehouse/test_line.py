"""From the archive to the tables and back: replay, restore, verify."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extract.catalog.load import load_catalog
from extract.catalog.sources import load_sources
from flows.restore import reread_archive, restore
from flows.verify import Verified, verify
from tests.warehouse.facts import RUN_COLUMNS
from tests.warehouse.line import REPORTS, Report, archive, read_and_publish, settings_of
from warehouse.ask import ask
from warehouse.connection import published_path, working_path, writer
from warehouse.export import export
from warehouse.publish import publish


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose archive was read and published."""
    place = tmp_path_factory.mktemp("line") / "home"
    archive(settings_of(place).places.archive)
    found = read_and_publish(place)
    assert found.failures == ()
    assert (found.answer_count, found.version_count) == (len(REPORTS), len(REPORTS))
    return place


@pytest.fixture
def line(built: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    place = tmp_path / "line"
    shutil.copytree(built, place)
    return place


def check(home: Path) -> Verified:
    """Verify a home as the command does."""
    settings = settings_of(home)
    sources = {source.id: source for source in load_sources(settings.sources)}
    return verify(home, settings.places.archive, sources=sources, catalog=load_catalog())


def exported(home: Path, folder: Path) -> dict[str, bytes]:
    """The exported files' bytes, without the columns that name a run."""
    export(home, folder)
    files = {}
    for path in sorted(folder.glob("*.parquet")):
        table = pq.read_table(path)
        plain = folder / "plain.parquet"
        pq.write_table(table.drop([c for c in table.column_names if c in RUN_COLUMNS]), plain)
        files[path.name] = plain.read_bytes()
        plain.unlink()
    return files


def test_replaying_the_archive_into_an_empty_home_gives_the_same_tables_byte_for_byte(tmp_path: Path) -> None:
    piecewise, replayed = tmp_path / "piecewise", tmp_path / "replayed"
    folder = settings_of(piecewise).places.archive
    for reports in (REPORTS[:2], REPORTS[2:5], REPORTS[5:]):
        archive(folder, reports)
        read_and_publish(piecewise)
    shutil.copytree(folder, settings_of(replayed).places.archive)
    read_and_publish(replayed)
    before, after = exported(piecewise, tmp_path / "a"), exported(replayed, tmp_path / "b")
    assert {"observation.parquet", "trend.parquet", "article_version.parquet", "fetch.parquet"} <= before.keys()
    by_runs = {"load.parquet", "publication.parquet"}
    assert [name for name in before if name not in by_runs and before[name] != after[name]] == []
    assert before.keys() == after.keys()


def test_reading_the_archive_again_loads_nothing(built: Path) -> None:
    again = reread_archive(settings_of(built))
    assert (again.answer_count, again.version_count, again.observation_count) == (0, 0, 0)


def test_a_damaged_file_is_restored_from_the_publication_and_the_archive_since(line: Path, tmp_path: Path) -> None:
    settings = settings_of(line)
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(line, undisturbed)
    kept = published_path(line).read_bytes()
    text = REPORTS[4].text.replace("1.42 billion", "1.411 billion").replace("March 31", "June 30")
    more = (Report("wire", "later", "2025-08-14", "2025-08-14T09:00", "The second quarter", text),)
    for home in (line, undisturbed):
        archive(settings_of(home).places.archive, more)
        assert reread_archive(settings_of(home)).observation_count == 1
        publish(home)
    published_path(line).write_bytes(kept)
    working_path(line).write_bytes(working_path(line).read_bytes()[:50_000])
    restored, reread = restore(settings)
    assert restored.source == published_path(line)
    assert "the file is damaged" in restored.damage
    assert reread is not None
    assert (reread.answer_count, reread.observation_count, reread.failures) == (1, 1, ())
    assert restored.rows["observation"] == 8
    question = "select * exclude (load_id) from observation order by all"
    assert ask(line, question).rows == ask(undisturbed, question).rows
    assert restore(settings)[1] is None


def test_all_is_read_again_when_no_publication_can_be_read(line: Path) -> None:
    question = "select * exclude (load_id) from observation order by all"
    before = ask(line, question).rows
    working_path(line).write_bytes(b"")
    for path in line.glob("newsgauge*.duckdb"):
        path.write_bytes(b"nothing")
    restored, reread = restore(settings_of(line))
    assert restored.source is None
    assert reread is not None
    assert reread.answer_count == len(REPORTS)
    assert ask(line, question).rows == before


def test_every_observation_holds_against_the_archive(built: Path) -> None:
    found = check(built)
    assert (found.claim_count, found.article_count, found.failures, found.superseded_count) == (8, 8, (), 0)


FALSIFIED = {
    "update article_version set payload_digest = 'sha256:0' where url like '%2023-q4'": "archived bytes have digest",
    "update observation set value = value * 10 where quote = '1,385 million'": "does not give 13,850,000,000",
    "update observation set span_start = span_start + 1 where quote = '1.52 billion'": "are not the quote",
    "insert into observation from observation where quote = '14.02亿'": "claim that is there twice: ",
    "delete from observation where modality = 'forecast'": "reading with another number of claims than it had: ",
    "update article_version set capture_record_id = 'gone' where text like '%1.402 billion%'":
        "the archive does not hold gone",
    "create temp table t as select version_id from article_version where url like '%giant';"
    "update article_version set version_id = 'other' where version_id in (from t);"
    "update observation set version_id = 'other' where version_id in (from t);"
    "update reading set version_id = 'other' where version_id in (from t);"
    "update sighting set version_id = 'other' where version_id in (from t);":
        "give another text than the one it was read from",
}  # fmt: skip


def test_what_does_not_hold_is_named(line: Path) -> None:
    with writer(line, deadline_seconds=5, purpose="test") as connection:
        for statement in FALSIFIED:
            connection.execute(statement)
    publish(line)
    failures = check(line).failures
    for fault in FALSIFIED.values():
        assert [failure for failure in failures if fault in failure], fault
    # The claim that is there twice also makes its reading one claim too long.
    assert len(failures) == len(FALSIFIED) + 1


def test_a_damaged_archive_record_costs_its_own_observations(line: Path) -> None:
    path = sorted(settings_of(line).places.archive.rglob("*.warc.gz"))[2]
    data = bytearray(path.read_bytes())
    data[len(data) // 2 :] = gzip.compress(b"nothing")
    path.write_bytes(data)
    failures = check(line).failures
    assert 1 <= len([f for f in failures if "the archive does not hold" in f]) <= 2
    assert len(failures) <= 4
