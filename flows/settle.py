"""Put right in Prefect what a killed predecessor left: runs that nobody runs, and the pile of missed ones.

Measured with Prefect 3.8.8 (SQLite): after serving process and run are killed together the run stays "Running" for
good, a run killed while "Submitting" stays so, and every missed schedule fires at the same second after a restart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled, Crashed

from flows import log
from flows.alive import forget, is_alive, killed_runs

UNDER_WAY = (StateType.RUNNING, StateType.PENDING, StateType.CANCELLING)
PAGE = 200


@dataclass(frozen=True, slots=True)
class Settled:
    """How many runs were set to Crashed, and how many surplus late ones were cancelled."""

    crashed: int
    cancelled: int


def surplus(late: Sequence[FlowRun]) -> list[FlowRun]:
    """All late runs but the newest of each deployment: one catch-up run is enough, the ledger knows what is due."""
    by_deployment: defaultdict[UUID | None, list[FlowRun]] = defaultdict(list)
    for run in late:
        by_deployment[run.deployment_id].append(run)
    return [
        run
        for runs in by_deployment.values()
        for run in sorted(runs, key=lambda r: r.expected_start_time or datetime.min.replace(tzinfo=UTC))[:-1]
    ]


async def _runs(client: PrefectClient, states: Sequence[StateType], deployments: Sequence[UUID]) -> list[FlowRun]:
    found: list[FlowRun] = []
    while True:
        page = await client.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(states))),
                deployment_id=FlowRunFilterDeploymentId(any_=list(deployments)),
            ),
            sort=FlowRunSort.EXPECTED_START_TIME_ASC,
            limit=PAGE,
            offset=len(found),
        )
        found += page
        if len(page) < PAGE:
            return found


async def settle(root: Path, deployment_ids: Sequence[UUID], *, late_by_seconds: float = 0.0) -> Settled:
    """Settle the runs of these deployments; call before anything serves them.

    Args:
        root: NEWSGAUGE_HOME, where living runs have their marks.
        deployment_ids: The deployments this process is about to serve.
        late_by_seconds: How long past its time a scheduled run counts as missed, in seconds.
    """
    async with get_client() as client:
        under_way = await _runs(client, UNDER_WAY, deployment_ids)
        stuck = [run for run in under_way if not is_alive(root, str(run.id))]
        for run in stuck:
            await _crash(client, run, "its process was gone when newsgauge serve started again")
            forget(root, str(run.id))
        limit = datetime.now(UTC) - timedelta(seconds=late_by_seconds)
        scheduled = await _runs(client, [StateType.SCHEDULED], deployment_ids)
        extra = surplus([r for r in scheduled if r.expected_start_time is not None and r.expected_start_time < limit])
        for run in extra:
            state: State[Any] = Cancelled(message="missed while nothing served; a later run catches up")
            await client.set_flow_run_state(run.id, state, force=True)
    return Settled(crashed=len(stuck), cancelled=len(extra))


async def settle_killed(root: Path) -> int:
    """Set the runs to Crashed whose process was killed on this machine, by schedule or by hand; returns how many."""
    killed = killed_runs(root)
    if not killed:
        return 0
    count = 0
    async with get_client() as client:
        for run_id in killed:
            try:
                run = await client.read_flow_run(UUID(run_id))
            except (ObjectNotFound, ValueError):
                forget(root, run_id)  # a run of another Prefect server, or no run at all
                continue
            if run.state is None or not run.state.is_final():
                await _crash(client, run, "its process was killed")
                log.get_logger("serve").warning("a run was killed", run_id=run_id, run=run.name)
                count += 1
            forget(root, run_id)
    return count


async def _crash(client: PrefectClient, run: FlowRun, message: str) -> None:
    await client.set_flow_run_state(run.id, Crashed(message=message), force=True)
