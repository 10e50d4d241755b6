"""The policy that is written: what was used, what is needed besides, what nothing can be said of."""

from __future__ import annotations

import json

from tests.unit.engines.access.cases import Document, allow, deny, policy, statement
from tests.unit.engines.access.least.records import (
    HOME,
    REGION,
    allowed,
    record,
    s3_object,
    training_job,
    written_and_proved,
)

from modelkeep.engines.access.least.judging import Confidence, LastAccess
from modelkeep.engines.access.least.proof import Verdict
from modelkeep.engines.access.least.written import LARGEST_POLICY, Reason, Written

JOBS = f"arn:aws:sagemaker:{REGION}:{HOME}:training-job/"
RUNNER = f"arn:aws:iam::{HOME}:role/runner"
KEY = f"arn:aws:kms:{REGION}:{HOME}:key/1111"
REPOSITORY = f"arn:aws:ecr:{REGION}:{HOME}:repository/fraud"


def write(policies: list[Document], *records: Document, **more: object) -> Written:
    written, proof = written_and_proved(policies, records, **more)  # type: ignore[arg-type]
    assert proof.holds, proof.of(Verdict.BROKEN)
    return written


def statements(written: Written, action: str) -> list[Document]:
    return [
        each
        for document in written.documents()
        for each in document["Statement"]
        if action in ([each["Action"]] if isinstance(each.get("Action"), str) else each.get("Action", []))
    ]


def test_what_was_used_is_allowed_on_what_it_was_used_on() -> None:
    found = allowed(write([allow("sagemaker:*")], training_job("fraud-1"), training_job("churn", day=1)))
    assert found["sagemaker:CreateTrainingJob"] == {f"{JOBS}fraud-1", f"{JOBS}churn"}
    assert "sagemaker:DeleteEndpoint" not in found


def test_a_role_that_was_handed_over_may_be_passed_to_that_service() -> None:
    (one,) = statements(write([allow(["sagemaker:*", "iam:*"])], training_job("fraud-1")), "iam:PassRole")
    assert one["Resource"] == RUNNER
    assert one["Condition"] == {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}


def test_nothing_is_added_that_is_not_allowed_today() -> None:
    assert "iam:PassRole" not in allowed(write([allow("sagemaker:*")], training_job("fraud-1")))
    inner = f"arn:aws:iam::{HOME}:role/other"
    assert "iam:PassRole" not in allowed(
        write([allow("sagemaker:*"), allow("iam:PassRole", inner)], training_job("fraud-1"))
    )


def test_conditions_of_today_stay() -> None:
    only = {"Bool": {"aws:SecureTransport": "true"}}
    made = record("s3", "PutBucketTagging", {"bucketName": "weights"})
    (one,) = statements(write([allow("s3:*", Condition=only)], made), "s3:PutBucketTagging")
    assert (one["Resource"], one["Condition"]) == ("arn:aws:s3:::weights", {"Bool": {"aws:SecureTransport": "true"}})


def test_conditions_follow_from_the_evidence() -> None:
    policies = [allow(["ecr:*", "kms:*", "iam:*"])]
    token = record("ecr", "GetAuthorizationToken")
    by_s3 = record("kms", "Decrypt", resources=[KEY], via="s3.amazonaws.com")
    written = write(policies, token, by_s3, record("iam", "ListRoles"))
    conditions = {
        action: statements(written, action)[0].get("Condition")
        for action in ("ecr:GetAuthorizationToken", "kms:Decrypt", "iam:ListRoles")
    }
    assert conditions == {
        "ecr:GetAuthorizationToken": {"StringEquals": {"aws:RequestedRegion": REGION}},
        "kms:Decrypt": {"StringEquals": {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}},
        "iam:ListRoles": None,
    }
    direct = record("kms", "Decrypt", resources=[KEY], day=1)
    assert "Condition" not in statements(write(policies, by_s3, direct), "kms:Decrypt")[0]


def test_what_a_pull_and_a_log_stream_need_is_added() -> None:
    pull = record("ecr", "BatchGetImage", {"repositoryName": "fraud"})
    found = allowed(write([allow(["ecr:*", "logs:*"])], pull, removes_unjudged=True))
    assert found["ecr:GetDownloadUrlForLayer"] == {REPOSITORY}
    assert found["ecr:GetAuthorizationToken"] == {"*"}
    stream = record("logs", "CreateLogStream", {"logGroupName": "/aws/sagemaker/TrainingJobs", "logStreamName": "x"})
    assert "logs:PutLogEvents" in allowed(write([allow("logs:*")], stream, removes_unjudged=True))
    assert "logs:PutLogEvents" not in allowed(
        write([allow("logs:*")], record("logs", "DescribeLogGroups"), removes_unjudged=True)
    )


