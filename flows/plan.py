"""What a run sets out with: the sources that are due and what the ledger knows of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from extract.catalog.load import Catalog, load_catalog
from extract.catalog.sources import load_sources
from extract.collect import Known
from extract.errors import ConfigurationError
from extract.records import Candidate, Source, Window
from flows.settings import Settings
from warehouse import ledger, load
from warehouse.connection import writer

HAND = "hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything a run needs to know before it asks anyone; read once, under the lock. `claimed` are the addresses
    that one of its sources asks for already: two sources that list one article cost one request."""

    now: datetime
    catalog: Catalog
    sources: tuple[Source, ...]
    all_sources: Mapping[str, Source]
    known: Known
    last_digests: Mapping[str, str]
    known_record_ids: frozenset[str]
    candidates: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict)
    window: Window | None = None
    claimed: set[str] = field(default_factory=set)
    past: bool = False


def choose_sources(
    sources: Sequence[Source], wanted: Sequence[str] | None, *, with_history: bool = False
) -> tuple[Source, ...]:
    """The enabled sources, or those named; a backfill adds those that serve only history.

    Raises:
        ConfigurationError: A name is not in the catalogue; the text says which.
    """
    if not wanted:
        return tuple(s for s in sources if s.enabled or (with_history and s.options.get("history_only")))
    by_id = {source.id: source for source in sources}
    unknown = [name for name in wanted if name not in by_id]
    if unknown:
        raise ConfigurationError(f"no source is called '{unknown[0][:80]}'; `newsgauge sources` lists them")
    return tuple(by_id[name] for name in dict.fromkeys(wanted))


def hand_source(documents: Sequence[str], published: date | None) -> tuple[Source, tuple[Candidate, ...]]:
    """The source that stands for documents named by hand, and what it lists.

    Raises:
        ConfigurationError: A path does not exist.
    """
    at = datetime.combine(published, time(), UTC) if published else None
    candidates = [Candidate(source_id=HAND, url=document_url(text), published_at=at) for text in documents]
    return Source(id=HAND, kind="files", name="Documents given by hand", url="", language=""), tuple(candidates)


def document_url(text: str) -> str:
    """A path as a file: URL; http and https URLs as they are."""
    if text.lower().startswith(("http://", "https://")):
        return text
    path = Path(text).expanduser()
    if not path.exists():
        raise ConfigurationError(f"no such file: {text[:200]}")
    return path.resolve().as_uri()


def plan_run(
    settings: Settings,
    *,
    source_ids: Sequence[str] | None = None,
    due_only: bool = False,
    documents: Sequence[str] | None = None,
    published: date | None = None,
    past: bool = False,
    now: datetime | None = None,
) -> Plan:
    """Read the catalogue and the ledger; the warehouse is made here on the first run.

    Args:
        settings: This process's settings.
        source_ids: Sources by id; the enabled ones when empty.
        due_only: Only sources whose next poll is due; known articles rest as the settings say.
        documents: Paths or URLs in place of sources.
        published: Publication day of documents that do not state one.
        past: Windows of the past are asked for: also of sources that serve only history, and no article that the
            archive has is asked for again.
        now: Start of the run; the clock's when None.

    Raises:
        ConfigurationError: The catalogue, a source name or a path is wrong.
        WarehouseError: The warehouse cannot be opened.
    """
    started = now or datetime.now(UTC)
    catalog = load_catalog()
    listed = load_sources(settings.sources)
    candidates: dict[str, tuple[Candidate, ...]] = {}
    sources: tuple[Source, ...]
    if documents:
        source, found = hand_source(documents, published)
        sources, candidates = (source,), {source.id: found}
        listed = (*listed, source)
    else:
        sources = choose_sources(listed, source_ids, with_history=past)
    with writer(settings.places.root, deadline_seconds=settings.lock_wait_seconds, purpose="plan") as connection:
        load.sync_dimensions(connection, listed, catalog.entities, catalog.metrics)
        if due_only:
            states = ledger.poll_states(connection)
            sources = tuple(s for s in sources if s.id not in states or states[s.id].is_due(started))
        rest = timedelta(hours=settings.fetch.recheck_hours) if due_only else timedelta(0)
        rest = timedelta.max if past else rest
        known = Known(
            validators=ledger.validators(connection),
            fetched_at=ledger.fetched_at(connection),
            recheck_after=rest,
        )
        last_digests = ledger.last_digests(connection)
        known_record_ids = frozenset(ledger.known_record_ids(connection))
    return Plan(
        now=started,
        catalog=catalog,
        sources=sources,
        all_sources={source.id: source for source in listed},
        known=known,
        last_digests=last_digests,
        known_record_ids=known_record_ids,
        candidates=candidates,
        past=past,
    )


def refresh(settings: Settings, plan: Plan) -> Plan:
    """The same plan with what the ledger has learnt since."""
    with writer(settings.places.root, deadline_seconds=settings.lock_wait_seconds, purpose="plan") as connection:
        return replace(
            plan,
            now=datetime.now(UTC),
            known=replace(
                plan.known, validators=ledger.validators(connection), fetched_at=ledger.fetched_at(connection)
            ),
            last_digests=ledger.last_digests(connection),
            known_record_ids=frozenset(ledger.known_record_ids(connection)),
            claimed=set(),
        )
