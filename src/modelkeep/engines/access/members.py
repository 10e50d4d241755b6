"""What a world is made of: principals with their policies, resources with theirs, what organisations say, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from modelkeep.core.tables import Condition
from modelkeep.core.tables import Statement as StatementRow
from modelkeep.engines.access.conditions import AnyTest, Compared
from modelkeep.engines.access.context import Context, Values
from modelkeep.engines.access.decision import Decision, Level
from modelkeep.engines.access.expressions import Atom, Expression
from modelkeep.engines.access.principals import Kind, Principal
from modelkeep.engines.access.statements import Effect, Policy, Ref, Statement, action_set, compile_row


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
    session: Level = ()
    """The policies that were passed when its session began."""

    @property
    def arn(self) -> str:
        """The ARN of the role or user."""
        return self.principal.name

    @property
    def comes_from(self) -> str:
        """How people come to a role that IAM Identity Center made, in words; '' for everybody else.

        https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html (the form of the name)
        """
        _, reserved, name = self.arn.rpartition("/AWSReservedSSO_")
        if not reserved or ":role/" not in self.arn:
            return ""
        return f"IAM Identity Center: the users and groups that permission set {name.rpartition('_')[0]} is assigned to"

    def tag_keys(self) -> dict[str, Values | None]:
        """The tags that are known, as condition keys; one that is not there stays open, for session tags may bring it."""
        return tag_keys("aws:principaltag/", self.tags)


@dataclass(frozen=True, slots=True)
class Target:
    """A resource with a policy of its own, grants and whatever else opens or closes it, all in the form of policies."""

    arn: str
    account: str
    policies: Level = ()
    tags: Mapping[str, str] | None = None
    region: str = ""
    """Where its ARN leaves the region out, as a bucket's does: requests go there, whatever region they begin in."""
    keys: Mapping[str, Values | None] = field(default_factory=dict)
    """Further condition keys, in lower case, that it settles."""
    behind: str = ""
    """The ARN of the bucket that an access point leads to: both have to allow."""
    unsigned: bool = False
    """Requests to it carry no signature: whoever asks comes as anybody."""


@dataclass(frozen=True, slots=True)
class Membership:
    """What an organisation says to one account: the policies of each level, from the root to the account."""

    organization: str | None = ""
    """'' for none; None for an organisation whose id was not read, or where it was not read whether there is one."""
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

    @property
    def is_confused_deputy(self) -> bool:
        """Whether it is a service that may be made to do it for anybody: nothing says on whose behalf it has to act.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention
        """
        if self.principal.kind is not Kind.SERVICE:
            return False
        ways = self.decision.alternatives
        if not ways:
            return not any(key in self.decision.condition.lower() for key in _ON_BEHALF_OF)
        return any(not any(_on_behalf_of(atom) and holds for atom, holds in way) for way in ways)


_ON_BEHALF_OF = ("aws:sourcearn", "aws:sourceaccount", "aws:sourceowner", "aws:sourceorgid", "aws:sourceorgpaths")


def _on_behalf_of(atom: Atom) -> bool:
    return isinstance(atom, Compared) and atom.lower_key in _ON_BEHALF_OF


def tag_keys(prefix: str, tags: Mapping[str, str] | None) -> dict[str, Values | None]:
    return {f"{prefix}{key.lower()}": (value,) for key, value in (tags or {}).items()}


def agreed(account: str) -> Policy:
    """What a principal of an account outside of the world may do: whatever that account lets it."""
    statement = Statement(
        Ref(f"account {account}" if account else "the caller's account", 0),
        Effect.ALLOW,
        action_set(("*",)),
        resources=("*",),
        tests=(_Agreement(account),),
    )
    return Policy(statement.ref.policy, (statement,))


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
    return Policy(name, (msgspec.structs.replace(statement, tests=(*statement.tests, *tests)),))
