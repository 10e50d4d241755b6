"""The organisation: three accounts, each entered through a role."""

from __future__ import annotations

import json

from modelkeep.lab.seed import MANAGEMENT, PRODUCTION, RESEARCH, ROLE, Acme, seeds


@seeds(order=0)
def credentials(acme: Acme) -> None:
    """Temporary credentials in each account. moto keys its accounts by the role that was assumed."""
    sts = acme.client("sts")
    for account in (MANAGEMENT, PRODUCTION, RESEARCH):
        granted = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/{ROLE}", RoleSessionName="seed")["Credentials"]
        acme.credentials[account] = {
            "aws_access_key_id": granted["AccessKeyId"],
            "aws_secret_access_key": granted["SecretAccessKey"],
            "aws_session_token": granted["SessionToken"],
        }
    for account in (MANAGEMENT, PRODUCTION, RESEARCH):
        acme.within(account).client("iam").create_role(
            RoleName=ROLE,
            AssumeRolePolicyDocument=json.dumps({
                "Version": "2012-10-17",
                "Statement": [{
                    "Effect": "Allow",
                    "Principal": {"AWS": f"arn:aws:iam::{MANAGEMENT}:root"},
                    "Action": "sts:AssumeRole",
                }],
            }),
        )  # fmt: skip
