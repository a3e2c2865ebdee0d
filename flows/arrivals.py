"""Read and load what lies in the archive and not in the ledger: what a run just fetched, and what a killed one had.

The archive is the truth and the ledger says how far it was read, so there is no third place that could disagree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extract.archive.read import read_captures, record_ids
from extract.collect import Collected, outcome
from extract.digest import Digest
from extract.records import Batch, Capture, Failure, LoadResult, Observation, SourceOutcome
from flows import steps
from flows.plan import Plan
from flows.settings import Settings
from flows.summary import NewObservation

BATCH_COUNT = 500
BATCH_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """What was read and loaded."""

    outcomes: tuple[SourceOutcome, ...] = ()
    load: LoadResult
    observations: tuple[NewObservation, ...] = ()
    failures: tuple[Failure, ...] = ()
    observation_counts: dict[str, int]
    """Observations by the record id of the answer they were read from."""


def batches(captures: Iterable[Capture | Failure]) -> Iterator[list[Capture | Failure]]:
    """Captures in batches of a bounded number and size, so that a run's memory does not grow with its news."""
    batch: list[Capture | Failure] = []
    size = 0
    for capture in captures:
        batch.append(capture)
        size += len(capture.body) if isinstance(capture, Capture) else 0
        if len(batch) >= BATCH_COUNT or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def pending_ids(settings: Settings, plan: Plan) -> frozenset[str]:
    """Archived answers that the ledger does not know."""
    return frozenset(record_ids(settings.places.archive)) - plan.known_record_ids


class _Tally:
    """Sums over the batches of one run, by source."""

    def __init__(self) -> None:
        self.articles: defaultdict[str, list[Capture]] = defaultdict(list)
        self.changed_ids: set[str] = set()
        self.irrelevant: defaultdict[str, int] = defaultdict(int)
        self.parse_failed: defaultdict[str, int] = defaultdict(int)
        self.observation_counts: defaultdict[str, int] = defaultdict(int)
        self.observations: list[NewObservation] = []
        self.failures: list[Failure] = []
        self.results: list[LoadResult] = []

    def add(self, captures: Sequence[Capture | Failure], found: Digest, result: LoadResult) -> None:
        """Count one batch."""
        for capture in captures:
            if isinstance(capture, Capture) and capture.role == "article":
                self.articles[capture.source_id].append(replace(capture, body=b""))
        self.changed_ids |= found.changed_ids
        for source_id, count in found.irrelevant.items():
            self.irrelevant[source_id] += count
        for source_id, count in found.parse_failed.items():
            self.parse_failed[source_id] += count
        for reading in found.readings:
            self.observation_counts[reading.article.capture_record_id] += len(reading.observations)
            self.observations += [_as_new(o, reading.article.canonical_url) for o in reading.observations]
        self.failures += found.failures
        self.results.append(result)

    def outcome(self, part: Collected) -> SourceOutcome:
        """One source's account."""
        source_id = part.source_id
        return outcome(
            part,
            self.articles[source_id],
            frozenset(c.record_id for c in self.articles[source_id]) & self.changed_ids,
            self.irrelevant[source_id],
            self.parse_failed[source_id],
        )


def load_arrivals(settings: Settings, plan: Plan, collected: Sequence[Collected], run_id: str) -> Arrivals:
    """Read and load, batch by batch; a run that is killed between two of them leaves the rest to the next run.

    Args:
        settings: This process's settings.
        plan: What the ledger knew when the run began.
        collected: What this run asked for; its records of requests and its outcomes are loaded last. A window of the
            past is no poll: it has no outcome, and its answers lend no validators, since it used only a part of them.
        run_id: The run.
    """
    pending = pending_ids(settings, plan)
    polls = [] if plan.past else collected
    settled = frozenset[str]().union(*(part.settled_ids for part in polls))
    digests = dict(plan.last_digests)
    tally = _Tally()
    found_captures = read_captures(settings.places.archive, record_ids=pending) if pending else iter(())
    for captures in batches(found_captures):
        found = steps.read_batch(steps.as_it_is(captures), steps.as_it_is(replace(plan, last_digests=digests)), settled)
        digests |= {f.url: f.payload_digest for f in found.fetches}
        batch = Batch(readings=found.readings, fetches=found.fetches, failures=found.failures)
        tally.add(captures, found, steps.load(settings, steps.as_it_is(batch), run_id, plan.now))
    outcomes = tuple(tally.outcome(part) for part in polls)
    failures = tuple(f for part in collected for f in part.failures)
    if collected:
        fetches = tuple(f for part in collected for f in part.fetches)
        ledger = Batch(fetches=fetches, failures=failures, outcomes=outcomes)
        tally.results.append(steps.load(settings, steps.as_it_is(ledger), run_id, plan.now))
    return Arrivals(
        outcomes=outcomes,
        load=total(tally.results),
        observations=tuple(tally.observations),
        failures=(*failures, *tally.failures),
        observation_counts=dict(tally.observation_counts),
    )


def total(results: Sequence[LoadResult]) -> LoadResult:
    """Several loads as one."""
    return LoadResult(
        load_id=results[-1].load_id if results else "",
        article_count=sum(r.article_count for r in results),
        version_count=sum(r.version_count for r in results),
        observation_count=sum(r.observation_count for r in results),
        failure_count=sum(r.failure_count for r in results),
        fetch_count=sum(r.fetch_count for r in results),
        set_aside=tuple(line for r in results for line in r.set_aside),
    )


def together(first: Arrivals, second: Arrivals) -> Arrivals:
    """What was caught up with at the start of a run, and what it brought itself."""
    return Arrivals(
        outcomes=(*first.outcomes, *second.outcomes),
        load=total([first.load, second.load]),
        observations=(*first.observations, *second.observations),
        failures=(*first.failures, *second.failures),
        observation_counts=second.observation_counts,
    )


def _as_new(o: Observation, url: str) -> NewObservation:
    return NewObservation(
        entity=o.entity,
        metric=o.metric,
        value=o.value,
        value_max=o.value_max,
        comparator=o.comparator,
        unit=o.unit,
        as_of=o.as_of,
        quote=o.quote,
        url=url,
        confidence=o.confidence,
    )
