"""A world from the estate's rows.

Whatever would count and is not there for certain becomes an unread policy at its place: a bucket whose policy could not be read, a
boundary whose document is missing, an organisation that only its management account can show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from modelkeep.core.arn import GLOBAL, parse_arn
from modelkeep.core.kinds.account import Account
from modelkeep.core.kinds.awslambda import (
    Function,
    FunctionAlias,
    FunctionAliasPolicyStatement,
    FunctionPolicyStatement,
    FunctionVersion,
    FunctionVersionPolicyStatement,
)
from modelkeep.core.kinds.bedrock import Guardrail, GuardrailPolicyStatement, InferenceProfile
from modelkeep.core.kinds.bedrock_agentcore import AgentRuntime, Gateway, GatewayPolicyStatement, RuntimePolicyStatement
from modelkeep.core.kinds.bedrock_agents import KnowledgeBase, KnowledgeBasePolicyStatement
from modelkeep.core.kinds.ec2 import VpcEndpoint, VpcEndpointPolicyStatement
from modelkeep.core.kinds.ecr import Repository, RepositoryPolicyStatement
from modelkeep.core.kinds.iam import (
    ManagedPolicyStatement,
    Role,
    RolePolicyStatement,
    RoleTrustStatement,
    User,
    UserPolicyStatement,
)
from modelkeep.core.kinds.kms import Alias, Key, KeyGrant, KeyPolicyStatement
from modelkeep.core.kinds.s3 import AccessPoint, AccessPointPolicyStatement, Bucket, BucketPolicyStatement
from modelkeep.core.kinds.s3vectors import VectorBucket, VectorBucketPolicyStatement
from modelkeep.core.kinds.sagemaker_endpoints import Endpoint, EndpointPolicyStatement
from modelkeep.core.kinds.sagemaker_models import ModelPackageGroup, ModelPackageGroupPolicyStatement
from modelkeep.core.kinds.secretsmanager import Secret, SecretPolicyStatement
from modelkeep.core.kinds.sns import Topic, TopicPolicyStatement
from modelkeep.core.kinds.sqs import Queue, QueuePolicyStatement
from modelkeep.core.tables import Resource, Statement, table_of
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.assembly.apis import apis
from modelkeep.engines.access.assembly.collections import collections
from modelkeep.engines.access.assembly.compiler import Compiler
from modelkeep.engines.access.assembly.estate import Estate as Estate
from modelkeep.engines.access.assembly.keys import lent, lent_to
from modelkeep.engines.access.assembly.openings import Openings
from modelkeep.engines.access.assembly.organization import memberships
from modelkeep.engines.access.assembly.people import people
from modelkeep.engines.access.assembly.shares import ACCOUNT_SHARES, shared
from modelkeep.engines.access.decision import Level
from modelkeep.engines.access.principals import Kind, Principal, principal_of
from modelkeep.engines.access.statements import unread_policy
from modelkeep.engines.access.world import Identity, Target, Unread, World

DETAILS = "iam:GetAccountAuthorizationDetails"

WITH_POLICY: tuple[tuple[type[Resource], type[Statement]], ...] = (
    (Bucket, BucketPolicyStatement),
    (Key, KeyPolicyStatement),
    (Function, FunctionPolicyStatement),
    (FunctionAlias, FunctionAliasPolicyStatement),
    (FunctionVersion, FunctionVersionPolicyStatement),
    (Repository, RepositoryPolicyStatement),
    (Secret, SecretPolicyStatement),
    (ModelPackageGroup, ModelPackageGroupPolicyStatement),
    (Guardrail, GuardrailPolicyStatement),
    (KnowledgeBase, KnowledgeBasePolicyStatement),
    (VectorBucket, VectorBucketPolicyStatement),
    (AccessPoint, AccessPointPolicyStatement),
    (Endpoint, EndpointPolicyStatement),
    (AgentRuntime, RuntimePolicyStatement),
    (Gateway, GatewayPolicyStatement),
    (Queue, QueuePolicyStatement),
    (Topic, TopicPolicyStatement),
)
"""Kinds whose resources carry a policy, and where its statements are."""


def build(table: ActionTable, estate: Estate) -> World:
    """The world that an estate's rows show."""
    compiler = Compiler()
    accounts = frozenset(account.account or account.arn.split(":")[4] for account in estate.rows(Account))
    known = frozenset(each for each in accounts if estate.was_read(DETAILS, each, "", ""))
    unread: list[Unread] = []
    identities = {each.arn: each for each in _identities(estate, compiler)}
    for account in estate.rows(Account):
        number = account.account or account.arn.split(":")[4]
        if number not in known:
            why = estate.why_not(DETAILS, number, "")
            unread.append(Unread("users and roles", f"account {number}", why))
            anybody = _anybody_of(account.arn.split(":")[1], number, why)
            identities[anybody.arn] = anybody
    _lend(estate, identities)
    targets: dict[str, Target] = {}
    owners: dict[str, str] = {}
    openings = Openings(estate, compiler, unread)
    for kind, statements in WITH_POLICY:
        for each, target in _targets(estate, compiler, kind, statements, unread):
            targets[target.arn] = openings.added(each, target)
            parts = parse_arn(target.arn)
            if parts is not None and not parts.account:
                owners[target.arn] = target.account
    targets.update((each.arn, each) for each in collections(estate, unread))
    of_apis, fronts = apis(estate, compiler, unread)
    targets.update((each.arn, each) for each in of_apis)
    for arn, policies in shared(estate, unread).items():
        known_target = targets.get(arn) or Target(arn, arn.split(":")[4])
        targets[arn] = replace(known_target, policies=(*known_target.policies, *policies))
    organizations = dict(memberships(estate, compiler, accounts, unread))
    reserved = people(estate, identities, unread)
    endpoints = compiler.by_resource(estate.rows(VpcEndpointPolicyStatement), of_resource=True)
    return World(
        table,
        identities,
        targets,
        organizations,
        known,
        owners,
        tuple(unread),
        {alias.arn: alias.target_key_arn for alias in estate.rows(Alias) if alias.target_key_arn},
        {
            each.vpc_endpoint_id: endpoints[each.arn]
            for each in estate.rows(VpcEndpoint)
            if each.vpc_endpoint_id and each.arn in endpoints
        },
        {each.arn: each.model_arns for each in estate.rows(InferenceProfile) if each.model_arns},
        reserved,
        {each.where.removeprefix("account "): each.why for each in unread if each.what == ACCOUNT_SHARES},
        fronts,
    )


