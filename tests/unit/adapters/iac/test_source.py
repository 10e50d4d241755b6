"""Files as a source: which are looked at, and where what they declare will be."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from modelkeep.adapters.iac.formats import Asked
from modelkeep.adapters.iac.source import Files
from modelkeep.core.coverage import Read
from modelkeep.core.kinds import tables
from modelkeep.ports import EncodedRow, Recorded, Silent

NOW = datetime(2026, 11, 21, tzinfo=UTC)
TEMPLATE = {"Resources": {"Lab": {"Type": "AWS::SageMaker::NotebookInstance", "Properties": {"RoleArn": "r"}}}}


class Kept:
    """A journal in memory."""

    former = None

    def __init__(self) -> None:
        self.rows: list[tuple[str, dict[str, Any]]] = []

    def earlier(self, key: tuple[str, str, str, str]) -> Recorded | None:
        return None

    def recall(self, key: tuple[str, str, str, str]) -> Recorded | None:
        return None

    def record(self, read: Read, values: Sequence[Any], version: str = "") -> None:
        self.rows += [(each.table, json.loads(each.json)) for each in values if isinstance(each, EncodedRow)]


def collected(*paths: Path, region: str = "") -> tuple[Files, Kept]:
    files, journal = Files(paths, Asked(region=region), lambda: NOW), Kept()
    files.collect(frozenset(tables()), journal, Silent())
    return files, journal


@pytest.mark.parametrize(("region", "partition"), [("", "aws"), ("us-gov-west-1", "aws-us-gov")])
def test_arns_have_the_partition_of_the_region(tmp_path: Path, region: str, partition: str) -> None:
    (tmp_path / "t.json").write_text(json.dumps(TEMPLATE))
    _, journal = collected(tmp_path, region=region)
    (arn,) = (row["arn"] for table, row in journal.rows if table == "sagemaker_notebook_instance")
    assert arn.startswith(f"arn:{partition}:sagemaker:{region or 'unknown-1'}:")


def test_a_gzipped_file_of_another_kind_is_passed_over_in_a_folder_and_an_error_by_name(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(json.dumps(TEMPLATE))
    dump = tmp_path / "dump.sql.gz"
    dump.write_bytes(gzip.compress(b"create table weights (it int);"))
    files, _ = collected(tmp_path)
    assert (files.tally.files, files.troubles) == (1, [])
    files, _ = collected(dump)
    assert [str(each.place) for each in files.troubles] == [str(dump)]


def test_a_gzipped_delivery_in_a_folder_is_read(tmp_path: Path) -> None:
    item = {
        "resourceType": "AWS::SageMaker::NotebookInstance", "resourceId": "lab", "configurationItemStatus": "OK",
        "awsAccountId": "111122223333", "awsRegion": "eu-west-1", "configuration": {"NotebookInstanceName": "lab"},
    }  # fmt: skip
    (tmp_path / "s.json.gz").write_bytes(gzip.compress(json.dumps({"configurationItems": [item]}).encode()))
    files, journal = collected(tmp_path)
    assert (files.tally.files, files.troubles) == (1, [])
    assert [row["name"] for table, row in journal.rows if table == "sagemaker_notebook_instance"] == ["lab"]


class Watching(Silent):
    """Counts what is told."""

    def __init__(self) -> None:
        self.told = 0
        self.outcomes: list[str] = []

    def planned(self, calls: int) -> None:
        self.told += calls

    def called(self, service: str, account: str, region: str, outcome: str) -> None:
        self.outcomes.append(outcome)


def test_every_file_that_is_looked_at_counts_for_progress(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(TEMPLATE))
    (tmp_path / "b.yaml").write_text("nothing: here")
    (tmp_path / "c.json.gz").write_bytes(b"\x1f\x8b" + b"torn")
    watching = Watching()
    Files([tmp_path], Asked(), lambda: NOW).collect(frozenset(), Kept(), watching)
    assert (watching.told, watching.outcomes) == (3, ["ok", "ok", "error"])


def test_what_config_does_not_record_stays_unknown_where_two_deliveries_have_the_same_resource(tmp_path: Path) -> None:
    item = {
        "resourceType": "AWS::ECR::Repository", "resourceId": "r", "configurationItemStatus": "OK", "ARN": "arn:aws:ecr:x:1:repository/r",
        "awsAccountId": "111122223333", "awsRegion": "eu-west-1", "configuration": {"RepositoryName": "r"},
    }  # fmt: skip
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(json.dumps({"configurationItems": [item]}))
    _, journal = collected(tmp_path)
    found = [row for table, row in journal.rows if table == "ecr_repository"]
    assert [(row["image_tag_mutability"], row.get("encryption_type")) for row in found] == [("MUTABLE", None)] * 2
    assert len({row["arn"] for row in found}) == 2


def test_what_an_item_tells_beside_its_resource_is_not_counted_as_one(tmp_path: Path) -> None:
    where = {"configurationItemStatus": "OK", "awsAccountId": "111122223333", "awsRegion": "eu-west-1"}
    policy = json.dumps({"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}]})
    bucket = {
        "resourceType": "AWS::S3::Bucket", "resourceId": "b", "configuration": {"name": "b"},
        "supplementaryConfiguration": {"BucketPolicy": {"policyText": policy}},
    }  # fmt: skip
    function = {"resourceType": "AWS::Lambda::Function", "resourceId": "f", "configuration": {"functionName": "f"}}
    (tmp_path / "s.json").write_text(json.dumps({"configurationItems": [where | bucket, where | function]}))
    files, journal = collected(tmp_path)
    assert (files.tally.resources, files.tally.without_form, files.troubles) == (2, 0, [])
    assert [row["effect"] for table, row in journal.rows if table == "s3_bucket_policy_statement"] == ["Deny"]
    open_tables = {row["table_name"] for table, row in journal.rows if table == "untold"}
    assert "lambda_function_policy_statement" in open_tables
