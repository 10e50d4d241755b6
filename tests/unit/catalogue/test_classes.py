"""The framework of data classes: the file that ships, and what is wrong with others, with its line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from modelkeep.catalogue.classes import built_in_classes, load_classes
from modelkeep.catalogue.identifiers import load_identifiers
from modelkeep.core.data import DataClass, Identifier
from modelkeep.core.data_classes import Framework, Protection
from modelkeep.core.errors import CatalogueError


@pytest.fixture(scope="module")
def identifiers() -> Sequence[Identifier]:
    return load_identifiers()


@pytest.fixture(scope="module")
def framework(identifiers: Sequence[Identifier]) -> Framework:
    return load_classes(identifiers)


def test_each_class_owes_what_the_one_below_it_owes(framework: Framework) -> None:
    owed = [framework.owed[each] for each in DataClass]
    assert all(lower <= higher for lower, higher in pairwise(owed))
    assert framework.owed[DataClass.PUBLIC] == frozenset()
    assert framework.owed[DataClass.RESTRICTED] == frozenset(Protection)
    assert "legal-basis" in framework.legal_basis_tags
    assert framework.most_readers == 10


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("most-readers = 10", 'most-readers = "ten"', 11, "most-readers is to be a whole number"),
        ('id = "public"', 'id = "secret"', 14, "'secret' is none of public"),
        ('owes = ["no-public-access"]', 'owes = ["moat"]', 21, "'moat' is none of customer-key"),
        ('"username"]', '"user_name"]', 35, "there is no 'user_name'"),
        ('groups = ["identity", "health"]', 'groups = ["identity", "wealth"]', 66, "there is no group 'wealth'"),
        ('why = "a fact of health', 'wy = "a fact of health', 64, "'why' is missing"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, identifiers: Sequence[Identifier], old: str, new: str, line: int, message: str
) -> None:
    text = built_in_classes().read_text()
    assert old in text
    path = tmp_path / "classes.toml"
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(CatalogueError) as caught:
        load_classes(identifiers, path)
    assert message in str(caught.value)
    assert f":{line}" in str(caught.value)


def test_a_class_of_the_users_counts_more_than_the_identifiers_own(
    tmp_path: Path, identifiers: Sequence[Identifier]
) -> None:
    path = tmp_path / "classes.toml"
    path.write_text(f'{built_in_classes().read_text()}\n[identifiers]\nipv4 = "confidential"\n')
    assert load_classes(identifiers, path).identifiers == {"ipv4": DataClass.CONFIDENTIAL}
    path.write_text(f'{built_in_classes().read_text()}\n[identifiers]\nipv5 = "confidential"\n')
    with pytest.raises(CatalogueError, match="there is no 'ipv5'"):
        load_classes(identifiers, path)
