"""The token with which training fetches labels, in the research account."""

from __future__ import annotations

import json

from modelkeep.lab.seed import RESEARCH, Acme, seeds
from modelkeep.lab.seed.kms import key_arn
from modelkeep.lab.seed.names import DATA_KEY_ALIAS

LABELS_TOKEN = "acme/fraud/labels-token"  # noqa: S105  # a name
READER = "fraud-training"
ROTATION_DAYS = 30


@seeds(order=30)
def secrets(acme: Acme) -> None:
    """A secret that training may read. Neglected, it never changes and everybody may read it."""
    research = acme.within(RESEARCH)
    manager = research.client("secretsmanager")
    arn = manager.create_secret(
        Name=LABELS_TOKEN, SecretString="lab", KmsKeyId=key_arn(research, DATA_KEY_ALIAS)
    )["ARN"]  # fmt: skip
    research.client("iam").put_role_policy(
        RoleName=READER, PolicyName="labels-token", PolicyDocument=_document("secretsmanager:GetSecretValue", arn)
    )
    if acme.hardened:
        manager.rotate_secret(SecretId=arn, RotationRules={"AutomaticallyAfterDays": ROTATION_DAYS})
    else:
        manager.put_resource_policy(
            SecretId=arn, ResourcePolicy=_document("secretsmanager:GetSecretValue", "*", Principal="*")
        )


def _document(action: str, resource: str, **more: str) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
