"""Who owns what: own tags before the model's; what was not read is unknown, never nobody's."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.estates import Estate, bucket_arn, model_arn, unlisted

from modelkeep.app.findings import Filter, findings
from modelkeep.app.owners import find_owners, read_tags
from modelkeep.core.errors import UsageError
from modelkeep.engines.posture.schema import insert_rows

BUCKET, FRAUD, CHAT = bucket_arn("data"), model_arn("fraud"), model_arn("chat")
TAGS = ("owner", "team")
Tags = dict[str, str] | None


def opened(
    bucket: Tags, fraud: Tags = None, chat: Tags = None, edges: tuple[tuple[str, str, str], ...] = (), **row: Any
) -> Any:
    resources = [{"arn": BUCKET, "source_table": "s3_bucket", "kind": "AWS::S3::Bucket"}]
    found = Estate(
        findings=[{"control": "S3-01", "resource": BUCKET, **row}],
        models=[{"arn": FRAUD, "name": "fraud"}, {"arn": CHAT, "name": "chat"}],
        edges=edges,
        resources=resources,
    ).connection()
    insert_rows(found, "s3_bucket", [{"arn": BUCKET, "tags": bucket}])
    insert_rows(found, "sagemaker_model", [{"arn": FRAUD, "tags": fraud}, {"arn": CHAT, "tags": chat}])
    read_tags(found)
    find_owners(found, TAGS)
    return found


OF_FRAUD = (FRAUD, "stored_in", BUCKET)
OF_CHAT = (CHAT, "stored_in", BUCKET)
FAR = ((CHAT, "runs_as", "role"), ("role", "reads", BUCKET))


@pytest.mark.parametrize(
    ("bucket", "fraud", "chat", "edges", "expected"),
    [
        ({"Owner": "ml"}, None, None, (), "ml"),
        ({"TEAM": "t", "OWNER": "o"}, None, None, (), "o"),
        ({"owner": " ", "team": " t "}, None, None, (), "t"),
        ({"owners": "x"}, None, None, (), ""),
        ({}, None, None, (), ""),
        (None, None, None, (), None),
        ({"owner": "ml"}, {"owner": "fraud"}, None, (OF_FRAUD,), "ml"),
        ({}, {"owner": "fraud"}, None, (OF_FRAUD,), "fraud"),
        (None, {"owner": "fraud"}, None, (OF_FRAUD,), "fraud"),
        ({}, {}, None, (OF_FRAUD,), ""),
        (None, {}, None, (OF_FRAUD,), None),
        ({}, None, None, (OF_FRAUD,), None),
        ({}, {"owner": "fraud"}, {"owner": "chat"}, (OF_FRAUD, OF_CHAT), "chat, fraud"),
        ({}, {"owner": "fraud"}, {"owner": "fraud"}, (OF_FRAUD, OF_CHAT), "fraud"),
        ({}, {"owner": "fraud"}, {"owner": "chat"}, (OF_FRAUD, *FAR), "fraud"),
    ],
)
def test_owner(
    bucket: Tags, fraud: Tags, chat: Tags, edges: tuple[tuple[str, str, str], ...], expected: str | None
) -> None:
    (found,) = findings(opened(bucket, fraud, chat, edges))
    assert found.owner == expected


def test_a_resource_that_the_scan_has_not_seen_has_no_known_owner() -> None:
    (found,) = findings(opened({}, resource=bucket_arn("elsewhere")))
    assert found.owner is None


def test_what_could_not_be_listed_has_no_known_owner() -> None:
    (found,) = findings(opened({}, **unlisted()))
    assert found.owner is None


@pytest.mark.parametrize(
    ("bucket", "name", "count"),
    [
        ({"owner": "ML"}, "ml", 1),
        ({"owner": "ML"}, "none", 0),
        ({"owner": "ML"}, "unknown", 0),
        ({}, "none", 1),
        ({}, "unknown", 0),
        (None, "unknown", 1),
        (None, "none", 0),
    ],
)
def test_filter_by_owner(bucket: Tags, name: str, count: int) -> None:
    assert len(list(findings(opened(bucket), Filter(owners=(name,))))) == count


def test_each_of_several_owners_finds_what_is_theirs() -> None:
    found = opened({}, {"owner": "fraud"}, {"owner": "chat"}, (OF_FRAUD, OF_CHAT))
    for name in ("fraud", "chat", "chat, fraud"):
        assert len(list(findings(found, Filter(owners=(name,))))) == 1


def test_an_owner_that_nobody_is_named_is_an_error() -> None:
    with pytest.raises(UsageError) as caught:
        findings(opened({"owner": "data-science"}), Filter(owners=("data-sience",)))
    assert "Did you mean data-science" in caught.value.remedy
