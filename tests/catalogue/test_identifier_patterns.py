"""The built-in patterns as a whole: quick to search, and the same on all engines."""

from __future__ import annotations

import random

import pytest

from modelkeep.catalogue.identifiers import load_identifiers
from modelkeep.engines.classify.compiled import compile_identifiers
from modelkeep.engines.classify.context import PROXIMITY
from modelkeep.engines.classify.finders import ENGINES
from modelkeep.engines.classify.finders.vectorscan import _knows_start
from modelkeep.engines.classify.text import TextScanner

IDENTIFIERS = load_identifiers()
COMPILED = compile_identifiers(IDENTIFIERS)


def test_hyperscan_knows_where_every_match_begins() -> None:
    assert [pattern for pattern in COMPILED.patterns if not _knows_start(pattern)] == []


def test_patterns_are_few() -> None:
    """Shapes that are written alike cost nothing: a new identifier had best be written as another one is."""
    assert len(COMPILED.patterns) <= 220


def test_a_keyword_fits_into_what_is_near() -> None:
    long = [(each.id, word) for each in IDENTIFIERS for word in each.keywords if len(word) > PROXIMITY - 2]
    assert long == []


@pytest.fixture(scope="module")
def corpus() -> bytes:
    """Every example, in lines with and without words around, and some of them in one line."""
    chance = random.Random(9)
    texts = [text for each in IDENTIFIERS for text in (*each.found, *each.not_found)]
    lines = [chance.choice(["", "x = ", "né le ", "身份证", "ssn\n", "id="]) + text for text in texts]
    chance.shuffle(lines)
    lines += [" ".join(chance.sample(texts, 3)) for _ in range(60)]
    return "\n".join(lines).encode()


def test_all_engines_find_the_same_identifiers(corpus: bytes) -> None:
    first, *others = (TextScanner(COMPILED, engine).scan(corpus) for engine in ENGINES)
    assert len(first) > len(IDENTIFIERS)
    for other in others:
        assert other == first
