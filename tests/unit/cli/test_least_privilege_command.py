"""`modelkeep least-privilege`: what is asked for is checked before anything is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.adapters.iam.details_files import arn, details, inline, role, written
from tests.unit.adapters.lake.lakes import fill
from tests.unit.engines.access.cases import allow
from tests.unit.engines.access.least.records import ROLE, training_job
from typer.testing import CliRunner

from modelkeep.cli import app
from modelkeep.core.errors import NothingToScanError, UsageError


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


def test_without_events_and_without_a_lake_it_says_what_to_do(tmp_path: Path) -> None:
    known = written(tmp_path, details(roles=[role("trainer", RolePolicyList=[inline("own", allow("s3:*"))])]))
    words = ["least-privilege", "trainer", "--iam-details", str(known), "--no-organization", "-w", str(tmp_path)]
    run = CliRunner().invoke(app, words)
    assert isinstance(run.exception, NothingToScanError)
    assert "--events" in run.exception.remedy


def test_the_lake_tells_what_files_tell(tmp_path: Path) -> None:
    may = allow(["sagemaker:*TrainingJob", "sagemaker:PutRecord"])
    known = written(tmp_path, details(roles=[role("trainer", RolePolicyList=[inline("own", may)])]))
    trail = tmp_path / "trail.json"
    trail.write_text(json.dumps({"Records": [training_job("fraud-1")]}).replace(ROLE, arn("role", "trainer")))
    fill(trail, tmp_path / "lake")
    common = ("least-privilege", "trainer", "--iam-details", str(known), "--no-organization", "-w", str(tmp_path))
    policies = [
        CliRunner().invoke(app, [*common, *words, "--report", str(tmp_path / "told.json")], catch_exceptions=False)
        for words in ((), ("--events", str(trail)))
    ]
    assert policies[0].stdout == policies[1].stdout
    assert '"Statement"' in policies[0].stdout
    assert policies[0].exit_code == policies[1].exit_code
