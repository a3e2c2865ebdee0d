"""Make a damaged working file anew: from the last publication, and from what the archive has since."""

from __future__ import annotations

from dataclasses import dataclass

from extract.archive.read import read_captures
from extract.digest import digest
from extract.records import Batch
from flows.arrivals import batches, pending_ids
from flows.plan import plan_run
from flows.settings import Settings
from warehouse.connection import writer
from warehouse.load import load_batch
from warehouse.lock import run_lock
from warehouse.publish import publish
from warehouse.restore import Restored
from warehouse.restore import restore as restore_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What was read again from the archive: answers, new article versions, new observations, and what failed."""

    answer_count: int
    version_count: int
    observation_count: int
    failures: tuple[str, ...]


def restore(settings: Settings, *, force: bool = False) -> tuple[Restored, Reread | None]:
    """Restore the working file, read what the archive has since, and publish; None when there was nothing to restore.

    Args:
        settings: This process's settings.
        force: Also when the working file is whole.

    Raises:
        WarehouseError: A run is at work, the disk is full, or there is no right to write.
    """
    root, patience = settings.places.root, settings.lock_wait_seconds
    with run_lock(root, deadline_seconds=patience, purpose="restore"):
        restored = restore_file(root, deadline_seconds=patience, force=force)
        if not restored.damage and not force:
            return restored, None
        reread = reread_archive(settings)
        publish(root, deadline_seconds=patience)
    return restored, reread


def reread_archive(settings: Settings) -> Reread:
    """Load every archived answer that the ledger does not know; call under the run lock."""
    plan = plan_run(settings)
    pending = pending_ids(settings, plan)
    digests = dict(plan.last_digests)
    answers = versions = observations = 0
    failures: list[str] = []
    captures = read_captures(settings.places.archive, record_ids=pending) if pending else iter(())
    for chunk in batches(captures):
        # Of a poll that may have been cut short no validators are lent: the next one asks for everything again.
        found = digest(
            chunk, sources=plan.all_sources, catalog=plan.catalog, last_digests=digests, settled_ids=frozenset()
        )
        digests |= {f.url: f.payload_digest for f in found.fetches}
        batch = Batch(readings=found.readings, fetches=found.fetches, failures=found.failures)
        with writer(settings.places.root, deadline_seconds=settings.lock_wait_seconds, purpose="restore") as connection:
            result = load_batch(connection, batch, run_id="restore", now=plan.now)
        answers += len(chunk)
        versions += result.version_count
        observations += result.observation_count
        failures += [f"{f.source_id} {f.url}: {f.reason}" for f in found.failures]
        failures += result.set_aside
    return Reread(
        answer_count=answers, version_count=versions, observation_count=observations, failures=tuple(failures)
    )
