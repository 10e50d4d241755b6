"""Everything that decides who can do what, put together: principals with their policies, resources with theirs, organisations.

What a world does not know it says: a policy that was not read is an unread policy, which may allow and may deny
(`statements.unread_policy`); a principal that was not read is a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from modelkeep.core.tables import Condition
from modelkeep.core.tables import Statement as StatementRow
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.conditions import AnyTest
from modelkeep.engines.access.context import Context, Values
from modelkeep.engines.access.decision import Decision, Level, Outcome, Policies, Request, decide
from modelkeep.engines.access.expressions import Expression
from modelkeep.engines.access.holders import holder_of, may_have_policy
from modelkeep.engines.access.principals import ANONYMOUS, STRANGER, Kind, Principal, principal_of
from modelkeep.engines.access.requests import is_decided_by_resource, request_of
from modelkeep.engines.access.statements import (
    Effect,
    Policy,
    Ref,
    Statement,
    action_set,
    compile_row,
    unread_policy,
)

SYMBOLIC = Context(strict=False)
"""A request of which nothing is known but principal, action and resource."""


@dataclass(frozen=True, slots=True)
class AccountAgrees:
    """An account outside of the world lets its principal ask."""

    account: str

    @property
    def is_unread(self) -> bool:
        """No: it is another's to decide, and nothing to be read here."""
        return False

    def told(self, holds: bool) -> str:
        """As part of a condition."""
        whose = f"account {self.account}" if self.account else "the caller's own account"
        return f"{whose} {'lets' if holds else 'does not let'} its principal do it"


@dataclass(frozen=True, slots=True)
class _Agreement:
    """A test that only another account can answer."""

    account: str

    def ask(self, context: Context) -> Expression:
        return AccountAgrees(self.account)


@dataclass(frozen=True, slots=True)
class Identity:
    """A principal of the world. `tags` None: not read. `trust` is a role's trust policy, () for users."""

    principal: Principal
    policies: Level = ()
    boundary: Level = ()
    trust: Level = ()
    tags: Mapping[str, str] | None = None

    @property
    def arn(self) -> str:
        """The ARN of the role or user."""
        return self.principal.name

    def tag_keys(self) -> dict[str, Values | None]:
        """The tags that are known, as condition keys; one that is not there stays open, for session tags may bring it."""
        return _tags("aws:principaltag/", self.tags)


@dataclass(frozen=True, slots=True)
class Target:
    """A resource with a policy of its own, grants and whatever else opens or closes it, all in the form of policies."""

    arn: str
    account: str
    policies: Level = ()
    tags: Mapping[str, str] | None = None
    region: str = ""
    """Where its ARN leaves the region out, as a bucket's does: requests go there, whatever region they begin in."""


