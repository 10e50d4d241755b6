"""Amazon Inspector (https://docs.aws.amazon.com/inspector/v2/APIReference/)."""

from __future__ import annotations

from datetime import datetime

from modelkeep.core.tables import Row, support


@support("inspector2_account_status", calls="inspector2:BatchGetAccountStatus")
class AccountStatus(Row):
    """Inspector in one region: `arn` is the region's. Each column is `ENABLED`, `DISABLED` or on the way between."""

    status: str | None = None
    ec2: str | None = None
    ecr: str | None = None
    lambda_functions: str | None = None
    lambda_code: str | None = None


@support("inspector2_coverage", calls="inspector2:ListCoverage")
class Coverage(Row):
    """An EC2 instance, ECR repository or Lambda function that Inspector knows; `ACTIVE` when it scans it."""

    scan_status: str | None = None
    scan_reason: str | None = None


@support("inspector2_finding", calls="inspector2:ListFindings")
class Finding(Row):
    """An active finding of critical severity; `arn` is that of the instance, repository or function."""

    finding_arn: str | None = None
    finding_type: str | None = None
    title: str | None = None
    vulnerability_id: str | None = None
    image_digest: str | None = None
    image_tags: tuple[str, ...] | None = None
    """The tags of a container image; empty for anything else."""
    exploit_available: str | None = None
    fix_available: str | None = None
    first_observed_at: datetime | None = None
