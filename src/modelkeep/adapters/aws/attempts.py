"""One request, repeated while that can help."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from modelkeep.adapters.aws.errors import Failure, Meaning, explain
from modelkeep.adapters.aws.pace import Pace
from modelkeep.core.errors import CredentialsError

T = TypeVar("T")

THROTTLE_ATTEMPTS = 9
TRANSIENT_ATTEMPTS = 3
NOT_YET_ATTEMPTS = 9
LONGEST_PAUSE = 20.0


class FailedCallError(Exception):
    """A call that gave up, with what AWS said last. Stays inside this adapter."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure


async def attempt(
    invoke: Callable[[], Awaitable[T]],
    pace: Pace,
    pause: Callable[[float], Awaitable[None]],
    still_signed_in: Callable[[], Awaitable[bool]],
) -> T:
    """What `invoke` returns at last. Raises FailedCallError, or CredentialsError when nothing will help.

    `still_signed_in` tells whether the credentials work at all: a region that is not enabled refuses good ones with the same codes.
    """
    throttled = transient = early = 0
    while True:
        async with pace:
            try:
                reply = await invoke()
            except Exception as error:  # one call of botocore is one unit of work: it fails alone, and is recorded
                failure = explain(error)
            else:
                pace.succeeded()
                return reply
        if failure.meaning is Meaning.THROTTLED and throttled < THROTTLE_ATTEMPTS:
            throttled += 1
            pace.throttled(asyncio.get_running_loop().time(), backoff(throttled))
        elif failure.meaning is Meaning.TRANSIENT and transient < TRANSIENT_ATTEMPTS - 1:
            transient += 1
            await pause(backoff(transient))
        elif failure.meaning is Meaning.NOT_YET and early < NOT_YET_ATTEMPTS:
            early += 1
            await pause(backoff(early))
        elif failure.meaning is Meaning.CREDENTIALS and not await still_signed_in():
            raise CredentialsError(f"AWS no longer accepts the credentials ({failure.code}: {failure.message})")
        else:
            raise FailedCallError(failure)


def backoff(attempt: int) -> float:
    """Exponential with jitter over the upper half: 0.25 to 0.5 s first, 10 to 20 s at the longest."""
    ceiling = min(LONGEST_PAUSE, 0.25 * 2.0**attempt)
    return random.uniform(ceiling / 2, ceiling)  # noqa: S311  # jitter, not a secret


def first_of(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error that stopped the run, out of the groups that nested tasks wrap it in."""
    leaves: list[BaseException] = []
    waiting: list[BaseException] = [group]
    while waiting:
        error = waiting.pop()
        if isinstance(error, BaseExceptionGroup):
            waiting.extend(error.exceptions)
        else:
            leaves.append(error)
    leaves.sort(key=lambda error: not isinstance(error, CredentialsError))
    return leaves[0]
