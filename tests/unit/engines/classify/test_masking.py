"""Of a value nothing is told that would give it away."""

from __future__ import annotations

import pytest

from modelkeep.engines.classify.masking import masked


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("4012 8888 8888 1881", "#### #### #### ##81"),
        ("ada@acme.org", "xxx@xxxx.xrg"),
        ("Müller", "xxxxxx"),
        ("1234567", "#######"),
        ("x" * 60, "x" * 37 + "..."),
    ],
)
def test_masked(value: str, expected: str) -> None:
    assert masked(value) == expected
