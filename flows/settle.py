"""Put right in Prefect what a killed predecessor left: runs that nobody runs, and the pile of missed ones.

Measured with Prefect 3.8.8 (SQLite): after serving process and run are killed together the run stays "Running" for
good, a run killed while "Submitting" stays so, and every missed schedule fires at the same second after a restart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled, Crashed, Scheduled

from flows import log
from flows.alive import forget, is_alive, killed_runs

UNDER_WAY = (StateType.RUNNING, StateType.CANCELLING)
WAITING = (StateType.SCHEDULED, StateType.PENDING)
PAGE = 200
GRACE = timedelta(seconds=60)
MISSED = "missed while nothing served; one run catches up with all that was"


@dataclass(frozen=True, slots=True)
class Settled:
    """How many runs were set to Crashed, and how many of each deployment were missed."""

    crashed: int
    missed: Counter[UUID]


async def _runs(client: PrefectClient, states: Sequence[StateType], of: FlowRunFilterDeploymentId) -> list[FlowRun]:
    found: list[FlowRun] = []
    while True:
        page = await client.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(states))),
                deployment_id=of,
            ),
            sort=FlowRunSort.EXPECTED_START_TIME_ASC,
            limit=PAGE,
            offset=len(found),
        )
        found += page
        if len(page) < PAGE:
            return found


async def deployment_ids(name: str) -> list[UUID]:
    """The deployments of this name that the server knows from earlier."""
    async with get_client() as client:
        found = await client.read_deployments(
            deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=[name])), limit=PAGE
        )
    return [deployment.id for deployment in found]


async def settle(root: Path, deployments: Sequence[UUID]) -> Settled:
    """Settle the runs of these deployments; call before anything serves them.

    Args:
        root: NEWSGAUGE_HOME, where living runs have their marks.
        deployments: The deployments this process is about to serve.
    """
    if not deployments:
        return Settled(0, Counter())
    ours = FlowRunFilterDeploymentId(any_=list(deployments))
    async with get_client() as client:
        under_way = await _runs(client, UNDER_WAY, ours)
        stuck = [run for run in under_way if not is_alive(root, str(run.id))]
        for run in stuck:
            await _crash(client, run, "its process was gone when newsgauge serve started again")
            forget(root, str(run.id))
        now = datetime.now(UTC)
        waiting = await _runs(client, WAITING, ours)
        missed = [run for run in waiting if run.expected_start_time is not None and run.expected_start_time < now]
        for run in missed:
            state: State[Any] = Cancelled(message=MISSED)
            await client.set_flow_run_state(run.id, state, force=True)
    return Settled(len(stuck), Counter(run.deployment_id for run in missed if run.deployment_id is not None))


async def catch_up(deployments: Iterable[UUID]) -> None:
    """Run each of these deployments once, now, for all that was missed: the ledger knows what is due."""
    async with get_client() as client:
        for deployment in deployments:
            await client.create_flow_run_from_deployment(deployment, state=Scheduled(), tags=["catch-up"])


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


async def settle_unmarked(root: Path, *, grace: timedelta = GRACE) -> int:
    """Set runs by hand to Crashed that were killed before they had their mark; returns how many.

    Call it only for a server that this NEWSGAUGE_HOME has to itself: the runs of another home have their marks there.

    Args:
        root: NEWSGAUGE_HOME.
        grace: How old a run without a mark must be; a living one has its mark within moments.
    """
    by_hand = FlowRunFilterDeploymentId(is_null_=True)
    count = 0
    async with get_client() as client:
        for run in await _runs(client, (StateType.RUNNING, StateType.PENDING), by_hand):
            begun = run.state.timestamp if run.state else run.created
            if begun is not None and datetime.now(UTC) - begun >= grace and not is_alive(root, str(run.id)):
                await _crash(client, run, "its process was killed before it began")
                log.get_logger("serve").warning("a run was killed", run_id=str(run.id), run=run.name)
                count += 1
    return count


async def _crash(client: PrefectClient, run: FlowRun, message: str) -> None:
    await client.set_flow_run_state(run.id, Crashed(message=message), force=True)
