"""What a role's policies allow today, and the part of it that a pattern stands for."""

from __future__ import annotations

from tests.unit.engines.access.cases import Document, allow, deny, policy, statement, table
from tests.unit.engines.access.least.records import rows

from modelkeep.core.tables import Condition
from modelkeep.engines.access.least.grants import Grants, Scope

SECURE = {"Bool": {"aws:SecureTransport": "true"}}
CONDITION = (Condition("Bool", "aws:SecureTransport", ("true",)),)


def grants(*documents: Document) -> Grants:
    return Grants(rows(*documents), table())


def test_actions_are_spelt_out() -> None:
    assert grants(allow("S3:getobjectt*"), allow(["kms:decrypt", "s3: PutObject"])).actions == (
        "kms:Decrypt", "s3:GetObjectTagging", "s3:GetObjectTorrent", "s3:PutObject",
    )  # fmt: skip
    most = grants(policy({"Effect": "Allow", "NotAction": ["s3:*", "iam:*"], "Resource": "*"})).actions
    assert "kms:Decrypt" in most
    assert not any(name.startswith(("s3:", "iam:")) for name in most)


def test_statements_that_deny_or_were_not_understood_allow_nothing() -> None:
    found = grants(deny("s3:*"), policy({"Effect": "Allow"}), allow("newsvc:*"))
    assert found.actions == ()
    assert (len(found.denies), len(found.unread)) == (1, 1)
    assert [found.unknown_actions(row) for row in found.allows] == [("newsvc:*",)]


def test_a_pattern_is_cut_down_to_what_is_allowed() -> None:
    found = grants(
        allow("s3:Get*", ["arn:aws:s3:::a/x/*", "arn:aws:s3:::b/*"]),
        allow("s3:GetObject", "arn:aws:s3:::c/*", Condition=SECURE),
    )
    assert list(found.narrowed("s3:GetObject", "arn:aws:s3:::b/k")) == [Scope(("arn:aws:s3:::b/k",))]
    assert list(found.narrowed("s3:GetObject", "arn:aws:s3:::a/*")) == [Scope(("arn:aws:s3:::a/x/*",))]
    assert list(found.narrowed("s3:GetObject", "arn:aws:s3:::c/k")) == [Scope(("arn:aws:s3:::c/k",), (), CONDITION)]
    assert list(found.narrowed("s3:PutObject", "arn:aws:s3:::b/k")) == []


def test_all_but_some_resources_stays_all_but_some() -> None:
    found = grants(
        policy({"Effect": "Allow", "Action": "sagemaker:*", "NotResource": "arn:aws:sagemaker:*:*:domain/*"})
    )
    job, domain = (
        f"arn:aws:sagemaker:eu-west-1:111111111111:{name}" for name in ("training-job/fraud-*", "domain/d-1")
    )
    assert list(found.narrowed("sagemaker:CreateTrainingJob", job)) == [Scope((job,))]
    assert list(found.narrowed("sagemaker:DeleteDomain", domain)) == [Scope((), ("arn:aws:sagemaker:*:*:domain/*",))]


def test_policies_of_2008_know_no_variables() -> None:
    old = policy(statement("Allow", "s3:GetObject", "arn:aws:s3:::b/${aws:username}/*"), version="2008-10-17")
    (row,) = grants(old).allows
    assert row.version == "2012-10-17"
    assert row.resources == ("arn:aws:s3:::b/${$}{aws:username}/*",)
