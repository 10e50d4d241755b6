"""Amazon Resource Names.

Format: arn:partition:service:region:account-id:resource
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

Arn = NewType("Arn", str)
AccountId = NewType("AccountId", str)

GLOBAL = "global"
"""The region of resources that belong to none (IAM, Organizations)."""


@dataclass(frozen=True, slots=True)
class ArnParts:
    """The six fields of an ARN; `resource` may itself contain colons and slashes."""

    partition: str
    service: str
    region: str
    account: str
    resource: str


def parse_arn(text: str) -> ArnParts | None:
    """The parts of an ARN, or None when the text is not one."""
    fields = text.split(":", 5)
    if len(fields) != 6 or fields[0] != "arn":
        return None
    return ArnParts(*fields[1:])


def partition_of(region: str) -> str:
    """The partition of a region, by the beginning of its name, as botocore's partitions.json has it; `aws` for any other name."""
    return next((partition for start, partition in _PARTITIONS if region.startswith(start)), "aws")


_PARTITIONS = (
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("eusc-", "aws-eusc"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("eu-isoe-", "aws-iso-e"),
    ("us-isof-", "aws-iso-f"),
)


def bucket_arn(bucket: str, partition: str = "aws") -> Arn:
    """The ARN of an S3 bucket."""
    return Arn(f"arn:{partition}:s3:::{bucket}")


def account_arn(account: str, partition: str = "aws") -> Arn:
    """The ARN that stands for a whole account: its root principal."""
    return Arn(f"arn:{partition}:iam::{account}:root")


def region_arn(account: str, region: str, partition: str = "aws") -> Arn:
    """The ARN that stands for one region of an account.

    AWS has no such ARN; this one follows the shape of the Account Management service's.
    """
    return Arn(f"arn:{partition}:account::{account}:region/{region}")
