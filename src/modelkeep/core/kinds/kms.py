"""AWS Key Management Service (https://docs.aws.amazon.com/kms/latest/APIReference/)."""

from __future__ import annotations

from collections.abc import Mapping

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


@part(Key, "grant", calls="kms:ListKeys kms:DescribeKey kms:ListGrants")
class KeyGrant(Row):
    """A grant on a customer managed key: what it lets somebody do without any policy."""

    grant_id: str
    name: str | None = None
    grantee: str | None = None
    """The ARN of a user, role or session, a service principal, or the id of a principal that is gone."""
    retiring_principal: str | None = None
    """Who may take the grant back, in the same forms; '' for nobody besides the account and the grantee."""
    operations: tuple[str, ...] | None = None
    """As KMS names them: Decrypt, CreateGrant, ..."""
    context_equals: Mapping[str, str] | None = None
    """The encryption context that requests must have, and nothing besides; empty for any."""
    context_subset: Mapping[str, str] | None = None
    """What the encryption context of requests must hold; empty for nothing."""
    source_arn: str | None = None
    """The only resource for which a service may use the grant; '' for any."""


@kind("AWS::KMS::Alias", calls="kms:ListAliases")
class Alias(Resource):
    """Another name of a key."""

    target_key_arn: str | None = None
    """'' for an alias that AWS keeps for a service but that has no key yet."""