def test_keys_of_encrypted_buckets_are_added() -> None:
    read = s3_object("GetObject", "weights", "fraud/m")
    keys = {"arn:aws:s3:::weights": KEY}
    written = write([allow(["s3:*", "kms:*"])], read, bucket_keys=keys, removes_unjudged=True)
    (one,) = statements(written, "kms:Decrypt")
    assert (one["Resource"], one["Condition"]) == (
        KEY,
        {"StringEquals": {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}},
    )
    assert not statements(written, "kms:GenerateDataKey")
    assert not statements(write([allow(["s3:*", "kms:*"])], read, removes_unjudged=True), "kms:Decrypt")


def test_what_cannot_be_judged_is_kept_as_it_is_unless_it_is_to_go() -> None:
    policies = [allow(["s3:GetObject", "s3:PutBucketPolicy"], "arn:aws:s3:::weights*"), allow("newsvc:Do*", "arn:x")]
    event = record("sts", "GetCallerIdentity")
    kept = write(policies, event)
    assert allowed(kept) == {"s3:GetObject": {"arn:aws:s3:::weights*"}, "newsvc:Do*": {"arn:x"}}
    assert {action for each in kept.unjudged for action in each.actions} == {"s3:GetObject", "newsvc:Do*"}
    assert all(each.kept for each in kept.unjudged)
    assert [(each.action, each.confidence) for each in kept.removed] == [("s3:PutBucketPolicy", Confidence.MEDIUM)]
    gone = write(policies, event, removes_unjudged=True)
    assert allowed(gone) == {}
    assert not any(each.kept for each in gone.unjudged)
    assert {each.action: each.confidence for each in gone.removed}["s3:GetObject"] is Confidence.LOW


def test_a_service_that_iam_says_was_never_called_goes() -> None:
    written = write(
        [allow("s3:GetObject")], record("sts", "GetCallerIdentity"), accessed={"s3": LastAccess(used=False)}
    )
    assert allowed(written) == {}
    assert [(each.action, each.confidence) for each in written.removed] == [("s3:GetObject", Confidence.HIGH)]


def test_what_is_denied_stays_denied() -> None:
    only = {"StringNotEquals": {"aws:PrincipalOrgID": "o-ours"}}
    written = write([allow("s3:*"), deny("s3:*", Condition=only)], record("s3", "ListBuckets"))
    (entry,) = [each for each in written.entries if each.reason is Reason.DENY]
    assert entry.document() == {
        "Sid": "DeniedS3", "Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": only,
    }  # fmt: skip


def test_a_statement_that_was_not_understood_is_told() -> None:
    written = write([allow("s3:*"), policy({"Effect": "Deny"})], record("s3", "ListBuckets"))
    assert len(written.notes) == 1
    assert "was not understood" in written.notes[0]


def test_what_is_not_allowed_today_is_not_written_but_told() -> None:
    written, proof = written_and_proved([allow("s3:*")], [training_job("fraud-1")])
    assert written.beyond == ("sagemaker:CreateTrainingJob",)
    assert "sagemaker:CreateTrainingJob" not in allowed(written)
    assert [each.verdict for each in proof.replayed] == [Verdict.NOT_TODAY]
    assert proof.holds


def test_an_event_without_resource_keeps_what_is_allowed_today() -> None:
    made = record("s3", "GetObject")
    written, proof = written_and_proved([allow("s3:GetObject", "arn:aws:s3:::weights/*")], [made], complete=["s3"])
    assert allowed(written) == {"s3:GetObject": {"arn:aws:s3:::weights/*"}}
    assert [each.verdict for each in proof.replayed] == [Verdict.AS_TODAY]
    assert "events do not tell" in written.entries[0].note


def test_policies_fit_into_what_iam_takes_and_sids_are_one_of_a_kind() -> None:
    names = [f"arn:aws:s3:::bucket-{letter}{number}" for letter in "abcdefghij" for number in range(60)]
    many = policy(*(statement("Allow", "s3:GetBucketTagging", name) for name in names))
    records = [
        record("s3", "GetBucketTagging", {"bucketName": name.rpartition(":")[2]}, day=at)
        for at, name in enumerate(names)
    ]
    documents = write([many], *records).documents()
    assert len(documents) > 1
    assert all(len(json.dumps(each, separators=(",", ":"))) <= LARGEST_POLICY for each in documents)
    sids = [each["Sid"] for document in documents for each in document["Statement"]]
    assert len(sids) == len(set(sids))
    assert all(sid.isalnum() for sid in sids)
