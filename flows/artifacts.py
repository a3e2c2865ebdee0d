"""The run's account in the Prefect UI: a table of sources and the new observations with quotes and links."""

from __future__ import annotations

import re

from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact

from flows.summary import RunSummary

SHOWN_OBSERVATIONS = 200
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+.!|<>~-])")


def plain(text: str, limit: int = 300) -> str:
    """Text from outside as Markdown that shows it and does nothing else."""
    line = "".join(c if c.isprintable() else " " for c in text)[:limit]
    return _MARKDOWN.sub(r"\\\1", line)


async def record_artifacts(summary: RunSummary) -> None:
    """Leave the run's tables in Prefect; call inside a flow run."""
    await acreate_table_artifact(
        key="sources",
        description=f"What each source gave in run {summary.run_id}.",
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
                "message": o.message[:300],
            }
            for o in summary.outcomes
        ],
    )
    await acreate_markdown_artifact(
        key="new-observations", description="What was read in this run.", markdown=observations_markdown(summary)
    )


def observations_markdown(summary: RunSummary) -> str:
    """The run's observations as a Markdown table."""
    if not summary.load.observation_count:
        return "Nothing new was read in this run."
    head = "| entity | metric | value | as of | quote | report |\n|---|---|---:|---|---|---|\n"
    rows = [
        f"| {o.entity} | {o.metric} | {o.value:,.10g} {o.unit} | {o.as_of or ''} | {plain(o.quote)} | {plain(o.url)} |"
        for o in summary.observations[:SHOWN_OBSERVATIONS]
    ]
    more = len(summary.observations) - len(rows)
    return head + "\n".join(rows) + (f"\n\nand {more} more" if more > 0 else "")
