"""A world from the estate's rows.

Whatever would count and is not there for certain becomes an unread policy at its place: a bucket whose policy could not be read, a
boundary whose document is missing, an organisation that only its management account can show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Protocol, TypeVar

from modelkeep.core.arn import parse_arn
from modelkeep.core.kinds.account import Account
from modelkeep.core.kinds.awslambda import Function, FunctionPolicyStatement
from modelkeep.core.kinds.bedrock import Guardrail, GuardrailPolicyStatement
from modelkeep.core.kinds.bedrock_agents import KnowledgeBase, KnowledgeBasePolicyStatement
from modelkeep.core.kinds.ecr import Repository, RepositoryPolicyStatement
from modelkeep.core.kinds.iam import (
    ManagedPolicyStatement,
    Role,
    RolePolicyStatement,
    RoleTrustStatement,
    User,
    UserPolicyStatement,
)
from modelkeep.core.kinds.kms import Key, KeyPolicyStatement
from modelkeep.core.kinds.organizations import (
    AccountOrganization,
    MemberAccount,
    ServiceControlPolicy,
    ServiceControlStatement,
    ServiceControlTarget,
)
from modelkeep.core.kinds.s3 import Bucket, BucketPolicyStatement
from modelkeep.core.kinds.s3vectors import VectorBucket, VectorBucketPolicyStatement
from modelkeep.core.kinds.sagemaker_models import ModelPackageGroup, ModelPackageGroupPolicyStatement
from modelkeep.core.kinds.secretsmanager import Secret, SecretPolicyStatement
from modelkeep.core.tables import Resource, Row, Statement, table_of
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.decision import Level
from modelkeep.engines.access.principals import principal_of
from modelkeep.engines.access.statements import Policy, compile_row, unread_policy
from modelkeep.engines.access.world import Identity, Membership, Target, Unread, World

RowT = TypeVar("RowT", bound=Row)
StatementT = TypeVar("StatementT", bound=Statement)

_UNNAMED = "resource policy"
DETAILS = "iam:GetAccountAuthorizationDetails"

WITH_POLICY: tuple[tuple[type[Resource], type[Statement]], ...] = (
    (Bucket, BucketPolicyStatement),
    (Key, KeyPolicyStatement),
    (Function, FunctionPolicyStatement),
    (Repository, RepositoryPolicyStatement),
    (Secret, SecretPolicyStatement),
    (ModelPackageGroup, ModelPackageGroupPolicyStatement),
    (Guardrail, GuardrailPolicyStatement),
    (KnowledgeBase, KnowledgeBasePolicyStatement),
    (VectorBucket, VectorBucketPolicyStatement),
)
"""Kinds whose resources carry a policy, and where its statements are."""


class Estate(Protocol):
    """The rows of a snapshot, or of files, and what was read for them."""

    def rows(self, row: type[RowT]) -> Iterable[RowT]:
        """All rows of a table."""

    def was_read(self, call: str, account: str, region: str, resource: str) -> bool:
        """Whether a call about this resource, or about its whole account and region, gave an answer."""

    def why_not(self, call: str, account: str, resource: str) -> str:
        """Why there is no answer, in words; "it was not asked" where no call was made."""


class _Compiler:
    """Policies from rows, each compiled once however many principals it is attached to."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Policy] = {}

    def by_resource(self, rows: Iterable[StatementT], *, of_resource: bool) -> dict[str, Level]:
        grouped: dict[str, dict[str, list[Statement]]] = {}
        for row in rows:
            grouped.setdefault(row.arn, {}).setdefault(row.policy, []).append(row)
        return {
            arn: tuple(self._policy(name or _UNNAMED, statements, of_resource) for name, statements in policies.items())
            for arn, policies in grouped.items()
        }

    def _policy(self, name: str, rows: list[Statement], of_resource: bool) -> Policy:
        key = (name, of_resource, *(_content(row) for row in sorted(rows, key=lambda row: row.position)))
        found = self._known.get(key)
        if found is None:
            rows.sort(key=lambda row: row.position)
            named = (replace(row, policy=name) for row in rows)
            found = Policy(name, tuple(compile_row(row, of_resource=of_resource) for row in named))
            self._known[key] = found
        return found


def _content(row: Statement) -> tuple[object, ...]:
    """What makes statements the same, whoever has them."""
    return (
        row.position, row.sid, row.effect, row.actions, row.not_actions, row.resources, row.not_resources, row.principals,
        row.not_principals, row.conditions, row.version,
    )  # fmt: skip


def build(table: ActionTable, estate: Estate) -> World:
    """The world that an estate's rows show."""
    compiler = _Compiler()
    accounts = frozenset(account.account or account.arn.split(":")[4] for account in estate.rows(Account))
    known = frozenset(each for each in accounts if estate.was_read(DETAILS, each, "", ""))
    identities = {each.arn: each for each in _identities(estate, compiler)}
    unread = [
        Unread("users and roles", f"account {account}", estate.why_not(DETAILS, account, ""))
        for account in sorted(accounts - known)
    ]
    targets: dict[str, Target] = {}
    owners: dict[str, str] = {}
    for kind, statements in WITH_POLICY:
        for target in _targets(estate, compiler, kind, statements, unread):
            targets[target.arn] = target
            parts = parse_arn(target.arn)
            if parts is not None and not parts.account:
                owners[target.arn] = target.account
    memberships = dict(_memberships(estate, compiler, accounts, unread))
    return World(table, identities, targets, memberships, known, owners, tuple(unread))


