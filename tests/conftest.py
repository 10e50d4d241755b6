"""What every test shares: the names of its cases."""

from __future__ import annotations

import pytest


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """A case of bytes is named after its argument: gzip writes the time, and both workers must collect the same names."""
    return argname if isinstance(val, bytes) else None
