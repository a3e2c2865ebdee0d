"""Put right in Prefect what a killed predecessor left: runs that nobody runs, and the pile of missed ones.

Measured with Prefect 3.8.8 (SQLite): after serving process and run are killed together the run stays "Running" for
good, a run killed while "Submitting" stays so, and every missed schedule fires at the same second after a restart.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Cancelled, Crashed

UNDER_WAY = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
PAGE = 200


@dataclass(frozen=True, slots=True)
class Settled:
    """How many runs were set to Crashed, and how many surplus late ones were cancelled."""

    crashed: int
    cancelled: int


def surplus(late: list[FlowRun]) -> list[FlowRun]:
    """All late runs but the newest of each deployment: one catch-up run is enough, the ledger knows what is due."""
    by_deployment: defaultdict[UUID | None, list[FlowRun]] = defaultdict(list)
    for run in late:
        by_deployment[run.deployment_id].append(run)
    return [
        run
        for runs in by_deployment.values()
        for run in sorted(runs, key=lambda r: (r.expected_start_time is not None, r.expected_start_time))[:-1]
    ]


async def _runs(client: PrefectClient, state: FlowRunFilterState, deployments: list[UUID]) -> list[FlowRun]:
    found: list[FlowRun] = []
    while True:
        page = await client.read_flow_runs(
            flow_run_filter=FlowRunFilter(state=state, deployment_id=FlowRunFilterDeploymentId(any_=deployments)),
            sort=FlowRunSort.EXPECTED_START_TIME_ASC,
            limit=PAGE,
            offset=len(found),
        )
        found += page
        if len(page) < PAGE:
            return found


async def settle(deployment_ids: list[UUID], *, now_late_by_seconds: float = 0.0) -> Settled:
    """Settle the runs of these deployments; call while nothing serves them.

    Args:
        deployment_ids: The deployments this process is about to serve.
        now_late_by_seconds: How long past its time a scheduled run counts as missed, in seconds.
    """
    from datetime import UTC, datetime, timedelta

    async with get_client() as client:
        stuck = await _runs(client, FlowRunFilterState(type=FlowRunFilterStateType(any_=UNDER_WAY)), deployment_ids)
        for run in stuck:
            await client.set_flow_run_state(
                run.id, Crashed(message="its process was gone when newsgauge serve started again"), force=True
            )
        limit = datetime.now(UTC) - timedelta(seconds=now_late_by_seconds)
        scheduled = await _runs(
            client, FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])), deployment_ids
        )
        late = [r for r in scheduled if r.expected_start_time is not None and r.expected_start_time < limit]
        extra = surplus(late)
        for run in extra:
            await client.set_flow_run_state(
                run.id, Cancelled(message="missed while nothing served; a later run catches up"), force=True
            )
    return Settled(crashed=len(stuck), cancelled=len(extra))
