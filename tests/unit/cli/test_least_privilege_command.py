"""`modelkeep least-privilege`: what is asked for is checked before anything is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.adapters.iam.details_files import arn, details, inline, role, written
from tests.unit.engines.access.cases import allow
from tests.unit.engines.access.least.records import ROLE, training_job
from typer.testing import CliRunner

from modelkeep.cli import app
from modelkeep.core.errors import UsageError


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--format", "yaml"), "unknown format 'yaml'"),
        (("--data-events", "s4"), "knows no service 's4'"),
    ],
)
def test_what_makes_no_sense_is_said(words: tuple[str, ...], message: str, tmp_path: Path) -> None:
    arguments = ["least-privilege", "trainer", "--events", str(tmp_path), "--workspace", str(tmp_path), *words]
    run = CliRunner().invoke(app, arguments)
    assert isinstance(run.exception, UsageError)
    assert message in str(run.exception)


def test_a_role_of_files_without_a_scan(tmp_path: Path) -> None:
    """What it used, what it can do and what is unused, in each format; what files do not tell is said."""
    may = allow(["sagemaker:*TrainingJob", "sagemaker:PutRecord"])
    known = written(tmp_path, details(roles=[role("trainer", RolePolicyList=[inline("own", may)])]))
    events, told = tmp_path / "events.json", tmp_path / "report.json"
    events.write_text(json.dumps({"Records": [training_job("fraud-1")]}).replace(ROLE, arn("role", "trainer")))
    common = ("least-privilege", "trainer", "--events", str(events), "--iam-details", str(known), "--no-organization")
    for format_name, mark in (("json", '"Statement"'), ("terraform", "aws_iam_policy"), ("cloudformation", "AWS::IAM")):
        words = (*common, "-w", str(tmp_path), "-f", format_name, "--report", str(told))
        run = CliRunner().invoke(app, words, catch_exceptions=False)
        assert mark in run.stdout
    document = json.loads(told.read_text())
    assert document["used"] == ["sagemaker:CreateTrainingJob"]
    assert "sagemaker:StopTrainingJob" in document["can"]
    assert "sagemaker:StopTrainingJob" in [each["action"] for each in document["removed"]]
    assert "not known: cloudtrail:DescribeTrails: the files do not hold it" in document["not_judged"][0]["why"]
    assert document["last_accessed"] == []


def test_events_are_required() -> None:
    run = CliRunner().invoke(app, ["least-privilege", "trainer"])
    assert run.exit_code == 2
    assert "--events" in run.output
