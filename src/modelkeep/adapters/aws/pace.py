"""How fast one service of one region of one account may be asked.

Additive increase, multiplicative decrease on the number of calls under way, with a pause after each throttled reply:
AWS's limits differ by service, region, account and day, and are not published for most calls.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from types import TracebackType

START = 8
CEILING = 32


class Pace:
    """An adjustable gate. Used on one event loop only. `pause` waits for so many seconds."""

    def __init__(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._pause = pause
        self._limit = START
        self._under_way = 0
        self._streak = 0
        self._resume_at = 0.0
        self._changed = asyncio.Condition()

    @property
    def limit(self) -> int:
        """How many calls may be under way now."""
        return self._limit

    def throttled(self, now: float, pause: float) -> None:
        """AWS said to slow down: halve the limit and hold new calls for `pause` seconds."""
        self._limit = max(1, self._limit // 2)
        self._streak = 0
        self._resume_at = max(self._resume_at, now + pause)

    def succeeded(self) -> None:
        """A call went through: after as many successes as the limit, allow one more at a time."""
        self._streak += 1
        if self._streak >= self._limit and self._limit < CEILING:
            self._limit += 1
            self._streak = 0

    async def __aenter__(self) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._under_way < self._limit)
            self._under_way += 1
        wait = self._resume_at - asyncio.get_running_loop().time()
        if wait > 0:
            try:
                await self._pause(wait)
            except BaseException:
                await self._leave()
                raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._leave()

    async def _leave(self) -> None:
        async with self._changed:
            self._under_way -= 1
            self._changed.notify(1)


class Rate:
    """So many calls a second on average and so many at once, where AWS publishes such a limit. Used on one event loop only."""

    def __init__(
        self,
        per_second: float,
        burst: int,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._gap = 1 / per_second
        self._burst = burst
        self._pause = pause
        self._clock = clock
        self._spent_until = 0.0

    async def take(self) -> None:
        """Wait until one more call is allowed."""
        now = self._clock()
        self._spent_until = max(self._spent_until, now) + self._gap
        wait = self._spent_until - now - self._burst * self._gap
        if wait > 0:
            await self._pause(wait)
