"""Which files are Terraform's, and what is said of those that cannot be read."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.adapters.iac.terraform.plans import DEPLOYMENT, plan, read, resource

from modelkeep.adapters.iac.terraform import documents
from modelkeep.adapters.iac.terraform.documents import looks_like_terraform
from modelkeep.adapters.iac.terraform.reader import read_terraform


def binary_plan() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("tfplan", b"\x0a\x01")
    return packed.getvalue()


PLAN = json.dumps(plan(resource("aws_s3_bucket.b", {"bucket": "b"}))).encode()
RAW_STATE = b'{"version": 4, "terraform_version": "1.9.0", "serial": 1, "lineage": "x", "resources": []}'
LOG = b'{"@level":"info","@message":"Terraform 1.11.4","type":"version","terraform":"1.11.4"}\n{"@level":"info"}\n'
OLD_STATE = (
    b'{"version": 3, "terraform_version": "0.11.7", "serial": 1, "lineage": "x", "modules": [{"path": ["root"]}]}'
)
OLDEST_STATE = b'{"version": 1, "serial": 0, "modules": [{"path": ["root"], "resources": {}}]}'
PRINTED = b"\nTerraform will perform the following actions:\n\n  # aws_s3_bucket.b will be created\n"
WRAPPED = (
    b"[command]/opt/terraform-bin show -json plan.out\n"
    + PLAN
    + b"\n::debug::exited with code 0.\n::debug::stdout: {}\n"
)
HCL = b'# ours\nresource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n'


@pytest.mark.parametrize(
    "content",
    [
        PLAN,
        RAW_STATE,
        OLD_STATE,
        OLDEST_STATE,
        LOG,
        HCL,
        PRINTED,
        WRAPPED,
        binary_plan(),
        PLAN.decode().encode("utf-16"),
        PLAN[:-9],
    ],
)
def test_files_of_terraform(content: bytes) -> None:
    assert looks_like_terraform(content)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b'{"Resources": {}}', b"PK\x03\x04other", b"resource: x\n", b'{"format_version": "1"}'],
)
def test_other_files(content: bytes) -> None:
    assert not looks_like_terraform(content)


@given(st.binary(max_size=60))
def test_any_bytes_are_answered(content: bytes) -> None:
    looks_like_terraform(content)
    assert read(content).troubles


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (binary_plan(), "binary form"),
        (RAW_STATE, "a state in Terraform's own form"),
        (OLD_STATE, "a state of version 3, from Terraform before 0.12"),
        (OLDEST_STATE, "a state of version 1,"),
        (PRINTED, "what Terraform prints for people"),
        (b"::debug::nothing\n", "it is not JSON"),
        (b"[command]x\n" + PLAN + b"\n" + PLAN, "not all of it"),
        (LOG, "the log of"),
        (LOG.splitlines()[0], "the log of"),
        (HCL, "configuration is not read"),
        (PLAN[:-9], "not all of it"),
        (b"[1]", "it is not JSON"),
        (b'{"a": 1}', "no format_version"),
        (b'{"format_version": "2.0", "planned_values": {"root_module": {}}}', "'2.0' is newer"),
        (b'{"format_version": "1.0"}', "neither a plan nor a state"),
        (b'{"format_version": "1.2", "resource_changes": []}', "no planned values"),
        (b'{"a": ' + b"[" * 100_000, "it is not JSON"),
        (b"\xff\xff", "not text"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(content: bytes, said: str) -> None:
    reading = read(content, "folder/plan.out")
    (trouble,) = reading.troubles
    assert said in trouble.message
    assert "terraform" in trouble.remedy.lower()
    assert (reading.resources, trouble.place.file) == ((), "folder/plan.out")


@pytest.mark.parametrize("version", ["0.1", "0.2", "1.0", "1.99"])
def test_minor_versions_are_read(version: str) -> None:
    content = plan(resource("aws_s3_bucket.b", {"bucket": "b"}), format_version=version)
    assert len(read(content).resources) == 1


def test_lines_that_a_workflow_puts_around_a_plan_are_passed_over() -> None:
    assert len(read(WRAPPED).resources) == 1


def test_a_plan_in_utf_16_as_powershell_writes_it() -> None:
    assert len(read(PLAN.decode().encode("utf-16")).resources) == 1


def test_paths_that_hold_nothing_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def said(path: Path) -> str:
        (trouble,) = read_terraform(path, "shown", deployment=DEPLOYMENT).troubles
        return trouble.message

    assert "a folder" in said(tmp_path)
    assert "cannot be read" in said(tmp_path / "gone.json")
    large = tmp_path / "plan.json"
    large.write_bytes(PLAN)
    assert len(read_terraform(large, "shown", deployment=DEPLOYMENT).resources) == 1
    monkeypatch.setattr(documents, "LARGEST", 10)
    assert "larger than" in said(large)


def test_troubles_do_not_repeat_what_the_file_holds() -> None:
    assert "hunter2" not in repr(read(b'{"format_version": "1.2", "planned_values": {"secret": "hunter2",,'))
