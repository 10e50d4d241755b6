"""`modelkeep actions`: shows what is known and of which day, and takes newer tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.fakes.actions import PACKAGE, write_package
from typer.testing import CliRunner

from modelkeep.bootstrap import load_action_table
from modelkeep.cli import app
from modelkeep.core.errors import UsageError

LATER = {"package.json": {**PACKAGE["package.json"], "updatedAt": "2999-01-01"}}


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["actions", *arguments], catch_exceptions=False)
    if isinstance(result.exception, Exception):
        raise result.exception
    assert result.exit_code == 0
    return result.stdout


def test_one_action(tmp_path: Path) -> None:
    shown = run("show", "SAGEMAKER:createendpoint", "-w", str(tmp_path))
    assert "sagemaker:CreateEndpoint" in shown
    assert "on endpoint-config, required" in shown
    assert "sagemaker:AddTags" in shown


def test_a_pattern_as_json(tmp_path: Path) -> None:
    shown = json.loads(run("show", "s3:ListAllMyBucket?", "-w", str(tmp_path), "--format", "json"))
    assert shown["table"]["date"] == load_action_table().date.isoformat()
    assert "Act Security" in shown["table"]["attribution"]
    (action,) = shown["actions"]
    assert (action["name"], action["wildcard_only"], action["resource_control_policies"]) == (
        "s3:ListAllMyBuckets", True, True,
    )  # fmt: skip


def test_the_table_itself(tmp_path: Path) -> None:
    assert run("show", "-w", str(tmp_path)).startswith(f"date: {load_action_table().date}")


@pytest.mark.parametrize(
    ("name", "maybe"),
    [("s3:GetObjec", "s3:GetObject"), ("sagemakr:CreateModel", "sagemaker:*"), ("zzzzzzz:*", "actions update")],
)
def test_an_unknown_action_is_unknown_and_not_absent(tmp_path: Path, name: str, maybe: str) -> None:
    with pytest.raises(UsageError, match="does not know") as error:
        run("show", name, "-w", str(tmp_path))
    assert maybe in error.value.remedy
    assert "AWS may have it since" in error.value.remedy


def test_a_newer_table_is_kept_in_the_workspace_and_used(tmp_path: Path) -> None:
    package = write_package(tmp_path / "package", LATER)
    said = run("update", "--from", str(package), "-w", str(tmp_path / "mine"))
    assert "action table of 2999-01-01" in said
    assert "2 new: svc:GetThing, svc:PutThing" in said
    assert "services kept from before: " in said
    shown = json.loads(run("show", "svc:*", "-w", str(tmp_path / "mine"), "--format", "json"))
    assert [each["name"] for each in shown["actions"]] == ["svc:GetThing", "svc:PutThing"]
    assert json.loads(run("show", "s3:GetObject", "-w", str(tmp_path / "mine"), "-f", "json"))["actions"]
    assert not load_action_table(tmp_path).knows_service("svc")


def test_an_older_copy_changes_nothing(tmp_path: Path) -> None:
    package = write_package(
        tmp_path / "package", {"package.json": {**PACKAGE["package.json"], "updatedAt": "2001-01-01"}}
    )
    with pytest.raises(UsageError, match="older than the action table in use"):
        run("update", "--from", str(package), "-w", str(tmp_path / "mine"))
    assert not (tmp_path / "mine").exists()
