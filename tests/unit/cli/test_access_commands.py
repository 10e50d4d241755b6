"""The commands about access, from files: what they print, the codes with which they end, and that they refuse what makes no sense."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.adapters.iam.details_files import ACCOUNT, FULL, arn, details, inline, role, user, written
from typer.testing import CliRunner

from modelkeep.bootstrap import load_action_table
from modelkeep.cli import app
from modelkeep.core.errors import UsageError

BUCKET = "arn:aws:s3:::weights"
OPEN = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{BUCKET}/*"}]}
MODEL = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:model/fraud"
MAY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sagemaker:*", "Resource": "*"}]}
IN_VPC = {"StringEquals": {"aws:SourceVpc": "vpc-1"}}
MAYBE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["sagemaker:*", "ecr:*"], "Resource": "*", "Condition": IN_VPC}],
}


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, ...]:
    """Options that name files of an account outside of an organisation."""
    document = details(
        users=[user("ada", UserPolicyList=[inline("own", MAY)])],
        roles=[role("trainer", RolePolicyList=[inline("own", MAYBE)])],
    )
    return ("--iam-details", str(written(tmp_path, document)), "--no-organization", "-w", str(tmp_path))


def run(code: int, *arguments: str) -> str:
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    if isinstance(result.exception, Exception):
        raise result.exception
    assert result.exit_code == code, result.stdout
    return result.stdout


def test_who_can(files: tuple[str, ...]) -> None:
    shown = run(0, "who-can", "sagemaker:DeleteModel", MODEL, *files)
    sections = shown.split("\n\n")
    assert sections[1].splitlines() == [
        "Certainly (2)",
        f"  user ada in {ACCOUNT}",
        f"  root user of account {ACCOUNT}",
    ]
    assert sections[2].splitlines() == [
        "Under a condition (1)", f"  role trainer in {ACCOUNT}", "    if aws:SourceVpc is vpc-1",
    ]  # fmt: skip
    assert sections[-1].startswith("Coverage\n")
    assert f"actions as of {load_action_table().date}" in sections[-1]


def test_who_can_as_json_and_as_lines(files: tuple[str, ...]) -> None:
    document = json.loads(run(0, "who-can", "sagemaker:DeleteModel", MODEL, "-f", "json", *files))
    assert document["question"] == {"action": "sagemaker:DeleteModel", "resources": [MODEL]}
    assert document["complete"] is True
    assert [(each["principal"], each["certainty"]) for each in document["principals"]] == [
        (arn("user", "ada"), "certain"), (f"arn:aws:iam::{ACCOUNT}:root", "certain"), (arn("role", "trainer"), "conditional"),
    ]  # fmt: skip
    assert document["principals"][0]["by"] == [{"policy": "own", "statement": 0, "sid": ""}]
    assert document["coverage"]["action_table"]["date"] == load_action_table().date.isoformat()
    lines = [
        json.loads(each)
        for each in run(0, "who-can", "sagemaker:DeleteModel", MODEL, "-f", "jsonl", *files).splitlines()
    ]
    assert [each["type"] for each in lines] == ["principal", "principal", "principal", "coverage"]


def test_what_is_known_of_the_request(files: tuple[str, ...]) -> None:
    shown = run(0, "who-can", "sagemaker:DeleteModel", MODEL, "--context", "aws:SourceVpc=vpc-1", *files)
    assert "Under a condition" not in shown
    assert "role trainer" in shown
    assert "role trainer" not in run(0, "who-can", "sagemaker:DeleteModel", MODEL, "--strict", *files)


def test_what_was_not_read_ends_with_4(files: tuple[str, ...]) -> None:
    in_organization = [each for each in files if each != "--no-organization"]
    shown = run(4, "who-can", "sagemaker:DeleteModel", MODEL, *in_organization)
    assert "Unknown: if something that was not read allows it (3)" in shown
    assert "service control policies" in shown


def test_can_reach(files: tuple[str, ...], tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    written(folder, {"resource": f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/fraud", "policy": None}, "fraud.json")
    shown = run(0, "can-reach", "trainer", "--resource-policies", str(folder), *files)
    assert "Write: ecr:BatchDeleteImage" in shown
    assert "if aws:SourceVpc is vpc-1" in shown
    assert "in one step" not in shown
    document = json.loads(run(0, "can-reach", "trainer", "--resource-policies", str(folder), "-f", "json", *files))
    assert {each["on"] for found in document["resources"] for each in found["permitted"]} >= {"*"}


def test_explain(files: tuple[str, ...]) -> None:
    shown = run(0, "explain", "trainer", "sagemaker:DeleteModel", MODEL, *files)
    assert "Allowed under a condition." in shown
    assert (
        "identity policies: allows under a condition\n    allows: own, statement 0\n      if aws:SourceVpc is vpc-1"
        in shown
    )
    assert "Denied without own, statement 0, or by any Deny." in shown
    document = json.loads(run(0, "explain", "trainer", "sagemaker:DeleteModel", MODEL, "-f", "json", *files))
    assert (document["decision"], document["resources"][0]["deciding_keys"]) == ("allowed_if", ["aws:SourceVpc"])
    assert [each["layer"] for each in document["resources"][0]["layers"]][:2] == ["identity", "boundary"]


def test_explain_under_a_session_policy(files: tuple[str, ...], tmp_path: Path) -> None:
    narrow = tmp_path / "narrow.json"
    asked = ("explain", "ada", "sagemaker:DeleteModel", MODEL, *files)
    assert "Allowed" in run(0, *asked)
    narrow.write_text('{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}')
    shown = run(0, *asked, "--session-policy", str(narrow))
    assert "May federated user ada in" in shown
    assert "session policy: does not allow" in shown
    reached = run(0, "can-reach", "ada", "--session-policy", str(narrow), *files)
    assert "sagemaker:DeleteModel" not in reached
    for broken in (
        '{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Principal": "*"}}',
        "{",
        "null",
    ):
        narrow.write_text(broken)
        with pytest.raises(UsageError, match=r"narrow\.json: statement 0 is not understood"):
            run(2, *asked, "--session-policy", str(narrow))
    with pytest.raises(UsageError, match="No such file"):
        run(2, *asked, "--session-policy", str(tmp_path / "none.json"))


def test_public(tmp_path: Path, files: tuple[str, ...]) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    written(folder, {"resource": BUCKET, "account": ACCOUNT, "policy": OPEN}, "weights.json")
    shown = run(4, "public", "--resource-policies", str(folder), *files)
    assert f"Anybody (1)\n  {BUCKET}\n    s3:GetObject" in shown
    assert "confused deputy" in shown
    lines = [
        json.loads(each)
        for each in run(4, "public", "--resource-policies", str(folder), "-f", "jsonl", *files).splitlines()
    ]
    assert [each.get("kind") for each in lines] == ["anonymous", "service, for anybody", "not read", None]


def test_nothing_is_said_with_how_much_was_asked(tmp_path: Path) -> None:
    file = str(written(tmp_path, details(users=[user("ada")])))
    shown = run(0, "public", "--iam-details", file, "--no-organization", "-w", str(tmp_path))
    assert "Nothing. 0 resources with policies and roles were asked about." in shown
    assert "not given: policies of other resources" in shown


def test_an_answer_in_a_file(tmp_path: Path, files: tuple[str, ...]) -> None:
    out = tmp_path / "answer.json"
    assert run(0, "who-can", "sagemaker:DeleteModel", MODEL, "-f", "json", "-o", str(out), *files) == ""
    assert json.loads(out.read_text())["format"] == "modelkeep-who-can"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("who-can", "s3:GetObject", "x", "--no-organization"), "go with --iam-details"),
        (("who-can", "s3:GetObject", "x", "--format", "xml"), "unknown format 'xml'"),
        (("explain", "ada", "s3:GetObject", "x", "--format", "jsonl"), "unknown format 'jsonl'"),
        (("who-can", "s3:GetObject", "x", "--context", "SourceVpc"), "no condition key"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: tuple[str, ...], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        run(2, *arguments)


def test_a_broken_file_is_told_with_its_place(tmp_path: Path) -> None:
    document: dict[str, Any] = {**FULL, "UserDetailList": [{**FULL["UserDetailList"][0], "Path": None}]}
    with pytest.raises(
        UsageError, match=r"details\.json: Expected `str`, got `null` - at `\$\.UserDetailList\[0\]\.Path`"
    ):
        run(2, "public", "--iam-details", str(written(tmp_path, document)))


def test_a_service_that_there_is_not(files: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="'sagemakr'"):
        run(2, "can-reach", "ada", "--service", "sagemakr", *files)


def test_paths_from_files(tmp_path: Path) -> None:
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"AWS": arn("user", "ada")}, "Action": "sts:AssumeRole"}]}
    assume = {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}
    document = details(
        users=[user("ada", UserPolicyList=[inline("own", assume)])],
        roles=[role("trainer", AssumeRolePolicyDocument=trust, RolePolicyList=[inline("own", MAY)])],
    )
    given = ("--iam-details", str(written(tmp_path, document)), "--no-organization", "-w", str(tmp_path))
    shown = run(0, "paths", "--to", "trainer", "--from", "ada", *given)
    assert f"1. {arn('user', 'ada')}, 1 step\n   sts-001" in shown
    assert "Coverage\n" in shown
    assert "not given: which resources there are" in shown
    found = json.loads(run(0, "paths", "--to", "trainer", "--from", "ada", "-f", "json", *given))
    assert found["paths"][0]["steps"][0]["to"] == arn("role", "trainer")
    assert found["coverage"]["complete"] is False
