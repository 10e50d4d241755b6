"""Secrets and their resource policies; never their values."""

from __future__ import annotations

from datetime import UTC, datetime

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.secretsmanager import Secret, SecretPolicy, SecretPolicyStatement
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row


@collector(Secret, SecretPolicy, SecretPolicyStatement)
async def secrets(aws: Reader) -> None:
    """ListSecrets, then GetResourcePolicy for each."""

    async def policy(secret: Secret) -> None:
        await aws.get(
            "secretsmanager:GetResourcePolicy",
            secret.arn,
            lambda reply: _policy(secret.arn, reply),
            SecretId=secret.arn,
        )

    listed = await aws.list("secretsmanager:ListSecrets", "SecretList", _secret)
    await aws.each(listed, policy)


def _secret(item: Reply) -> Secret:
    rotation = bool(item.get("RotationEnabled", False))
    return Secret(
        arn=item["ARN"],
        name=item["Name"],
        tags={tag["Key"]: tag["Value"] for tag in item.get("Tags", ())},
        kms_key_id=item.get("KmsKeyId", ""),
        rotation_enabled=rotation,
        rotation_days=item.get("RotationRules", {}).get("AutomaticallyAfterDays") if rotation else 0,
        owning_service=item.get("OwningService", ""),
        last_changed_at=_utc(item.get("LastChangedDate")),
    )


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment is not None else None


def _policy(arn: str, reply: Reply) -> tuple[Row, ...]:
    document = reply.get("ResourcePolicy", "")
    if not document:
        return (SecretPolicy(arn=arn, configured=False),)
    return (SecretPolicy(arn=arn, configured=True), *statements(SecretPolicyStatement, arn, "default", document))
