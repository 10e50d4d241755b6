"""One account and region, as collectors see it: ask a call, get typed rows, with every outcome recorded.

A collector never handles an AWS error. It names the call, says how a reply becomes rows, and which error codes are AWS's way
of saying "not configured". Everything else that goes wrong becomes a `Read` that is a gap, and the collector gets nothing.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar, cast

from botocore import xform_name

from modelkeep.adapters.aws.attempts import NOT_YET_ATTEMPTS, FailedCallError, attempt, backoff
from modelkeep.adapters.aws.clients import Clients
from modelkeep.adapters.aws.errors import Failure, Meaning
from modelkeep.adapters.aws.identity import is_signed_in
from modelkeep.adapters.aws.keep import Keep, Keeper
from modelkeep.adapters.aws.pace import Pace
from modelkeep.core.arn import GLOBAL
from modelkeep.core.coverage import Outcome, Read
from modelkeep.core.tables import Resource, Row, table_of
from modelkeep.ports import Journal, Progress

Reply = Mapping[str, Any]
T = TypeVar("T")
V = TypeVar("V")

WINDOW = 64
"""How many resources of one list are described at a time; bounds memory, not speed."""

_XML_PROTOCOLS = frozenset({"query", "ec2", "rest-xml"})
"""XML has no way to say an empty list other than leaving it out."""


@dataclass(slots=True)
class Run:
    """What all readers of one run share. `clock` gives the time in UTC; `pause` waits for so many seconds."""

    journal: Journal
    progress: Progress
    calls: frozenset[str]
    executor: Executor
    clock: Callable[[], datetime]
    keeper: Keeper | None = None
    """Who knows which answers of an earlier scan still stand; None where all calls are made."""
    newest: int | None = None
    """How many resources of a kind that piles up for years are described, the newest first; None for all."""
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    asked: set[tuple[str, str, str, str]] = field(default_factory=set)
    paces: defaultdict[tuple[str, str, str], Pace] = field(init=False)

    def __post_init__(self) -> None:
        self.paces = defaultdict(lambda: Pace(self.pause))


class Reader:
    """Reads one region (or the global services) of one account."""

    def __init__(self, run: Run, clients: Clients, *, account: str, region: str, partition: str, home: str) -> None:
        self._run = run
        self._clients = clients
        self.account = account
        self.region = region
        self.partition = partition
        self._endpoint_region = home if region == GLOBAL else region

    def wants(self, call: str) -> bool:
        """Whether any wanted table needs the call. Calls that none needs are skipped by themselves; ask this to skip a loop."""
        return call in self._run.calls

    async def get(
        self,
        call: str,
        resource: str,
        parse: Callable[[Reply], T],
        *,
        absent: Mapping[str, T] | None = None,
        unread: T | None = None,
        ready: Callable[[Reply], bool] | None = None,
        keep: Keep | None = None,
        **parameters: Any,
    ) -> T | None:
        """Make one call about one resource and return what `parse` makes of the reply.

        `parse` gives a row, an iterable of rows, or a small JSON value. `absent` maps an error code, or `code: part of the
        message`, to the explicit value that it stands for. `unread` is kept and returned when the call failed: the stub row
        of a resource that is listed but cannot be described. `ready` says whether a report that AWS writes in the background
        is there; until then the call is repeated. `keep` says that an earlier scan's answer may stand; without it the call is
        always made. Returns None when the call is not wanted.
        """
        found = await self._ask(
            call, resource, parameters, lambda reply: _several(parse(reply)), absent, unread, paged=False, ready=ready,
            keep=keep,
        )  # fmt: skip
        return cast("T | None", _single(found))

    async def list(
        self,
        call: str,
        key: str,
        parse: Callable[[Reply], T],
        *,
        resource: str = "",
        gone: str | None = None,
        **parameters: Any,
    ) -> Sequence[T]:
        """Make one call through all its pages; `key` is the list in each page's reply, dots for nesting.

        `parse` gets each item. Items that are not dicts (names, ARNs) arrive as they are. `gone` is the error code by which AWS says that
        what holds the list is not there, so that there is none.
        """

        def page(reply: Reply) -> Iterable[T]:
            items: Any = reply
            for step in key.split("."):
                if step not in items and self._is_xml(call):
                    return ()
                items = items[step]
            return (parse(item) for item in items)

        absent = {gone: None} if gone is not None else None
        found: Sequence[T] = await self._ask(call, resource, parameters, page, absent, None, paged=True)
        return found

    async def pages(
        self, call: str, parse: Callable[[Reply], Iterable[T]], *, resource: str = "", **parameters: Any
    ) -> Sequence[T]:
        """Make one call through all its pages; `parse` gets each page's reply.

        When a later page fails, what the earlier ones gave is kept and returned, and the read is recorded as a gap.
        """
        found: Sequence[T] = await self._ask(call, resource, parameters, parse, None, None, paged=True)
        return found

    async def few_pages(
        self, most: int, call: str, parse: Callable[[Reply], Iterable[T]], **parameters: Any
    ) -> Sequence[T]:
        """Like `pages`, but more than so many pages are not read, which is recorded as a gap."""
        found: Sequence[T] = await self._ask(call, "", parameters, parse, None, None, paged=True, most=most)
        return found

    def outcome(self, call: str) -> Outcome | None:
        """How a call about the whole account and region ended; None where it was not made or is to be made again."""
        found = self._run.journal.recall((call, self.account, self.region, ""))
        return found.read.outcome if found is not None else None

    def was_asked(self, call: str, resource: str) -> bool:
        """Whether a call about a resource was made, or is being made: another collector may come upon the same resource."""
        return (call, self.account, self.region, resource) in self._run.asked

    async def each(self, items: Iterable[V], visit: Callable[[V], Awaitable[object]], *, calls: int = 1) -> None:
        """Visit items concurrently, a bounded number at a time. `calls`: how many calls a visit makes, for the progress."""
        waiting = list(items)
        self._run.progress.planned(len(waiting) * calls)
        pending = iter(waiting)

        async def work() -> None:
            for item in pending:
                await visit(item)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(WINDOW, len(waiting))):
                group.create_task(work())

    def newest(self, call: str, listed: Sequence[V]) -> Sequence[V]:
        """Of what is `listed`, newest first, as much as the run asks `call` about.

        What is left out is never silent: the read of `call` is recorded as a gap, so that verdicts say what they lack.
        """
        limit = self._run.newest
        if limit is None or len(listed) <= limit or not self.wants(call):
            return listed
        read = Read(
            call=call, account=self.account, region=self.region, outcome=Outcome.ERROR, code="BeyondLimit",
            message=f"{len(listed)} are listed; only the newest {limit} were asked about", at=self._run.clock(),
        )  # fmt: skip
        if self._run.journal.recall(read.key) is None:
            self._run.journal.record(read, [])
        return listed[:limit]

    def _is_xml(self, call: str) -> bool:
        service, _ = call.split(":")
        return (
            self._clients.client(service, self._endpoint_region).meta.service_model.resolved_protocol in _XML_PROTOCOLS
        )

    async def _ask(
        self,
        call: str,
        resource: str,
        parameters: Mapping[str, Any],
        parse: Callable[[Reply], Iterable[Any]],
        absent: Mapping[str, Any] | None,
        unread: Any,
        *,
        paged: bool,
        ready: Callable[[Reply], bool] | None = None,
        most: int | None = None,
        keep: Keep | None = None,
    ) -> tuple[Any, ...]:
        if call not in self._run.calls:
            return ()
        key = (call, self.account, self.region, resource)
        assert key not in self._run.asked, f"{key} is asked twice in one run"
        self._run.asked.add(key)
        earlier = self._run.journal.recall(key)
        if earlier is not None:
            self._run.progress.called(call.split(":")[0], self.account, self.region, earlier.read.outcome)
            return earlier.values
        version = keep.version if keep is not None else ""
        kept, basis = self._run.keeper.answer(key, keep) if self._run.keeper is not None else (None, None)
        if kept is not None:
            self._run.journal.record(kept.read, kept.values, version)
            self._run.progress.called(call.split(":")[0], self.account, self.region, kept.read.outcome)
            return kept.values
        values: list[Any] = []
        outcome, code, message = Outcome.OK, "", ""
        try:
            async for reply in self._replies(call, parameters, paged=paged, ready=ready, most=most):
                values.extend(self._stamp(value, call) for value in parse(reply))
        except FailedCallError as error:
            code, message = error.failure.code, error.failure.message
            explicit = _absent_value(absent, error.failure)
            if explicit is not None:
                outcome = Outcome.ABSENT
                values = [self._stamp(value, call) for value in _several(explicit[0])]
            else:
                outcome = _outcome(error.failure, offered=self._offered(call))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            outcome, code = Outcome.ERROR, "MalformedReply"
            message = f"the reply lacks or garbles what its definition promises ({type(error).__name__}: {error})"[:300]
            values = values if paged else []
        if not outcome.known and unread is not None:
            values = [self._stamp(value, call) for value in _several(unread)]
        read = Read(
            call=call, account=self.account, region=self.region, resource=resource,
            outcome=outcome, code=code, message=message, at=self._run.clock(), basis=basis,
        )  # fmt: skip
        self._run.journal.record(read, values, version)
        self._run.progress.called(call.split(":")[0], self.account, self.region, outcome)
        return tuple(values)

    async def _replies(
        self,
        call: str,
        parameters: Mapping[str, Any],
        *,
        paged: bool,
        ready: Callable[[Reply], bool] | None,
        most: int | None,
    ) -> Any:
        """The reply of a call, or of each of its pages."""
        service, operation = call.split(":")
        client = await self._in_thread(lambda: self._clients.client(service, self._endpoint_region))
        invoke = getattr(client, xform_name(operation))
        pages = self._clients.paging(service, operation, self._endpoint_region) if paged else None
        if pages is None:
            yield await self._when_ready(service, invoke, parameters, ready)
            return
        request = {**pages.start, **parameters}
        for number in count(1):
            reply = await self._attempt(service, invoke, request)
            yield reply
            following = pages.following(reply)
            if following is None:
                return
            if number == most:
                raise FailedCallError(Failure(Meaning.OTHER, "BeyondLimit", f"there are more than {most} pages"))
            if all(request.get(name) == value for name, value in following.items()):
                raise FailedCallError(
                    Failure(Meaning.OTHER, "PaginationError", "AWS returned the same page token twice")
                )
            request.update(following)

    async def _when_ready(
        self,
        service: str,
        invoke: Callable[..., Reply],
        request: Mapping[str, Any],
        ready: Callable[[Reply], bool] | None,
    ) -> Reply:
        """The first reply that is `ready`. Raises FailedCallError when none comes in time."""
        for early in range(1, NOT_YET_ATTEMPTS + 1):
            reply = await self._attempt(service, invoke, request)
            if ready is None or ready(reply):
                return reply
            await self._run.pause(backoff(early))
        raise FailedCallError(Failure(Meaning.NOT_YET, "NotReady", f"not ready after {NOT_YET_ATTEMPTS} attempts"))

    async def _attempt(self, service: str, invoke: Callable[..., Reply], request: Mapping[str, Any]) -> Reply:
        """One request, repeated while that can help. Raises FailedCallError, or CredentialsError when nothing will help."""
        pace = self._run.paces[self.account, service, self.region]
        return await attempt(
            lambda: self._in_thread(lambda: invoke(**request)), pace, self._run.pause, self._still_signed_in
        )

    async def _still_signed_in(self) -> bool:
        return await self._in_thread(lambda: is_signed_in(self._clients, self._home_region()))

    def _home_region(self) -> str:
        return self._clients.default_region or "us-east-1"

    def _offered(self, call: str) -> bool:
        return self._clients.replaces_aws or self._clients.is_offered(call.split(":")[0], self._endpoint_region)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._run.executor, work)

    def _stamp(self, value: Any, call: str) -> Any:
        """Fill the common columns that every row of this reader shares."""
        if not isinstance(value, Row):
            return value
        table = table_of(value)
        assert call in table.calls, f"{call} gives rows of {table.name}, which does not name it"
        account, region = value.account or self.account, value.region or self.region
        if isinstance(value, Resource):
            return replace(value, account=account, region=region, source="aws", collected_at=self._run.clock())
        return replace(value, account=account, region=region)


def _several(value: Any) -> Iterable[Any]:
    """A single row or value, or an iterable of rows, as an iterable."""
    if value is None:
        return ()
    if (
        isinstance(value, Row)
        or not isinstance(value, (list, tuple))
        or not any(isinstance(item, Row) for item in value)
    ):
        return (value,)
    return value


def _single(values: Sequence[Any]) -> Any:
    """What `get` returns: the value itself when there is one, all of them otherwise."""
    if not values:
        return None
    return values[0] if len(values) == 1 else tuple(values)


def _absent_value(absent: Mapping[str, Any] | None, failure: Failure) -> tuple[Any] | None:
    for sign, value in (absent or {}).items():
        code, _, part = sign.partition(": ")
        if failure.code == code and part in failure.message:
            return (value,)
    return None


def _outcome(failure: Failure, *, offered: bool) -> Outcome:
    match failure.meaning:
        case Meaning.THROTTLED:
            return Outcome.THROTTLED
        case Meaning.DENIED | Meaning.CREDENTIALS:
            return Outcome.DENIED
        case Meaning.NO_HOST if not offered:
            return Outcome.UNSUPPORTED
        case _:
            return Outcome.ERROR


def utc_now() -> datetime:
    """The clock of real runs."""
    return datetime.now(UTC)
