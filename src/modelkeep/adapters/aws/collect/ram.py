"""Resource shares of RAM: what the account shares, and with whom."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.arn import region_arn
from modelkeep.core.kinds.ram import ResourceShare, ResourceSharePrincipal, ResourceShareResource

_CALL = "ram:GetResourceShareAssociations"
_GONE = frozenset({"DISASSOCIATED", "FAILED"})


@collector(ResourceShare, ResourceSharePrincipal, ResourceShareResource)
async def resource_shares(aws: Reader) -> None:
    """GetResourceShares of the account's own; where there are any, their principals and their resources.

    The second list of associations is recorded as one about the region, for it is the same call.
    """
    shares = await aws.list("ram:GetResourceShares", "resourceShares", _share, resourceOwner="SELF")
    if not shares:
        return
    await aws.pages(
        _CALL,
        lambda reply: tuple(
            ResourceSharePrincipal(arn=each["resourceShareArn"], principal=each["associatedEntity"])
            for each in reply["resourceShareAssociations"]
            if each.get("status") not in _GONE
        ),
        associationType="PRINCIPAL",
    )
    await aws.pages(
        _CALL,
        lambda reply: tuple(
            ResourceShareResource(arn=each["resourceShareArn"], resource_arn=each["associatedEntity"])
            for each in reply["resourceShareAssociations"]
            if each.get("status") not in _GONE
        ),
        resource=region_arn(aws.account, aws.region, aws.partition),
        associationType="RESOURCE",
    )


def _share(item: Reply) -> ResourceShare:
    return ResourceShare(
        arn=item["resourceShareArn"],
        name=item["name"],
        status=item["status"],
        allow_external_principals=item["allowExternalPrincipals"],
    )
