"""A ground from what a person gives instead of a scan: principals from files, and policies of resources one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from modelkeep.core.arn import parse_arn
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.asking.ground import Ground, KnownResource
from modelkeep.engines.access.building import Estate, build
from modelkeep.engines.access.decision import Level
from modelkeep.engines.access.principals import Kind
from modelkeep.engines.access.statements import policy_of
from modelkeep.engines.access.world import Target, World

LACKS = (
    "policies of other resources",
    "access control lists, grants and shares",
    "which resources there are",
)
"""What such files never hold."""

_OPENINGS = {
    "s3": "access control lists, and blocks of public access, are in no file",
    "kms": "grants are in no file",
    "execute-api": "what its methods ask of callers is in no file",
}
"""What may open resources of a service besides their policies."""


@dataclass(frozen=True, slots=True)
class GivenPolicy:
    """The policy of a resource; `document` None where it has none. `name` is what statements are told by."""

    resource: str
    account: str
    document: str | None
    name: str


def given_ground(table: ActionTable, estate: Estate, policies: Iterable[GivenPolicy], source: str) -> Ground:
    """What can be asked of files."""
    given = {each.resource: each for each in policies}
    world = _with_targets(build(table, estate), given.values())
    resources = {arn: KnownResource(arn=arn, name=short_name(arn), account=each.account) for arn, each in given.items()}
    for arn, who in world.identities.items():
        kind = "AWS::IAM::Role" if who.principal.kind is Kind.ROLE else "AWS::IAM::User"
        resources[arn] = KnownResource(arn=arn, name=short_name(arn), kind=kind, account=who.principal.account)
    openings = {arn: _OPENINGS[service] for arn in given if (service := arn.split(":")[2]) in _OPENINGS}
    return Ground(world=world, resources=resources, source=source, lacks=LACKS, openings=openings)


def _with_targets(world: World, given: Iterable[GivenPolicy]) -> World:
    targets = dict(world.targets)
    owners = dict(world.owners)
    for each in given:
        level: Level = ()
        if each.document is not None:
            parts = parse_arn(each.resource)
            partition = parts.partition if parts is not None else "aws"
            level = (policy_of(each.name, each.document, of_resource=True, partition=partition),)
        targets[each.resource] = Target(each.resource, each.account, level)
        owners[each.resource] = each.account
    return replace(world, targets=targets, owners=owners)


def short_name(arn: str) -> str:
    """The last part of an ARN, by which people know the resource."""
    parts = parse_arn(arn)
    if parts is None:
        return arn
    return parts.resource.rsplit("/" if "/" in parts.resource else ":", 1)[-1] or arn
