"""AWS Security Hub CSPM (https://docs.aws.amazon.com/securityhub/1.0/APIReference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, kind, part


@kind("AWS::SecurityHub::Hub", calls="securityhub:DescribeHub")
class Hub(Resource):
    """Security Hub in one region."""

    auto_enable_controls: bool | None = None


@part(Hub, "standard", calls="securityhub:DescribeHub securityhub:GetEnabledStandards")
class HubStandard(Row):
    """A standard that the hub checks the account against; `READY` once its controls run."""

    standards_arn: str | None = None
    status: str | None = None
