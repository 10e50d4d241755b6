"""KMS keys with rotation, policy and grants, and aliases."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.kms import Alias, Key, KeyGrant, KeyPolicyStatement, KeyRotation
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row

YEARLY = 365
"""KMS rotates AWS managed keys every year (https://docs.aws.amazon.com/kms/latest/developerguide/rotating-managed-keys.html)."""


@collector(Key, KeyRotation, KeyPolicyStatement, KeyGrant)
async def keys(aws: Reader) -> None:
    """ListKeys, DescribeKey for each, and for customer managed keys GetKeyRotationStatus, GetKeyPolicy and ListGrants."""

    async def describe(listed: tuple[str, str]) -> None:
        arn, key_id = listed
        unread: tuple[Row, ...] = (Key(arn=arn, name=key_id),)
        found = await aws.get("kms:DescribeKey", arn, _key, unread=unread, KeyId=key_id)
        key = next((row for row in _rows(found) if isinstance(row, Key)), None)
        if key is None or key.key_manager == "AWS":
            return
        if key.key_manager is None or _may_rotate(key):
            await aws.get(
                "kms:GetKeyRotationStatus",
                arn,
                lambda reply: _rotation(arn, reply),
                absent={"UnsupportedOperationException": KeyRotation(arn=arn, enabled=False, period_days=0)},
                KeyId=key_id,
            )
        await aws.get(
            "kms:GetKeyPolicy",
            arn,
            lambda reply: statements(KeyPolicyStatement, arn, "default", reply["Policy"]),
            KeyId=key_id,
            PolicyName="default",
        )
        await aws.list("kms:ListGrants", "Grants", lambda item: _grant(arn, item), resource=arn, KeyId=key_id)

    listed = await aws.list("kms:ListKeys", "Keys", lambda item: (str(item["KeyArn"]), str(item["KeyId"])))
    await aws.each(listed, describe, calls=4)


@collector(Alias)
async def aliases(aws: Reader) -> None:
    """ListAliases."""
    await aws.list("kms:ListAliases", "Aliases", _alias)


def _rows(found: Row | tuple[Row, ...] | None) -> tuple[Row, ...]:
    if found is None:
        return ()
    return found if isinstance(found, tuple) else (found,)


def _key(reply: Reply) -> tuple[Row, ...]:
    """The key, with its rotation where KMS leaves no choice."""
    metadata = reply["KeyMetadata"]
    key = Key(
        arn=metadata["Arn"],
        name=metadata["KeyId"],
        key_manager=metadata["KeyManager"],
        key_state=metadata["KeyState"],
        key_spec=metadata["KeySpec"],
        origin=metadata["Origin"],
        multi_region=metadata.get("MultiRegion"),
    )
    if key.key_manager == "AWS":
        return (key, KeyRotation(arn=key.arn, enabled=True, period_days=YEARLY))
    if not _may_rotate(key):
        return (key, KeyRotation(arn=key.arn, enabled=False, period_days=0))
    return (key,)


def _may_rotate(key: Key) -> bool:
    """Whether KMS can rotate the key by itself.

    Only symmetric encryption keys whose material KMS made, and not while they are about to be deleted
    (https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html).
    """
    return (
        key.key_spec == "SYMMETRIC_DEFAULT"
        and key.origin == "AWS_KMS"
        and key.key_state not in ("PendingDeletion", "PendingReplicaDeletion")
    )


def _rotation(arn: str, reply: Reply) -> KeyRotation:
    enabled = reply["KeyRotationEnabled"]
    return KeyRotation(
        arn=arn, enabled=enabled, period_days=reply.get("RotationPeriodInDays", YEARLY) if enabled else 0
    )


def _grant(arn: str, item: Reply) -> KeyGrant:
    """A service is named as a principal, or in a field of its own
    (https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantListEntry.html).
    """
    constraints = item.get("Constraints", {})
    return KeyGrant(
        arn=arn,
        grant_id=item["GrantId"],
        name=item.get("Name", ""),
        grantee=item.get("GranteePrincipal") or item.get("GranteeServicePrincipal"),
        retiring_principal=item.get("RetiringPrincipal") or item.get("RetiringServicePrincipal", ""),
        operations=tuple(item["Operations"]),
        context_equals=constraints.get("EncryptionContextEquals", {}),
        context_subset=constraints.get("EncryptionContextSubset", {}),
        source_arn=constraints.get("SourceArn", ""),
    )


def _alias(item: Reply) -> Alias:
    arn, target = item["AliasArn"], item.get("TargetKeyId", "")
    return Alias(
        arn=arn,
        name=item["AliasName"],
        target_key_arn=f"{arn.split(':alias/')[0]}:key/{target}" if target else "",
    )
