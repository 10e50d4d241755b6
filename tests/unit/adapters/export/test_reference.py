"""The reference of all controls."""

from __future__ import annotations

from pathlib import Path

from tests.unit.adapters.export.pages import page

from modelkeep.adapters.export.reference import reference
from modelkeep.core.verdict import Practice

PAGES = (
    page(),
    page(id="NET-10", path=Path("controls/network/NET-10.sql")),
    page(id="IAM-90", title="A | B", practice=Practice.ACCESS, path=Path("controls/access/IAM-90.sql")),
)


def test_one_page_per_practice_and_an_index() -> None:
    files = reference(PAGES, Path("controls"), "../up")
    assert list(files) == ["README.md", "access.md", "network.md"]
    assert "3 controls in 2 practices." in files["README.md"]
    assert "| [NET-10](network.md#net-10) | high | Things are on |\n| [NET-90](network.md#net-90)" in files["README.md"]
    assert "| [IAM-90](access.md#iam-90) | high | A \\| B |" in files["README.md"]
    assert files["network.md"].index("\n## NET-10\n") < files["network.md"].index("\n## NET-90\n")
    assert "[`IAM-90.sql`](../up/access/IAM-90.sql)" in files["access.md"]


def test_the_order_of_the_pages_does_not_matter() -> None:
    assert reference(PAGES, Path("controls"), "up") == reference(PAGES[::-1], Path("controls"), "up")
