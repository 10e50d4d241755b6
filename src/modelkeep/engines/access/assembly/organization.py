"""What organisations say to accounts. Only the management account shows policies; without it they are unread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from modelkeep.core.arn import account_arn
from modelkeep.core.kinds.organizations import (
    AccountOrganization,
    MemberAccount,
    ResourceControlPolicy,
    ResourceControlStatement,
    ResourceControlTarget,
    ServiceControlPolicy,
    ServiceControlStatement,
    ServiceControlTarget,
)
from modelkeep.engines.access.assembly.compiler import Compiler
from modelkeep.engines.access.assembly.estate import Estate
from modelkeep.engines.access.decision import Level
from modelkeep.engines.access.statements import unread_policy
from modelkeep.engines.access.world import Membership, Unread

_LIST = "organizations:ListPolicies"
_TARGETS = "organizations:ListTargetsForPolicy"
_ORGANIZATION = "o-"
"""What ids of organisations begin with: paths hold them, but policies are attached to roots, units and accounts only."""


def memberships(
    estate: Estate, compiler: Compiler, accounts: frozenset[str], unread: list[Unread]
) -> Iterator[tuple[str, Membership]]:
    """What its organisation says to each account."""
    whole = {each.account_id: each for each in estate.rows(MemberAccount) if each.account_id}
    told = {row.arn.split(":")[4]: row for row in estate.rows(AccountOrganization)}
    manager = next((each for each in whole.values() if each.is_management), None)
    scp = rcp = _Attached({}, {}, ())
    if manager is not None:
        scp = _service_control(estate, compiler, manager.account_id or "", unread)
        rcp = _resource_control(estate, compiler, manager.account_id or "", unread)
    for account in sorted(accounts | whole.keys()):
        row = told.get(account)
        member = whole.get(account)
        organization = (row.organization_id if row else None) or _organization_of(member) or None
        if row is not None and row.organization_id == "":
            yield account, Membership()
        elif member is not None and member.is_management:
            yield account, Membership(organization)
        elif manager is not None and member is not None and member.parents is not None:
            yield account, Membership(organization, scp.levels(member.parents), rcp.levels(member.parents))
        else:
            why = "its organisation's management account was not read"
            unread.append(Unread("organisation policies", f"account {account}", why))
            unknown = (unread_policy(f"the service control policies of account {account}", why),)
            of_resources = (unread_policy(f"the resource control policies of account {account}", why),)
            yield account, Membership(organization, (unknown,), (of_resources,))


def _organization_of(member: MemberAccount | None) -> str:
    """The organisation's id, from the ARN of one of its accounts."""
    return member.arn.split("/")[1] if member is not None and member.arn.count("/") > 1 else ""


@dataclass(frozen=True, slots=True)
class _Attached:
    """The policies of one type and where they are attached; those in `anywhere` may be at every level."""

    documents: dict[str, Level]
    targets: dict[str, list[str]]
    anywhere: Level

    def levels(self, parents: tuple[str, ...]) -> tuple[Level, ...]:
        """The policies at each of an account's levels. A type that nothing is attached of is not in use."""
        if not self.targets and not self.anywhere:
            return ()
        return tuple(
            (
                *(
                    policy
                    for arn in self.targets.get(parent, ())
                    for policy in self.documents.get(arn) or (unread_policy(arn, "its document was not read"),)
                ),
                *self.anywhere,
            )
            for parent in parents
            if not parent.startswith(_ORGANIZATION)
        )


def _service_control(estate: Estate, compiler: Compiler, manager: str, unread: list[Unread]) -> _Attached:
    documents = compiler.by_resource(estate.rows(ServiceControlStatement), of_resource=False)
    targets = _by_target(estate.rows(ServiceControlTarget))
    anywhere = _unlocated(estate, manager, [each.arn for each in estate.rows(ServiceControlPolicy)], unread)
    if not estate.was_read(_LIST, manager, "global", ""):
        why = f"{_LIST}: {estate.why_not(_LIST, manager, '')}"
        unread.append(Unread("service control policies", f"the organisation of account {manager}", why))
        anywhere = (*anywhere, unread_policy("the service control policies", why))
    return _Attached(documents, targets, anywhere)


def _resource_control(estate: Estate, compiler: Compiler, manager: str, unread: list[Unread]) -> _Attached:
    """Their list is recorded under the management account's root, so that an older snapshot, without it, counts as unread."""
    documents = compiler.by_resource(estate.rows(ResourceControlStatement), of_resource=True)
    targets = _by_target(estate.rows(ResourceControlTarget))
    anywhere = _unlocated(estate, manager, [each.arn for each in estate.rows(ResourceControlPolicy)], unread)
    root = account_arn(manager, _partition(estate, manager))
    if not estate.was_read(_LIST, "", "", root):
        why = f"{_LIST}: {estate.why_not(_LIST, '', root)}"
        unread.append(Unread("resource control policies", f"the organisation of account {manager}", why))
        anywhere = (*anywhere, unread_policy("the resource control policies", why))
    return _Attached(documents, targets, anywhere)


def _partition(estate: Estate, account: str) -> str:
    arns = (each.arn for each in estate.rows(MemberAccount) if each.account_id == account)
    return next((arn.split(":")[1] for arn in arns), "aws")


def _unlocated(estate: Estate, manager: str, policies: list[str], unread: list[Unread]) -> Level:
    """Policies of which it was not read where they are attached: they may be anywhere."""
    found = []
    for arn in policies:
        if not estate.was_read(_TARGETS, manager, "global", arn):
            why = f"{_TARGETS}: {estate.why_not(_TARGETS, manager, arn)}"
            unread.append(Unread("targets of an organisation's policy", arn, why))
            found.append(unread_policy(arn, why))
    return tuple(found)


def _by_target(rows: Iterable[ServiceControlTarget | ResourceControlTarget]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.target_id, []).append(row.arn)
    return found
