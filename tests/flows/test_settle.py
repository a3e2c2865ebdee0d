"""Runs that nobody runs any more are shown as crashed."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from prefect.client.orchestration import get_client
from prefect.states import Running

from flows.alive import alive
from flows.publish import publish_flow
from flows.settle import settle_unmarked

pytestmark = pytest.mark.usefixtures("prefect")


async def begin() -> UUID:
    """A run by hand that is Running, as it is a moment before its own code begins."""
    async with get_client() as client:
        run = await client.create_flow_run(publish_flow, state=Running())
        return run.id


async def state_of(run_id: UUID) -> str:
    async with get_client() as client:
        run = await client.read_flow_run(run_id)
        assert run.state is not None
        return run.state.name


def test_a_run_killed_before_it_had_its_mark_is_shown_as_crashed(tmp_path: Path) -> None:
    run_id = asyncio.run(begin())
    asyncio.run(settle_unmarked(tmp_path))
    assert asyncio.run(state_of(run_id)) == "Running"  # not yet: it may be about to begin
    assert asyncio.run(settle_unmarked(tmp_path, grace=timedelta(0))) >= 1
    assert asyncio.run(state_of(run_id)) == "Crashed"


def test_a_run_that_lives_is_left_alone(tmp_path: Path) -> None:
    run_id = asyncio.run(begin())
    with alive(tmp_path, str(run_id)):
        asyncio.run(settle_unmarked(tmp_path, grace=timedelta(0)))
        assert asyncio.run(state_of(run_id)) == "Running"
    asyncio.run(settle_unmarked(tmp_path, grace=timedelta(0)))
    assert asyncio.run(state_of(run_id)) == "Crashed"
