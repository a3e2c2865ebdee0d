"""How answers come in: the fetcher, and the process that reads listings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from extract.confine import Confined
from extract.discover.common import Read, read_here
from extract.fetch.client import Fetcher
from extract.fetch.policy import FetchPolicy


@dataclass(frozen=True, slots=True)
class Intake:
    """What the polls of one run share.

    Args:
        fetcher: Keeps each host's pace and robots.txt for as long as it lives.
        read: Calls a listing's reader; by default in this process.
    """

    fetcher: Fetcher
    read: Read = read_here


@asynccontextmanager
async def open_intake(policy: FetchPolicy) -> AsyncIterator[Intake]:
    """A fetcher, with a killable process for what is read of its answers."""
    with Confined() as confined:
        async with Fetcher(policy) as fetcher:
            yield Intake(fetcher, confined.acall)
