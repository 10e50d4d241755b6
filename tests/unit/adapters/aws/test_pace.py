"""The gate in front of one service of one region."""

from __future__ import annotations

import asyncio

from modelkeep.adapters.aws.pace import CEILING, START, Pace


def test_throttling_halves_and_success_adds_one_per_round() -> None:
    async def go() -> tuple[int, int]:
        pace = Pace()
        pace.throttled(0.0, 0.0)
        halved = pace.limit
        for _ in range(halved):
            pace.succeeded()
        return halved, pace.limit

    assert asyncio.run(go()) == (START // 2, START // 2 + 1)


def test_the_limit_stays_between_one_and_the_ceiling() -> None:
    async def go() -> tuple[int, int]:
        pace = Pace()
        for _ in range(10):
            pace.throttled(0.0, 0.0)
        lowest = pace.limit
        for _ in range(10_000):
            pace.succeeded()
        return lowest, pace.limit

    assert asyncio.run(go()) == (1, CEILING)


def test_no_more_than_the_limit_are_under_way() -> None:
    async def go() -> int:
        pace = Pace()
        under_way = most = 0

        async def one() -> None:
            nonlocal under_way, most
            async with pace:
                under_way += 1
                most = max(most, under_way)
                await asyncio.sleep(0)
                under_way -= 1

        await asyncio.gather(*(one() for _ in range(50)))
        return most

    assert asyncio.run(go()) == START


def test_after_throttling_new_calls_wait_for_the_pause() -> None:
    waited: list[float] = []

    async def note(seconds: float) -> None:
        waited.append(seconds)

    async def go() -> None:
        pace = Pace(note)
        pace.throttled(asyncio.get_running_loop().time(), 5.0)
        async with pace:
            pass

    asyncio.run(go())
    assert len(waited) == 1
    assert 4.0 < waited[0] <= 5.0
