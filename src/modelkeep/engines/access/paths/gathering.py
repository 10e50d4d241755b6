"""Facts from an estate's rows.

What was not read is a fact that rests on something unread: where a service's resources are not listed, every role that trusts the service
may be one that some resource works as.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from modelkeep.core.escalation import Technique
from modelkeep.core.kinds.awslambda import Function
from modelkeep.core.kinds.bedrock import CustomModel, Guardrail, ModelInvocationLoggingConfiguration
from modelkeep.core.kinds.bedrock_agentcore import CodeInterpreterCustom
from modelkeep.core.kinds.bedrock_agents import Agent, KnowledgeBase
from modelkeep.core.kinds.ec2 import Instance
from modelkeep.core.kinds.ecs import Service
from modelkeep.core.kinds.iam import Group, GroupPolicyStatement, Role, User, UserAccessKey, UserCredential
from modelkeep.core.kinds.s3 import Bucket
from modelkeep.core.kinds.sagemaker import Domain, NotebookInstance, Pipeline, UserProfile
from modelkeep.core.kinds.sagemaker_endpoints import Endpoint
from modelkeep.core.kinds.sagemaker_jobs import TrainingJob, TrainingJobInput
from modelkeep.core.kinds.sagemaker_models import Model, ModelContainer, ModelPackage
from modelkeep.core.kinds.ssm import ManagedNode
from modelkeep.core.tables import Resource, Row, table_of
from modelkeep.engines.access.building import Estate
from modelkeep.engines.access.decision import DENIED
from modelkeep.engines.access.expressions import Expression, Unread, all_of
from modelkeep.engines.access.paths.asking import Asker
from modelkeep.engines.access.paths.facts import Fact, Facts
from modelkeep.engines.access.paths.lineage import uses_of_models
from modelkeep.engines.access.paths.people import facts_of_people
from modelkeep.engines.access.paths.resources import Place, patterns_of, place_of
from modelkeep.engines.access.paths.together import asked
from modelkeep.engines.access.principals import Kind
from modelkeep.engines.access.world import Unread as UnreadPart
from modelkeep.engines.access.world import World

_ASSUME = "sts:AssumeRole"
_ONLY_AWS_CHANGES = (":role/aws-service-role/", ":role/aws-reserved/")
"""Paths of roles whose trust nobody in the account can change: service-linked ones and those of IAM Identity Center."""


@dataclass(frozen=True, slots=True)
class _Worker:
    """A kind whose resources work as roles, with the role of each row; None for a role that was not read."""

    kind: type[Resource]
    roles: Callable[[Resource], Iterable[str | None]]


def _column(name: str) -> Callable[[Resource], Iterable[str | None]]:
    return lambda row: (getattr(row, name),)


WORKERS: Mapping[str, _Worker] = {
    "lambda:function": _Worker(Function, _column("role_arn")),
    "sagemaker:notebook-instance": _Worker(NotebookInstance, _column("role_arn")),
    "sagemaker:pipeline": _Worker(Pipeline, _column("role_arn")),
    "sagemaker:model": _Worker(Model, _column("execution_role_arn")),
    "bedrock:agent": _Worker(Agent, _column("agent_resource_role_arn")),
    "bedrock-agentcore:code-interpreter-custom": _Worker(CodeInterpreterCustom, _column("role_arn")),
}
"""Resource types of the action table whose resources an estate lists, each with its role."""

_CLUSTERS = "ecs:cluster"
_PROFILES = "sagemaker:user-profile"
_INSTANCES = "ec2:instance"


LISTED: tuple[type[Row], ...] = (
    Function, NotebookInstance, Pipeline, Model, UserProfile, Endpoint, TrainingJob, ModelPackage, Agent, KnowledgeBase, Guardrail,
    CustomModel, CodeInterpreterCustom, Instance, ManagedNode,
)  # fmt: skip
"""What facts are taken from; what of these an account did not give is told with every answer."""


ROWS: tuple[type[Row], ...] = (
    *LISTED, Domain, Service, User, Role, Group, GroupPolicyStatement, UserAccessKey, UserCredential, ModelContainer, TrainingJobInput,
    ModelInvocationLoggingConfiguration, Bucket,
)  # fmt: skip
"""All rows that facts, and groups, are taken from, the lineage aside."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Facts, and what was not read that would have given more of them."""

    facts: Facts
    unread: tuple[UnreadPart, ...]


