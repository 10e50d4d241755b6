"""Live AWS as a source: which accounts and regions, and every collector over them."""

from __future__ import annotations

import asyncio
import ctypes
import gc
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from modelkeep.adapters.aws.attempts import first_of
from modelkeep.adapters.aws.changes import written_since
from modelkeep.adapters.aws.clients import Clients
from modelkeep.adapters.aws.collect import REGIONAL, Collector, collectors
from modelkeep.adapters.aws.errors import Failure, Meaning, explain
from modelkeep.adapters.aws.identity import ORGANISATION_ROLE, SESSION_NAME, role_arn, whoami
from modelkeep.adapters.aws.keep import Keeper
from modelkeep.adapters.aws.reader import Reader, Run, utc_now
from modelkeep.core.arn import GLOBAL, account_arn, parse_arn, region_arn
from modelkeep.core.coverage import SAVES_CALLS, Outcome, Read
from modelkeep.core.errors import AccessError, NothingToScanError, UsageError
from modelkeep.core.kinds import calls_for
from modelkeep.core.kinds.account import Account, Region
from modelkeep.ports import Journal, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What to scan. `regions` empty means all that are enabled; `role` is a name or ARN to assume first.

    With `organisation`, `role` is the name of the role to assume in each account that Organizations lists.
    """

    regions: tuple[str, ...] = ()
    role: str | None = None
    external_id: str | None = None
    organisation: bool = False
    accounts: tuple[str, ...] = ()
    concurrency: int = 24
    newest: int | None = 1000
    """How many jobs of each kind are described per region, the newest first; None for all. More are recorded as a gap."""


@dataclass(frozen=True, slots=True)
class Member:
    """One account that can be read."""

    account: str
    partition: str
    clients: Clients
    name: str = ""


class LiveAws:
    """Reads accounts over boto3. Makes no client before `collect`."""

    def __init__(
        self,
        clients: Callable[[], Clients],
        selection: Selection,
        clock: Callable[[], datetime] = utc_now,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._make_clients = clients
        self._selection = selection
        self._clock = clock
        self._pause = pause

    def collect(self, wanted: frozenset[str], journal: Journal, progress: Progress) -> None:
        """See `ports.Source`."""
        _few_arenas()
        try:
            asyncio.run(self._collect(wanted, journal, progress))
        except BaseExceptionGroup as group:
            raise first_of(group) from group
        _give_back()

    async def _collect(self, wanted: frozenset[str], journal: Journal, progress: Progress) -> None:
        with ThreadPoolExecutor(self._selection.concurrency, thread_name_prefix="aws") as executor:
            former = journal.former
            run = Run(
                journal=journal, progress=progress, calls=calls_for(wanted) | ({SAVES_CALLS} if former else set()),
                executor=executor, clock=self._clock, pause=self._pause, newest=self._selection.newest,
                keeper=Keeper(journal, former, self._clock()) if former else None,
            )  # fmt: skip
            chosen = [collector for collector in collectors() if collector.tables & wanted]
            try:
                members = await self._members(run)
                regions = [await self._regions(run, member) for member in members]
                progress.scope(len(members), sum(len(each) for each in regions))
                async with asyncio.TaskGroup() as group:
                    for member, its_regions in zip(members, regions, strict=True):
                        group.create_task(self._account(run, member, its_regions, chosen))
            except BaseException:
                executor.shutdown(wait=False, cancel_futures=True)
                raise

    async def _account(self, run: Run, member: Member, regions: Sequence[str], chosen: Sequence[Collector]) -> None:
        readers = [
            Reader(
                run, member.clients, account=member.account, region=region, partition=member.partition, home=regions[0]
            )
            for region in (GLOBAL, *regions)
        ]
        if run.keeper is not None:
            await self._look_up(run.keeper, [reader for reader in readers if reader.region != GLOBAL])
        async with asyncio.TaskGroup() as group:
            for reader in readers:
                group.create_task(self._region(run, reader, chosen))

    async def _look_up(self, keeper: Keeper, readers: Sequence[Reader]) -> None:
        """What was written in each region, before anything is asked there: a bucket's name may turn up in any of them."""
        found = await asyncio.gather(*(written_since(each, keeper.former, self._clock()) for each in readers))
        for reader, window in zip(readers, found, strict=True):
            keeper.windows[reader.account, reader.region] = window

    async def _region(self, run: Run, reader: Reader, chosen: Sequence[Collector]) -> None:
        async with asyncio.TaskGroup() as group:
            for collector in chosen:
                if (collector.per == REGIONAL) == (reader.region != GLOBAL):
                    group.create_task(_collect_one(collector, reader))
        run.progress.region_done(reader.account, reader.region)

    async def _members(self, run: Run) -> list[Member]:
        """The accounts to read, each with working clients. Accounts that cannot be entered are recorded as gaps."""
        base = self._make_clients()
        base.keep(run.calls)
        home = base.default_region or (self._selection.regions[0] if self._selection.regions else "us-east-1")
        loop = asyncio.get_running_loop()
        caller = await loop.run_in_executor(run.executor, lambda: whoami(base, home))
        partition, role = caller.partition, self._selection.role
        if not self._selection.organisation:
            if role is None:
                return [self._enter(run, base, caller.account, partition)]
            assumed_role = role_arn(role, caller.account, partition)
            try:
                assumed = await loop.run_in_executor(
                    run.executor, lambda: base.assuming(assumed_role, SESSION_NAME, self._selection.external_id, home)
                )
            except (ClientError, BotoCoreError) as error:
                raise AccessError(
                    f"cannot assume {assumed_role}: {explain(error).told}",
                    remedy="Check the role's trust policy and --external-id.",
                ) from error
            parts = parse_arn(assumed_role)
            return [self._enter(run, assumed, parts.account if parts else caller.account, partition)]
        members = await self._organisation(run, base, caller.account, partition, home)
        if not members:
            raise NothingToScanError("no account of the selection can be read")
        return members

    async def _organisation(self, run: Run, base: Clients, own: str, partition: str, home: str) -> list[Member]:
        loop = asyncio.get_running_loop()
        try:
            listed = await loop.run_in_executor(run.executor, lambda: _list_accounts(base, home))
        except (ClientError, BotoCoreError) as error:
            raise AccessError(
                f"cannot list the organisation's accounts: {explain(error).told}",
                remedy="Run --org from the management account or a delegated administrator, or scan accounts one by one.",
            ) from error
        chosen = {
            account: name
            for account, name in listed.items()
            if not self._selection.accounts or account in self._selection.accounts
        }

        async def enter(account: str, name: str) -> Member | None:
            if account == own and self._selection.role is None:
                return self._enter(run, base, own, partition, name)
            own_role = f"arn:{partition}:iam::{account}:role/{self._selection.role or ORGANISATION_ROLE}"
            try:
                clients = await loop.run_in_executor(
                    run.executor, lambda: base.assuming(own_role, SESSION_NAME, self._selection.external_id, home)
                )
            except (ClientError, BotoCoreError) as error:
                if account == own:
                    return self._enter(run, base, own, partition, name)
                self._shut_out(run, account, explain(error))
                return None
            return self._enter(run, clients, account, partition, name)

        members = await asyncio.gather(*(enter(account, name) for account, name in sorted(chosen.items())))
        return [member for member in members if member is not None]

    def _enter(self, run: Run, clients: Clients, account: str, partition: str, name: str = "") -> Member:
        read = Read(call="sts:GetCallerIdentity", account=account, region=GLOBAL, outcome=Outcome.OK, at=self._clock())
        row = Account(
            arn=account_arn(account, partition), account=account, region=GLOBAL, name=name or account,
            source="aws", collected_at=self._clock(),
        )  # fmt: skip
        if run.journal.recall(read.key) is None:
            run.journal.record(read, [row])
        return Member(account, partition, clients, name)

    def _shut_out(self, run: Run, account: str, failure: Failure) -> None:
        outcome = Outcome.THROTTLED if failure.meaning is Meaning.THROTTLED else Outcome.DENIED
        read = Read(
            call="sts:AssumeRole", account=account, region=GLOBAL, outcome=outcome,
            code=failure.code, message=failure.message, at=self._clock(),
        )  # fmt: skip
        run.journal.record(read, [])
        run.progress.message(f"account {account} cannot be entered ({failure.code}); its verdicts are UNKNOWN")

    async def _regions(self, run: Run, member: Member) -> tuple[str, ...]:
        """The regions to read: those asked for, or all that the account has enabled."""
        asked = tuple(dict.fromkeys(self._selection.regions))
        names: Sequence[str] = asked
        _check_regions(asked, member.clients.known_regions())
        if not asked:
            home = member.clients.default_region or "us-east-1"
            loop = asyncio.get_running_loop()
            try:
                names = await loop.run_in_executor(run.executor, lambda: _enabled_regions(member.clients, home))
            except (ClientError, BotoCoreError) as error:
                raise AccessError(
                    f"cannot list the regions of account {member.account}: {explain(error).told}",
                    remedy="Name the regions with --region, or allow ec2:DescribeRegions.",
                ) from error
        for name in names:
            read = Read(
                call="sts:GetCallerIdentity", account=member.account, region=name, outcome=Outcome.OK, at=self._clock()
            )
            row = Region(
                arn=region_arn(member.account, name, member.partition), account=member.account, region=name, name=name,
                source="aws", collected_at=self._clock(),
            )  # fmt: skip
            if run.journal.recall(read.key) is None:
                run.journal.record(read, [row])
        return tuple(names)


