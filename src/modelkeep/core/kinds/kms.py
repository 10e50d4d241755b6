"""AWS Key Management Service (https://docs.aws.amazon.com/kms/latest/APIReference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, Statement, facet, kind, part


@kind("AWS::KMS::Key", calls="kms:ListKeys kms:DescribeKey")
class Key(Resource):
    """A KMS key; its name is its id."""

    key_manager: str | None = None
    """CUSTOMER or AWS."""
    key_state: str | None = None
    key_spec: str | None = None
    origin: str | None = None
    """AWS_KMS, EXTERNAL (imported), AWS_CLOUDHSM or EXTERNAL_KEY_STORE."""
    multi_region: bool | None = None


@facet(Key, "rotation", calls="kms:ListKeys kms:DescribeKey kms:GetKeyRotationStatus")
class KeyRotation(Row):
    """Automatic rotation. Keys whose rotation KMS fixes (AWS managed, asymmetric, imported, ...) are not asked."""

    enabled: bool | None = None
    period_days: int | None = None
    """0 where rotation is off."""


@part(Key, "policy_statement", calls="kms:ListKeys kms:DescribeKey kms:GetKeyPolicy")
class KeyPolicyStatement(Statement):
    """The statements of a customer managed key's policy."""


@kind("AWS::KMS::Alias", calls="kms:ListAliases")
class Alias(Resource):
    """Another name of a key."""

    target_key_arn: str | None = None
    """'' for an alias that AWS keeps for a service but that has no key yet."""
