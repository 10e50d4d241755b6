"""Every pitfall has a test whose expectation rests on AWS's documentation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PITFALLS = range(1, 68)
"""The ways in which evaluators of IAM policies go wrong, by their numbers."""

_NUMBERED = re.compile(r"test_(?:pitfall_)?(\d+)_")
_PAGE = re.compile(r"https://docs\.aws\.amazon\.com/[\w./-]+\.html")


def numbered() -> Iterator[tuple[int, bool]]:
    """The number in the name of each test, and whether its docstring names a page."""
    for file in sorted(Path(__file__).parent.rglob("test_*.py")):
        for each in ast.walk(ast.parse(file.read_text("utf-8"))):
            number = _NUMBERED.match(each.name) if isinstance(each, ast.FunctionDef) else None
            if isinstance(each, ast.FunctionDef) and number:
                yield int(number[1]), _PAGE.search(ast.get_docstring(each) or "") is not None


def test_every_pitfall_has_a_test_that_cites_aws() -> None:
    found = list(numbered())
    assert {number for number, _ in found} == set(PITFALLS)
    assert {number for number, cites in found if cites} == set(PITFALLS)
