"""Names of columns that are data themselves: few columns are judged, all values are looked at, and the names too."""

from __future__ import annotations

import json

import pytest
from tests.unit.engines.classify.test_objects import NUMBER, classified

from modelkeep.engines.classify import folding, objects
from modelkeep.engines.classify.folding import Folded
from modelkeep.engines.classify.reading import Column


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "COLUMNS", 5)


@pytest.mark.usefixtures("few")
def test_no_value_is_lost_and_no_more_columns_are_judged_than_that() -> None:
    folded = Folded()
    names = [(number, f"{kind}{number}.{last}") for number in range(30) for kind in "abcd" for last in "xyz"]
    given = [Column(name, [b"v%d" % number], [number]) for number, name in names]
    judged = [each for column in given for each in folded.add(column)] + list(folded.end())
    assert len({each.name for each in judged}) <= 3 * 5 + 2
    assert sum(each.name != "*" and len(each.values) for each in judged) == len(given)
    assert {row for each in judged for row in each.rows} == set(range(30))


@pytest.mark.usefixtures("few")
def test_documents_that_are_keyed_by_customer_are_few_findings() -> None:
    content = json.dumps({f"user_{number}": {"card": NUMBER} for number in range(50)}).encode()
    told = classified("users.json", content)
    assert [(each.column, each.count) for each in told.findings] == [
        ("*.card", 45),
        *((f"user_{number}.card", 1) for number in range(5)),
    ]


def test_keys_are_looked_at_as_values() -> None:
    told = classified("by-card.json", json.dumps({"cards": {NUMBER: {"limit": 5}}}).encode())
    assert [(each.identifier, each.column) for each in told.findings] == [("card", "*")]


def test_of_very_many_findings_the_weightiest_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "MOST_FINDINGS", 3)
    told = classified(
        "a.json", json.dumps({**{f"ssn_{name}": "123456789" for name in "abcdef"}, "pan": NUMBER}).encode()
    )
    assert len(told.findings) == 3
    assert "card" in {each.identifier for each in told.findings}
    assert [each.reason for each in told.gaps] == ["more than 3 findings: the rest is not told"]
