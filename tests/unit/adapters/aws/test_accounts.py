"""Which accounts of an organisation are entered."""

from __future__ import annotations

from typing import Any

import pytest

from modelkeep.adapters.aws.source import _is_active


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ({"State": "ACTIVE"}, True), ({"State": "CLOSED"}, False), ({"State": "SUSPENDED", "Status": "ACTIVE"}, False),
        ({"Status": "ACTIVE"}, True), ({"Status": "SUSPENDED"}, False), ({}, True),
    ],
)  # fmt: skip
def test_accounts_that_are_not_active_are_left_out(account: dict[str, Any], expected: bool) -> None:
    assert _is_active(account) is expected
