"""The output of get-account-authorization-details is taken whole, or refused with the place that is wrong."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import botocore
import pytest
from botocore.model import ServiceModel
from botocore.validate import ParamValidator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.adapters.iam.details_files import ACCOUNT, FULL, MADE, READS, details, role, user, written

from modelkeep.adapters.iam.details import read_details
from modelkeep.core.errors import UsageError

JSON = st.recursive(st.none() | st.text(max_size=5) | st.integers(), st.lists).map(json.dumps).map(str.encode)


def _as_botocore_has_it(value: Any) -> Any:
    """Dates as dates and documents as texts, which is what the API answers; the CLI prints both as JSON."""
    if isinstance(value, list):
        return [_as_botocore_has_it(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    found: dict[str, Any] = {}
    for key, each in value.items():
        if key.endswith("Date"):
            found[key] = datetime.fromisoformat(each)
        elif key.endswith("Document"):
            found[key] = each if isinstance(each, str) else json.dumps(each)
        else:
            found[key] = _as_botocore_has_it(each)
    return found


def test_the_documents_of_these_tests_are_what_the_api_answers() -> None:
    file = Path(botocore.__file__).parent / "data/iam/2010-05-08/service-2.json.gz"
    shape = (
        ServiceModel(json.loads(gzip.decompress(file.read_bytes())))
        .operation_model("GetAccountAuthorizationDetails")
        .output_shape
    )
    report = ParamValidator().validate(_as_botocore_has_it(FULL), shape)
    assert not report.has_errors(), report.generate_report()


def test_a_page_as_the_api_has_it(tmp_path: Path) -> None:
    found = read_details(written(tmp_path, FULL))
    assert (found.accounts, found.is_whole) == ((ACCOUNT,), True)
    (ada,) = found.page["UserDetailList"]
    assert json.loads(ada["UserPolicyList"][0]["PolicyDocument"])["Statement"][0]["Action"] == "s3:PutObject"
    (trainer,) = found.page["RoleDetailList"]
    assert trainer["RoleLastUsed"]["LastUsedDate"] == datetime.fromisoformat(MADE)
    assert json.loads(found.page["Policies"][0]["PolicyVersionList"][0]["Document"]) == READS


@pytest.mark.parametrize("more", [{"IsTruncated": True, "Marker": "x"}, {"NextToken": "x"}])
def test_a_page_is_not_the_whole(tmp_path: Path, more: dict[str, Any]) -> None:
    assert not read_details(written(tmp_path, details(users=[user("ada")], **more))).is_whole


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("{", "truncated"),
        ("[]", "Expected `object`"),
        ({"UserDetailList": []}, "missing required field `GroupDetailList`"),
        (details(roles=[{**role("x"), "Arn": 3}]), "$.RoleDetailList[0].Arn"),
        (details(roles=[role("x", CreateDate="yesterday")]), "$.RoleDetailList[0].CreateDate"),
        (details(users=[user("x", Arn="nobody")]), "'nobody' is no ARN"),
        (details(), "no user and no role"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, document: Any, told: str) -> None:
    path = written(tmp_path, document)
    with pytest.raises(UsageError) as error:
        read_details(path)
    assert str(error.value).startswith(f"{path}: ")
    assert told in str(error.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_details(tmp_path / "none.json")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(content=st.one_of(st.binary(max_size=60), JSON))
def test_any_bytes_are_taken_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.json"
    path.write_bytes(content)
    with pytest.raises(UsageError):
        read_details(path)
