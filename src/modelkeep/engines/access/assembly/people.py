"""Who may take the roles that IAM Identity Center made: users and groups that permission sets are assigned to.

https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html (the names of the roles) and
https://docs.aws.amazon.com/singlesignon/latest/userguide/howtoassignusers.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from modelkeep.core.kinds.sso import InstancePrincipal, PermissionSet, PermissionSetAssignment
from modelkeep.engines.access.assembly.estate import Estate
from modelkeep.engines.access.members import Unread

_ACCOUNTS = "sso-admin:ListAccountsForProvisionedPermissionSet"
_ASSIGNMENTS = "sso-admin:ListAccountAssignments"
_RESERVED = "/AWSReservedSSO_"
_WHAT = "assignments of a permission set"


def people(estate: Estate, principals: Iterable[str], unread: list[Unread]) -> dict[str, str]:
    """Who takes a role of Identity Center, in words, by the role's ARN. Roles of sets that nobody showed are not among them; what was
    not read of the others is told in `unread`.
    """
    sets: dict[str, list[PermissionSet]] = {}
    for each in estate.rows(PermissionSet):
        sets.setdefault(each.name or "", []).append(each)
    assigned: dict[tuple[str, str], list[PermissionSetAssignment]] = {}
    for row in estate.rows(PermissionSetAssignment):
        assigned.setdefault((row.arn, row.target_account_id or ""), []).append(row)
    names = {(row.principal_type, row.principal_id): row.name for row in estate.rows(InstancePrincipal)}
    found: dict[str, str] = {}
    for arn in principals:
        name = arn.rpartition(_RESERVED)[2].rpartition("_")[0] if _RESERVED in arn and ":role/" in arn else ""
        here = sets.get(name, []) if name else []
        account = arn.split(":")[4]
        missing = [each for each in _unread(estate, here, account) if each not in unread]
        unread += missing
        who = [_told(row, names) for each in here for row in assigned.get((each.arn, account), [])]
        if here:
            gap = "others, who were not read" if missing else ""
            whom = ", ".join((*dict.fromkeys(who), *([gap] if gap else ()))) or "nobody at all"
            found[arn] = f"IAM Identity Center: {whom}, by permission set {name}"
    return found


def _unread(estate: Estate, sets: Iterable[PermissionSet], account: str) -> Iterator[Unread]:
    for each in sets:
        calls = [(_ACCOUNTS, each.arn)]
        if estate.was_read(_ACCOUNTS, each.account, each.region, each.arn):
            calls = [(_ASSIGNMENTS, f"{each.arn}/account/{account}")]
        for call, resource in calls:
            if not estate.was_read(call, each.account, each.region, resource):
                yield Unread(_WHAT, each.arn, f"{call}: {estate.why_not(call, each.account, resource)}")


def _told(row: PermissionSetAssignment, names: dict[tuple[str | None, str | None], str | None]) -> str:
    kind = (row.principal_type or "principal").lower()
    name = names.get((row.principal_type, row.principal_id))
    if name and "***@" in name:
        return f"{kind} {name} ({row.principal_id})"
    if name:
        return f"{kind} {name}"
    return f"{kind} {row.principal_id}, {'who is gone' if name == '' else 'whose name was not read'}"
