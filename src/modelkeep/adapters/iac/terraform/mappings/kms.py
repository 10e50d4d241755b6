"""AWS KMS."""

from __future__ import annotations

from typing import Any

from modelkeep.adapters.iac.resource import Unknown
from modelkeep.adapters.iac.terraform.mapping import Converted

_POLICY = frozenset({"policy"})
_POLICY_ONLY: dict[str, str | None] = {"policy": "KeyPolicy", "bypass_policy_lockout_safety_check": None}
_COPY: dict[str, str | None] = {**_POLICY_ONLY, "deletion_window_in_days": "PendingWindowInDays"}
_KEY: dict[str, str | None] = {**_COPY, "is_enabled": "Enabled", "customer_master_key_spec": "KeySpec"}
_IDS = {"key_id": "name", "id": "name"}


def _origin(found: dict[str, Any]) -> dict[str, Any]:
    """Where the key's material is follows from the key store."""
    for attribute, origin in (("XksKeyId", "EXTERNAL_KEY_STORE"), ("CustomKeyStoreId", "AWS_CLOUDHSM")):
        given = found.get(attribute)
        if given is not None:
            return {**found, "Origin": given if isinstance(given, Unknown) else origin}
    return found


def _external(found: dict[str, Any]) -> dict[str, Any]:
    return {**found, "Origin": "EXTERNAL"}


CONVERSIONS = (
    Converted(
        tf_type="aws_kms_key",
        cfn_type="AWS::KMS::Key",
        renames=_KEY,
        documents=_POLICY,
        gives=_IDS,
        adjust=_origin,
    ),
    Converted(
        tf_type="aws_kms_external_key",
        cfn_type="AWS::KMS::Key",
        renames={**_COPY, "key_material_base64": None},
        documents=_POLICY,
        gives=_IDS,
        adjust=_external,
    ),
    Converted(
        tf_type="aws_kms_replica_key",
        cfn_type="AWS::KMS::ReplicaKey",
        renames=_COPY,
        documents=_POLICY,
        gives=_IDS,
    ),
    Converted(
        tf_type="aws_kms_key_policy",
        cfn_type="AWS::KMS::Key",
        renames=_POLICY_ONLY,
        documents=_POLICY,
        into="aws_kms_key aws_kms_external_key",
        by=("key_id",),
    ),
    Converted(
        tf_type="aws_kms_alias",
        cfn_type="AWS::KMS::Alias",
        renames={"name": "AliasName", "name_prefix": None},
        gives={"target_key_arn": ""},
    ),
)
