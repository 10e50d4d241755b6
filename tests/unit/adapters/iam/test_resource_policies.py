"""Policies of resources are read in each form that the help promises, and what is wrong is told with its file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.adapters.iam.details_files import ACCOUNT, written

from modelkeep.adapters.iam.resource_policies import read_resource_policies
from modelkeep.core.errors import UsageError

BUCKET = "arn:aws:s3:::weights"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"
POLICY = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{BUCKET}/*"}]}


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("a.json", {"resource": BUCKET, "account": ACCOUNT, "policy": POLICY}),
        ("a.json", {"resource": BUCKET, "account": ACCOUNT, "policy": json.dumps(POLICY)}),
        (f"{BUCKET}.json", {"Policy": json.dumps(POLICY)}),
        ("arn%3Aaws%3As3%3A%3A%3Aweights.json", POLICY),
    ],
)
def test_forms(tmp_path: Path, name: str, document: Any) -> None:
    written(tmp_path, document, name)
    (found,) = read_resource_policies(tmp_path, ACCOUNT)
    assert (found.resource, found.account, found.name) == (BUCKET, ACCOUNT, name)
    assert found.document is not None
    assert json.loads(found.document) == POLICY


def test_what_ecr_and_secrets_manager_print(tmp_path: Path) -> None:
    repository = f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/acme/x"
    written(
        tmp_path, {"registryId": ACCOUNT, "policyText": json.dumps(POLICY)}, f"{repository.replace('/', '%2F')}.json"
    )
    written(
        tmp_path,
        {"ARN": "x", "ResourcePolicy": json.dumps(POLICY)},
        f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:x.json",
    )
    found = list(read_resource_policies(tmp_path, ""))
    assert [each.resource for each in found] == [repository, f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:x"]


def test_a_resource_without_policy(tmp_path: Path) -> None:
    written(tmp_path, {"resource": KEY, "policy": None}, "key.json")
    (found,) = read_resource_policies(tmp_path, "")
    assert (found.document, found.account) == (None, ACCOUNT)


@pytest.mark.parametrize(
    ("name", "document", "told"),
    [
        ("a.json", "{", "truncated"),
        ("a.json", [], "Expected `object`"),
        ("a.json", POLICY, "'a' is no ARN"),
        ("a.json", {"resource": "x", "policy": None}, "'x' is no ARN"),
        ("a.json", {"resource": 3, "policy": None}, "resource is no text"),
        ("a.json", {"resource": KEY}, "no policy"),
        ("a.json", {"resource": BUCKET, "policy": POLICY}, "in which account"),
        ("a.json", {"resource": KEY, "policy": {"Statement": "x"}}, "the policy is not understood"),
        (
            "a.json",
            {"resource": KEY, "policy": {"Statement": [*POLICY["Statement"], {"Effect": "Maybe"}]}},
            "statement 1",
        ),
        ("a.json", {"resource": KEY, "policy": '{"Statement": [], "Statement": []}'}, "a key is there twice"),
    ],
)
def test_what_is_wrong_is_told_with_its_file(tmp_path: Path, name: str, document: Any, told: str) -> None:
    path = written(tmp_path, document, name)
    with pytest.raises(UsageError) as error:
        list(read_resource_policies(tmp_path, ""))
    assert str(error.value).startswith(f"{path}: ")
    assert told in str(error.value)


def test_a_resource_in_two_files(tmp_path: Path) -> None:
    written(tmp_path, {"resource": KEY, "policy": None}, "a.json")
    written(tmp_path, {"resource": KEY, "policy": None}, "b.json")
    with pytest.raises(UsageError, match=r"b.json: .* is in a.json already"):
        list(read_resource_policies(tmp_path, ""))


def test_a_folder_without_policies_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds no \.json file"):
        list(read_resource_policies(tmp_path, ""))
    with pytest.raises(UsageError, match="is no folder"):
        list(read_resource_policies(tmp_path / "none", ""))
