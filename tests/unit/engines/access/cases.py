"""Stand-alone cases for tests: documents in few words, and their decision."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from modelkeep.bootstrap import load_action_table
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.context import Context, lowered
from modelkeep.engines.access.decision import Decision, Policies
from modelkeep.engines.access.decision import decide as decide_request
from modelkeep.engines.access.principals import Principal
from modelkeep.engines.access.requests import request_of
from modelkeep.engines.access.simulate import Simulator

OURS, THEIRS = "111111111111", "222222222222"
USER = f"arn:aws:iam::{OURS}:user/bob"
ROLE = f"arn:aws:iam::{OURS}:role/trainer"
SESSION = f"arn:aws:sts::{OURS}:assumed-role/trainer/night-run"
ROOT = f"arn:aws:iam::{OURS}:root"
THEIR_ROLE = f"arn:aws:iam::{THEIRS}:role/partner"
OBJECT = "arn:aws:s3:::weights/model.tar.gz"
KEY = f"arn:aws:kms:eu-west-1:{OURS}:key/1234"
GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"

Document = dict[str, Any]


def statement(effect: str, action: Any, resource: Any = "*", **elements: Any) -> Document:
    """One statement; `resource=None` for trust policies, which have none."""
    found = {"Effect": effect, "Action": action, "Resource": resource, **elements}
    return {name: value for name, value in found.items() if value is not None}


def policy(*statements: Document, version: str | None = "2012-10-17") -> Document:
    """A document of these statements."""
    return {**({"Version": version} if version else {}), "Statement": list(statements)}


def allow(action: Any = "*", resource: Any = "*", **elements: Any) -> Document:
    """A document that allows."""
    return policy(statement("Allow", action, resource, **elements))


def deny(action: Any = "*", resource: Any = "*", **elements: Any) -> Document:
    """A document that denies."""
    return policy(statement("Deny", action, resource, **elements))


@cache
def table() -> ActionTable:
    """The table that comes with Modelkeep."""
    return load_action_table()


def answer(
    principal: str,
    action: str,
    on: str = OBJECT,
    /,
    *,
    context: Document | None = None,
    account: str | None = None,
    mode: str = "strict",
    **policies: Any,
) -> Document:
    """What the simulator says to one case."""
    request = {"principal": principal, "action": action, "resource": on, "context": context or {}}
    if account:
        request["resource_account"] = account
    case = {"id": 1, "request": request, "policies": policies, "mode": mode}
    return Simulator(table()).answer(json.dumps(case).encode())


def outcome(principal: str, action: str, on: str = OBJECT, /, **rest: Any) -> str:
    """The decision of one case, in one word."""
    return str(answer(principal, action, on, **rest)["decision"])


def condition(principal: str, action: str, on: str = OBJECT, /, **rest: Any) -> str:
    """On what a case depends, the request being open."""
    found = answer(principal, action, on, mode="symbolic", **rest)
    assert found["decision"] == "allowed_if", found
    return str(found["condition"])


def decided(
    who: Principal,
    action: str,
    policies: Policies,
    resource: str = OBJECT,
    *,
    context: Document | None = None,
    strict: bool = True,
) -> Decision:
    """The decision for a principal of whom more is known than its name."""
    found = Context(lowered(context or {}), strict=strict)
    return decide_request(request_of(table(), who, action, resource, found), policies)
