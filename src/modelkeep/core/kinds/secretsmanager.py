"""AWS Secrets Manager (https://docs.aws.amazon.com/secretsmanager/latest/apireference/). Values are never read."""

from __future__ import annotations

from datetime import datetime

from modelkeep.core.tables import Resource, Row, Statement, facet, kind, part


@kind("AWS::SecretsManager::Secret", calls="secretsmanager:ListSecrets")
class Secret(Resource):
    """A secret's settings."""

    kms_key_id: str | None = None
    """'' for the AWS managed key aws/secretsmanager."""
    rotation_enabled: bool | None = None
    rotation_days: int | None = None
    """Days between rotations; 0 without rotation, NULL where a schedule expression says it otherwise."""
    owning_service: str | None = None
    """The AWS service that made and manages the secret; '' for none."""
    last_changed_at: datetime | None = None


@facet(Secret, "policy", calls="secretsmanager:ListSecrets secretsmanager:GetResourcePolicy")
class SecretPolicy(Row):
    """Whether the secret has a resource policy."""

    configured: bool | None = None


@part(Secret, "policy_statement", calls="secretsmanager:ListSecrets secretsmanager:GetResourcePolicy")
class SecretPolicyStatement(Statement):
    """The statements of the secret's resource policy."""
