"""Everything that decides who can do what, put together: principals with their policies, resources with theirs, organisations.

What a world does not know it says: a policy that was not read is an unread policy, which may allow and may deny
(`statements.unread_policy`); a principal that was not read is a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from modelkeep.core.arn import parse_arn
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.context import Context, Values
from modelkeep.engines.access.data_access import API_ACCESS, EVERY_PERMISSION, permission
from modelkeep.engines.access.decision import DENIED, Decision, Layer, Level, Outcome, Policies, Request, decide
from modelkeep.engines.access.holders import Fronts, holder_of, is_governed, is_shareable, may_have_policy
from modelkeep.engines.access.members import AccountAgrees as AccountAgrees
from modelkeep.engines.access.members import Holder as Holder
from modelkeep.engines.access.members import Identity as Identity
from modelkeep.engines.access.members import Membership as Membership
from modelkeep.engines.access.members import Target as Target
from modelkeep.engines.access.members import Unread as Unread
from modelkeep.engines.access.members import agreed, tag_keys
from modelkeep.engines.access.members import synthetic as synthetic
from modelkeep.engines.access.principals import ANONYMOUS, STRANGER, Kind, Principal, principal_of
from modelkeep.engines.access.requests import is_decided_by_resource, request_of
from modelkeep.engines.access.several import all_together
from modelkeep.engines.access.statements import Effect, unread_policy
from modelkeep.engines.access.unread_grants import is_unread, may_allow

ANY_SERVICE = Principal(Kind.SERVICE, "any AWS service")
"""Some service, where nothing tells which."""
ANY_PROVIDER = Principal(Kind.FEDERATED, "any identity provider")
"""Some identity provider, where nothing tells which."""
_ANYBODY = principal_of(ANONYMOUS)

SYMBOLIC = Context(strict=False)
"""A request of which nothing is known but principal, action and resource."""


@dataclass(frozen=True)
class World:
    """See the module. `accounts` are those whose principals are known; `unread` is told with every answer."""

    table: ActionTable
    identities: Mapping[str, Identity]
    targets: Mapping[str, Target]
    memberships: Mapping[str, Membership] = field(default_factory=dict)
    accounts: frozenset[str] = frozenset()
    owners: Mapping[str, str] = field(default_factory=dict)
    """Accounts of resources whose ARN leaves it out, such as buckets."""
    unread: tuple[Unread, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    """The ARNs of KMS keys by those of their aliases."""
    endpoints: Mapping[str, Level] = field(default_factory=dict)
    """The policies of VPC endpoints, by their ids."""

    destinations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The foundation models that an inference profile leads to, by its ARN."""

    people: Mapping[str, str] = field(default_factory=dict)
    """Who takes a role of IAM Identity Center, in words, by the role's ARN."""

    unread_shares: Mapping[str, str] = field(default_factory=dict)
    """Accounts of which it was not read what they share with others, and why."""

    fronts: Fronts = field(default_factory=Fronts)
    """The APIs through which requests come."""

    def named(self, action: str, resource: str) -> str:
        """The ARN that policies are compared with: that of an alias's key, and the names of SageMaker's endpoints in lower case.

        https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
        """
        if ":alias/" in resource and not action.lower().endswith("alias"):
            return self.aliases.get(resource, resource)
        if ":endpoint/" in resource and ":sagemaker:" in resource:
            start, kind, name = resource.partition(":endpoint/")
            return f"{start}{kind}{name.lower()}"
        return resource

    def identity(self, principal: str | Principal) -> Identity:
        """Somebody of the world, or of outside. Raises ValueError for what names no principal."""
        if isinstance(principal, str) and principal in self.identities:
            return self.identities[principal]
        who = principal_of(principal) if isinstance(principal, str) else principal
        found = self.identities.get(who.name) or self.identities.get(who.role)
        if found is not None:
            return found if who.kind is found.principal.kind else _session_of(found, who)
        if who.kind is Kind.SESSION:
            found = self._role_by_name(who)
            if found is not None:
                return _session_of(found, who)
        return self._outsider(who)

    def _role_by_name(self, session: Principal) -> Identity | None:
        """Session ARNs lack the role's path."""
        start, _, name = session.role.rpartition("/")
        fitting = (
            each
            for arn, each in self.identities.items()
            if arn.endswith(f"/{name}") and arn.startswith(f"{start}/") and each.principal.kind is Kind.ROLE
        )
        return next(fitting, None)

    def _outsider(self, who: Principal) -> Identity:
        own_root = who.kind is Kind.ROOT and who.account in self.accounts
        if own_root or who.kind in (Kind.SERVICE, Kind.ANONYMOUS, Kind.FEDERATED):
            return Identity(who)
        unknown = self.identities.get(f"arn:{who.partition}:iam::{who.account}:*")
        if unknown is not None:
            return replace(unknown, principal=replace(who, bounded=True))
        if who.account in self.accounts:
            return Identity(who, (unread_policy(f"the policies of {who.name}", "no such principal was read"),))
        return Identity(who, (agreed(who.account),))

    def comes_from(self, who: Identity) -> str:
        """How people come to a role that IAM Identity Center made, in words; '' for everybody else."""
        return self.people.get(who.principal.role or who.arn) or who.comes_from

    def owner(self, resource: str) -> str | None:
        """The account of a resource; None where its ARN has to tell."""
        return self.owners.get(holder_of(resource))

    def holder(self, resource: str) -> str:
        """The ARN of the resource whose policy governs another, a method of an API among them."""
        return self.fronts.holder(resource) if ":execute-api:" in resource else holder_of(resource)

    def is_unsigned(self, action: str, resource: str) -> bool:
        """Whether requests carry no signature, so that all principals come as anybody: to an API that does not ask IAM."""
        if action.lower() != "execute-api:invoke":
            return False
        target = self.targets.get(self.holder(resource))
        return target is not None and target.unsigned

    def _caller(self, who: Identity, action: str, resource: str) -> Identity:
        return Identity(_ANYBODY) if self.is_unsigned(action, resource) else who

    def policies_of(self, action: str, resource: str) -> Level:
        """The policies of the resource that bear on an action."""
        if is_decided_by_resource(action, resource) and action.lower().startswith("sts:"):
            role = self.identities.get(resource)
            return role.trust if role else (unread_policy(f"the trust policy of {resource}", "the role was not read"),)
        if not is_governed(action, resource):
            return ()
        holder = self.holder(resource)
        found = self.targets.get(holder)
        if found is not None:
            return (*found.policies, *self._shares(holder))
        if may_have_policy(resource):
            return (unread_policy(f"the policy of {holder}", "it was not read"),)
        return self._shares(holder)

    def _shares(self, resource: str) -> Level:
        """What shares that were not read may let others do."""
        why = self.unread_shares.get(_account_of(resource)) if is_shareable(resource) else None
        if not why:
            return ()
        service = resource.split(":")[2]
        return (may_allow(f"the resource shares of {resource}", why, actions=(f"{service}:*",)),)

    def settled(self, account: str, resource: str) -> tuple[dict[str, Values | None], tuple[str, ...]]:
        """What the principal's account and the resource settle, and the beginnings of keys of which all values are known."""
        fixed: dict[str, Values | None] = {}
        membership = self.memberships.get(account) if account else None
        if membership is not None:
            fixed |= _of_organization("aws:principalorg", membership)
        if account and ":kms:" in resource:
            fixed["kms:calleraccount"] = (account,)
        of_owner = self.memberships.get(self.owner(resource) or _account_of(resource))
        if of_owner is not None:
            fixed |= _of_organization("aws:resourceorg", of_owner)
        target = self.targets.get(self.holder(resource))
        if target is not None and target.region:
            fixed["aws:requestedregion"] = (target.region,)
        if target is not None:
            fixed |= target.keys
        if target is None or target.tags is None:
            return fixed, ()
        fixed.update(tag_keys("aws:resourcetag/", target.tags))
        return fixed, ("aws:resourcetag/",)

    def request(
        self, who: Identity, action: str, resource: str, context: Context = SYMBOLIC, *, via: str = ""
    ) -> Request:
        """A request, with the tags of both sides as far as they are known. `via`: the id of the VPC endpoint that it goes through."""
        resource = self.named(action, resource)
        who = self._caller(who, action, resource)
        fixed, known = self.settled(who.principal.account, resource)
        fixed.update(who.tag_keys())
        if via:
            fixed["aws:sourcevpce"] = (via,)
        account = self.owner(resource)
        found = request_of(
            self.table, who.principal, action, resource, context, account=account, fixed=fixed, settled_keys=known
        )
        return replace(found, known=True, decides_itself=True) if permission(action) else found

    def policies(self, who: Identity, request: Request, *, via: str = "") -> Policies:
        """All policies that bear on a request. Policies of VPC endpoints do only on the way through them
        (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
        """
        if permission(request.action):
            return Policies(identity=_instead(), resource=self.policies_of(request.action, request.resource))
        who = self._caller(who, request.action, request.resource)
        endpoint: Level = ()
        if via:
            endpoint = self.endpoints.get(via) or (unread_policy(f"the policy of {via}", "it was not read"),)
        theirs = self.memberships.get(who.principal.account, Membership())
        owners = self.memberships.get(request.account, Membership())
        return Policies(
            identity=who.policies,
            boundary=who.boundary,
            session=who.session,
            resource=self.policies_of(request.action, request.resource),
            scp=theirs.scp,
            rcp=owners.rcp,
            endpoint=endpoint,
        )

    def decide(
        self, principal: str | Principal, action: str, resource: str, context: Context = SYMBOLIC, *, via: str = ""
    ) -> Decision:
        """The decision for one principal, `via` a VPC endpoint if one is given. Raises ValueError for what names no principal."""
        return self.decided(self.identity(principal), action, resource, context, via)

    def decide_all(
        self, principal: str | Principal, asks: Iterable[tuple[str, str]], context: Context = SYMBOLIC
    ) -> Decision:
        """The decision on several (action, resource) that must all be allowed: an action that needs several resources, or other actions
        besides. The first denial counts; conditions on the caller that exclude each other deny. Raises ValueError as `decide`.
        """
        who = self.identity(principal)
        return all_together(
            self.table,
            ((action, resource, self.decided(who, action, resource, context)) for action, resource in asks),
        )

    def can_pass(self, principal: str | Principal, role: str, service: str) -> Decision:
        """Whether somebody can hand a role to a service: it may pass it, to that service, and the role trusts the service. Roles are
        passed within an account only (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html).
        """
        who = self.identity(principal)
        if who.principal.account != _account_of(role):
            return Decision(Outcome.IMPLICIT_DENY, blocked_by=(Layer.IDENTITY,))
        to = Context({"iam:passedtoservice": (service,)}, strict=False)
        passing = self.decided(who, "iam:PassRole", role, to)
        taken = self.decided(self.identity(service), "sts:AssumeRole", role)
        return all_together(self.table, (("iam:PassRole", role, passing), ("sts:AssumeRole", role, taken)))

    def decided(
        self, who: Identity, action: str, resource: str, context: Context = SYMBOLIC, via: str = ""
    ) -> Decision:
        """The decision for somebody of whom it is known what policies they have. What lies behind an access point has to allow as well,
        and IAM where a data access policy is asked.
        """
        request = self.request(who, action, resource, context, via=via)
        found = decide(request, self.policies(who, request, via=via))
        if permission(action) and found.outcome not in DENIED:
            iam = self.decided(who, API_ACCESS, resource, context, via)
            return all_together(self.table, ((API_ACCESS, resource, iam), (action, resource, found)))
        before = self.behind(resource)
        if not before or found.outcome in DENIED:
            return found
        behind = self.request(who, action, before, context, via=via)
        behind = replace(behind, context=behind.context.having(_through(holder_of(resource))))
        also = decide(behind, self.policies(who, behind, via=via))
        return all_together(self.table, ((action, resource, found), (action, before, also)))

    def behind(self, resource: str) -> str:
        """What an access point, or an object asked for through it, is of: the bucket or its object; '' for other resources.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html: both policies have to allow.
        """
        target = self.targets.get(holder_of(resource))
        if target is None or not target.behind:
            return ""
        _, is_object, key = resource.partition("/object/")
        return f"{target.behind}/{key}" if is_object else target.behind

    def who_can(self, action: str, resource: str, context: Context = SYMBOLIC) -> Iterator[Holder]:
        """Everybody who is not denied, principals of the world first, then those whom the resource's policy names from outside.

        Root users are nobody's news and have no policies: see `root_users`. Where requests carry no signature, anybody stands for all.
        """
        if not self.is_unsigned(action, resource):
            yield from self._holders(self.identities.values(), action, resource, context)
        yield from self.outsiders_who_can(action, resource, context)

    def root_users(self) -> tuple[Principal, ...]:
        """The root users of the accounts that are known; they have no policies, and may do what their account may
        (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html).
        """
        return self._roots

    @cached_property
    def _roots(self) -> tuple[Principal, ...]:
        partitions = {who.principal.account: who.principal.partition for who in self.identities.values()}
        return tuple(
            principal_of(f"arn:{partitions.get(account, 'aws')}:iam::{account}:root")
            for account in sorted(self.accounts)
        )

    def outsiders_who_can(self, action: str, resource: str, context: Context = SYMBOLIC) -> Iterator[Holder]:
        """Those from outside who are not denied."""
        yield from self._holders(map(self._outsider, self.outsiders(action, resource)), action, resource, context)

    def _holders(
        self, identities: Iterable[Identity], action: str, resource: str, context: Context
    ) -> Iterator[Holder]:
        for who in identities:
            decision = self.decided(who, action, resource, context)
            if decision.outcome not in DENIED:
                yield Holder(who.principal, decision)

    def outsiders(self, action: str, resource: str) -> tuple[Principal, ...]:
        """Those besides the world's principals whom a resource's policy may let in: everybody, services, other accounts.

        A policy that was not read may let in anybody.
        """
        if self.is_unsigned(action, resource):
            return (_ANYBODY,)
        found: dict[Principal, None] = {}
        for policy in self.policies_of(action, self.named(action, resource)):
            for statement in policy.statements:
                if statement.effect is Effect.UNREAD:
                    found |= dict.fromkeys((_ANYBODY, STRANGER, ANY_SERVICE, *_providers(action)))
                elif statement.effect is Effect.ALLOW and statement.means(action.lower()):
                    if statement.not_principals or any(each in ("*", "AWS:*") for each in statement.principals):
                        found |= dict.fromkeys((_ANYBODY, STRANGER))
                    if statement.not_principals or is_unread(statement):
                        found |= dict.fromkeys((ANY_SERVICE, *_providers(action)))
                    found |= dict.fromkeys(self._named_from_outside(statement.principals))
        return tuple(found)

    def _named_from_outside(self, principals: Iterable[str]) -> Iterator[Principal]:
        for element in principals:
            kind, _, name = element.partition(":")
            if kind == "CanonicalUser":
                yield STRANGER  # another name of an account, which only that account knows
            if kind == "CanonicalUser" or element in ("*", "AWS:*"):
                continue
            try:
                who = principal_of(name)
            except ValueError:
                continue  # the id of a principal that is gone, or text that names nobody
            if who.name in self.identities or who.role in self.identities:
                continue
            if who.kind is Kind.ROOT and who.account in self.accounts:
                continue  # a delegation to an account of the world, whose principals are asked one by one
            yield who


