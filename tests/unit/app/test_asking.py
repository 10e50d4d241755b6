"""What questions are asked of: resources by name and relevance, and the ways in that IAM does not show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar

import pytest
from tests.unit.estates import ACCOUNT, Estate, bucket_arn, denied, model_arn

from modelkeep import bootstrap
from modelkeep.app.asking import ground_of, ways_beside_iam
from modelkeep.core.kinds.bedrock_agentcore import AgentRuntime, Gateway
from modelkeep.core.kinds.opensearchserverless import AccessPolicy, AccessPolicyRule, Collection
from modelkeep.core.tables import Row
from modelkeep.engines.access.asking.ground import Ground
from modelkeep.ports import Manifest

RowT = TypeVar("RowT", bound=Row)
MODEL, DATA, OTHER = model_arn("fraud"), bucket_arn("data"), bucket_arn("other")
RUNTIME = "runtime"


class Rows:
    """An estate of these rows."""

    def __init__(self, *rows: Row) -> None:
        self._rows = rows

    def rows(self, row: type[RowT]) -> Iterable[RowT]:
        return [each for each in self._rows if isinstance(each, row)]

    def was_read(self, call: str, account: str, region: str, resource: str) -> bool:
        return True

    def why_not(self, call: str, account: str, resource: str) -> str:
        return ""


def _ground(estate: Estate) -> Ground:
    at = datetime(2026, 11, 21, 10, tzinfo=UTC)
    manifest = Manifest(
        id="20261121T100000Z", started=at, finished=at, tool_version="0", accounts=(), regions=(), everything=False, controls={},
        tables={}, files={}, reads={}, verdicts={},
    )  # fmt: skip
    return ground_of(estate.connection(), bootstrap.load_action_table(), manifest)


def test_a_snapshot() -> None:
    ground = _ground(
        Estate(
            models=[{"arn": MODEL, "name": "fraud"}],
            edges=[(MODEL, "stored_in", DATA)],
            resources=[
                {"arn": DATA, "name": "data", "kind": "AWS::S3::Bucket"},
                {"arn": OTHER, "name": "other", "kind": "AWS::S3::Bucket"},
            ],
        )
    )
    assert ground.source == "snapshot 20261121T100000Z of 2026-11-21 10:00 UTC"
    assert [each.arn for each in ground.named("data")] == [DATA]
    assert {each.arn for each in ground.scope(everything=False)} == {MODEL, DATA}
    assert OTHER in {each.arn for each in ground.scope(everything=True)}


def test_lists_that_were_not_read_are_told() -> None:
    failed = [denied("s3:ListBuckets"), denied("sts:AssumeRole", account="222233334444"), denied("s3:GetBucketTagging")]
    found = {each.where: each.why for each in _ground(Estate(reads=failed)).unlisted}
    assert found[f"account {ACCOUNT}, us-east-1"].startswith("s3:ListBuckets: ")
    assert found["account 222233334444, us-east-1"].startswith("sts:AssumeRole: ")
    assert found[f"kms:ListKeys in {ACCOUNT}"] == "it was not asked"
    assert not any("s3:ListBuckets in" in where or "GetBucketTagging" in why for where, why in found.items())


@pytest.mark.parametrize(
    ("rows", "ways"),
    [
        ([AgentRuntime(arn=RUNTIME, jwt_discovery_url="")], []),
        (
            [AgentRuntime(arn=RUNTIME, jwt_discovery_url="https://id", jwt_limits=("audience acme",))],
            [("whoever has a token of https://id with audience acme", "the runtime's JWT authoriser", False, False)],
        ),
        ([AgentRuntime(arn=RUNTIME)], [("whoever has a token, if it accepts any", "its authoriser, which was not read", False, True)]),
        ([Gateway(arn=RUNTIME, authorizer_type="AWS_IAM")], []),
        ([Gateway(arn=RUNTIME, authorizer_type="NONE")], [("anybody", "nobody: the gateway has no authoriser", True, False)]),
        (
            [Gateway(arn=RUNTIME, authorizer_type="CUSTOM_JWT")],
            [("whoever has a token that it accepts", "the gateway's authoriser (CUSTOM_JWT)", False, False)],
        ),
        (
            [
                Collection(arn="c", name="docs", account=ACCOUNT, region="eu-west-1"),
                AccessPolicy(arn="p", name="people", account=ACCOUNT, region="eu-west-1"),
                AccessPolicyRule(
                    arn="p", resource_type="index", resources=("index/docs/*",), permissions=("aoss:*",),
                    principals=(f"arn:aws:iam::{ACCOUNT}:role/r", "saml/acme/group/data"),
                ),
                AccessPolicyRule(
                    arn="p", resource_type="index", resources=("index/other/*",), permissions=("aoss:*",), principals=("saml/acme/user/u",)
                ),
            ],
            [("saml/acme/group/data", "data access policy people", False, False)],
        ),
    ],
)  # fmt: skip
def test_pitfall_67_ways_that_iam_does_not_show(rows: list[Row], ways: list[tuple[str, str, bool, bool]]) -> None:
    """https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-oauth.html."""
    assert [(each.who, each.judge, each.open, each.is_unread) for each in ways_beside_iam(Rows(*rows))] == ways
