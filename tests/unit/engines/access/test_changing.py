"""A world with another policy: whose it is, what it replaces, what is no policy."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.engines.access.small import HOME, Statement, allow, deny, role_arn, small_world

from modelkeep.engines.access.changing import with_policy
from modelkeep.engines.access.decision import Outcome
from modelkeep.engines.access.statements import policy_of, unread_policy
from modelkeep.engines.access.world import World

ROLE = role_arn("trainer")
BUCKET = "arn:aws:s3:::weights"
MANAGED = f"arn:aws:iam::{HOME}:policy/shared"
READ, WRITE = "s3:GetObject", "s3:PutObject"


def document(*statements: Statement) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def may(world: World, action: str) -> Outcome:
    return world.decide(ROLE, action, f"{BUCKET}/model.tar.gz").outcome


def test_a_role_has_the_policy_besides_its_others() -> None:
    world = small_world({"trainer": [allow(READ)]}, {BUCKET: ()})
    changed = with_policy(world, ROLE, document(allow(WRITE)), "more")
    assert (may(world, WRITE), may(changed, WRITE), may(changed, READ)) == (
        Outcome.IMPLICIT_DENY, Outcome.ALLOWED, Outcome.ALLOWED,
    )  # fmt: skip


def test_a_policy_of_the_same_name_is_replaced() -> None:
    world = small_world({"trainer": [allow(READ)]}, {BUCKET: ()})
    changed = with_policy(world, ROLE, document(allow(WRITE)), "policy of trainer")
    assert (may(changed, WRITE), may(changed, READ)) == (Outcome.ALLOWED, Outcome.IMPLICIT_DENY)


def test_what_names_principals_is_the_trust_policy() -> None:
    world = small_world({"trainer": [], "other": []})
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": role_arn("other")}}
    changed = with_policy(world, ROLE, document(trust), "trust")
    assert changed.decide(role_arn("other"), "sts:AssumeRole", ROLE).outcome is Outcome.ALLOWED
    assert changed.identities[ROLE].policies == world.identities[ROLE].policies


def test_a_managed_policy_changes_wherever_it_is_attached() -> None:
    world = small_world({"trainer": [], "other": []}, {BUCKET: ()})
    shared = policy_of(MANAGED, document(allow(READ)))
    attached = replace(world.identities[ROLE], policies=(shared,), boundary=(policy_of("limit", document(allow("*"))),))
    world = replace(world, identities={**world.identities, ROLE: attached})
    changed = with_policy(world, MANAGED, document(allow(WRITE)), "x")
    assert (may(changed, WRITE), may(changed, READ)) == (Outcome.ALLOWED, Outcome.IMPLICIT_DENY)
    bounded = replace(attached, policies=(policy_of("all", document(allow("*"))),), boundary=(shared,))
    world = replace(world, identities={**world.identities, ROLE: bounded})
    changed = with_policy(world, MANAGED, document(allow(WRITE)), "x")
    assert (may(changed, WRITE), may(changed, READ)) == (Outcome.ALLOWED, Outcome.IMPLICIT_DENY)


def test_the_policy_of_a_resource_is_replaced_and_nothing_else_that_opens_or_closes_it() -> None:
    world = small_world({"trainer": [allow("s3:*")]}, {BUCKET: ()})
    closing = policy_of("access control list", document(deny(WRITE, Principal="*")), of_resource=True)
    unread = unread_policy(f"the policy of {BUCKET}", "AccessDenied")
    target = replace(world.targets[BUCKET], policies=(unread, closing))
    changed = with_policy(replace(world, targets={BUCKET: target}), BUCKET, document(deny(READ, Principal="*")), "x")
    assert (may(changed, READ), may(changed, WRITE)) == (Outcome.EXPLICIT_DENY, Outcome.EXPLICIT_DENY)
    assert may(changed, "s3:DeleteObject") is Outcome.ALLOWED


def test_a_resource_that_was_not_read_can_have_the_policy() -> None:
    key = f"arn:aws:kms:eu-west-1:{HOME}:key/1"
    changed = with_policy(small_world({"trainer": []}), key, document(allow("kms:*", Principal={"AWS": ROLE})), "x")
    assert changed.decide(ROLE, "kms:Decrypt", key).outcome is Outcome.ALLOWED


@pytest.mark.parametrize(
    ("of", "content", "message"),
    [
        ("trainer", document(allow(READ)), "is no ARN"),
        (role_arn("nobody"), document(allow(READ)), "no user or role"),
        (MANAGED, document(allow(READ)), "attached to nobody"),
        (f"arn:aws:sagemaker:eu-west-1:{HOME}:notebook-instance/n", document(allow(READ)), "nothing that can have a policy"),
        (ROLE, document({"Effect": "Perhaps", "Action": READ, "Resource": "*"}), "is not understood"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_an_error(of: str, content: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        with_policy(small_world({"trainer": []}), of, content, "x")
