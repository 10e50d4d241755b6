"""Shares of RAM as policies of what they share (https://docs.aws.amazon.com/ram/latest/userguide/what-is.html).

Which actions a share's permission holds was not read, so that what it lets others do is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from modelkeep.core.arn import parse_arn, region_arn
from modelkeep.core.kinds.account import Account
from modelkeep.core.kinds.ram import ResourceShare, ResourceSharePrincipal, ResourceShareResource
from modelkeep.core.tables import Condition
from modelkeep.engines.access.assembly.estate import Estate
from modelkeep.engines.access.assembly.settled import Maybe
from modelkeep.engines.access.decision import Level
from modelkeep.engines.access.principals import principal_of
from modelkeep.engines.access.statements import Policy
from modelkeep.engines.access.world import Unread, synthetic

ACCOUNT_SHARES = "resource shares"
"""Told of an account whose shares were not read."""
_SHARES = "ram:GetResourceShares"
_ASSOCIATIONS = "ram:GetResourceShareAssociations"
_ORGANIZATION = re.compile(r"arn:[^:]+:organizations::\d{12}:organization/(o-[a-z0-9]+)\Z")
_UNIT = re.compile(r"arn:[^:]+:organizations::\d{12}:ou/(o-[a-z0-9]+)/(ou-[a-z0-9-]+)\Z")


def shared(estate: Estate, unread: list[Unread]) -> dict[str, Level]:
    """What shares let others do, by the ARN of the resource that is shared; what was not read is told in `unread`."""
    principals: dict[str, list[str]] = {}
    for row in estate.rows(ResourceSharePrincipal):
        principals.setdefault(row.arn, []).append(row.principal)
    found: dict[str, Level] = {}
    for each in estate.rows(ResourceShareResource):
        policies = tuple(_granted(each, principals.get(each.arn, [])))
        found[each.resource_arn] = (*found.get(each.resource_arn, ()), *policies)
    accounts = {each.account or each.arn.split(":")[4] for each in estate.rows(Account)}
    calls = [(number, _SHARES, number, "") for number in sorted(accounts)]
    for share in estate.rows(ResourceShare):
        region = region_arn(share.account, share.region, share.arn.split(":")[1])
        calls += [(share.account, _ASSOCIATIONS, share.account, ""), (share.account, _ASSOCIATIONS, "", region)]
    for number, call, account, resource in dict.fromkeys(calls):
        if not estate.was_read(call, account, "", resource):
            why = f"{call}: {estate.why_not(call, account, resource)}"
            unread.append(Unread(ACCOUNT_SHARES, f"account {number}", why))
    return found


def _granted(share: ResourceShareResource, principals: list[str]) -> Iterator[Policy]:
    parts = parse_arn(share.resource_arn)
    if parts is None:
        return
    name = f"resource share {share.arn.rpartition('/')[2]}"
    for principal in principals:
        element, conditions = _meant(principal)
        yield synthetic(
            name,
            "Allow",
            actions=(f"{parts.service}:*",),
            principals=(element,),
            conditions=conditions,
            tests=(Maybe(f"the permission of {name} holds the action and"),),
        )


def _meant(principal: str) -> tuple[str, tuple[Condition, ...]]:
    """A principal of RAM as policies write it."""
    organization = _ORGANIZATION.match(principal)
    if organization:
        return "*", (Condition("StringEquals", "aws:PrincipalOrgID", (organization[1],)),)
    unit = _UNIT.match(principal)
    if unit:
        paths = (f"{unit[1]}/*/{unit[2]}/*",)
        return "*", (Condition("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", paths),)
    try:
        who = principal_of(principal)
    except ValueError:
        return "*", ()
    return (f"AWS:{who.name}" if who.account else f"Service:{principal}"), ()
