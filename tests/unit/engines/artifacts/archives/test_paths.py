"""Names by which an archive writes outside of its folder."""

from __future__ import annotations

import pytest

from modelkeep.engines.artifacts.archives.paths import escapes, unsafe


@pytest.mark.parametrize("name", ["../a", "a/../b", "/a", "\\a", "C:a", "c:/a", "a\0", "a\\..\\b"])
def test_it_leads_outside(name: str) -> None:
    assert unsafe(name)


@pytest.mark.parametrize("name", ["a", "a/b", "..a", "a..", "a/...", "./a", "data/0", "ä/ö"])
def test_it_stays_inside(name: str) -> None:
    assert not unsafe(name)


@pytest.mark.parametrize(
    ("member", "target", "told"),
    [
        ("a/b", "../c", False),
        ("a/b", "../../c", True),
        ("b", "..", True),
        ("b", "a/../c", False),
        ("b", "/etc", True),
        ("a\\b", "..\\..\\c", True),
    ],
)
def test_links(member: str, target: str, told: bool) -> None:
    assert bool(escapes(member, target)) == told
