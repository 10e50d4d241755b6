"""Only a few lines are searched, and nothing is lost by it."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelkeep.core.data import DataClass, Identifier, Shape
from modelkeep.core.verdict import Severity
from modelkeep.engines.classify.compiled import Compiled, compile_identifiers
from modelkeep.engines.classify.finders import ENGINES
from modelkeep.engines.classify.picking import LinePicker, Picked, has_digit, has_letter, spans_lines, together
from modelkeep.engines.classify.text import TextScanner


def compiled(*wide: Shape) -> Compiled:
    return compile_identifiers(
        Identifier(
            id=name,
            title=name,
            category="personal",
            regions=("any",),
            data_class=DataClass.RESTRICTED,
            severity=Severity.HIGH,
            shapes=shapes,
            keywords=keywords,
        )
        for name, shapes, keywords in (
            ("ssn", (Shape(pattern=r"\d{4}"),), ("ssn", "nº")),
            ("name", (Shape(pattern=r"[A-Z][a-z]+"),), ("name of",)),
            ("key", (Shape(pattern=r"AK\d+", alone=0.9), *wide), ("番号",)),
        )
    )


@pytest.mark.parametrize(
    ("text", "picked"),
    [
        (b"x 1234\ny 5678\n", Picked()),
        (
            b"x 1234\nssn 5678\nsome words that are of no interest\nz",
            Picked(near=[(7, 50)], topics={0: [(7, 50)]}),
        ),
        (b"ssn\n\n\n", Picked()),  # its values have digits
        (b"name of", Picked(near=[(0, 7)], topics={1: [(0, 7)]})),
        (b"a 1\nb AK12 c\n", Picked(alone=[(4, 12)])),
        (b"a 1\n\nAK12\nAK34", Picked(alone=[(5, 14)])),
        (b"ssn AK12", Picked(near=[(0, 8)], topics={0: [(0, 8)]}, alone=[(0, 8)])),
    ],
)
def test_lines_near_keywords_and_lines_that_say_enough(text: bytes, picked: Picked) -> None:
    assert LinePicker(compiled()).pick(text) == picked


def test_patterns_that_share_a_keyword_are_searched_together() -> None:
    told = {1: frozenset((b"a", b"b")), 2: frozenset((b"c",)), 3: frozenset((b"b", b"d")), 4: frozenset[bytes]()}
    assert sorted(together(told)) == [(1, 3), (2,)]


@pytest.mark.parametrize(
    ("pattern", "digit", "letter", "lines"),
    [
        (rb"\d{9}", True, False, False),
        (rb"[A-Z]*(?:1|2\d)", True, False, False),
        (rb"[A-Z0-9]{9}", False, False, False),
        (rb"(?:a|\d)b", False, True, False),
        (rb"a?\d?", False, False, False),
        (rb"a\sb1", True, True, True),
        (rb"[^x]{2}", False, False, True),
        (rb"\Sx", False, True, False),
        (rb"(?i:_|[a-c\xe9])-", False, False, False),
        (rb"(?i:b|[a-c\xe9])-", False, True, False),
    ],
)
def test_what_a_pattern_takes(pattern: bytes, digit: bool, letter: bool, lines: bool) -> None:
    assert (has_digit(pattern), has_letter(pattern), spans_lines(pattern)) == (digit, letter, lines)


WORDS = [
    "ssn",
    "Nº",
    "nº ",
    "name of",
    "Ada",
    "1234",
    "AK12",
    "番号",
    " ",
    "  ",
    "\n",
    "\n\n",
    ": ",
    "-",
    ",",
    "x" * 28,
    "é",
    "=",
]
SCANNERS = [
    [TextScanner(each, engine) for engine in ENGINES]
    for each in (compiled(), compiled(Shape(pattern=r"AK\s\d+", alone=0.9)))
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(lambda parts: "".join(parts).encode()))
def test_nothing_is_lost(text: bytes) -> None:
    for scanners in SCANNERS:
        first, *others = (each.scan(text) for each in scanners)
        assert [each == first for each in others] == [True, True]


@pytest.mark.parametrize(
    "line", [b"ssn " * 50_000, b"ssn " * 50_000 + b"1234", b"ssn 1 " * 30_000], ids=["bare", "end", "full"]
)
def test_a_line_of_keywords_is_searched_once(line: bytes) -> None:
    picker = LinePicker(compiled())
    started = time.process_time()
    picker.pick(line)
    assert time.process_time() - started < 5  # what searches the line for each keyword takes a minute


ASKED = """
from modelkeep.catalogue.identifiers import load_identifiers
from modelkeep.engines.classify.compiled import compile_identifiers
from modelkeep.engines.classify.picking import LinePicker

class Asked:
    def get(self, key):
        print(key)

    def put(self, key, data):
        pass

few = [each for each in load_identifiers() if each.id in ("us_ssn", "iban", "gps_coordinates", "patient_name")]
LinePicker(compile_identifiers(few, Asked()))
"""


def test_what_was_compiled_is_found_again_by_another_process() -> None:
    """Sets have another order in each process: none may decide under which name databases are kept."""
    told = [
        subprocess.run(
            [sys.executable, "-c", ASKED],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
        ).stdout.split()
        for seed in ("1", "2")
    ]  # fmt: skip
    assert told[0] == told[1]
    assert len(told[0]) == 2
