"""Organizations: accounts with ids of our own choosing, their place in the tree, and effective policies; moto 5.2.5 lacks these."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from moto.organizations.models import FakeAccount, OrganizationsBackend, organizations_backends

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles


@handles("organizations", "InviteAccountToOrganization")
def invite_account(lab: Lab, request: Request) -> Reply:
    """An invitation that the account accepts at once."""
    backend = _backend(request.account)
    identifier = request.parameters["Target"]["Id"]
    account = FakeAccount(
        backend.org, AccountName=request.parameters.get("Notes", identifier), Email=f"aws+{identifier}@acme.example"
    )
    account.id = identifier
    account.joined_method = "INVITED"
    backend.accounts.append(account)
    organizations_backends.master_accounts[identifier] = (request.account, "aws")
    for policy in [each for each in backend.policies if each.aws_managed]:
        backend.attach_policy(PolicyId=policy.id, TargetId=identifier)
    handshake = f"h-{identifier}"
    return {
        "Handshake": {
            "Id": handshake,
            "Arn": f"arn:aws:organizations::{request.account}:handshake/{backend.org.id}/invite/{handshake}",
            "State": "ACCEPTED",
            "Action": "INVITE",
            "RequestedTimestamp": datetime.now(UTC),
        }
    }


@handles("organizations", "ListAccounts")
def list_accounts(lab: Lab, request: Request) -> Reply:
    """The accounts with the path to each; only the management account may ask."""
    backend = _backend(request.account)
    return {
        "Accounts": [
            {**account.describe(), "Paths": ["/".join((backend.org.id, *_parents(backend, account), account.id))]}
            for account in backend.accounts
        ]
    }


@handles("organizations", "DescribeEffectivePolicy")
def describe_effective_policy(lab: Lab, request: Request) -> Reply:
    """What the management policies above an account come to, without the operators for child policies."""
    manager, _ = organizations_backends.master_accounts.get(request.account, (request.account, "aws"))
    backend = organizations_backends[manager]["aws"]
    if backend.org is None:
        raise AwsError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
    target = request.parameters.get("TargetId", request.account)
    account = next(each for each in backend.accounts if each.id == target)
    above = [*_parents(backend, account), target]
    contents = [
        json.loads(policy.content)
        for identifier in above
        for policy in backend.policies
        if policy.type == request.parameters["PolicyType"] and any(each.id == identifier for each in policy.attachments)
    ]
    if not contents:
        raise AwsError("EffectivePolicyNotFoundException", "There is no effective policy of this type.")
    merged: dict[str, Any] = {}
    for content in contents:
        _merge(merged, content)
    return {
        "EffectivePolicy": {
            "PolicyContent": json.dumps(_assigned(merged)),
            "LastUpdatedTimestamp": datetime.now(UTC),
            "TargetId": target,
            "PolicyType": request.parameters["PolicyType"],
        }
    }


def _backend(account: str) -> OrganizationsBackend:
    backend = organizations_backends[account]["aws"]
    if backend.org is None:
        if account in organizations_backends.master_accounts:
            raise AwsError("AccessDeniedException", "You don't have permissions to access this resource.")
        raise AwsError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
    return backend


def _parents(backend: OrganizationsBackend, account: FakeAccount) -> list[str]:
    """The ids above an account, the root's first."""
    found: list[str] = []
    parent = account.parent_id
    while parent:
        found.insert(0, parent)
        unit = next((each for each in backend.ou if each.id == parent), None)
        parent = getattr(unit, "parent_id", None)
    return found


def _merge(into: dict[str, Any], content: dict[str, Any]) -> None:
    for key, value in content.items():
        if isinstance(value, dict):
            _merge(into.setdefault(key, {}), value)
        else:
            into[key] = value


def _assigned(value: Any) -> Any:
    """A merged policy as AWS shows it: `{"@@assign": x}` is x."""
    if not isinstance(value, dict):
        return value
    if "@@assign" in value:
        return value["@@assign"]
    return {key: _assigned(each) for key, each in value.items() if not key.startswith("@@")}
