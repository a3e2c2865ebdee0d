"""Commands about sources: list them with their last outcome, or try one and explain."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from flows.cli import output

sources_app = typer.Typer(help="List the sources with their last outcome, or try one.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.add_typer(sources_app, name="sources")


@sources_app.callback(invoke_without_command=True)
def list_sources(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a source.")] = False
) -> None:
    """List the sources with their last outcome."""
    if context.invoked_subcommand:
        return
    from extract.catalog.sources import load_sources
    from flows.settings import load_settings
    from warehouse.ask import ask

    settings = load_settings()
    last: dict[str, tuple[object, ...]] = {}
    if settings.places.published.is_file():
        fresh = ask(settings.places.root, "select source, state, last_success_at, next_due_at from freshness")
        last = {str(row[0]): tuple(row[1:]) for row in fresh.rows}
    columns = ["id", "kind", "language", "on", "state", "last success", "next due", "name"]
    rows = [
        [s.id, s.kind, s.language, "yes" if s.enabled else "no", *last.get(s.id, ("never polled", None, None)), s.name]
        for s in load_sources(settings.sources)
    ]
    if as_json:
        for row in rows:
            output.json_line(dict(zip(columns, row, strict=True)))
        return
    output.table(columns, rows)


@sources_app.command()
def check(name: Annotated[str, typer.Argument(help="The source's id.")]) -> None:
    """Ask one source now, load nothing, and explain what it answered."""
    from extract.catalog.sources import load_sources
    from extract.discover import discover
    from extract.errors import SourceError
    from extract.fetch.client import Fetcher
    from extract.fetch.response import Response
    from flows.plan import choose_sources
    from flows.settings import load_settings
    from flows.steps import fetch_policy

    settings = load_settings()
    (source,) = choose_sources(load_sources(settings.sources), [name])
    output.result(f"{source.id}: {source.name} ({source.kind}), {source.url}")

    async def attempt() -> int:
        async with Fetcher(fetch_policy(settings)) as fetcher:

            async def get(url: str, *, max_bytes: int | None = None, conditional: bool = True) -> Response:
                del conditional
                response = await fetcher.get(url, source_id=source.id, max_bytes=max_bytes)
                kind = dict((n.lower(), v) for n, v in response.headers).get("content-type", "no content type")
                output.result(output.clean(f"  {response.status} {url} {len(response.body):,} bytes, {kind}"))
                return response

            try:
                found = await discover(source, get, now=datetime.now(UTC))
            except SourceError as error:
                output.result(output.clean(f"  failed: {error.reason}"))
                return 1
        output.result(f"  {len(found.candidates)} articles listed, {len(found.failures)} entries refused")
        for candidate in found.candidates[:5]:
            day = f"{candidate.published_at:%Y-%m-%d %H:%M}" if candidate.published_at else "no date"
            output.result(output.clean(f"  {day}  {candidate.title or '(no title)'}  {candidate.url}"))
        for one in found.failures[:5]:
            output.result(output.clean(f"  refused: {one.reason} {one.url}"))
        newest = max((c.published_at for c in found.candidates if c.published_at), default=None)
        if newest and (datetime.now(UTC) - newest).days > source.stale_after_days:
            output.result(f"  stale: its newest article is of {newest:%Y-%m-%d}")
        return 0 if found.candidates and not found.failures else 3

    raise typer.Exit(asyncio.run(attempt()))