def gather(estate: Estate, world: World, asker: Asker, techniques: Iterable[Technique]) -> Gathered:
    """All facts that techniques ask for."""
    facts = Facts()
    gathering = _Gathering(estate, world, asker, tuple(techniques))
    for fact in (*gathering.facts(), *facts_of_people(estate, world), *uses_of_models(estate)):
        facts.add(fact.relation, *fact.terms, holds=fact.holds)
    return Gathered(facts, tuple(gathering.unread()))


class _Gathering:
    def __init__(self, estate: Estate, world: World, asker: Asker, techniques: tuple[Technique, ...]) -> None:
        self._estate = estate
        self._world = world
        self._asker = asker
        asked_for = [each for technique in techniques for each in technique.where]
        self._services = {each.terms[1] for each in asked_for if each.relation == "trusts"}
        self._workers = {(each.terms[1], each.terms[3]) for each in asked_for if each.relation == "works_as"}
        self._existing = {each.terms[1] for each in asked_for if each.relation == "exists"}
        self._roles = [name for name, each in world.identities.items() if each.principal.kind is Kind.ROLE]
        self._profiles = {row.arn: row.instance_profile_arns for row in estate.rows(Role)}
        self._trusting: dict[str, Mapping[str, Expression]] = {}

    def facts(self) -> Iterator[Fact]:
        for role in self._roles:
            yield Fact("role", (role,))
            if not any(path in role for path in _ONLY_AWS_CHANGES):
                yield Fact("mutable", (role,))
        for service in sorted(self._services):
            for role, holds in self._trust(service).items():
                yield Fact("trusts", (role, service), holds)
        yield from self._profile_facts()
        yield from self._managed()
        for type_, service in sorted(self._workers):
            yield from self._works_as(type_, service)
        for type_ in sorted(self._existing):
            yield from self._exists(type_)

    def _trust(self, service: str) -> Mapping[str, Expression]:
        """The roles that a service may assume, and on what that depends."""
        if service not in self._trusting:
            found: dict[str, Expression] = {}
            for role in self._roles:
                settled = (("aws:sourceaccount", (place_of(role).account,)),)
                decision = self._asker.decision(service, _ASSUME, role, settled)
                if decision.outcome not in DENIED:
                    found[role] = asked(decision, _ASSUME, role)
            self._trusting[service] = found
        return self._trusting[service]

    def _works_as(self, type_: str, service: str) -> Iterator[Fact]:
        read: frozenset[str] = frozenset()
        if type_ == _PROFILES:
            yield from self._user_profiles(service)
            read = self._read_in(UserProfile)
        elif type_ == _INSTANCES:
            yield from self._instances(service)
            read = self._read_in(Instance)
        elif type_ in WORKERS:
            worker = WORKERS[type_]
            for row in self._estate.rows(worker.kind):
                for role in worker.roles(row):
                    yield from self._as_role(row.arn, type_, role, service)
            read = self._read_in(worker.kind)
        yield from self._unlisted(type_, service, read)

    def _as_role(self, arn: str, type_: str, role: str | None, service: str) -> Iterator[Fact]:
        """A resource's role; every role that trusts the service, maybe, where it was not read."""
        if role is not None:
            if role:
                yield Fact("works_as", (arn, type_, role))
            return
        account = place_of(arn).account
        for each, holds in self._trust(service).items():
            if place_of(each).account == account:
                doubt = Unread(f"whether {arn} works as {each}")
                yield Fact("works_as", (arn, type_, each), all_of((holds, doubt)))

    def _unlisted(self, type_: str, service: str, read: frozenset[str]) -> Iterator[Fact]:
        """In accounts where resources of a type are not listed, any role that trusts the service may be theirs."""
        for role, holds in self._trust(service).items():
            place = place_of(role)
            if place.account in read:
                continue
            for pattern in patterns_of(self._world.table, type_, place):
                doubt = Unread(f"whether any {_words(type_)} works as {role}")
                yield Fact("works_as", (pattern, type_, role), all_of((holds, doubt)))

    def _instances(self, service: str) -> Iterator[Fact]:
        roles = {profile: role for role, profiles in self._profiles.items() for profile in profiles or ()}
        unread = any(profiles is None for profiles in self._profiles.values())
        for row in self._estate.rows(Instance):
            profile = row.iam_instance_profile_arn
            if profile is None or (profile and profile not in roles and unread):
                yield from self._as_role(row.arn, _INSTANCES, None, service)
            elif profile in roles:
                yield Fact("works_as", (row.arn, _INSTANCES, roles[profile]))

    def _profile_facts(self) -> Iterator[Fact]:
        for role, profiles in self._profiles.items():
            if profiles is None:
                yield Fact("profile", (role,), Unread(f"whether an instance profile holds {role}"))
            elif profiles:
                yield Fact("profile", (role,))

    def _managed(self) -> Iterator[Fact]:
        """Machines that Systems Manager reaches; it does not list those that are switched off."""
        yield from (Fact("ssm_managed", (row.arn,)) for row in self._estate.rows(ManagedNode))
        read = self._read_in(ManagedNode)
        for row in self._estate.rows(Instance):
            if place_of(row.arn).account not in read:
                yield Fact("ssm_managed", (row.arn,), Unread(f"whether Systems Manager reaches {row.arn}"))

    def _user_profiles(self, service: str) -> Iterator[Fact]:
        domains = {
            (row.account, row.region, row.domain_id): row.default_execution_role for row in self._estate.rows(Domain)
        }
        for row in self._estate.rows(UserProfile):
            role = row.execution_role
            if role == "":
                role = domains.get((row.account, row.region, row.domain_id))
            yield from self._as_role(row.arn, _PROFILES, role, service)

    def _exists(self, type_: str) -> Iterator[Fact]:
        """No kind of these is listed whole: clusters are known by the services that run in them, the others not at all."""
        if type_ == _CLUSTERS:
            yield from (
                Fact("exists", (row.cluster_arn, type_)) for row in self._estate.rows(Service) if row.cluster_arn
            )
        partition = next((place_of(each).partition for each in self._roles), "aws")
        for account in sorted(self._world.accounts):
            for pattern in patterns_of(self._world.table, type_, Place(partition, account)):
                yield Fact("exists", (pattern, type_), Unread(f"whether account {account} has any {_words(type_)}"))

    def unread(self) -> Iterator[UnreadPart]:
        """What accounts did not give, and the kinds that Modelkeep does not read at all."""
        for kind in LISTED:
            for account in sorted(self._world.accounts - self._read_in(kind)):
                table = table_of(kind)
                why = self._estate.why_not(table.calls[0], account, "")
                yield UnreadPart(table.name.replace("_", " "), f"account {account}", why)
        listed = {*WORKERS, _PROFILES, _INSTANCES}
        unlisted = sorted({type_ for type_, _ in self._workers} | self._existing - listed)
        names = ", ".join(_words(each) for each in unlisted if each not in listed)
        if names:
            yield UnreadPart("resources", "every account", f"neither these nor their policies are listed: {names}")

    def _read_in(self, kind: type[Row]) -> frozenset[str]:
        call = table_of(kind).calls[0]
        return frozenset(each for each in self._world.accounts if self._estate.was_read(call, each, "", ""))


def _words(type_: str) -> str:
    """`sagemaker:notebook-instance` as `sagemaker notebook instance`."""
    return type_.replace(":", " ").replace("-", " ")
