"""Collectors run against the lab, without a workspace."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from tests.fakes.journal import MemoryJournal

from modelkeep.adapters.aws.clients import Clients, Endpoint
from modelkeep.adapters.aws.collect import Collector
from modelkeep.adapters.aws.reader import Reader, Run
from modelkeep.core.kinds import tables
from modelkeep.ports import Silent

ACCOUNT = "123456789012"
"""The account of the lab's plain credentials."""
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ALL_CALLS = frozenset(call for table in tables().values() for call in table.calls)


def collect(url: str, *collectors: Collector, region: str = "us-east-1") -> MemoryJournal:
    """What the collectors read in one region of the lab at `url`."""
    journal = MemoryJournal()
    endpoint = Endpoint(region=region, endpoint_url=url, credentials=("testing", "testing"))

    async def go() -> None:
        with ThreadPoolExecutor(2) as executor:
            run = Run(
                journal=journal, progress=Silent(), calls=ALL_CALLS, executor=executor, clock=lambda: NOW
            )  # fmt: skip
            reader = Reader(
                run, Clients.of_profile(endpoint), account=ACCOUNT, region=region, partition="aws", home=region
            )
            for collector in collectors:
                await collector.collect(reader)

    asyncio.run(go())
    return journal
