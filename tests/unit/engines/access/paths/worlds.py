"""Small worlds and estates for the tests of paths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from modelkeep.bootstrap import load_action_table, load_techniques
from modelkeep.core.escalation import Gained, Need, Predicate, Technique
from modelkeep.core.tables import Row
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.principals import principal_of
from modelkeep.engines.access.statements import policy_of
from modelkeep.engines.access.world import Identity, Target, World

RowT = TypeVar("RowT", bound=Row)

ACCOUNT = "111122223333"
EVE = f"arn:aws:iam::{ACCOUNT}:user/eve"
MALLORY = f"arn:aws:iam::{ACCOUNT}:user/mallory"
STRONG = f"arn:aws:iam::{ACCOUNT}:role/strong"
WEAK = f"arn:aws:iam::{ACCOUNT}:role/weak"
BUCKET = "arn:aws:s3:::acme-models"
MODEL = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:model/fraud"


@cache
def table() -> ActionTable:
    return load_action_table()


@cache
def techniques() -> Mapping[str, Technique]:
    return {technique.id: technique for technique in load_techniques()}


def allow(*actions: str, on: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": on, **more}


def deny(*actions: str, on: str = "*", **more: Any) -> dict[str, Any]:
    return {**allow(*actions, on=on, **more), "Effect": "Deny"}


def trust(kind: str, name: str, action: str = "sts:AssumeRole", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": {kind: name}, "Action": action, **more}


def somebody(
    name: str, *statements: Mapping[str, Any], trusts: Iterable[Mapping[str, Any]] = (), **more: Any
) -> Identity:
    """A user or role with one inline policy and, if wanted, a trust policy."""
    own = (policy_of("own", {"Version": "2012-10-17", "Statement": list(statements)}),) if statements else ()
    document = {"Version": "2012-10-17", "Statement": list(trusts)}
    trusting = (policy_of("trust", document, of_resource=True),) if document["Statement"] else ()
    return Identity(principal_of(name), own, trust=trusting, **more)


def world(*identities: Identity, targets: Iterable[Target] = (), accounts: Iterable[str] = (ACCOUNT,)) -> World:
    """A world outside of any organisation. Buckets among the targets are the account's."""
    known = {target.arn: target for target in targets}
    owners = {arn: target.account for arn, target in known.items() if ":s3:::" in arn}
    return World(table(), {each.arn: each for each in identities}, known, accounts=frozenset(accounts), owners=owners)


def technique(
    name: str, *needs: Need, where: Iterable[Predicate] = (), gains: Mapping[Gained, str], **more: Any
) -> Technique:
    """A technique of a test's own."""
    return Technique(name, name, "https://example.org", "why", needs, tuple(where), gains, Path(), **more)


@dataclass(frozen=True)
class Rows:
    """An estate of these rows. Calls that `unread` names gave no answer."""

    found: tuple[Row, ...] = ()
    unread: frozenset[str] = frozenset()

    def rows(self, row: type[RowT]) -> Iterable[RowT]:
        return [each for each in self.found if type(each) is row]

    def was_read(self, call: str, account: str, region: str, resource: str) -> bool:
        return call not in self.unread

    def why_not(self, call: str, account: str, resource: str) -> str:
        return "AccessDenied" if call in self.unread else "it was not asked"
