"""Services that answer "switched off" with an error: only their own words for it are knowledge."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError
from tests.fakes.journal import MemoryJournal

from modelkeep.adapters.aws.clients import Clients
from modelkeep.adapters.aws.collect import Collector
from modelkeep.adapters.aws.collect.macie import session
from modelkeep.adapters.aws.collect.securityhub import hub
from modelkeep.adapters.aws.reader import Reader, Run
from modelkeep.core.coverage import Outcome
from modelkeep.core.kinds import tables
from modelkeep.ports import Silent

CALLS = frozenset(call for table in tables().values() for call in table.calls)


@dataclass(slots=True)
class RefusingClients:
    """Clients whose every call is refused in the same words; `asked` are the operations."""

    code: str
    message: str
    asked: list[str]

    def client(self, service: str, region: str) -> Any:
        """One that refuses."""
        return _Refusing(self)

    replaces_aws = False

    def is_offered(self, service: str, region: str) -> bool:
        """AWS has the service there."""
        return True


@dataclass(slots=True)
class _Refusing:
    clients: RefusingClients

    def __getattr__(self, operation: str) -> Any:
        def call(**parameters: Any) -> None:
            self.clients.asked.append(operation)
            error = {"Error": {"Code": self.clients.code, "Message": self.clients.message}}
            raise ClientError(cast("Any", error), operation)

        return call


def collect(collector: Collector, clients: RefusingClients) -> MemoryJournal:
    journal = MemoryJournal()

    async def go() -> None:
        with ThreadPoolExecutor(1) as executor:
            run = Run(
                journal=journal, progress=Silent(), calls=CALLS, executor=executor,
                clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
            )  # fmt: skip
            await collector.collect(
                Reader(
                    run, cast("Clients", clients), account="111122223333", region="us-east-1", partition="aws",
                    home="us-east-1",
                )
            )  # fmt: skip

    asyncio.run(go())
    return journal


SWITCHED_OFF = [
    (session, "macie2:GetMacieSession", "AccessDeniedException", "Macie is not enabled"),
    (
        hub,
        "securityhub:DescribeHub",
        "InvalidAccessException",
        "Account 111122223333 is not subscribed to AWS Security Hub",
    ),
]


@pytest.mark.parametrize(("collector", "call", "code", "message"), SWITCHED_OFF)
def test_switched_off_is_known_and_asks_no_further(collector: Collector, call: str, code: str, message: str) -> None:
    clients = RefusingClients(code, message, [])
    journal = collect(collector, clients)
    assert journal.read(call).outcome is Outcome.ABSENT
    assert journal.rows == []
    assert len(clients.asked) == 1


@pytest.mark.parametrize(("collector", "call", "code"), [each[:3] for each in SWITCHED_OFF])
def test_the_same_code_in_other_words_is_a_gap(collector: Collector, call: str, code: str) -> None:
    journal = collect(collector, RefusingClients(code, "User is not authorized to perform this action", []))
    assert not journal.read(call).outcome.known
    assert journal.rows == []
