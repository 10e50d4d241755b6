"""`modelkeep policy`: what a scan needs, or what a push needs, and never both."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from modelkeep.cli import app
from modelkeep.core.errors import UsageError


def actions(*words: str) -> list[str]:
    run = CliRunner().invoke(app, ["policy", *words], catch_exceptions=False)
    assert run.exit_code == 0
    return [each for statement in json.loads(run.stdout)["Statement"] for each in statement["Action"]]


def test_a_push_has_a_policy_of_its_own() -> None:
    assert actions("--push", "securityhub") == ["securityhub:BatchImportFindings"]
    assert actions("--push", "securityhub", "--org") == ["securityhub:BatchImportFindings", "sts:AssumeRole"]
    assert "securityhub:BatchImportFindings" not in actions("--control", "SM-NB-01", "--org")


def test_looking_into_model_files_has_a_policy_of_its_own() -> None:
    assert actions("--inspect") == ["kms:Decrypt", "s3:GetObject", "s3:ListBucket"]
    assert actions("--vulnerabilities") == [
        "ecr:BatchGetImage", "ecr:DescribeImageScanFindings", "ecr:GetDownloadUrlForLayer", "inspector2:ListCoverage",
        "inspector2:ListFindings", "kms:Decrypt", "lambda:GetFunction", "lambda:GetLayerVersion", "s3:GetObject", "s3:ListBucket",
    ]  # fmt: skip
    assert "s3:GetObject" not in actions("--control", "SM-MODEL-08")


def test_keys_of_kms_that_are_trusted_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELKEEP_SIGNING_TRUST_KMS", "arn:aws:kms:eu-west-1:111122223333:key/1")
    assert actions("--inspect") == ["kms:Decrypt", "kms:GetPublicKey", "s3:GetObject", "s3:ListBucket"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--push", "elsewhere"), "nothing is pushed to 'elsewhere'"),
        (("--push", "securityhub", "--practice", "network"), "needs the same"),
        (("--push", "securityhub", "--incremental"), "needs the same"),
        (("--inspect", "--incremental"), "--inspect needs the same"),
        (("--inspect", "--push", "securityhub"), "needs the same"),
    ],
)
def test_what_makes_no_sense_with_push_is_said(words: tuple[str, ...], message: str) -> None:
    run = CliRunner().invoke(app, ["policy", *words])
    assert isinstance(run.exception, UsageError)
    assert message in str(run.exception)
