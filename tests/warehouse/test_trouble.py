"""A full disk, a damaged file, a folder without rights, a file in use: one clear error each, and nothing lost."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from extract.errors import DamagedError, WarehouseError
from tests.warehouse.facts import load, numbered_batch, tables_of
from tests.warehouse.lines import other_python
from warehouse.connection import open_file, published_path, trouble, working_path
from warehouse.publish import publish

ONE_STEP = """
import sys
from pathlib import Path
from extract.errors import WarehouseError
from tests.warehouse.facts import load, numbered_batch
from warehouse.publish import publish
home, step = Path(sys.argv[1]), sys.argv[2]
try:
    if step == "publish":
        publish(home)
    else:
        load(home, numbered_batch(int(step)))
except WarehouseError as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


def in_process(home: Path, step: str, *, before: Callable[[], None] | None = None, tool: tuple[str, ...] = ()) -> str:
    """Load a numbered batch or publish in a process of its own; its error, empty when there was none."""
    done = subprocess.run(
        [*tool, sys.executable, "-c", ONE_STEP, str(home), step], capture_output=True, text=True, preexec_fn=before,
        check=False,
    )  # fmt: skip
    assert (done.returncode == 0) == (done.stderr == ""), done.stderr
    return done.stderr


def no_file_larger_than(size: int) -> Callable[[], None]:
    """A limit of the operating system that a write meets like a full disk: EFBIG in place of ENOSPC."""

    def limit() -> None:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize("step", ["1", "publish"])
def test_a_write_that_fails_is_one_error_and_the_next_run_gives_the_same_tables(
    tmp_path: Path, home: Path, step: str
) -> None:
    undisturbed = tmp_path / "undisturbed"
    load(undisturbed, numbered_batch(0), numbered_batch(1))
    load(home, numbered_batch(0))
    published = publish(home)
    before = published.read_bytes()
    size = working_path(home).stat().st_size
    said = in_process(home, step, before=no_file_larger_than(size - 200_000 if step == "publish" else 4096))
    assert said.count("\n") == 1
    assert "the disk is full; nothing of this step was kept" in said
    assert published.read_bytes() == before
    assert not list(home.glob("*.publishing*"))
    assert in_process(home, "1") == ""
    publish(home)
    assert tables_of(working_path(home)) == tables_of(working_path(undisturbed))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 48 MB."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48m", "none", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this user may not mount; the limit on file sizes is tested beside")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk_is_one_error_and_the_next_run_gives_the_same_tables(tmp_path: Path, small_disk: Path) -> None:
    home, undisturbed = small_disk / "home", tmp_path / "undisturbed"
    load(home, numbered_batch(0))
    published = publish(home)
    before = published.read_bytes()
    ballast = small_disk / "ballast"
    free = shutil.disk_usage(small_disk).free
    ballast.write_bytes(b"x" * (free - 8192))
    for step in ("1", "publish"):
        said = in_process(home, step)
        assert said.count("\n") == 1
        assert "the disk is full" in said
        assert published.read_bytes() == before
    ballast.unlink()
    load(home, numbered_batch(1))
    publish(home)
    load(undisturbed, numbered_batch(0), numbered_batch(1))
    publish(undisturbed)
    assert tables_of(working_path(home)) == tables_of(working_path(undisturbed))
    assert tables_of(published_path(home)) == tables_of(published_path(undisturbed))


def test_a_folder_without_rights_is_one_error(home: Path) -> None:
    load(home, numbered_batch(0))
    publish(home)
    tool: tuple[str, ...] = ()
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root writes everywhere, and there is no setpriv to take that from it")
        tool = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all")
    for path in (home / "working", home):
        path.chmod(0o555)
    for path in (home / "working").iterdir():
        path.chmod(0o444)
    try:
        for step in ("1", "publish"):
            said = in_process(home, step, tool=tool)
            assert said == f"WarehouseError: {home}/working/writer.lock: cannot be written: Permission denied\n"
    finally:
        for path in (home, home / "working"):
            path.chmod(0o755)


