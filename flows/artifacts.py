"""The run's account in the Prefect UI: a table of sources and the new observations with quotes and links."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import UUID

from prefect.artifacts import (
    acreate_link_artifact,
    acreate_markdown_artifact,
    acreate_progress_artifact,
    acreate_table_artifact,
    aupdate_progress_artifact,
)

from flows.figures import figure
from flows.prefect_api import served_addresses
from flows.settings import Settings
from flows.summary import RunSummary
from flows.text import as_markdown, one_line

SHOWN_OBSERVATIONS = 200
LONG_SECONDS = 2.0


@dataclass(slots=True)
class RunProgress:
    """A progress bar in the Prefect UI for runs that take longer than two seconds; at most one update a second."""

    key: str
    description: str
    count: int
    done: int = 0
    artifact_id: UUID | None = None
    told_at: float = field(default_factory=time.monotonic)

    async def step(self) -> None:
        """One of the steps is done."""
        self.done += 1
        now = time.monotonic()
        share = 100.0 * self.done / self.count
        if self.artifact_id is None:
            if now - self.told_at >= LONG_SECONDS:
                self.artifact_id = await acreate_progress_artifact(
                    progress=share, key=f"{self.key}-progress", description=self.description
                )
                self.told_at = now
        elif now - self.told_at >= 1.0 or self.done == self.count:
            await aupdate_progress_artifact(self.artifact_id, progress=share)
            self.told_at = now


async def record_artifacts(summary: RunSummary, settings: Settings) -> None:
    """Leave the run's tables in Prefect; call inside a flow run."""
    await acreate_table_artifact(
        key="sources",
        description="What each source gave: articles listed, new, fetched, unchanged, not about our companies, failed.",
        table=[
            {
                "source": o.source_id,
                "outcome": o.outcome,
                "found": o.found_count,
                "new": o.new_count,
                "fetched": o.fetched_count,
                "unchanged": o.unchanged_count,
                "not ours": o.irrelevant_count,
                "failed": o.failed_count,
                "why": one_line(o.message, 300),
            }
            for o in summary.outcomes
        ],
    )
    await acreate_markdown_artifact(
        key="new-observations",
        description="What was read in this run, with the words it was read from.",
        markdown=observations_markdown(summary),
    )
    report = served_addresses(settings.places.prefect).get("report")
    if report:
        await acreate_link_artifact(link=report, key="report", link_text="Report", description="Trends and claims.")


def observations_markdown(summary: RunSummary) -> str:
    """The run's observations as a Markdown table."""
    if not summary.load.observation_count:
        return "Nothing new was read in this run."
    head = "| entity | metric | value | as of | report | quote |\n|---|---|---:|---|---|---|\n"
    rows = [
        f"| {o.entity} | {o.metric.replace('_', ' ')} | {figure(o.value, o.unit, o.comparator, o.value_max)} "
        f"| {o.as_of or ''} | {link(o.url)} | {as_markdown(o.quote)} |"
        for o in summary.observations[:SHOWN_OBSERVATIONS]
    ]
    more = len(summary.observations) - len(rows)
    return head + "\n".join(rows) + (f"\n\nand {more} more" if more > 0 else "")


def link(url: str) -> str:
    """An http address as a Markdown link that shows its host; anything else as text only."""
    target = one_line(url)
    safe = target.startswith(("http://", "https://")) and not any(c in target for c in "<>()[] \"'`|\\")
    return f"[{as_markdown(urlsplit(target).netloc, 60)}](<{target}>)" if safe else as_markdown(url)
