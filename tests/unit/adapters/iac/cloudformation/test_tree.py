from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from tests.unit.adapters.iac.cloudformation.templates import read

from modelkeep.adapters.iac.cloudformation.nodes import Call, Listing, Mapping, UnreadableError
from modelkeep.adapters.iac.cloudformation.scalars import plain
from modelkeep.adapters.iac.cloudformation.tree import DEEPEST, parse
from modelkeep.adapters.iac.resource import Unknown


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2012-10-17", "2012-10-17"),
        ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
        ("yes", True),
        ("off", False),
        ("y", "y"),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("111122223333", 111122223333),
        ("0.5", 0.5),
        ("1.10", "1.10"),
        ("1_000", "1_000"),
        ("1e3", "1e3"),
        ("12:30:45", "12:30:45"),
        ("10.0.0.0/16", "10.0.0.0/16"),
        ("99999999999999999999", "99999999999999999999"),
        ("fraud", "fraud"),
    ],
)
def test_unquoted_scalars_are_what_cloudformation_makes_of_them(written: str, value: object) -> None:
    found = plain(written)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("written", ["0300", "012345678901", "00", "0x1F", "+07"])
def test_numbers_that_change_their_digits_are_not_known(written: str) -> None:
    assert isinstance(plain(written), Unknown)
    assert parse(f"a: '{written}'").root == {"a": written}
    assert parse(f"{written}: a").root == {written: "a"}


def test_every_key_and_element_has_its_line() -> None:
    root = parse("a: 1\nb:\n  - x\n  -\n    c: d\n\n    e: f\n").root
    assert root.lines == {"a": 1, "b": 2}
    assert root["b"].lines == [3, 5]
    assert root["b"][1].lines == {"c": 5, "e": 7}


def test_short_and_long_functions_are_the_same() -> None:
    assert parse("a: !Sub x").root == {"a": Call("Fn::Sub", "x", 1)}
    assert parse('{"a": {"Fn::Sub": "x"}}').root == {"a": Call("Fn::Sub", "x", 1)}
    assert parse("a: !Base64\n  Fn::Sub: x").root["a"].argument == Call("Fn::Sub", "x", 2)
    assert parse("a: {Ref: b, c: d}").root == {"a": {"Ref": "b", "c": "d"}}


def test_aliases_stand_for_what_they_name_and_merging_fills_gaps() -> None:
    root = parse("a: &x {k: 1, m: 2}\nb: *x\nc:\n  <<: *x\n  k: 3\n").root
    assert root == {"a": {"k": 1, "m": 2}, "b": {"k": 1, "m": 2}, "c": {"k": 3, "m": 2}}
    assert root["c"].lines == {"k": 5, "m": 1}


@pytest.mark.parametrize("text", ["a: &x [*x]", "a: *x"])
def test_aliases_that_name_nothing_are_told(text: str) -> None:
    document = parse(text)
    assert len(document.complaints) == 1
    assert "the alias *x" in document.complaints[0].message


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("a: 1\nb: [\n", 3, "not YAML"),
        ("a: 1\n\tb: 2\n", 2, "not YAML"),
        ('{"a": 1,\n "b": ]}', 2, "not JSON"),
        ('{"a": 1\n "b": 2}', 2, "not JSON"),
        ("a: 1\n---\nb: 2\n", 2, "second one starts"),
        ("a:\n  ? [b]\n  : c\n", 2, "a key must be a text"),
        ("a: b\nc: \x01", 2, "control characters"),
        ("ä: b\nc: ü\nd: \x01", 3, "control characters"),
        ("[" * (DEEPEST + 1), 1, "levels deep"),
        ("[" * 100_000, 1, "levels deep"),
        ("- " * 100_000, 1, "levels deep"),
        ('{"a":' * 100_000, 1, "levels deep"),
    ],
)
def test_what_cannot_be_parsed_is_told_with_its_line(text: str, line: int, part: str) -> None:
    with pytest.raises(UnreadableError, match=part) as caught:
        parse(text)
    assert caught.value.line == line


def test_messages_do_not_quote_the_file() -> None:
    for text in ("password: hunter2\n- hunter2", '{"password": "hunter2" "hunter2"}', "a: hunter2: hunter2"):
        with pytest.raises(UnreadableError) as caught:
            parse(text)
        assert "hunter2" not in str(caught.value)


def test_json_that_yaml_does_not_take() -> None:
    long = "k" * 2000
    text = json.dumps({"a": "\U0001f600", "b": "x\\/y", long: [1, {"c": None}]}, indent=1).replace("\\/", "\\\\/")
    root = parse(text).root
    assert root["a"] == "\U0001f600"
    assert root[long] == [1, {"c": None}]
    assert root.lines == {"a": 2, "b": 3, long: 4}
    assert root[long][1].lines == {"c": 7}
    assert parse('{\n\t"a":\t1,\r\n\t"b": [\t]\n}').root == {"a": 1, "b": []}


def test_the_pure_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: !Sub x\nb:\n  - &x {Ref: y}\n  - *x\nc: |\n  text\n"
    fast = parse(text).root
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    assert parse(text).root == fast
    with pytest.raises(UnreadableError, match="not YAML") as caught:
        parse("ä: b\nc: \x01")
    assert caught.value.line == 2


def test_a_key_that_is_given_twice_has_no_value() -> None:
    reading = read(
        """
        Resources:
          Bucket:
            Type: AWS::S3::Bucket
            Properties:
              BucketName: a
              Tags: []
              BucketName: b
        """
    )
    assert [(each.place.line, each.message) for each in reading.troubles] == [
        (8, "BucketName is given twice, first in line 6: which of them counts is not known")
    ]
    assert isinstance(reading.resources[0].properties["BucketName"], Unknown)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(_json)
@example({"\x85": "\u2028"})
def test_json_reads_as_json_does(value: Any) -> None:
    def shape(node: Any) -> Any:
        """Without what has a meaning of its own: functions, merged keys and numbers."""
        if isinstance(node, Mapping | dict):
            return {key: shape(each) for key, each in node.items()}
        if isinstance(node, Listing | list):
            return [shape(each) for each in node]
        return "number" if isinstance(node, int | float) and not isinstance(node, bool) else node

    value = {"top": value}
    text = json.dumps(value)
    assert "{{resolve:" not in text
    if "<<" not in text and "Fn::" not in text and "Ref" not in text:
        numbers = shape(value)
        found = shape(parse(text).root)
        assert _texts_for_numbers(found, numbers)


def _texts_for_numbers(found: Any, expected: Any) -> bool:
    """Numbers that would be written differently stay text."""
    if isinstance(expected, dict):
        return list(found) == list(expected) and all(_texts_for_numbers(found[k], v) for k, v in expected.items())
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(_texts_for_numbers, found, expected))
    return found == expected or (expected == "number" and isinstance(found, str | Unknown))


@given(st.binary(max_size=200))
def test_bytes_never_crash_the_reader(content: bytes) -> None:
    read(content)
    read(b"Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties: " + content)


@given(st.text(alphabet="{}[]:,-!&*?|>'\"%@` \n\tab#<~0RefFn::Sub$", max_size=80))
def test_odd_yaml_never_crashes_the_reader(text: str) -> None:
    read(f"Resources:\n  A:\n    Type: T\n    Properties:\n      P: {text}\n".encode())
