"""Every identifier is found in the texts that its file says, and not in the others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from modelkeep.catalogue.identifiers import built_in_identifiers, load_identifier, load_identifiers
from modelkeep.core.errors import CatalogueError
from modelkeep.engines.classify.compiled import compile_identifiers
from modelkeep.engines.classify.text import TextScanner

IDENTIFIERS = {each.id: each for each in load_identifiers()}
SCANNER = TextScanner(compile_identifiers(IDENTIFIERS.values()))


def test_every_file_is_read() -> None:
    assert len(IDENTIFIERS) == len(list(built_in_identifiers().rglob("*.toml")))


@pytest.mark.parametrize("name", sorted(each.id for each in IDENTIFIERS.values() if each.shapes))
def test_examples(name: str) -> None:
    identifier = IDENTIFIERS[name]
    alone = TextScanner(compile_identifiers([identifier]), "re")
    for text in identifier.found:
        assert alone.scan(text.encode()), text
        among = {hit.identifier for hit in SCANNER.scan(text.encode())}
        assert any(IDENTIFIERS[each].data_class.rank >= identifier.data_class.rank for each in among), (text, among)
    for text in identifier.not_found:
        assert not alone.scan(text.encode()), text


@pytest.mark.parametrize("name", sorted(each.id for each in IDENTIFIERS.values() if not each.shapes))
def test_examples_of_values_in_columns(name: str) -> None:
    identifier = IDENTIFIERS[name]
    matches = re.compile(f"(?s:{identifier.value})\\Z".encode()).match
    assert all(matches(text.encode()) for text in identifier.found)
    assert not any(matches(text.encode()) for text in identifier.not_found)


def test_keywords_are_searched_only_where_they_say_something() -> None:
    """Each keyword is one more word to look for in all text."""
    idle = [
        name
        for name, each in IDENTIFIERS.items()
        if each.keywords and each.shapes and all(shape.near <= shape.alone for shape in each.shapes)
    ]
    assert idle == []


@pytest.mark.parametrize(
    "word", ["key", "aws", "token", "url", "exp", "sin", "union", "sequence", "image", "kind", "zip", "id"]
)
def test_no_keyword_is_an_everyday_word_of_code(word: str) -> None:
    assert [name for name, each in IDENTIFIERS.items() if word in each.keywords] == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("'A", "'(A)", "captures"),
        ("'A", "'(?<=x)A", "RE2"),
        ('class = "internal"', 'class = "secret"', "class is none of"),
        ("alone = 0.5", "alone = 5.0", "between 0 and 1"),
        ("alone = 0.5", 'alone = "high"', "a number"),
        ("alone = 0.5\n", "", "needs `keywords`"),
    ],
)
def test_a_file_with_an_error_is_refused_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(GOOD)
    assert load_identifier(path).id == "own"
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(CatalogueError, match=message) as raised:
        load_identifier(path)
    assert raised.value.line > 1


GOOD = r"""id = "own"
title = "Own"
category = "personal"
regions = ["any"]
class = "internal"
severity = "low"

[[shape]]
pattern = 'A\d{6}'
validator = "luhn"
alone = 0.5

[examples]
found = ["A000000"]
not_found = ["B"]
"""
