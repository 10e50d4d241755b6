"""AWS Resource Access Manager (https://docs.aws.amazon.com/ram/latest/APIReference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, kind, part

_SHARES = "ram:GetResourceShares"
_ASSOCIATIONS = f"{_SHARES} ram:GetResourceShareAssociations"


@kind("AWS::RAM::ResourceShare", calls=_SHARES)
class ResourceShare(Resource):
    """Resources that the account lets others use, by no policy that the resources show."""

    status: str | None = None
    allow_external_principals: bool | None = None


@part(ResourceShare, "principal", calls=_ASSOCIATIONS)
class ResourceSharePrincipal(Row):
    """Whom it is for: an account's id, the ARN of an organisation, organizational unit, role or user, or a service."""

    principal: str


@part(ResourceShare, "resource", calls=_ASSOCIATIONS)
class ResourceShareResource(Row):
    """What it shares."""

    resource_arn: str
