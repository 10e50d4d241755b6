"""The insecure lab answers every question about access, each with its coverage."""

from __future__ import annotations

import json
from typing import Any

from tests.e2e.conftest import ScannedLab
from typer.testing import CliRunner

from modelkeep.cli import app

PRODUCTION, TRAINING = "222233334444", "333344445555"
SCIENTIST = f"arn:aws:iam::{TRAINING}:role/data-scientist"


def answer(lab: ScannedLab, *arguments: str) -> dict[str, Any]:
    """The answer of a command as JSON; something unread may change it, or not."""
    result = CliRunner().invoke(app, [*arguments, "-w", str(lab.folder), "-f", "json"], catch_exceptions=False)
    found: dict[str, Any] = json.loads(result.stdout)
    assert result.exit_code == (0 if found["complete"] else 4)
    assert set(found["coverage"]["accounts"]) >= {PRODUCTION, TRAINING}
    assert found["coverage"]["action_table"]["date"]
    return found


def test_every_question_has_an_answer(insecure: ScannedLab) -> None:
    who = answer(insecure, "who-can", "sagemaker:InvokeEndpoint", "fraud-shared")
    certain = {each["principal"] for each in who["principals"] if each["certainty"] == "certain"}
    assert {f"arn:aws:iam::{PRODUCTION}:role/fraud-notebook", f"arn:aws:iam::{PRODUCTION}:root"} <= certain
    assert SCIENTIST not in certain

    reach = answer(insecure, "can-reach", SCIENTIST, "--service", "sagemaker")
    resources = {each["resource"] for each in reach["resources"]}
    assert f"arn:aws:sagemaker:{'us-east-1'}:{TRAINING}:training-job/fraud-scoring-2026-10" in resources

    why = answer(insecure, "explain", SCIENTIST, "sagemaker:InvokeEndpoint", "fraud-shared")
    assert why["decision"] == "implicit_deny"
    says = {each["layer"]: each["says"] for each in why["resources"][0]["layers"]}
    assert says["identity"] == ["allows"]

    open_to = answer(insecure, "public")
    by_kind = {(each["kind"], each["resource"]) for each in open_to["exposures"]}
    assert ("anonymous", f"arn:aws:s3:::acme-models-{PRODUCTION}") in by_kind
    assert ("other account", f"arn:aws:s3:::acme-training-{TRAINING}") in by_kind
    assert any(":runtime/support_agent" in each["resource"] for each in open_to["outside_iam"])
