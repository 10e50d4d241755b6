"""What answers of all questions have in common."""

from __future__ import annotations

import pytest

from modelkeep.engines.access.asking.answers import accepts_unsigned


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("s3:GetObject", True),
        ("sts:AssumeRoleWithWebIdentity", True),
        ("sts:AssumeRole", False),
        ("kms:Decrypt", False),
    ],
)
def test_some_actions_take_signed_requests_only(action: str, *, expected: bool) -> None:
    assert accepts_unsigned(action) is expected
