"""Commands that check and mend: verify and restore."""

from __future__ import annotations

from typing import Annotated

import typer

from flows import progress
from flows.cli import output


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(verify)
    app.command()(restore)


def verify(as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False) -> None:
    """Check every observation against the archive: digest, text, quote, figure."""
    from extract.catalog.load import load_catalog
    from extract.catalog.sources import load_sources
    from flows.settings import load_settings
    from flows.verify import claims
    from flows.verify import verify as check

    settings = load_settings()
    places = settings.places
    sources = {source.id: source for source in load_sources(settings.sources)}
    with progress.bar("articles checked", len(claims(places.root))) as advance:
        found = check(places.root, places.archive, sources=sources, catalog=load_catalog(), advance=advance)
    if as_json:
        output.json_line(
            {
                "observations": found.claim_count,
                "articles": found.article_count,
                "superseded": found.superseded_count,
                "failures": list(found.failures),
            }
        )
    else:
        for line in found.failures:
            output.result(output.clean(line))
        verdict = f"{len(found.failures)} failures" if found.failures else "all of them hold"
        output.result(f"{found.claim_count} observations in {found.article_count} articles checked: {verdict}.")
        if found.superseded_count:
            output.result(f"{found.superseded_count} older readings that newer rules replaced were not checked.")
    if found.failures:
        raise typer.Exit(1)


def restore(
    force: Annotated[bool, typer.Option("--force", help="Also when the working file is whole.")] = False,
) -> None:
    """Make a damaged working file anew from the last publication and the archive."""
    from flows.restore import restore as mend
    from flows.settings import load_settings

    with progress.spinner("restoring"):
        restored, reread = mend(load_settings(), force=force)
    if reread is None:
        output.result("The working file is whole; nothing was done.")
        return
    output.result(output.clean(f"Found: {restored.damage or 'the working file is whole, --force was given'}"))
    for line in restored.unreadable:
        output.result(output.clean(f"Not usable: {line}"))
    if restored.source is None:
        output.result("No publication could be read: everything was read again from the archive.")
    else:
        count = restored.rows["observation"]
        output.result(f"Restored {count} observations and the ledgers from {restored.source}.")
    output.result(
        f"Read {reread.answer_count} later answers from the archive: {reread.version_count} new article versions, "
        f"{reread.observation_count} new observations, {len(reread.failures)} failures."
    )
    for line in reread.failures:
        output.say(line)
    if restored.kept_at:
        output.result(f"The damaged file is kept as {restored.kept_at}.")
    output.result("Polls and failures that were recorded after that publication are lost; published again.")
