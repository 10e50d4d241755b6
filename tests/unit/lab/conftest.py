"""A lab to call, one for each file of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from modelkeep.lab.server import LabServer


@pytest.fixture(scope="module")
def lab() -> Iterator[LabServer]:
    with LabServer() as server:
        yield server
