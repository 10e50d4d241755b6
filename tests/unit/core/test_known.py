"""One value that is not known makes all of them unknown."""

from __future__ import annotations

from modelkeep.core.known import all_known


def test_all_or_unknown() -> None:
    assert all_known(["", "b"]) == ("", "b")
    assert all_known([]) == ()
    assert all_known(["a", None]) is None
