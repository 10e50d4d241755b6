"""Security Hub as a receiver of findings: BatchImportFindings, from the account and in the region that they are for.

Limits: https://docs.aws.amazon.com/securityhub/latest/partnerguide/guidelines-batchimportfindings.html. Refusals:
https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html.

An account that cannot be entered, or a region that refuses for a reason that stays, is not asked again in the same run.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from modelkeep.adapters.aws.attempts import FailedCallError, attempt, first_of
from modelkeep.adapters.aws.clients import Clients
from modelkeep.adapters.aws.errors import Failure, Meaning, explain
from modelkeep.adapters.aws.identity import ORGANISATION_ROLE, SESSION_NAME, Caller, is_signed_in, role_arn, whoami
from modelkeep.adapters.aws.pace import Pace, Rate
from modelkeep.core.arn import parse_arn
from modelkeep.core.destination import Destination
from modelkeep.core.push import Batch, Item, Receipt, Refusal

T = TypeVar("T")

_IMPORT = "securityhub:BatchImportFindings"
_ENTER = "sts:AssumeRole"
CALLS = frozenset({_IMPORT, _ENTER, "sts:GetCallerIdentity"})
STATEMENT = f'{{"Effect": "Allow", "Action": "{_IMPORT}", "Resource": "*"}}'
"""What the policy of the principal that pushes needs in each account."""
PER_SECOND, BURST = 10, 30
WORKERS = 16
"""Batches under way at once, over all accounts and regions."""
_NOT_ENABLED = frozenset({"InvalidAccess", "InvalidAccessException"})
_WRONG_INPUT = frozenset({"InvalidInputException", "SerializationException", "ValidationException"})
_AGAIN = "Push again: what was accepted is not sent again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How accounts are entered: as they are for a scan. `role` is an ARN, or a name in each account."""

    role: str | None = None
    external_id: str | None = None
    organisation: bool = False


def calls_of(access: Access) -> frozenset[str]:
    """The calls that a push makes which enters accounts in this way."""
    return CALLS if access.role or access.organisation else CALLS - {_ENTER}


class SecurityHub:
    """A `ports.FindingReceiver`. Makes no client before there is something to send."""

    def __init__(
        self,
        clients: Callable[[], Clients],
        access: Access,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._make_clients = clients
        self._access = access
        self._pause = pause

    def send(self, batches: Iterator[Batch], receive: Callable[[Batch, Receipt], None]) -> None:
        """See `ports.FindingReceiver`."""
        try:
            asyncio.run(self._send(batches, receive))
        except BaseExceptionGroup as group:
            raise first_of(group) from group

    async def _send(self, batches: Iterator[Batch], receive: Callable[[Batch, Receipt], None]) -> None:
        first = next(batches, None)
        if first is None:
            return
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="hub") as executor:
            try:
                base = self._make_clients()
                base.keep(CALLS)
                home = base.default_region or first.place.region
                caller = await asyncio.get_running_loop().run_in_executor(executor, whoami, base, home)
                run = _Run(_Doors(self._access, base, caller, home, executor), executor, self._pause)
                receive(first, await run.deliver(first))

                async def work() -> None:
                    for batch in batches:
                        receive(batch, await run.deliver(batch))

                async with asyncio.TaskGroup() as group:
                    for _ in range(WORKERS):
                        group.create_task(work())
            except BaseException:
                executor.shutdown(wait=False, cancel_futures=True)
                raise