def _identities(estate: Estate, compiler: _Compiler) -> Iterator[Identity]:
    managed = compiler.by_resource(estate.rows(ManagedPolicyStatement), of_resource=False)
    trusts = compiler.by_resource(estate.rows(RoleTrustStatement), of_resource=True)
    of_roles = compiler.by_resource(estate.rows(RolePolicyStatement), of_resource=False)
    for role in estate.rows(Role):
        policies = of_roles.get(role.arn, ())
        trust = trusts.get(role.arn, ())
        yield _identity(role, policies, role.permissions_boundary_arn, managed, _known_lists(role), trust=trust)
    of_users = compiler.by_resource(estate.rows(UserPolicyStatement), of_resource=False)
    for user in estate.rows(User):
        known = _known_lists(user) and user.group_arns is not None
        yield _identity(user, of_users.get(user.arn, ()), user.permissions_boundary_arn, managed, known)


def _known_lists(who: Role | User) -> bool:
    return who.attached_policy_arns is not None and who.inline_policy_names is not None


def _identity(
    who: Role | User,
    policies: Level,
    boundary: str | None,
    managed: Mapping[str, Level],
    known: bool,
    *,
    trust: Level = (),
) -> Identity:
    if not known:
        policies = (*policies, unread_policy(f"the policies of {who.arn}", "not all of them are known"))
    limit: Level = ()
    if boundary is None:
        limit = (unread_policy(f"the permissions boundary of {who.arn}", "whether it has one was not read"),)
    elif boundary:
        limit = managed.get(boundary) or (unread_policy(boundary, "its document was not read"),)
    principal = replace(principal_of(who.arn), bounded=boundary != "")
    return Identity(principal, policies, limit, trust, who.tags)


def _targets(
    estate: Estate,
    compiler: _Compiler,
    kind: type[Resource],
    statements: type[Statement],
    unread: list[Unread],
) -> Iterator[Target]:
    policies = compiler.by_resource(estate.rows(statements), of_resource=True)
    calls = table_of(statements).calls
    for each in estate.rows(kind):
        own = policies.get(each.arn, ())
        missing = [call for call in calls if not estate.was_read(call, each.account, each.region, each.arn)]
        if missing:
            why = estate.why_not(missing[0], each.account, each.arn)
            unread.append(Unread("resource policy", each.arn, f"{missing[0]}: {why}"))
            own = (*own, unread_policy(f"the policy of {each.arn}", f"{missing[0]}: {why}"))
        yield Target(each.arn, each.account, own, each.tags)


def _memberships(
    estate: Estate, compiler: _Compiler, accounts: frozenset[str], unread: list[Unread]
) -> Iterator[tuple[str, Membership]]:
    """What organisations say. Only the management account shows policies; without it they are unread."""
    whole = {each.account_id: each for each in estate.rows(MemberAccount) if each.account_id}
    levels = _attached(estate, compiler)
    told = {row.arn.split(":")[4]: row for row in estate.rows(AccountOrganization)}
    for account in sorted(accounts | whole.keys()):
        row = told.get(account)
        member = whole.get(account)
        organization = (row.organization_id if row else None) or ""
        if row is not None and row.organization_id == "":
            yield account, Membership()
        elif member is not None and member.is_management:
            yield account, Membership(organization)
        elif member is not None and member.parents is not None:
            yield account, Membership(organization, levels(SCP, member.parents), levels(RCP, member.parents))
        else:
            why = "its organisation's management account was not read"
            unread.append(Unread("organisation policies", f"account {account}", why))
            scp = unread_policy(f"the service control policies of account {account}", why)
            rcp = unread_policy(f"the resource control policies of account {account}", why)
            yield account, Membership(organization, ((scp,),), ((rcp,),))


SCP = "SERVICE_CONTROL_POLICY"
RCP = "RESOURCE_CONTROL_POLICY"
_ORGANIZATION = "o-"
"""What ids of organisations begin with: paths hold them, but policies are attached to roots, units and accounts only."""


def _attached(estate: Estate, compiler: _Compiler) -> Callable[[str, tuple[str, ...]], tuple[Level, ...]]:
    """The policies of one type at each of an account's levels. A type that nothing is attached of is not in use."""
    types = {policy.arn: policy.policy_type or SCP for policy in estate.rows(ServiceControlPolicy)}
    rows = list(estate.rows(ServiceControlStatement))
    documents = {
        SCP: compiler.by_resource((row for row in rows if types.get(row.arn) != RCP), of_resource=False),
        RCP: compiler.by_resource((row for row in rows if types.get(row.arn) == RCP), of_resource=True),
    }
    targets: dict[str, dict[str, list[str]]] = {SCP: {}, RCP: {}}
    for target in estate.rows(ServiceControlTarget):
        targets[types.get(target.arn, SCP)].setdefault(target.target_id, []).append(target.arn)

    def levels(policy_type: str, parents: tuple[str, ...]) -> tuple[Level, ...]:
        if not targets[policy_type]:
            return ()
        return tuple(
            tuple(
                policy
                for arn in targets[policy_type].get(parent, ())
                for policy in documents[policy_type].get(arn) or (unread_policy(arn, "its document was not read"),)
            )
            for parent in parents
            if not parent.startswith(_ORGANIZATION)
        )

    return levels
