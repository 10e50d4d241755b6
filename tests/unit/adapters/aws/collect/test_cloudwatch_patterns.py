"""Filter patterns of CloudWatch Logs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelkeep.adapters.aws.collect.cloudwatch_patterns import alternatives
from modelkeep.core.kinds.logs import FieldTest


def shown(pattern: str) -> list[list[str]]:
    found = alternatives(pattern)
    assert found is not None
    return [[f"{test.field} {test.operator} {test.value}".strip() for test in each] for each in found]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{ $.eventName = DeleteTrail }", [["eventName = DeleteTrail"]]),
        ('{($.eventName="DeleteTrail")||($.eventName=StopLogging)}', [["eventName = DeleteTrail"], ["eventName = StopLogging"]]),
        (
            '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }',
            [["userIdentity.type = Root", "userIdentity.invokedBy NOT EXISTS", "eventType != AwsServiceEvent"]],
        ),
        (
            "{ ($.eventSource = kms.amazonaws.com) && (($.eventName=DisableKey)||($.eventName=ScheduleKeyDeletion)) }",
            [
                ["eventSource = kms.amazonaws.com", "eventName = DisableKey"],
                ["eventSource = kms.amazonaws.com", "eventName = ScheduleKeyDeletion"],
            ],
        ),
        ("{ $.a = 1 || $.b = 2 && $.c IS NULL }", [["a = 1"], ["b = 2", "c IS NULL"]]),
        ('{ $.errorCode = "*UnauthorizedOperation" }', [["errorCode = *UnauthorizedOperation"]]),
        ("{ $.eventName = %Delete.*% }", [["eventName = %Delete.*%"]]),
        ('{ $.message = "a (b) || c" }', [["message = a (b) || c"]]),
    ],
)  # fmt: skip
def test_json_patterns(pattern: str, expected: list[list[str]]) -> None:
    assert shown(pattern) == expected


@pytest.mark.parametrize("pattern", ["", "ERROR", '"AccessDenied"', "[ip, user, timestamp]", "%ERROR%"])
def test_patterns_of_another_kind_have_no_alternatives(pattern: str) -> None:
    assert alternatives(pattern) == ()


@pytest.mark.parametrize("pattern", ["{ }", "{ $.a = }", "{ $.a = 1 || }", "{ ($.a = 1 }", "{ a = 1 }", "{ $.a ~ 1 }"])
def test_json_patterns_that_do_not_parse_are_unknown(pattern: str) -> None:
    assert alternatives(pattern) is None


def test_a_pattern_that_explodes_is_unknown() -> None:
    pattern = "{" + " && ".join("($.a=1||$.b=2)" for _ in range(12)) + "}"
    assert alternatives(pattern) is None


@given(st.text(max_size=200))
def test_no_text_breaks_the_parser(text: str) -> None:
    for pattern in (text, "{" + text + "}"):
        found = alternatives(pattern)
        assert found is None or all(isinstance(test, FieldTest) for each in found for test in each)