class _Doors:
    """The ways into accounts, each tried once."""

    def __init__(self, access: Access, base: Clients, caller: Caller, home: str, executor: ThreadPoolExecutor) -> None:
        self._access, self._base, self._caller, self._home = access, base, caller, home
        self._executor = executor
        self._found: dict[str, asyncio.Task[Clients | Refusal]] = {}

    async def enter(self, account: str) -> Clients | Refusal:
        """Clients of an account, or why there are none."""
        if account not in self._found:
            self._found[account] = asyncio.create_task(self._enter(account))
        return await self._found[account]

    async def still_signed_in(self) -> bool:
        """Whether the credentials work at all."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, is_signed_in, self._base, self._home)

    async def _enter(self, account: str) -> Clients | Refusal:
        role, own = self._access.role, account == self._caller.account
        if role is None and own:
            return self._base
        if role is None and not self._access.organisation:
            return self._elsewhere(account, self._caller.account)
        assumed = role_arn(role or ORGANISATION_ROLE, account, self._caller.partition)
        parts = parse_arn(assumed)
        if parts is not None and parts.account != account:
            return self._elsewhere(account, parts.account)
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._executor, self._base.assuming, assumed, SESSION_NAME, self._access.external_id, self._home
            )
        except (ClientError, BotoCoreError) as error:
            if own and self._access.organisation:
                return self._base
            failure = explain(error)
            message = f"cannot assume {assumed}: {failure.message or failure.code}"
            return Refusal(failure.code, message, "Check the role's name, its trust policy and --external-id.")

    @staticmethod
    def _elsewhere(account: str, ours: str) -> Refusal:
        return Refusal(
            "AnotherAccount",
            f"these are findings of account {account}, and the credentials are for account {ours}",
            "Findings are imported from their own account: add --org or --role NAME, use that account's --profile, or choose "
            "with --account.",
        )


class _Run:
    """One run over all places."""

    def __init__(self, doors: _Doors, executor: ThreadPoolExecutor, pause: Callable[[float], Awaitable[None]]) -> None:
        self._doors, self._executor, self._pause = doors, executor, pause
        self._closed: dict[Destination, Refusal] = {}
        self._paces: defaultdict[Destination, Pace] = defaultdict(lambda: Pace(pause))
        self._rates: defaultdict[Destination, Rate] = defaultdict(lambda: Rate(PER_SECOND, BURST, pause))

    async def deliver(self, batch: Batch) -> Receipt:
        """What became of a batch."""
        refusal: Clients | Refusal | None = self._closed.get(batch.place)
        if refusal is None:
            refusal = clients = await self._doors.enter(batch.place.account)
            if isinstance(clients, Clients):
                refused = await self._import(batch.place, clients, batch.items)
                if len(batch.items) > 1 and _all_wrong(batch, refused):
                    self._closed[batch.place] = next(iter(refused.values()))
                return Receipt(refused)
        assert isinstance(refusal, Refusal)
        return Receipt({item.sent.id: refusal for item in batch.items})

    async def _import(self, place: Destination, clients: Clients, items: Sequence[Item]) -> Mapping[str, Refusal]:
        """The findings that were refused. What is wrong with a whole request is looked for in each half of it."""
        findings = [item.document for item in items]

        async def invoke() -> Mapping[str, Any]:
            await self._rates[place].take()
            return await self._in_thread(
                lambda: clients.client("securityhub", place.region).batch_import_findings(Findings=findings)
            )

        try:
            reply = await attempt(invoke, self._paces[place], self._pause, self._doors.still_signed_in)
        except FailedCallError as error:
            failure = error.failure
            if failure.code in _WRONG_INPUT and len(items) > 1:
                middle = len(items) // 2
                return {
                    **await self._import(place, clients, items[:middle]),
                    **await self._import(place, clients, items[middle:]),
                }
            refusal = Refusal(failure.code, failure.message, _remedy(failure, place))
            if failure.code not in _WRONG_INPUT and failure.meaning is not Meaning.TRANSIENT:
                self._closed[place] = refusal
            return {item.sent.id: refusal for item in items}
        return _refused(reply, items, place)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)


def _all_wrong(batch: Batch, refused: Mapping[str, Refusal]) -> bool:
    return len(refused) == len(batch.items) and all(each.code in _WRONG_INPUT for each in refused.values())


def _refused(reply: Mapping[str, Any], items: Sequence[Item], place: Destination) -> Mapping[str, Refusal]:
    """The findings that a reply refuses; all of them where it cannot be told which."""
    failed = reply.get("FailedFindings") or []
    ids = {item.sent.id for item in items}
    told = {str(each.get("Id")): each for each in failed}
    if (
        reply.get("FailedCount") != len(told)
        or reply.get("SuccessCount") != len(ids) - len(told)
        or not told.keys() <= ids
    ):
        unclear = Refusal("MalformedReply", "the reply does not say which findings were imported", _AGAIN)
        return dict.fromkeys(ids, unclear)
    return {key: _one(each, place) for key, each in told.items()}


def _one(told: Mapping[str, Any], place: Destination) -> Refusal:
    failure = Failure(Meaning.OTHER, str(told.get("ErrorCode") or "Unknown"), str(told.get("ErrorMessage") or "")[:300])
    return Refusal(failure.code, failure.message, _remedy(failure, place))


def _remedy(failure: Failure, place: Destination) -> str:
    if failure.code in _NOT_ENABLED:
        return (
            f"Enable Security Hub there (aws securityhub enable-security-hub --region {place.region}), or leave the region or "
            "account out with --region and --account."
        )
    if failure.meaning in (Meaning.DENIED, Meaning.CREDENTIALS):
        return f"Allow the principal that pushes: {STATEMENT}"
    if failure.meaning is Meaning.NO_HOST:
        return "Security Hub may not be offered in this region: leave it out with --region."
    if failure.meaning in (Meaning.THROTTLED, Meaning.TRANSIENT):
        return _AGAIN
    return "AWS does not take these findings as they are: please report this with the message."
