"""Commands about sources: list them with their last outcome, or try one and explain."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli import output
from flows.cli.help import App, Commands

if TYPE_CHECKING:
    from extract.discover import Discovery
    from extract.fetch.policy import FetchPolicy
    from extract.fetch.response import Response
    from extract.intake import Intake
    from extract.records import Source, Window

sources_app = App(cls=Commands, help="List the sources with their last outcome, or try one.", rich_markup_mode=None)
COLUMNS = ["id", "kind", "language", "on", "state", "last success", "next due", "last said", "name"]
SPARE = ["name", "next due", "language", "last success", "kind"]
MOST_SHOWN = 5
PAST_DAYS = 90


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
        question = "select source, state, last_success_at, next_due_at, coalesce(message, '') from freshness"
        last = {str(row[0]): tuple(row[1:]) for row in ask(settings.places.root, question).rows}
    rows = [
        [s.id, s.kind, s.language, _when(s), *last.get(s.id, ("never polled", None, None, "")), s.name]
        for s in load_sources(settings.sources)
    ]
    if as_json:
        for row in rows:
            output.json_line(dict(zip(COLUMNS, row, strict=True)))
        return
    output.table(
        COLUMNS, [[output.moment(c) if isinstance(c, datetime) else c for c in row] for row in rows], spare=SPARE
    )


def _when(source: Source) -> str:
    if source.options.get("history_only"):
        return "backfill"
    return "yes" if source.enabled else "no"


@sources_app.command()
def check(name: Annotated[str, typer.Argument(metavar="ID", help="The source's id.")]) -> None:
    """Ask one source now, load nothing, and explain what it answered."""
    from extract.catalog.sources import load_sources
    from flows.plan import choose_sources
    from flows.settings import load_settings

    settings = load_settings()
    (source,) = choose_sources(load_sources(settings.sources), [name])
    say(f"{source.id}: {source.name} ({source.kind}), {source.url}")
    if evidence := source.options.get("evidence"):
        say(f"  why it is here: {evidence}")
    from flows.steps import fetch_policy

    raise typer.Exit(asyncio.run(_check(source, fetch_policy(settings))))


def say(text: str) -> None:
    """A line of the explanation; text of strangers cannot steer the terminal."""
    output.result(output.clean(text))


async def _check(source: Source, policy: FetchPolicy) -> int:
    from extract.discover import MANNERS, discover
    from extract.errors import SourceError
    from extract.intake import open_intake
    from extract.local import read_local

    now = datetime.now(UTC)
    async with open_intake(policy) as intake:

        async def get(url: str, *, max_bytes: int | None = None, conditional: bool = True) -> Response:
            del conditional
            if url.startswith("file:"):
                return read_local(url, source, now=now)
            manners = MANNERS.get(source.kind)
            response = await intake.fetcher.get(url, source_id=source.id, max_bytes=max_bytes, manners=manners)
            kind = response.header("content-type") or "no content type"
            say(f"  {response.status} {response.final_url} {len(response.body):,} bytes, {kind}")
            return response

        try:
            found = await discover(source, get, now=now, window=_window(source, now), read=intake.read)
        except SourceError as error:
            say(f"  failed: {error.reason}")
            return 1
        _explain(source, found, now)
        readable = await _try_article(source, found, intake)
    return 0 if readable and not found.failures else 3


def _window(source: Source, now: datetime) -> Window | None:
    """The last three months for a source that serves only history."""
    from extract.records import Window

    if not source.options.get("history_only"):
        return None
    return Window(source_id=source.id, start=(now - timedelta(days=PAST_DAYS)).date(), end=now.date())


def _explain(source: Source, found: Discovery, now: datetime) -> None:
    say(f"  {len(found.candidates)} articles listed" + (f": {found.note}" if found.note else ""))
    for candidate in found.candidates[:MOST_SHOWN]:
        day = f"{candidate.published_at:%Y-%m-%d %H:%M}" if candidate.published_at else "no date"
        say(f"  {day}  {candidate.title or '(no title)'}  {candidate.url}")
    for one in found.failures:
        say(f"  trouble: {one.reason} {one.url}")
    newest = max((c.published_at for c in found.candidates if c.published_at), default=None)
    if newest and (now - newest).days > source.stale_after_days:
        say(f"  stale: its newest article is of {newest:%Y-%m-%d}, more than {source.stale_after_days} days ago")


async def _try_article(source: Source, found: Discovery, intake: Intake) -> bool:
    """Ask for the first article and say whether it could be read; a list alone proves little."""
    from extract.discover.crawl import is_warc
    from extract.errors import SourceError
    from extract.relevance import is_relevant

    if not found.candidates:
        return False
    url = found.candidates[0].url
    if url.startswith("file:") or is_warc(url):
        return True
    try:
        page = await intake.fetcher.get(url, source_id=source.id)
    except SourceError as error:
        say(f"  its first article failed: {error.reason}")
        return False
    named = "names" if is_relevant(page.body) else "does not name"
    say(f"  its first article: {page.status}, {len(page.body):,} bytes, {named} one of our companies")
    return True
