"""SARIF, checked against the OASIS schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.unit.adapters.export.samples import HOSTILE, clean, exported, not_analysed
from tests.unit.estates import Estate

SCHEMA = Path(__file__).parents[3] / "schemas" / "sarif-schema-2.1.0.json"


def run(of: Estate | None = None) -> dict[str, Any]:
    document = json.loads(exported("sarif", of))
    found: dict[str, Any] = document["runs"][0]
    return found


@pytest.mark.parametrize("of", [None, clean(), Estate(reads=())], ids=["everything", "clean", "nothing read"])
def test_document_is_valid(of: Estate | None) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)
    validator(schema, format_checker=validator.FORMAT_CHECKER).validate(json.loads(exported("sarif", of)))


def test_fail_and_unknown_are_results_and_pass_is_none() -> None:
    results = run()["results"]
    assert len(results) == 5 + len(HOSTILE)
    told = {(each["ruleId"], each["kind"], each["level"]) for each in results}
    assert told == {
        ("SM-01", "fail", "error"), ("SM-02", "open", "none"), ("S3-01", "fail", "warning"), ("OLD-1", "fail", "note"),
        ("IN-01", "fail", "note"),
    }  # fmt: skip


def test_rules_stand_where_results_point() -> None:
    found = run()
    rules = found["tool"]["driver"]["rules"]
    for result in found["results"]:
        if result["ruleId"] == "OLD-1":
            assert "ruleIndex" not in result
        else:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert rules[0]["properties"]["security-severity"] == "9.5"
    assert "Fix:" in rules[0]["help"]["text"]


def test_resources_have_a_logical_and_a_made_up_physical_place_of_their_own() -> None:
    results = run()["results"]
    places = [each["locations"][0] for each in results]
    assert places[0]["logicalLocations"][0]["fullyQualifiedName"].startswith("arn:aws:sagemaker")
    assert (
        places[0]["physicalLocation"]["artifactLocation"]["uri"] == "aws/111122223333/us-east-1/sagemaker/model/fraud"
    )
    uris = [place["physicalLocation"]["artifactLocation"]["uri"] for place in places]
    keys = [(uri, each["ruleId"]) for uri, each in zip(uris, results, strict=True)]
    assert len(set(keys)) == len(keys)


def test_fingerprints_are_the_stable_ids() -> None:
    results = run()["results"]
    prints = [each["partialFingerprints"]["modelkeepFinding/v1"] for each in results]
    assert len(set(prints)) == len(prints)
    assert all(each.startswith("mk-") for each in prints)


def test_gaps_are_notifications_and_make_the_run_unsuccessful() -> None:
    (invocation,) = run()["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [each["descriptor"]["id"] for each in invocation["toolExecutionNotifications"]] == [
        "denied/sagemaker:ListModels", "throttled/s3:ListBuckets",
    ]  # fmt: skip
    (good,) = run(clean())["invocations"]
    assert (good["executionSuccessful"], good["toolExecutionNotifications"]) == (True, [])
    (empty,) = run(Estate(reads=()))["invocations"]
    assert empty["executionSuccessful"] is False


def test_what_was_not_analysed_is_a_warning_and_the_run_successful() -> None:
    (invocation,) = run(not_analysed())["invocations"]
    (told,) = invocation["toolExecutionNotifications"]
    assert invocation["executionSuccessful"] is True
    assert (told["level"], told["descriptor"]["id"]) == ("warning", "not-analysed/engine:access")
    assert told["message"]["text"].startswith("Not analysed: who can do what; 1 verdict unknown. ")
