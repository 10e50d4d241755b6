"""Event patterns of EventBridge rules."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from modelkeep.adapters.aws.collect.events_patterns import NONE, ApiCalls, api_calls

CALLS = {"source": ["aws.bedrock"], "detail-type": ["AWS API Call via CloudTrail"]}


def calls(**more: Any) -> ApiCalls | None:
    return api_calls(json.dumps({**CALLS, **more}))


def test_named_calls() -> None:
    detail = {"eventSource": ["bedrock.amazonaws.com"], "eventName": ["DeleteGuardrail", {"prefix": "Update"}]}
    assert calls(detail=detail) == ApiCalls(("bedrock.amazonaws.com",), ("DeleteGuardrail", "Update*"))


def test_all_calls_of_a_service() -> None:
    assert calls() == ApiCalls(("bedrock.amazonaws.com",), ("*",))


def test_other_events_are_no_calls() -> None:
    assert api_calls("") == NONE
    assert (
        api_calls(json.dumps({"source": ["aws.sagemaker"], "detail-type": ["SageMaker Endpoint State Change"]})) == NONE
    )


def test_calls_of_some_people_only_do_not_count() -> None:
    assert calls(detail={"eventName": ["DeleteGuardrail"], "userIdentity": {"type": ["Root"]}}) == NONE
    assert calls(detail={"eventName": ["DeleteGuardrail"]}, resources=["arn:aws:bedrock:guardrail"]) == NONE


def test_successful_calls_only_count() -> None:
    found = calls(detail={"eventName": ["DeleteGuardrail"], "errorCode": [{"exists": False}]})
    assert found == ApiCalls(("bedrock.amazonaws.com",), ("DeleteGuardrail",))


def test_comparisons_that_are_not_understood_are_unknown() -> None:
    assert calls(detail={"eventName": [{"anything-but": ["GetGuardrail"]}]}) is None
    assert api_calls("{") is None
    assert api_calls("[]") is None


@given(
    st.recursive(st.text() | st.none() | st.integers(), lambda each: st.lists(each) | st.dictionaries(st.text(), each))
)
def test_no_json_breaks_the_parser(value: Any) -> None:
    for pattern in (value, {**CALLS, "detail": value}, {**CALLS, "detail": {"eventName": value}}):
        api_calls(json.dumps(pattern))