async def _collect_one(collector: Collector, reader: Reader) -> None:
    await collector.collect(reader)


def _few_arenas() -> None:
    """Let the C library keep one memory arena instead of one per thread, where it is glibc: a quarter less memory here.

    M_ARENA_MAX is -8 in glibc's malloc.h; other libraries have no mallopt, or ignore it.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(-8, 1)


def _give_back() -> None:
    """Return the memory of clients that are no longer used to the system, before the estate is judged."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _check_regions(asked: Sequence[str], known: frozenset[str]) -> None:
    """Raise UsageError for a region that AWS does not have; an empty `known` knows nothing against any."""
    for name in asked:
        if known and name not in known:
            close = get_close_matches(name, known, 1)
            hint = f"Did you mean {close[0]}? " if close else ""
            raise UsageError(
                f"there is no region {name!r}",
                remedy=f"{hint}A region newer than the installed boto3 needs a newer boto3.",
            )


def _list_accounts(clients: Clients, region: str) -> dict[str, str]:
    pages = clients.client("organizations", region).get_paginator("list_accounts").paginate()
    accounts = (account for page in pages for account in page["Accounts"])
    return {str(each["Id"]): str(each.get("Name", "")) for each in accounts if _is_active(each)}


def _is_active(account: Mapping[str, Any]) -> bool:
    """Organizations retired `Status` on 9 September 2026 in favour of `State`."""
    return bool(account.get("State", account.get("Status", "ACTIVE")) == "ACTIVE")


def _enabled_regions(clients: Clients, region: str) -> tuple[str, ...]:
    reply = clients.client("ec2", region).describe_regions(AllRegions=False)
    return tuple(sorted(str(each["RegionName"]) for each in reply["Regions"]))
