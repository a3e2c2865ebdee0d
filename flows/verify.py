"""Check every claim people see against the archive: bytes, text, words, figure. Reads only."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from extract.archive.read import read_captures
from extract.archive.write import payload_digest
from extract.article.sandbox import parse_captures
from extract.catalog.load import Catalog
from extract.digest import read_article
from extract.quantity import read_quantities
from extract.records import Article, Capture, Failure, Source
from warehouse.ask import ask
from warehouse.load import read_sql

BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One observation with what its article version says it was read from."""

    observation_id: str
    version_id: str
    record_id: str
    payload_digest: str
    url: str
    value: float
    value_max: float | None
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """How many claims and articles were checked, and a line for each that does not hold."""

    claim_count: int
    article_count: int
    failures: tuple[str, ...]
    superseded_count: int = 0


def claims(home: Path) -> dict[str, list[Claim]]:
    """The published claims under the record id of the answer each was read from."""
    answer = ask(
        home,
        "select o.observation_id, o.version_id, v.capture_record_id, v.payload_digest, o.url, o.value, o.value_max, "
        "o.span_start, o.span_end, o.quote from observation o join article_version v using (version_id) order by all",
    )
    found: defaultdict[str, list[Claim]] = defaultdict(list)
    for row in answer.rows:
        claim = Claim(
            observation_id=row[0], version_id=row[1], record_id=row[2], payload_digest=row[3], url=row[4],
            value=row[5], value_max=row[6], start=row[7], end=row[8], quote=row[9],
        )  # fmt: skip
        found[claim.record_id].append(claim)
    return dict(found)


def verify(
    home: Path,
    archive: Path,
    *,
    sources: dict[str, Source],
    catalog: Catalog,
    advance: Callable[[], None] = lambda: None,
) -> Verified:
    """Check every published claim.

    Args:
        home: NEWSGAUGE_HOME.
        archive: The folder of WARC files.
        sources: By id, as the ingest has them.
        catalog: Entities and metrics.
        advance: Called after each article.

    Returns:
        The account. Claims of older rules, which nobody is shown, are only counted.
    """
    wanted = claims(home)
    failures = [fault for (fault,) in ask(home, read_sql("checks", "publication_is_sound.sql")).rows]
    met: set[str] = set()
    captures = read_captures(archive, record_ids=wanted.keys())
    for batch in _batches(captures, failures):
        met.update(capture.record_id for capture in batch)
        for capture, result in parse_captures(batch, sources=sources):
            for claim in wanted[capture.record_id]:
                reason = fault_of(claim, capture, result, catalog)
                if reason:
                    failures.append(f"{claim.observation_id} {claim.url}: {reason}")
            advance()
    failures += [
        f"{claim.observation_id} {claim.url}: the archive does not hold {record_id}"
        for record_id in sorted(wanted.keys() - met)
        for claim in wanted[record_id]
    ]
    [(facts, shown)] = ask(
        home, "select (select count(*) from observation_fact), (select count(*) from observation)"
    ).rows
    return Verified(
        claim_count=sum(map(len, wanted.values())),
        article_count=len(wanted),
        failures=tuple(failures),
        superseded_count=facts - shown,
    )


def _batches(captures: Iterable[Capture | Failure], failures: list[str]) -> Iterator[list[Capture]]:
    def whole() -> Iterator[Capture]:
        for capture in captures:
            if isinstance(capture, Failure):
                failures.append(f"archive: {capture.reason}")
            else:
                yield capture

    found = whole()
    while batch := list(islice(found, BATCH)):
        yield batch


def fault_of(claim: Claim, capture: Capture, result: Article | Failure, catalog: Catalog) -> str:
    """What does not hold of a claim; empty when all does."""
    digest = payload_digest(capture.body)
    if digest != claim.payload_digest:
        return f"the archived bytes have digest {digest}, not {claim.payload_digest}"
    if isinstance(result, Failure):
        return f"the archived bytes give no article: {result.reason}"
    if result.version != claim.version_id:
        return "the archived bytes give another text than the one it was read from; `newsgauge reparse` reads it again"
    if result.text[claim.start : claim.end] != claim.quote:
        return f"characters {claim.start} to {claim.end} are not the quote"
    if not (states(claim, result.text) or _is_read_again(claim, result, catalog)):
        return f"the quote {claim.quote!r} does not give {claim.value:,.15g}"
    return ""


def states(claim: Claim, text: str) -> bool:
    """Whether a quantity in the quote has the claim's value; losses and falls are told by words, not by a sign."""
    upto = claim.value if claim.value_max is None else claim.value_max
    return any(
        _same(q.value, claim.value) and _same(q.value if q.value_max is None else q.value_max, upto)
        for q in read_quantities(text)
        if q.start < claim.end and q.end > claim.start
    )


def _same(found: float, stated: float) -> bool:
    return math.isclose(abs(found), abs(stated), rel_tol=1e-9)


def _is_read_again(claim: Claim, article: Article, catalog: Catalog) -> bool:
    """Whether the present rules read the same figure there: of words such as "doubled" no quantity has the value."""
    read: Sequence[tuple[float, int, int]] = [
        (o.value, o.start, o.end) for o in read_article(article, catalog).observations
    ]
    return (claim.value, claim.start, claim.end) in read
