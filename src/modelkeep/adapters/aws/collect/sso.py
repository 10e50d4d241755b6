"""IAM Identity Center: instances that the account owns, and their permission sets."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.durations import minutes_of
from modelkeep.core.kinds.sso import Instance, InstanceDirectory, PermissionSet, PermissionSetManagedPolicy


@collector(Instance, InstanceDirectory, PermissionSet, PermissionSetManagedPolicy)
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