@lru_cache(maxsize=1)
def _instead() -> Level:
    """What stands for a principal's own policies where a data access policy is asked: they never name its permissions."""
    name = f"IAM, asked for {API_ACCESS} by itself"
    return (synthetic(name, "Allow", actions=EVERY_PERMISSION, principals=()),)


def _session_of(role: Identity, who: Principal) -> Identity:
    """One session of a role that is known."""
    known = role.principal
    session = Principal(
        who.kind, who.name, who.account, known.name, who.session, known.unique_id, bounded=known.bounded
    )
    return Identity(session, role.policies, role.boundary, (), role.tags)


def _of_organization(prefix: str, membership: Membership) -> dict[str, Values | None]:
    """Keys of an account's organisation; an account of none has neither (the page on global condition keys says so of both)."""
    if membership.organization is None:
        return {}
    if membership.organization:
        return {f"{prefix}id": (membership.organization,)}
    return {f"{prefix}id": None, f"{prefix}paths": None}


def _through(access_point: str) -> dict[str, Values | None]:
    """What a bucket's policy learns of the access point that a request comes through
    (https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html#access-points-condition-keys).
    """
    return {
        "s3:dataaccesspointarn": (access_point,),
        "s3:dataaccesspointaccount": (_account_of(access_point),),
    }


@lru_cache(maxsize=65536)
def _account_of(arn: str) -> str:
    parts = parse_arn(arn)
    return parts.account if parts is not None else ""


def _providers(action: str) -> tuple[Principal, ...]:
    """Who comes with a token asks STS, and nobody else."""
    return (ANY_PROVIDER,) if action.lower().startswith("sts:") else ()
