"""Documents no parser comes back from cost one recorded failure each, and the run goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from extract.article.sandbox import parse_captures
from extract.records import Article, Capture, Failure
from tests.scale import FULL

SENTENCE = (
    "Tencent said that WeChat had 1.371 billion monthly users at the end of June, three percent more than before."
)
GOOD = f"<html><head><title>A title</title></head><body><h1>A title</h1>{f'<p>{SENTENCE}</p>' * 2}</body></html>"
SIZE = 1.0 if FULL else 0.2


def page(words: str, head: str = "") -> str:
    """A page with some words and then one good sentence."""
    return f"<html><head>{head}</head><body>{words}<p>{SENTENCE}</p></body></html>"


def times(words: str, count: int) -> str:
    """The words repeated: the whole number of times in a full run, a fifth of it else."""
    return words * int(count * SIZE)


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
HOSTILE: dict[str, Callable[[], str]] = {
    "attributes": lambda: page("<p " + " ".join(f"a{i}=1" for i in range(100_000)) + ">"),
    "deep": lambda: page("<div>" * 100_000),
    "deep inline": lambda: page("<b>" * 100_000),
    "deep tables": lambda: page("<table><tr><td>" * 20_000),
    "misnested": lambda: page("<p><b><i><u><a>" * 3000),
    "wide": lambda: page(times("<i>x</i>", 500_000)),
    "comments": lambda: page("<!--" * 40_000),
    "links": lambda: page(times("<li><a href=/x>Words of a link</a></li>", 40_000)),
    "paragraphs": lambda: page(times(f"<p>{SENTENCE}</p>", 40_000)),
    "large": lambda: page(times(f"<p>{SENTENCE}</p>", 450_000)),
    "nested JSON": lambda: page("", "<script type='application/ld+json'>" + "[" * 100_000 + "</script>"),
    "long line": lambda: page("<p>" + "1" * 2_000_000 + "</p>"),
    "long title": lambda: page("", "<title>" + " - | " * 100_000 + "</title>"),
    "dates": lambda: page("<h1>A title</h1><p>" + "2024-01-01 " * 50_000 + "</p>"),
    "entities": lambda: ENTITIES + page("<p>&b;&b;</p>"),
    "broken PDF": lambda: "%PDF-1.7\n" + "1 0 obj << /Length 99999999999 >> stream " * 20_000,
    "random": lambda: os.urandom(300_000).hex(),
}


def test_hostile_documents_end_in_an_article_or_one_failure_and_good_ones_between_are_read(
    capture: Callable[..., Capture],
) -> None:
    def documents() -> Iterator[Capture]:
        for name, body in HOSTILE.items():
            yield capture(body(), f"https://news.example/{name.replace(' ', '-')}")
            yield capture(GOOD, f"https://news.example/good-after-{name.replace(' ', '-')}")

    results = list(parse_captures(documents(), seconds=5.0 if FULL else 1.0, megabytes=500))
    assert len(results) == 2 * len(HOSTILE)
    for captured, result in results[1::2]:
        assert isinstance(result, Article), f"{captured.url}: {result}"
        assert SENTENCE in result.text
    for captured, result in results[::2]:
        if isinstance(result, Failure):
            assert (result.url, result.source_id, result.stage) == (captured.url, captured.source_id, "parse")
            assert result.reason
        else:
            assert result.text.strip()


def test_the_bottom_of_a_deeply_nested_page_is_found(capture: Callable[..., Capture]) -> None:
    depths = (255, 300, 1000, 2100, 10_000)
    documents = [capture(page("<div>" * depth), f"https://n.example/{depth}") for depth in depths]
    found = [result for _, result in parse_captures(documents)]
    assert [isinstance(result, Article) and SENTENCE in result.text for result in found] == [True] * 5


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers in which two titles stand for faults that no page provokes for sure: an endless loop and a crash."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "def patch():\n"
        "    import os, extract.article.worker as worker\n"
        "    parse = worker.parse_article\n"
        "    def faulty(capture, source=None):\n"
        "        if b'ENDLESS' in capture.body:\n"
        "            while True: pass\n"
        "        if b'CRASH' in capture.body: os.kill(os.getpid(), 11)\n"
        "        if b'HUNGRY' in capture.body: return bytearray(900 * 1024 * 1024)\n"
        "        return parse(capture, source=source)\n"
        "    worker.parse_article = faulty\n"
        "if any('extract.article.worker' in word for word in sys.orig_argv): patch()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("ENDLESS", "parsing took more than 1 s"),
        ("CRASH", "the parser process ended with code -11"),
        ("HUNGRY", "needs more than 500 MB"),
    ],
)
def test_a_worker_that_does_not_come_back_is_replaced(word: str, reason: str, capture: Callable[..., Capture]) -> None:
    documents = [capture(body, f"https://n.example/{i}") for i, body in enumerate((GOOD, word, GOOD))]
    results = list(parse_captures(documents, seconds=1.0, megabytes=500))
    assert [c.url for c, _ in results] == [c.url for c in documents]
    assert [isinstance(result, Article) for _, result in results] == [True, False, True]
    failure = results[1][1]
    assert isinstance(failure, Failure)
    assert failure.reason == reason


def test_order_is_kept_whatever_the_number_of_workers(capture: Callable[..., Capture]) -> None:
    documents = [capture(GOOD.replace("A title", f"Title {i}"), f"https://n.example/{i}") for i in range(130)]
    results = list(parse_captures(iter(documents), workers=3))
    assert [c.url for c, _ in results] == [c.url for c in documents]
    assert [r.title for _, r in results if isinstance(r, Article)] == [f"Title {i}" for i in range(130)]


def test_documents_are_read_only_as_far_ahead_as_the_workers_need(capture: Callable[..., Capture]) -> None:
    taken = 0

    def documents() -> Iterator[Capture]:
        nonlocal taken
        for i in range(1000):
            taken += 1
            yield capture(GOOD, f"https://n.example/{i}")

    results = parse_captures(documents(), workers=1)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert taken < 20


def test_no_worker_is_left_when_the_reader_stops_early(capture: Callable[..., Capture]) -> None:
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    results = parse_captures([capture(GOOD)] * 3)
    next(results)
    assert {child.pid for child in psutil.Process().children(recursive=True)} - before
    results.close()  # type: ignore[attr-defined]
    assert {child.pid for child in psutil.Process().children(recursive=True)} - before == set()


PARENT = """
import sys, time
from datetime import UTC, datetime
from extract.article.sandbox import parse_captures
from extract.records import Capture
def captures():
    for body in (b"plain words of a text", {body!r}):
        yield Capture(source_id="t", url="https://n.example/", final_url="https://n.example/", status=200, headers=(),
                      body=body, payload_digest="x", fetched_at=datetime.now(UTC), record_id="r")
for _, result in parse_captures(captures(), seconds=2.0, workers=1):
    print("read", flush=True)
    time.sleep({pause})
"""


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize(("body", "pause"), [(b"words", 60), (b"ENDLESS", 0)], ids=["idle", "in an endless loop"])
def test_a_worker_ends_when_its_parent_is_killed(body: bytes, pause: int) -> None:
    code = PARENT.format(body=body, pause=pause)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "read\n"
        workers = psutil.Process(parent.pid).children()
        assert len(workers) == 1
        parent.send_signal(signal.SIGKILL)
    _gone, alive = psutil.wait_procs(workers, timeout=60)
    assert alive == []


def test_the_main_module_of_the_parent_is_not_run_again(tmp_path: Path) -> None:
    script = tmp_path / "main.py"
    script.write_text("print('main runs', flush=True)\n" + PARENT.format(body=b"more words", pause=0))
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.count("main runs") == 1
    assert done.stdout.count("read") == 2
