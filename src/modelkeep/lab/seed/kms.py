"""Keys: one for models, one for data, one for logs, in every account."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from modelkeep.lab.seed import RESEARCH, Acme, seeds
from modelkeep.lab.seed.names import BUCKETS, DATA_KEY_ALIAS, KEY_ALIASES, MODELS_KEY_ALIAS

USE = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
ROTATION_DAYS = 365
PARTNER = "arn:aws:iam::999988887777:role/model-evaluation"


@seeds(order=5)
def keys(acme: Acme) -> None:
    """Customer managed keys with aliases. Hardened: they rotate, and who uses one cannot destroy it."""
    for account in BUCKETS:
        here = acme.within(account)
        kms = here.client("kms")
        for alias in KEY_ALIASES:
            key_id = kms.create_key(Description=alias)["KeyMetadata"]["KeyId"]
            kms.create_alias(AliasName=alias, TargetKeyId=key_id)
            kms.put_key_policy(KeyId=key_id, PolicyName="default", Policy=json.dumps(_policy(here, alias)))
            if not acme.hardened and alias == MODELS_KEY_ALIAS:
                kms.create_grant(KeyId=key_id, Name="evaluation", GranteePrincipal=PARTNER, Operations=["Decrypt"])
            if acme.hardened:
                kms.enable_key_rotation(KeyId=key_id, RotationPeriodInDays=ROTATION_DAYS)


def key_arn(acme: Acme, alias: str) -> str:
    """The ARN of the key behind an alias in this account and region."""
    return str(acme.client("kms").describe_key(KeyId=alias)["KeyMetadata"]["Arn"])


def _policy(acme: Acme, alias: str) -> Mapping[str, Any]:
    statements: list[Mapping[str, Any]] = [
        {
            "Sid": "IamPolicies",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{acme.account}:root"},
            "Action": "kms:*",
            "Resource": "*",
        },
        {
            "Sid": "Services",
            "Effect": "Allow",
            "Principal": {
                "Service": ["bedrock.amazonaws.com", "cloudtrail.amazonaws.com", f"logs.{acme.region}.amazonaws.com"]
            },
            "Action": USE,
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:SourceAccount": acme.account}},
        },
    ]
    if not acme.hardened and alias == MODELS_KEY_ALIAS:
        statements.append({
            "Sid": "Partners", "Effect": "Allow", "Principal": "*", "Action": USE, "Resource": "*",
        })  # fmt: skip
    if not acme.hardened and alias == DATA_KEY_ALIAS and acme.account == RESEARCH:
        statements.append({
            "Sid": "FraudTeam",
            "Effect": "Allow",
            "Principal": {"AWS": acme.arn("iam", "role/fraud-notebook", regional=False)},
            "Action": [*USE, "kms:ScheduleKeyDeletion"],
            "Resource": "*",
        })  # fmt: skip
    return {"Version": "2012-10-17", "Statement": statements}
