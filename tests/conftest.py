"""What every test shares: the names of its cases, and how they are dealt out to processes."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

LONGEST = 200
UNIT = Path(__file__).parent / "unit"


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes and long text are named after their argument: both workers must collect the same names, and gzip writes the time."""
    return argname if isinstance(val, bytes) or (isinstance(val, str) and len(val) > LONGEST) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The unit tests of a file run in one process, so that what they share is made once."""
    for item in items:
        if UNIT in item.path.parents and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.relative_to(UNIT).as_posix()))


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the garbage collector need not go through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Extensions complain of leaks when the process ends otherwise."""
    gc.unfreeze()