@dataclass(frozen=True, slots=True)
class Membership:
    """What an organisation says to one account: the policies of each level, from the root to the account."""

    organization: str = ""
    scp: tuple[Level, ...] = ()
    rcp: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that would have counted: which kind of policy or principal, of which account or resource, and why it is missing."""

    what: str
    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who can, may or might be able to do something."""

    principal: Principal
    decision: Decision


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

    def identity(self, principal: str | Principal) -> Identity:
        """Somebody of the world, or of outside. Raises ValueError for what names no principal."""
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
        if who.account in self.accounts:
            return Identity(who, (unread_policy(f"the policies of {who.name}", "no such principal was read"),))
        agreed = Statement(
            Ref(f"account {who.account}" if who.account else "the caller's account", 0),
            Effect.ALLOW,
            action_set(("*",)),
            resources=("*",),
            tests=(_Agreement(who.account),),
        )
        return Identity(who, (Policy(agreed.ref.policy, (agreed,)),))

    def owner(self, resource: str) -> str | None:
        """The account of a resource; None where its ARN has to tell."""
        return self.owners.get(holder_of(resource))

    def policies_of(self, action: str, resource: str) -> Level:
        """The policies of the resource that bear on an action."""
        if is_decided_by_resource(action, resource) and action.lower().startswith("sts:"):
            role = self.identities.get(resource)
            return role.trust if role else (unread_policy(f"the trust policy of {resource}", "the role was not read"),)
        found = self.targets.get(holder_of(resource))
        if found is not None:
            return found.policies
        if may_have_policy(resource):
            return (unread_policy(f"the policy of {holder_of(resource)}", "it was not read"),)
        return ()

    def settled(self, account: str, resource: str) -> tuple[dict[str, Values | None], tuple[str, ...]]:
        """What the principal's account and the resource settle, and the beginnings of keys of which all values are known."""
        fixed: dict[str, Values | None] = {}
        membership = self.memberships.get(account) if account else None
        if membership is not None:
            fixed["aws:principalorgid"] = (membership.organization,) if membership.organization else None
        target = self.targets.get(holder_of(resource))
        if target is not None and target.region:
            fixed["aws:requestedregion"] = (target.region,)
        if target is None or target.tags is None:
            return fixed, ()
        fixed.update(_tags("aws:resourcetag/", target.tags))
        return fixed, ("aws:resourcetag/",)

    def request(self, who: Identity, action: str, resource: str, context: Context = SYMBOLIC) -> Request:
        """A request, with the tags of both sides as far as they are known."""
        fixed, known = self.settled(who.principal.account, resource)
        fixed.update(who.tag_keys())
        account = self.owner(resource)
        return request_of(
            self.table, who.principal, action, resource, context, account=account, fixed=fixed, settled_keys=known
        )

    def policies(self, who: Identity, request: Request) -> Policies:
        """All policies that bear on a request."""
        theirs = self.memberships.get(who.principal.account, Membership())
        owners = self.memberships.get(request.account, Membership())
        return Policies(
            identity=who.policies,
            boundary=who.boundary,
            resource=self.policies_of(request.action, request.resource),
            scp=theirs.scp,
            rcp=owners.rcp,
        )

    def decide(self, principal: str | Principal, action: str, resource: str, context: Context = SYMBOLIC) -> Decision:
        """The decision for one principal. Raises ValueError for what names no principal."""
        who = self.identity(principal)
        request = self.request(who, action, resource, context)
        return decide(request, self.policies(who, request))

    def who_can(self, action: str, resource: str, context: Context = SYMBOLIC) -> Iterator[Holder]:
        """Everybody who is not denied, principals of the world first, then those whom the resource's policy names from outside."""
        yield from self._holders(self.identities.values(), action, resource, context)
        yield from self.outsiders_who_can(action, resource, context)

    def outsiders_who_can(self, action: str, resource: str, context: Context = SYMBOLIC) -> Iterator[Holder]:
        """Those from outside who are not denied."""
        yield from self._holders(map(self._outsider, self.outsiders(action, resource)), action, resource, context)

    def _holders(
        self, identities: Iterable[Identity], action: str, resource: str, context: Context
    ) -> Iterator[Holder]:
        for who in identities:
            request = self.request(who, action, resource, context)
            decision = decide(request, self.policies(who, request))
            if decision.outcome not in (Outcome.IMPLICIT_DENY, Outcome.EXPLICIT_DENY):
                yield Holder(who.principal, decision)

    def outsiders(self, action: str, resource: str) -> tuple[Principal, ...]:
        """Those besides the world's principals whom a resource's policy may let in: everybody, services, other accounts."""
        found: dict[Principal, None] = {}
        for policy in self.policies_of(action, resource):
            for statement in policy.statements:
                if statement.effect is not Effect.ALLOW or not statement.means(action.lower()):
                    continue
                if statement.not_principals or any(each in ("*", "AWS:*") for each in statement.principals):
                    found |= dict.fromkeys((principal_of(ANONYMOUS), STRANGER))
                found |= dict.fromkeys(self._named_from_outside(statement.principals))
        return tuple(found)

    def _named_from_outside(self, principals: Iterable[str]) -> Iterator[Principal]:
        for element in principals:
            kind, _, name = element.partition(":")
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


def _session_of(role: Identity, who: Principal) -> Identity:
    """One session of a role that is known."""
    known = role.principal
    session = Principal(
        who.kind, who.name, who.account, known.name, who.session, known.unique_id, bounded=known.bounded
    )
    return Identity(session, role.policies, role.boundary, (), role.tags)


def _tags(prefix: str, tags: Mapping[str, str] | None) -> dict[str, Values | None]:
    return {f"{prefix}{key.lower()}": (value,) for key, value in (tags or {}).items()}


def synthetic(
    name: str,
    effect: str,
    *,
    actions: tuple[str, ...],
    resources: tuple[str, ...] = ("*",),
    principals: tuple[str, ...] = ("*",),
    conditions: tuple[Condition, ...] = (),
    tests: tuple[AnyTest, ...] = (),
) -> Policy:
    """What is no policy document but works like one (a grant, an access control list, a block of public access), as a policy.

    `tests` are conditions that no document can write. Without `principals` it hangs on a principal.
    """
    row = StatementRow(
        arn="",
        policy=name,
        effect=effect,
        actions=actions,
        resources=resources,
        principals=principals,
        conditions=conditions,
    )
    statement = compile_row(row, of_resource=bool(principals))
    return Policy(name, (replace(statement, tests=(*statement.tests, *tests)),))
