"""What is counted of a role's events, and what is not."""

from __future__ import annotations

from tests.unit.engines.access.cases import table
from tests.unit.engines.access.least.records import (
    HOME,
    ROLE,
    events,
    evidence_of,
    facts,
    record,
    s3_object,
    training_job,
)

from modelkeep.core.trail import TrailTrouble
from modelkeep.engines.access.least.evidence import gather

OTHER = f"arn:aws:iam::{HOME}:role/other"


def test_calls_are_counted_with_their_times() -> None:
    found = evidence_of(*(s3_object("GetObject", "weights", "a", day=day) for day in (5, 1, 3)))
    (seen,) = found.calls.values()
    assert (seen.events, (seen.last - seen.first).days) == (3, 4)
    assert seen.place.endswith("record 1")
    assert (found.used, found.read, found.days) == (3, 3, 4.0)


def test_events_that_used_no_permission_of_the_role_are_counted_apart() -> None:
    found = evidence_of(
        record("s3", "ListBuckets", day=0, session=f"arn:aws:sts::{HOME}:assumed-role/other/x", role=OTHER),
        record("s3", "ListBuckets", day=1),
        record("s3", "ListBuckets", day=1),
        record("s3", "PutObject", {"bucketName": "b", "key": "k"}, day=2, errorCode="AccessDenied"),
        record("kms", "RotateKey", day=3, eventType="AwsServiceEvent"),
        record("s3", "GetObject", {"bucketName": "b", "key": "k"}, day=4, errorCode="NoSuchKey"),
    )
    assert (found.read, found.others, found.repeated, found.refused, found.silent, found.used) == (6, 1, 1, 1, 1, 2)
    assert set(found.actions) == {"s3:ListAllMyBuckets", "s3:GetObject"}
    assert found.services_used == {"s3"}
    assert found.services == {"s3", "kms"}


def test_a_session_without_issuer_is_the_roles_by_its_name() -> None:
    made = training_job("fraud-1")
    del made["userIdentity"]["sessionContext"]
    assert evidence_of(made).used == 1
    made["userIdentity"]["arn"] = f"arn:aws:sts::{HOME}:assumed-role/trainers/x"
    assert evidence_of(made).used == 0


def test_troubles_and_what_is_unknown_are_counted_with_their_places() -> None:
    trouble = TrailTrouble("a.json", "it is no CloudTrail file")
    found = gather([trouble, *events(record("brandnew", "DoThings"))], ROLE, table(), facts())
    assert (found.trouble_count, found.troubles) == (1, [trouble])
    ((name, (why, seen)),) = found.unmapped.items()
    assert (name, seen.events) == ("brandnew:DoThings", 1)
    assert "knows no service" in why


def test_roles_that_were_passed_are_kept_with_the_service() -> None:
    found = evidence_of(training_job("a"), training_job("b", day=1))
    ((key, seen),) = found.passed.items()
    assert (key, seen.events) == ((f"arn:aws:iam::{HOME}:role/runner", "sagemaker.amazonaws.com"), 2)


def test_only_keys_on_which_the_policies_turn_tell_calls_apart() -> None:
    made = [s3_object("GetObject", "b", "k", day=day, sourceIPAddress=f"198.51.100.{day}") for day in (1, 2)]
    assert len(evidence_of(*made).calls) == 1
    apart = evidence_of(*made, keys=("aws:sourceip",)).calls
    assert {each.known for each in apart} == {(("aws:sourceip", "198.51.100.1"),), (("aws:sourceip", "198.51.100.2"),)}
    by_service = s3_object("GetObject", "b", "k", sourceIPAddress="sagemaker.amazonaws.com")
    (one,) = evidence_of(by_service, keys=("aws:sourceip",)).calls
    assert one.known == ()
