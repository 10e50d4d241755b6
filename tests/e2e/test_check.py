"""`modelkeep check`, as a person runs it on files: lines, formats, exit codes, and what cannot be read."""

from __future__ import annotations

import gzip
import json
import shlex
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from tests.unit.adapters.iac.terraform.plans import KNOWN_AFTER_APPLY, plan, resource
from typer.testing import CliRunner, Result

from modelkeep.cli import app
from modelkeep.core.errors import ModelkeepError
from modelkeep.lab.server import LabServer

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Key: {Type: String}
Resources:
  Lab:
    Type: AWS::SageMaker::NotebookInstance
    Properties:
      InstanceType: ml.t3.medium
      RoleArn: arn:aws:iam::111122223333:role/lab
      RootAccess: Disabled
      KmsKeyId: !Ref Key
      DirectInternetAccess: Enabled
  Topic:
    Type: AWS::Example::Unheard
"""


def check(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["check", *arguments], catch_exceptions=True)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lab.yaml").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def test_a_finding_stands_where_its_cause_stands() -> None:
    found = check("lab.yaml", "--control", "SM-NB-01")
    assert "lab.yaml:12: high SM-NB-01 Lab: DirectInternetAccess is Enabled" in found.stdout
    assert found.exit_code == 13


def test_what_the_file_leaves_open_is_unknown_with_its_line_and_why() -> None:
    found = check("lab.yaml", "--control", "SM-NB-04")
    assert (
        "lab.yaml:11: unknown SM-NB-04 Lab: not known from the file: the parameter Key has no default" in found.stdout
    )
    assert found.exit_code == 4
    assert check("lab.yaml", "--control", "SM-NB-04", "--accept-unknown").exit_code == 0


def test_parameters_can_be_given() -> None:
    found = check("lab.yaml", "--control", "SM-NB-04", "--parameter", "Key=1234abcd-12ab-34cd-56ef-1234567890ab")
    assert "nothing fails" in found.stdout
    assert found.exit_code == 0


def test_what_was_not_asked_is_told() -> None:
    found = check("lab.yaml", "--control", "SM-NB-01", "--control", "IAM-01")
    told = " ".join(found.stdout.split())
    assert "1 control asked; 1 more ask what only a running account shows" in told
    assert "1 resource of types that no control asks about" in told


def test_code_scanning_gets_file_and_line() -> None:
    found = check("lab.yaml", "--control", "SM-NB-01", "--format", "sarif")
    (result,) = json.loads(found.stdout)["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "lab.yaml"},
        "region": {"startLine": 12},
    }


def test_machines_get_file_line_and_verdict() -> None:
    (finding,) = json.loads(check("lab.yaml", "--control", "SM-NB-01", "--format", "json").stdout)["findings"]
    assert (finding["file"], finding["line"], finding["verdict"]) == ("lab.yaml", 12, "FAIL")


def test_what_cannot_be_read_is_told_and_the_rest_is_judged(folder: Path) -> None:
    (folder / "broken.yaml").write_text("Resources:\n  A:\n    Type: AWS::S3::Bucket\n   bad: [\n", encoding="utf-8")
    found = check(".", "--control", "SM-NB-01")
    assert "lab.yaml:12: high SM-NB-01" in found.stdout
    assert "broken.yaml:4" in found.stdout
    assert found.exit_code == 13
    (folder / "lab.yaml").unlink()
    alone = check(".", "--control", "SM-NB-01", "--accept-unknown")
    assert alone.exit_code == 4


def test_a_reference_to_nothing_is_told_with_its_line(folder: Path) -> None:
    (folder / "lab.yaml").write_text(TEMPLATE.replace("!Ref Key", "!Ref Kye"), encoding="utf-8")
    found = check("lab.yaml", "--control", "SM-NB-04")
    assert "lab.yaml:11" in found.stdout
    assert "Kye" in found.stdout
    assert found.exit_code == 4


def test_other_files_of_a_folder_are_passed_over_and_a_named_one_is_not(folder: Path) -> None:
    (folder / "workflow.yaml").write_text("on: push\njobs: {}\n", encoding="utf-8")
    assert "1 file," in check(".", "--control", "SM-NB-01").stdout
    named = check("workflow.yaml", "--control", "SM-NB-01")
    assert "workflow.yaml: is no CloudFormation template" in named.stdout
    assert named.exit_code == 4


def test_a_hook_may_be_given_any_file(folder: Path) -> None:
    (folder / "workflow.yaml").write_text("on: push\njobs: {}\n", encoding="utf-8")
    assert check("workflow.yaml", "--others-pass").exit_code == 0
    assert check("workflow.yaml", "lab.yaml", "--others-pass", "--control", "SM-NB-01").exit_code == 13


def test_the_hook_runs_a_command_that_there_is() -> None:
    hook, *_ = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["files"] == r"\.(ya?ml|json|template)$"
    command, *arguments = shlex.split(hook["entry"])
    assert command == "modelkeep"
    assert CliRunner().invoke(app, [*arguments, "lab.yaml", "--control", "SM-NB-01"]).exit_code == 13


def test_the_workflow_runs_a_command_that_there_is() -> None:
    path = Path(__file__).parents[2] / ".github" / "workflows" / "modelkeep-check.yml"
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    inputs = workflow[True]["workflow_call"]["inputs"]  # YAML 1.1 reads `on` as true
    runs = [step["run"] for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    command = next(run for run in runs if run.startswith("modelkeep"))
    words = command.replace("$PATHS", "lab.yaml").replace("$ARGUMENTS", inputs["arguments"]["default"]).split()
    done = CliRunner().invoke(app, words[1:])
    assert done.exit_code in (4, 11, 12, 13, 14), done.output
    assert json.loads(Path("modelkeep.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"


def test_nothing_to_check_is_no_success(folder: Path) -> None:
    (folder / "lab.yaml").unlink()
    found = check(".")
    assert isinstance(found.exception, ModelkeepError)
    assert found.exception.exit_code == 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere.yaml",), "there is no file or folder"),
        (("lab.yaml", "--parameter", "Key"), "is no parameter"),
        (("lab.yaml", "--account", "12"), "is no account id"),
        (("lab.yaml", "--region", "Ireland"), "is no region"),
        (("lab.yaml", "--control", "IAM-01"), "none of the chosen controls can be answered by files"),
        (("lab.yaml", "--format", "jsonn"), "there is no format"),
    ],
)
def test_mistakes_are_told_before_anything_is_read(arguments: tuple[str, ...], told: str) -> None:
    found = check(*arguments)
    assert isinstance(found.exception, ModelkeepError)
    assert found.exception.exit_code == 2
    assert told in str(found.exception)


def test_files_that_are_deployed_apart_do_not_add_to_each_other(folder: Path) -> None:
    """The same bucket name in two templates: the policy of one does not protect the other."""
    secure = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::weights", "arn:aws:s3:::weights/*"],
              "Condition": {"Bool": {"aws:SecureTransport": "false"}}}  # fmt: skip
    bucket: dict[str, Any] = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "weights"}}
    policy: dict[str, Any] = {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {"Bucket": "weights", "PolicyDocument": {"Version": "2012-10-17", "Statement": [secure]}},
    }
    (folder / "lab.yaml").unlink()
    (folder / "one.json").write_text(json.dumps({"Resources": {"B": bucket, "P": policy}}), encoding="utf-8")
    (folder / "two.json").write_text(json.dumps({"Resources": {"B": bucket}}), encoding="utf-8")
    found = json.loads(check(".", "--everything", "--control", "S3-03", "--format", "json").stdout)["findings"]
    assert {each["file"]: each["verdict"] for each in found} == {"one.json": "PASS", "two.json": "FAIL"}


def test_config_deliveries_are_read_gzipped_too(folder: Path) -> None:
    item = {
        "configurationItemCaptureTime": "2026-11-20T10:00:00.000Z", "configurationItemStatus": "OK",
        "resourceType": "AWS::SageMaker::NotebookInstance", "resourceId": "lab", "resourceName": "lab",
        "ARN": "arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/lab", "awsAccountId": "111122223333",
        "awsRegion": "eu-west-1", "tags": {}, "supplementaryConfiguration": {},
        "configuration": {"NotebookInstanceName": "lab", "DirectInternetAccess": "Enabled"},
    }  # fmt: skip
    content = json.dumps({"fileVersion": "1.0", "configurationItems": [item]}).encode()
    (folder / "snapshot.json.gz").write_bytes(gzip.compress(content))
    (finding,) = json.loads(check("snapshot.json.gz", "--control", "SM-NB-01", "--format", "json").stdout)["findings"]
    assert (finding["resource"], finding["verdict"]) == (item["ARN"], "FAIL")


def test_plans_of_terraform_are_judged_with_the_resource_s_address(folder: Path) -> None:
    notebook = resource("module.lab.aws_sagemaker_notebook_instance.lab", {
        "name": "lab", "instance_type": "ml.t3.medium", "role_arn": "arn:aws:iam::111122223333:role/lab",
        "direct_internet_access": "Enabled", "kms_key_id": KNOWN_AFTER_APPLY,
    })  # fmt: skip
    document = plan(notebook)
    document["planned_values"]["root_module"] = {
        "child_modules": [
            {"address": "module.lab", "resources": document["planned_values"]["root_module"]["resources"]}
        ]
    }
    (folder / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    found = check("plan.json", "--control", "SM-NB-01", "--control", "SM-NB-04")
    told = " ".join(found.stdout.split())
    assert "plan.json module.lab.aws_sagemaker_notebook_instance.lab: high SM-NB-01" in told
    assert "unknown SM-NB-04" in told
    assert found.exit_code == 13
    sarif = json.loads(check("plan.json", "--control", "SM-NB-01", "--format", "sarif").stdout)
    (result,) = sarif["runs"][0]["results"]
    (place,) = result["locations"][0]["logicalLocations"]
    assert place["fullyQualifiedName"] == "module.lab.aws_sagemaker_notebook_instance.lab"


def test_many_files_give_what_each_gives_alone(folder: Path) -> None:
    """From some fifty files on, several processes read them."""
    (folder / "lab.yaml").unlink()
    for number in range(60):
        access = "Enabled" if number % 3 == 0 else "Disabled"
        text = TEMPLATE.replace("DirectInternetAccess: Enabled", f"DirectInternetAccess: {access}")
        (folder / f"{number:02}.yaml").write_text(text, encoding="utf-8")
    (folder / "broken.yaml").write_text("Resources: {A: {Type: AWS::S3::Bucket}", encoding="utf-8")
    document = json.loads(check(".", "--control", "SM-NB-01", "--format", "json").stdout)
    failed = [each["file"] for each in document["findings"] if each["verdict"] == "FAIL"]
    assert sorted(failed) == [f"{number:02}.yaml" for number in range(0, 60, 3)]
    assert len(document["findings"]) == 60
    assert document["coverage"]["calls_failed"] == 1


def test_deliveries_in_s3_are_downloaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    (folder / "lab.yaml").unlink()
    item = {
        "configurationItemCaptureTime": "2026-11-20T10:00:00.000Z", "configurationItemStatus": "OK",
        "resourceType": "AWS::SageMaker::NotebookInstance", "resourceId": "lab", "resourceName": "lab",
        "ARN": "arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/lab", "awsAccountId": "111122223333",
        "awsRegion": "eu-west-1", "tags": {}, "supplementaryConfiguration": {},
        "configuration": {"NotebookInstanceName": "lab", "DirectInternetAccess": "Enabled"},
    }  # fmt: skip
    with LabServer() as lab:
        client = boto3.client("s3", region_name="us-east-1", endpoint_url=lab.url)
        client.create_bucket(Bucket="config-deliveries-of-check")
        content = gzip.compress(json.dumps({"configurationItems": [item]}).encode())
        client.put_object(Bucket="config-deliveries-of-check", Key="AWSLogs/snapshot.json.gz", Body=content)
        client.put_object(Bucket="config-deliveries-of-check", Key="AWSLogs/ConfigWritabilityCheckFile", Body=b"")
        options = ("--control", "SM-NB-01", "--endpoint-url", lab.url)
        found = check("s3://config-deliveries-of-check/AWSLogs/", *options, "--format", "json")
        (finding,) = json.loads(found.stdout)["findings"]
        assert (finding["file"], finding["verdict"]) == (
            "s3://config-deliveries-of-check/AWSLogs/snapshot.json.gz",
            "FAIL",
        )
        for place in ("s3://config-deliveries-of-check/nothing/", "s3://no-such-bucket-of-check/", "s3://?"):
            failed = check(place, *options)
            assert isinstance(failed.exception, ModelkeepError), place
            assert failed.exception.exit_code in (1, 2)
