"""Where the elements of a policy document stand."""

from __future__ import annotations

import json
from pathlib import Path as FilePath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.engines.access.cases import table

from modelkeep.adapters.policies.reading import located, read_policies
from modelkeep.core.errors import UsageError
from modelkeep.engines.access.lint.linter import lint
from modelkeep.engines.access.lint.subject import Path, Place

_SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.text('aÄ"\\\n{}[]:,é🙂', max_size=4)
_JSON = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab\"", max_size=3), inner, max_size=3), max_leaves=8
)  # fmt: skip


def _elements(value: Any, path: Path = ()) -> list[tuple[Path, str]]:
    """Every path of a JSON value and how the text begins there."""
    if isinstance(value, dict):
        return [
            pair
            for key, inner in value.items()
            for pair in [((*path, key), json.dumps(key)), *_elements(inner, (*path, key))]
        ]
    if isinstance(value, list):
        return [
            pair
            for at, inner in enumerate(value)
            for pair in [((*path, at), json.dumps(inner, indent=1)[:1]), *_elements(inner, (*path, at))]
        ]
    return []


@given(value=st.dictionaries(st.text('ab"', max_size=3), _JSON, max_size=3), indent=st.sampled_from((None, 1, 4)))
def test_each_element_stands_where_it_is_said_to(value: dict[str, Any], indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    found = located("x", text)
    lines = text.split("\n")
    assert found.broken is None
    for path, begins in _elements(value):
        place = found.places[path]
        assert lines[place.line - 1][place.column - 1 :].startswith(begins), path


@given(text=st.text('{}[]",:aStement\n 0\\', max_size=60))
def test_any_text_is_judged(text: str) -> None:
    problems = lint(located("x", text), table())
    assert problems
    assert all(each.place.line >= 1 and each.place.column >= 1 for each in problems)


def test_a_problem_stands_where_its_element_does() -> None:
    text = '{\n "Version": "2012-10-17",\n "Statement": {\n  "Effect": "Allow",\n  "Action": ["s3:Get*",\n   "s3:Gett"], "Resource": "*"}}'
    (problem,) = lint(located("x", text), table())
    assert (problem.rule, problem.statement, problem.place) == ("unknown-action", 0, Place(6, 4))


def test_a_document_that_breaks_off_and_a_key_that_is_there_twice_are_located() -> None:
    (broken,) = lint(located("x", '{"Version": "2012-10-17",\n "Statement": [}'), table())
    assert (broken.rule, broken.place) == ("malformed", Place(2, 16))
    (twice,) = lint(located("x", '{"Version": "2012-10-17",\n "Version": "2012-10-17", "Statement": []}'), table())
    assert (twice.rule, twice.place) == ("malformed", Place(2, 2))


def test_files_are_read_and_what_cannot_be_opened_is_said(tmp_path: FilePath) -> None:
    file = tmp_path / "policy.json"
    file.write_text("\N{BYTE ORDER MARK}{}", encoding="utf-8")
    (read,) = read_policies([str(file)])
    assert (read.name, read.text) == (str(file), "{}")
    with pytest.raises(UsageError, match="No such file"):
        list(read_policies([str(tmp_path / "other.json")]))
    file.write_bytes(b"\xff\xfe{}")
    with pytest.raises(UsageError, match="not text in UTF-8"):
        list(read_policies([str(file)]))