def _anybody_of(partition: str, account: str, why: str) -> Identity:
    """All principals of an account whose users and roles were not read, as one."""
    name = f"arn:{partition}:iam::{account}:*"
    unknown = (unread_policy(f"the users and roles of account {account}", why),)
    return Identity(Principal(Kind.STRANGER, name, account, bounded=True), unknown, unknown)


def _lend(estate: Estate, identities: dict[str, Identity]) -> None:
    """Grants of keys in other accounts count on the side of their grantees too."""
    for grant in estate.rows(KeyGrant):
        who = identities.get(lent_to(grant))
        if who is not None and who.principal.account != grant.arn.split(":")[4]:
            identities[who.arn] = replace(who, policies=(*who.policies, *lent(grant)))


def _identities(estate: Estate, compiler: Compiler) -> Iterator[Identity]:
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
    principal = replace(principal_of(who.arn), unique_id=who.unique_id or "", bounded=boundary != "")
    return Identity(principal, policies, limit, trust, who.tags)


def _targets(
    estate: Estate,
    compiler: Compiler,
    kind: type[Resource],
    statements: type[Statement],
    unread: list[Unread],
) -> Iterator[tuple[Resource, Target]]:
    policies = compiler.by_resource(estate.rows(statements), of_resource=True)
    calls = table_of(statements).calls
    for each in estate.rows(kind):
        own = policies.get(each.arn, ())
        missing = [call for call in calls if not estate.was_read(call, each.account, each.region, each.arn)]
        if missing:
            why = estate.why_not(missing[0], each.account, each.arn)
            unread.append(Unread("resource policy", each.arn, f"{missing[0]}: {why}"))
            own = (*own, unread_policy(f"the policy of {each.arn}", f"{missing[0]}: {why}"))
        parts = parse_arn(each.arn)
        region = each.region if parts is not None and not parts.region and each.region != GLOBAL else ""
        yield each, Target(each.arn, each.account, own, each.tags, region)
