"""What every test shares: the names of its cases."""

from __future__ import annotations

import pytest

LONGEST = 200


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes and long text are named after their argument: both workers must collect the same names, and gzip writes the time."""
    return argname if isinstance(val, bytes) or (isinstance(val, str) and len(val) > LONGEST) else None
