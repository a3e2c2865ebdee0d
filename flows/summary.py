"""What a run did, for the terminal, the Prefect artifact and the exit code: one record, told in several places."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from extract.records import LoadResult, SourceOutcome

DONE, FAILED, PARTIAL = 0, 1, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class NewObservation:
    """One observation a run loaded, as people read it."""

    entity: str
    metric: str
    value: float
    value_max: float | None
    comparator: str
    unit: str
    as_of: str | None
    quote: str
    url: str
    confidence: float
    change: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """Counts and findings of one run."""

    run_id: str
    outcomes: tuple[SourceOutcome, ...]
    load: LoadResult
    observations: tuple[NewObservation, ...]
    failures: tuple[str, ...]

    @property
    def found_count(self) -> int:
        """Articles the sources listed."""
        return sum(outcome.found_count for outcome in self.outcomes)

    @property
    def fetched_count(self) -> int:
        """Articles whose bytes came over the wire."""
        return sum(outcome.fetched_count for outcome in self.outcomes)

    @property
    def state(self) -> Literal["done", "partial", "failed"]:
        """done: no failure; failed: every source failed as a whole; partial: anything between.

        A service that sheds load as a matter of course (GDELT, the Wayback Machine) never makes a run a failed one.
        """
        if not self.failures and all(o.outcome in {"ok", "unchanged"} for o in self.outcomes):
            return "done"
        if any(not o.optional for o in self.outcomes) and all(o.outcome == "failed" for o in self.outcomes):
            return "failed"
        return "partial"

    @property
    def exit_code(self) -> int:
        """0 done, 1 all failed, 3 done but some sources or documents failed."""
        return {"done": DONE, "failed": FAILED, "partial": PARTIAL}[self.state]

    def as_json(self) -> dict[str, Any]:
        """The record as plain values."""
        return {**asdict(self), "state": self.state, "exit_code": self.exit_code}
