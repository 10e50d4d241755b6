"""Whatever was recorded, the written policy passes its own proof, allows no more than today's, and fails when something is taken out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.engines.access.cases import allow, deny, policy, table
from tests.unit.engines.access.least.records import (
    HOME,
    REGION,
    ROLE,
    evidence_of,
    record,
    rows,
    s3_object,
    training_job,
    written_and_proved,
)

from modelkeep.core.policy import elements
from modelkeep.engines.access.context import Context
from modelkeep.engines.access.decision import Outcome, Policies, decide
from modelkeep.engines.access.least.proof import Verdict, context_of, prove
from modelkeep.engines.access.principals import principal_of
from modelkeep.engines.access.requests import request_of
from modelkeep.engines.access.statements import policies_of, policy_of

_IPS = ("198.51.100.7", "10.1.2.3", "sagemaker.amazonaws.com")
_KEYS = [f"arn:aws:kms:{REGION}:{HOME}:key/{number}" for number in (1, 2)]
_DAYS = st.integers(0, 120)
_RECORDS = st.one_of(
    st.builds(
        lambda name, bucket, key, day, ip: s3_object(name, bucket, key, day=day, sourceIPAddress=ip),
        st.sampled_from(("GetObject", "PutObject", "HeadObject", "CopyObject")),
        st.sampled_from(("weights", "data")),
        st.sampled_from(("a", "fraud/m", "fraud/x/m*", "${aws:username}/k", "churn/2026")),
        _DAYS,
        st.sampled_from(_IPS),
    ),
    st.builds(
        lambda name, day: training_job(name, day=day),
        st.sampled_from(("fraud", "fraud-2026-11-01-10-00", "churn-20261101")),
        _DAYS,
    ),
    st.builds(
        lambda key, via, day: record("kms", "Decrypt", resources=[key], via=via, day=day),
        st.sampled_from(_KEYS),
        st.sampled_from(("", "s3.amazonaws.com", "AWS Internal")),
        _DAYS,
    ),
    st.builds(lambda day: record("s3", "ListBuckets", day=day), _DAYS),
    st.builds(lambda day: record("s3", "GetObject", day=day), _DAYS),
    st.builds(lambda day: record("bedrock", "Converse", {"modelId": "eu.maker.model-v1:0"}, day=day), _DAYS),
    st.builds(lambda day: record("sagemaker", "CreateEndpoint", {"endpointName": "f"}, day=day), _DAYS),
)
_CONDITIONS: tuple[dict[str, Any], ...] = (
    {}, {"Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}, {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
    {"Condition": {"StringEquals": {"aws:RequestedRegion": REGION}}},
    {"Condition": {"StringEquals": {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}}},
)  # fmt: skip
_ACTIONS = (
    "s3:*Object",
    "s3:Get*",
    "s3:GetObject",
    "sagemaker:Create*",
    "kms:*",
    "bedrock:InvokeModel",
    "iam:PassRole",
)
_RESOURCES = ("*", "arn:aws:s3:::weights/*", "arn:aws:s3:::*/fraud/*", "arn:aws:s3:::weights/${aws:username}/*", _KEYS[0],
              f"arn:aws:sagemaker:{REGION}:{HOME}:training-job/fraud-2026-1*", f"arn:aws:sagemaker:*:{HOME}:*/*")  # fmt: skip
_ALLOWS = st.builds(
    lambda action, resource, more: allow(action, resource, **more),
    st.sampled_from(_ACTIONS), st.sampled_from(_RESOURCES), st.sampled_from(_CONDITIONS),
) | st.builds(
    lambda action, resource: policy({"Effect": "Allow", "Action": action, "NotResource": resource}),
    st.sampled_from(_ACTIONS), st.sampled_from(_RESOURCES[1:]),
)  # fmt: skip
_DENIES = st.builds(
    lambda action, more: deny(action, "arn:aws:s3:::*", **more),
    st.sampled_from(_ACTIONS[1:]),
    st.sampled_from(_CONDITIONS),
)
_POLICIES = st.lists(_ALLOWS, min_size=1, max_size=4).flatmap(
    lambda allows: st.lists(_DENIES, max_size=1).map(lambda denies: [*allows, *denies])
)
_EVENTS = st.lists(_RECORDS, min_size=1, max_size=8)
_NEEDED = [
    "s3:*Object",
    "s3:ListAllMyBuckets",
    "sagemaker:Create*",
    "kms:Decrypt",
    "bedrock:InvokeModel",
    "iam:PassRole",
]


@settings(max_examples=25, deadline=None)
@given(policies=_POLICIES, events=_EVENTS, removes=st.booleans(), complete=st.sampled_from(((), ("s3",))))
def test_a_written_policy_passes_its_own_proof(
    policies: list[Any], events: list[Any], removes: bool, complete: tuple[str, ...]
) -> None:
    _, proof = written_and_proved(policies, events, removes_unjudged=removes, complete=complete)
    assert proof.holds, proof.of(Verdict.BROKEN)
    assert proof.of(Verdict.OPEN) == ()


@settings(max_examples=15, deadline=None)
@given(policies=_POLICIES, events=_EVENTS, others=_EVENTS)
def test_a_written_policy_allows_no_more_than_is_allowed_today(
    policies: list[Any], events: list[Any], others: list[Any]
) -> None:
    written, _ = written_and_proved(policies, events)
    new = tuple(policy_of("new", each) for each in written.documents())
    old = policies_of(rows(*policies))
    who = principal_of(ROLE)
    for circumstance in evidence_of(*events, *others, keys=["aws:sourceip"]).calls:
        call = circumstance.call
        context = Context(context_of(circumstance), strict=False)
        request = replace(
            request_of(table(), who, call.action, call.resource, context, account=HOME), decides_itself=False
        )
        after = decide(request, Policies(identity=new)).outcome
        before = decide(request, Policies(identity=old)).outcome
        if after is Outcome.ALLOWED:
            assert before is Outcome.ALLOWED
        elif after is Outcome.ALLOWED_IF:
            assert before in (Outcome.ALLOWED, Outcome.ALLOWED_IF)


@settings(max_examples=15, deadline=None)
@given(events=_EVENTS, data=st.data())
def test_a_policy_without_one_needed_action_fails_the_proof(events: list[Any], data: st.DataObject) -> None:
    written, proof = written_and_proved([allow(_NEEDED)], events, removes_unjudged=True)
    needed = sorted({each.call.action for each in proof.replayed})
    gone = data.draw(st.sampled_from(needed))
    documents = [_without(document, gone) for document in written.documents()]
    again = prove(evidence_of(*events), documents, rows(allow(_NEEDED)), table())
    assert {each.call.action for each in again.of(Verdict.BROKEN)} == {gone}
    assert not again.holds


def _without(document: Any, action: str) -> dict[str, Any]:
    statements = []
    for each in document["Statement"]:
        actions = [each["Action"]] if isinstance(each["Action"], str) else each["Action"]
        left = [name for name in actions if name != action]
        if left:
            statements.append({**each, "Action": left})
    return {**document, "Statement": statements}


def test_the_documents_are_policies_that_are_understood() -> None:
    written, _ = written_and_proved(
        [allow(_NEEDED), deny("iam:*")], [training_job("fraud"), record("s3", "ListBuckets")]
    )
    for document in written.documents():
        assert all(each.effect in ("Allow", "Deny") for each in elements("", document))


def test_a_policy_that_is_too_narrow_is_found_out_on_the_event() -> None:
    """What breaks is told with how often it was recorded and where first."""
    evidence = evidence_of(s3_object("GetObject", "weights", "a"), s3_object("GetObject", "data", "b", day=1))
    proof = prove(evidence, [allow("s3:GetObject", "arn:aws:s3:::weights/*")], rows(allow("s3:*")), table())
    (broken,) = proof.of(Verdict.BROKEN)
    assert (broken.call.resource, broken.events) == ("arn:aws:s3:::data/b", 1)
    assert broken.place.endswith("record 2")


def test_what_events_do_not_tell_is_as_today_only_where_it_is_the_same() -> None:
    secure = {"Bool": {"aws:SecureTransport": "true"}}
    evidence = evidence_of(record("s3", "ListBuckets"))
    today = rows(allow("s3:*", Condition=secure))
    assert prove(evidence, [allow("s3:ListAllMyBuckets", Condition=secure)], today, table()).of(Verdict.AS_TODAY)
    other = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    assert prove(evidence, [allow("s3:ListAllMyBuckets", Condition=other)], today, table()).of(Verdict.OPEN)