DAMAGES: dict[str, Callable[[Path], None]] = {
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "emptied": lambda path: path.write_bytes(b""),
    "overwritten": lambda path: path.write_bytes(b"not a database" * 1000),
    "head": lambda path: path.write_bytes(b"\0" * 8192 + path.read_bytes()[8192:]),
}


@pytest.mark.parametrize("kind", list(DAMAGES))
def test_a_damaged_working_file_is_one_error_that_names_the_cure(home: Path, kind: str) -> None:
    load(home, numbered_batch(0))
    publish(home)
    before = published_path(home).read_bytes()
    DAMAGES[kind](working_path(home))
    for step in (lambda: load(home, numbered_batch(1)), lambda: publish(home)):
        with pytest.raises(DamagedError, match="the file is damaged; `newsgauge restore` rebuilds it") as caught:
            step()
        assert "\n" not in str(caught.value)
    assert published_path(home).read_bytes() == before


def test_a_missing_working_file_is_not_taken_for_a_new_warehouse(home: Path) -> None:
    load(home, numbered_batch(0))
    publish(home)
    working_path(home).unlink()
    with pytest.raises(DamagedError, match="is missing, though something is published; `newsgauge restore`"):
        load(home, numbered_batch(1))
    with pytest.raises(WarehouseError, match="is missing; there is nothing to publish"):
        publish(home)
    assert not working_path(home).exists()


def test_a_working_file_that_someone_has_open_is_one_error_that_names_the_process(home: Path) -> None:
    load(home, numbered_batch(0))
    with subprocess.Popen(
        [sys.executable, "-c", "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()",
         str(working_path(home))], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as other:  # fmt: skip
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(WarehouseError, match=rf"another program \(process {other.pid}\) has this file open"):
            load(home, numbered_batch(1))
        other.communicate(b"\n")


NEWER = (
    "IO Error: Trying to read a database file with version number 69, but we can only read versions between 64 and 68."
    "\nThe database file was created with a newer version of DuckDB."
)
"""What duckdb 1.5.6 says of a file that duckdb 2.0.0 made with its own storage version."""


def test_a_file_of_a_newer_duckdb_is_one_error_and_no_damage() -> None:
    found = trouble(Path("a.duckdb"), duckdb.IOException(NEWER))
    assert (
        str(found)
        == f"a.duckdb: this file was written by a newer DuckDB than {duckdb.__version__}: {NEWER.splitlines()[0]}"
    )
    assert not isinstance(found, DamagedError)


def test_a_file_that_the_newer_line_made_in_its_own_way_is_refused(home: Path) -> None:
    if not other_python() or not duckdb.__version__.startswith("1."):
        pytest.skip("NEWSGAUGE_OTHER_PYTHON names no interpreter with a newer DuckDB line")
    working_path(home).parent.mkdir()
    make = "import duckdb, sys; duckdb.connect(sys.argv[1]).execute('create table t as select 1')"
    subprocess.run([other_python(), "-c", make, str(working_path(home))], check=True)
    with pytest.raises(WarehouseError, match="this file was written by a newer DuckDB"):
        load(home, numbered_batch(0))


def test_files_are_made_in_the_storage_version_of_duckdb_1_5(home: Path) -> None:
    load(home, numbered_batch(0))
    publish(home)
    for path in (working_path(home), published_path(home)):
        connection = open_file(path, read_only=True)
        [(tags,)] = connection.execute(
            "select tags['storage_version'] from duckdb_databases() where database_name = 'warehouse'"
        ).fetchall()
        connection.close()
        assert tags == "v1.5.0+"


def test_what_does_not_fit_into_memory_is_spilled_beside_the_file(home: Path) -> None:
    load(home, numbered_batch(0))
    connection = open_file(working_path(home))
    connection.execute("set memory_limit = '24MB'")
    connection.execute("create temp table wide as select md5(range::varchar) as a, range from range(600000)")
    spilled = [path.name for path in (home / "working" / "newsgauge.duckdb.spill").iterdir()]
    connection.close()
    assert spilled
    assert sorted(path.name for path in (home / "working").iterdir()) == ["newsgauge.duckdb", "writer.lock"]
