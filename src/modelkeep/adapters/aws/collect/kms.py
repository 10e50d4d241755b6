"""KMS keys with rotation and policy, and aliases."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.kms import Alias, Key, KeyPolicyStatement, KeyRotation
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row

YEARLY = 365
"""KMS rotates AWS managed keys every year (https://docs.aws.amazon.com/kms/latest/developerguide/rotating-managed-keys.html)."""


@collector(Key, KeyRotation, KeyPolicyStatement)
async def keys(aws: Reader) -> None:
    """ListKeys, DescribeKey for each, and for customer managed keys GetKeyRotationStatus and GetKeyPolicy."""

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

    listed = await aws.list("kms:ListKeys", "Keys", lambda item: (str(item["KeyArn"]), str(item["KeyId"])))
    await aws.each(listed, describe, calls=3)


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


def _alias(item: Reply) -> Alias:
    arn, target = item["AliasArn"], item.get("TargetKeyId", "")
    return Alias(
        arn=arn,
        name=item["AliasName"],
        target_key_arn=f"{arn.split(':alias/')[0]}:key/{target}" if target else "",
    )
