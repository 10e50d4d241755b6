"""IAM Identity Center: instances that the account owns, their permission sets, and whom these are assigned to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.durations import minutes_of
from modelkeep.core.kinds.sso import (
    Instance,
    InstanceDirectory,
    InstancePrincipal,
    PermissionSet,
    PermissionSetAssignment,
    PermissionSetManagedPolicy,
)
from modelkeep.core.personal import masked

_ASSIGNMENTS = "sso-admin:ListAccountAssignments"


@collector(
    Instance, InstanceDirectory, PermissionSet, PermissionSetManagedPolicy, PermissionSetAssignment, InstancePrincipal
)
async def instances(aws: Reader) -> None:
    """ListInstances, then what each holds. Member accounts see the organisation's too: only the owner's row counts."""

    async def visit(instance: Instance) -> None:
        await aws.get(
            "identitystore:ListUsers",
            instance.arn,
            lambda reply: InstanceDirectory(arn=instance.arn, has_users=bool(reply["Users"])),
            IdentityStoreId=instance.identity_store_id,
            MaxResults=1,
        )
        sets = await aws.list(
            "sso-admin:ListPermissionSets", "PermissionSets", str, resource=instance.arn, InstanceArn=instance.arn
        )
        await aws.each(sets, lambda each: _permission_set(aws, instance.arn, each), calls=2)
        if aws.wants(_ASSIGNMENTS):
            assigned: set[tuple[str, str]] = set()
            for each in sets:
                assigned |= await _assignments(aws, instance.arn, each)
            known = sorted(each for each in assigned if each[0] in _NAMED)
            await aws.each(known, lambda each: _name(aws, instance, *each))

    listed = await aws.pages(
        "sso-admin:ListInstances",
        lambda reply: [_instance(item) for item in reply["Instances"] if item["OwnerAccountId"] == aws.account],
    )
    await aws.each(listed, visit)


async def _permission_set(aws: Reader, instance: str, arn: str) -> None:
    await aws.get(
        "sso-admin:DescribePermissionSet",
        arn,
        lambda reply: _described(reply["PermissionSet"]),
        unread=PermissionSet(arn=arn, name=arn.rpartition("/")[2]),
        InstanceArn=instance,
        PermissionSetArn=arn,
    )
    await aws.list(
        "sso-admin:ListManagedPoliciesInPermissionSet",
        "AttachedManagedPolicies",
        lambda item: PermissionSetManagedPolicy(arn=arn, policy_arn=item["Arn"]),
        resource=arn,
        InstanceArn=instance,
        PermissionSetArn=arn,
    )


async def _assignments(aws: Reader, instance: str, arn: str) -> set[tuple[str, str]]:
    """The types and ids of those whom a permission set is assigned to, in any account that it is provisioned to."""
    accounts = await aws.list(
        "sso-admin:ListAccountsForProvisionedPermissionSet",
        "AccountIds",
        str,
        resource=arn,
        InstanceArn=instance,
        PermissionSetArn=arn,
    )
    found: set[tuple[str, str]] = set()

    async def visit(account: str) -> None:
        rows = await aws.list(
            _ASSIGNMENTS,
            "AccountAssignments",
            lambda item: _assignment(arn, item),
            resource=f"{arn}/account/{account}",
            InstanceArn=instance,
            AccountId=account,
            PermissionSetArn=arn,
        )
        found.update((row.principal_type or "", row.principal_id or "") for row in rows)

    await aws.each(accounts, visit)
    return found


async def _name(aws: Reader, instance: Instance, kind: str, identifier: str) -> None:
    """The name of a user or group, '' for one that is gone; no more of what the directory knows is kept, and of an address, as many
    directories name their users by, its first letter and domain alone.
    """
    call, given, name = _NAMED[kind]
    parameters: dict[str, Any] = {"IdentityStoreId": instance.identity_store_id, given: identifier}
    row = InstancePrincipal(arn=instance.arn, principal_type=kind, principal_id=identifier)
    await aws.get(
        call,
        f"{instance.arn}/{kind.lower()}/{identifier}",
        lambda reply: replace(row, name=masked(reply[name])),
        absent={"ResourceNotFoundException": replace(row, name="")},
        unread=row,
        **parameters,
    )


_NAMED = {
    "USER": ("identitystore:DescribeUser", "UserId", "UserName"),
    "GROUP": ("identitystore:DescribeGroup", "GroupId", "DisplayName"),
}


def _assignment(arn: str, item: Reply) -> PermissionSetAssignment:
    return PermissionSetAssignment(
        arn=arn,
        target_account_id=item["AccountId"],
        principal_type=item["PrincipalType"],
        principal_id=item["PrincipalId"],
    )


def _instance(item: Reply) -> Instance:
    return Instance(
        arn=item["InstanceArn"],
        name=item.get("Name") or item["InstanceArn"].rpartition("/")[2],
        identity_store_id=item["IdentityStoreId"],
        owner_account_id=item["OwnerAccountId"],
    )


def _described(item: Reply) -> PermissionSet:
    return PermissionSet(
        arn=item["PermissionSetArn"], name=item["Name"], session_minutes=minutes_of(item["SessionDuration"])
    )
