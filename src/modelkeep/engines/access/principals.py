"""Who asks, and how the Principal element of a policy names them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache

from modelkeep.core.arn import parse_arn
from modelkeep.engines.access.context import OPEN, Openness, Values
from modelkeep.engines.access.expressions import Expression, Unread, all_of, any_of
from modelkeep.engines.access.patterns import matcher, overlaps

ANONYMOUS = "anonymous"

_ACCOUNT = re.compile(r"\d{12}\Z")
_UNIQUE_ID = re.compile(r"A(?:IDA|ROA|GPA|NPA)[A-Z0-9]{12,}\Z")
_SERVICE = re.compile(r"[a-z0-9.-]+\.amazonaws\.com(\.cn)?\Z|[a-z0-9-]+\.amazon\.com\Z|[a-z0-9.-]+\.aws\.internal\Z")
_FEDERATED_HOSTS = ("cognito-identity.amazonaws.com", "accounts.google.com", "graph.facebook.com", "www.amazon.com")


class Kind(Enum):
    """What a principal is."""

    __hash__ = object.__hash__  # members are the same objects everywhere, and Enum's own hash is slow

    USER = auto()
    ROLE = auto()
    """Any session of a role."""
    SESSION = auto()
    """One session of a role."""
    FEDERATED_USER = auto()
    """A session of a user, from GetFederationToken."""
    ROOT = auto()
    SERVICE = auto()
    FEDERATED = auto()
    """Who comes with a token of an identity provider, before a role is assumed."""
    ANONYMOUS = auto()
    STRANGER = auto()
    """Somebody of any account but those that are looked at, whose own account decides what it may ask for; or somebody of an account
    whose principals are not known."""


@dataclass(frozen=True, slots=True)
class Principal:
    """`name` is an ARN, a service principal, an identity provider, or `anonymous`. `account` is '' for those of no account.

    `role` is the ARN of a session's role, its path where it is known; `session` the session's name. `unique_id` is the AROA or AIDA
    id, '' where it is not known. `bounded`: it has a permissions boundary, which NotPrincipal with Deny does not forgive. `user` is the
    user whose session a federated user's is, '' where it is not known.
    """

    kind: Kind
    name: str
    account: str = ""
    role: str = ""
    session: str = ""
    unique_id: str = ""
    bounded: bool = False
    user: str = ""

    def __hash__(self) -> int:
        """Of the name alone: few principals share one, and it is asked for with every request."""
        return hash(self.name)

    @property
    def is_service_linked(self) -> bool:
        """Whether it is a role that a service made for itself; organisation policies do not restrict it.

        A session's ARN lacks the role's path; there the name tells, that AWS gives such roles.
        """
        return self.role != "" and (":role/aws-service-role/" in self.role or ":role/AWSServiceRoleFor" in self.role)

    @property
    def partition(self) -> str:
        """aws, aws-cn, aws-us-gov, ..."""
        return self.name.split(":", 2)[1] if self.name.startswith("arn:") else "aws"

    def own_keys(self) -> dict[str, Values | Openness | None]:
        """The condition keys that the principal itself settles; None for those that its requests never have.

        Only services send where they come from (aws:SourceArn and the like).
        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties
        """
        found: dict[str, Values | Openness | None] = {
            "aws:principalisawsservice": ("true" if self.kind is Kind.SERVICE else "false",)
        }
        if self.kind is not Kind.SERVICE:
            found |= _NO_SOURCE
        if self.kind is Kind.SERVICE:
            missing = ("principalarn", "principalaccount", "principalorgid", "principalorgpaths", "username", "userid")
            found |= {f"aws:{key}": None for key in missing}
            found["aws:principalservicename"] = (self.name,)
            return found
        found["aws:principalservicename"] = None
        if self.kind is Kind.ANONYMOUS:
            found |= {f"aws:{key}": None for key in ("principalarn", "principalorgid", "principalorgpaths", "username")}
            found |= {
                "aws:principalaccount": (ANONYMOUS,),
                "aws:principaltype": ("Anonymous",),
                "aws:userid": (ANONYMOUS,),
            }
            return found
        if self.kind in (Kind.FEDERATED, Kind.STRANGER):
            if self.account:
                found["aws:principalaccount"] = (self.account,)
            return found
        found["aws:principalarn"] = OPEN if ":role/AWSReservedSSO_" in self.role else (self.role or self.name,)
        found["aws:principalaccount"] = (self.account,)
        found["aws:principaltype"] = (_TYPES[self.kind],)
        found["aws:username"] = (self.name.rpartition("/")[2],) if self.kind is Kind.USER else None
        if self.unique_id and self.kind is Kind.SESSION:
            found["aws:userid"] = (f"{self.unique_id}:{self.session}",)
        elif self.unique_id and self.kind is Kind.USER:
            found["aws:userid"] = (self.unique_id,)
        elif self.kind is Kind.ROOT:
            found["aws:userid"] = (self.account,)
        return found


_TYPES = {
    Kind.USER: "User",
    Kind.ROLE: "AssumedRole",
    Kind.SESSION: "AssumedRole",
    Kind.FEDERATED_USER: "FederatedUser",
    Kind.ROOT: "Account",
}


_NO_SOURCE: dict[str, Values | Openness | None] = {
    f"aws:source{key}": None for key in ("arn", "account", "orgid", "orgpaths")
}


class Named(Enum):
    """How a Principal element names somebody; it decides which of the other policies still limit what is granted."""

    __hash__ = object.__hash__  # as above

    NOT = auto()
    SELF = auto()
    """The user, the session, the service, the root or provider itself, or everybody: limited by nothing but Deny."""
    ROLE = auto()
    """The role of a session, or the user of a federated one: a permissions boundary and a session policy limit it."""
    ACCOUNT = auto()
    """The account: it may grant on with its own policies."""


@dataclass(frozen=True, slots=True)
class SessionNamed:
    """The session of a role bears a name."""

    role: str
    session: str

    @property
    def is_unread(self) -> bool:
        """Never: whoever assumes the role picks the name."""
        return False

    def told(self, holds: bool) -> str:
        """As part of a condition."""
        return f"the session is {'' if holds else 'not '}named {self.session}"


STRANGER = Principal(Kind.STRANGER, "any other AWS account")


@lru_cache(maxsize=65536)
def principal_of(name: str) -> Principal:
    """The principal that an ARN, a service principal, a provider or `anonymous` names. Raises ValueError for anything else."""
    if name in (ANONYMOUS, "*"):
        return Principal(Kind.ANONYMOUS, ANONYMOUS)
    if _ACCOUNT.match(name):
        return Principal(Kind.ROOT, f"arn:aws:iam::{name}:root", name)
    arn = parse_arn(name)
    if arn is None:
        return _without_arn(name)
    kind, _, rest = arn.resource.partition("/")
    if arn.service == "iam" and arn.resource == "root":
        return Principal(Kind.ROOT, name, arn.account)
    if (arn.service, kind) == ("sts", "assumed-role") and "/" in rest:
        role, _, session = rest.partition("/")
        role_arn = f"arn:{arn.partition}:iam::{arn.account}:role/{role}"
        return Principal(Kind.SESSION, name, arn.account, role=role_arn, session=session)
    found = _KINDS.get((arn.service, kind))
    if found is None or not rest:
        raise ValueError(
            f"{name!r} is the ARN of no principal; users, roles, role sessions, federated users, roots and identity providers are"
        )
    return Principal(found, name, arn.account, role=name if found is Kind.ROLE else "")


@lru_cache(maxsize=65536)
def bounded(who: Principal) -> Principal:
    """The same principal, with a permissions boundary."""
    return replace(who, bounded=True)


_KINDS = {
    ("iam", "user"): Kind.USER,
    ("iam", "role"): Kind.ROLE,
    ("iam", "saml-provider"): Kind.FEDERATED,
    ("iam", "oidc-provider"): Kind.FEDERATED,
    ("sts", "federated-user"): Kind.FEDERATED_USER,
}


def _without_arn(name: str) -> Principal:
    if name in _FEDERATED_HOSTS:
        return Principal(Kind.FEDERATED, name)
    if _SERVICE.match(name):
        return Principal(Kind.SERVICE, name)
    raise ValueError(f"{name!r} is no ARN of a principal, no service principal and not '{ANONYMOUS}'")


def named(who: Principal, element: str) -> tuple[Named, Expression]:
    """How one entry of a Principal element, as `core.policy` writes it, names a principal, and on what that depends.

    Wildcards inside an ARN match nothing, and groups are no principals: AWS stores neither.
    """
    if element in ("*", "AWS:*"):
        return Named.SELF, True
    kind, _, value = element.partition(":")
    if kind == "Service":
        return (Named.SELF if who.kind is Kind.SERVICE and value == who.name else Named.NOT), True
    if kind == "Federated":
        return (Named.SELF if who.kind is Kind.FEDERATED and value == who.name else Named.NOT), True
    if kind == "CanonicalUser":
        return _named_canonically(who, value)
    if not who.account:
        return Named.NOT, True
    if value == f"arn:{who.partition}:iam::{who.account}:root" or value == who.account:
        return (Named.SELF if who.kind is Kind.ROOT else Named.ACCOUNT), True
    if who.kind in (Kind.ROLE, Kind.SESSION):
        return _named_as_role(who, value)
    if value == who.name or (value == who.unique_id and value):
        return Named.SELF, True
    return (Named.ROLE if value == who.user and value else Named.NOT), True


def meant(who: Principal, element: str) -> tuple[Named, Expression]:
    """As `named`, for a Deny: what AWS does not store, but somebody wrote to deny something, does not vanish."""
    how, depends = named(who, element)
    kind, _, value = element.partition(":")
    if how is not Named.NOT or kind != "AWS" or not who.account:
        return how, depends
    if ":group/" in value:
        is_meant = who.kind is Kind.USER and f":{who.account}:" in value
    else:
        session = f"arn:{who.partition}:sts::{who.account}:assumed-role/{who.role.rpartition('/')[2]}/*"
        is_meant = ("*" in value or "?" in value) and (
            any(matcher(value)(each) for each in (who.name, who.role))
            or (who.kind is Kind.ROLE and overlaps(value, session))
        )
    if not is_meant:
        return Named.NOT, True
    return Named.SELF, Unread(f"{value}, which AWS takes for no principal,", ("is meant", "is not meant"))


def _named_canonically(who: Principal, value: str) -> tuple[Named, Expression]:
    """A canonical user id is another name of an account; which one, only that account tells."""
    if who.kind in (Kind.SERVICE, Kind.ANONYMOUS, Kind.FEDERATED):
        return Named.NOT, True
    return Named.ACCOUNT, Unread(f"whether the canonical user {value[:8]}... is account {who.account}")


def _named_as_role(who: Principal, value: str) -> tuple[Named, Expression]:
    if value == who.role or (value == who.unique_id and value) or _same_role(who, value):
        return Named.ROLE, True
    if who.kind is Kind.SESSION:
        return (Named.SELF if value == who.name else Named.NOT), True
    prefix = f"arn:{who.partition}:sts::{who.account}:assumed-role/{who.role.rpartition('/')[2]}/"
    if value.startswith(prefix) and not ("*" in value or "?" in value):
        return Named.SELF, SessionNamed(who.role, value.removeprefix(prefix))
    return Named.NOT, True


def _same_role(who: Principal, value: str) -> bool:
    """Session ARNs lack the role's path, so that a session whose role is not known better is compared by the role's name."""
    if who.kind is not Kind.SESSION or who.role.count("/") > 1:
        return False
    return value.startswith(f"arn:{who.partition}:iam::{who.account}:role/") and value.endswith(
        "/" + who.role.rpartition("/")[2]
    )


def excepted(who: Principal, elements: tuple[str, ...], *, deny: bool) -> Expression:
    """Whether NotPrincipal leaves somebody out.

    With Deny, a principal has to be listed with all that its requests stand for: a session with its role and account, a user with its
    account; and whoever has a permissions boundary is denied always. With Allow, one of them is enough.
    """
    if deny and who.bounded:
        return False
    if any(element in ("*", "AWS:*") for element in elements):
        return True
    if not deny:
        return any_of(depends for how, depends in (named(who, each) for each in elements) if how is not Named.NOT)
    names = [meant(who, element) for element in elements]
    return all_of(
        any_of(depends for how, depends in names if how is needed) for needed in _TO_BE_LISTED.get(who.kind, _ITSELF)
    )


_ITSELF = (Named.SELF,)
_TO_BE_LISTED = {
    Kind.ROLE: (Named.SELF, Named.ROLE, Named.ACCOUNT),
    Kind.SESSION: (Named.SELF, Named.ROLE, Named.ACCOUNT),
    Kind.USER: (Named.SELF, Named.ACCOUNT),
    Kind.FEDERATED_USER: (Named.SELF, Named.ACCOUNT),
}


def is_deleted(element: str) -> bool:
    """Whether an entry is the id of a principal that is gone: AWS shows ids where it no longer finds the ARN."""
    return element.startswith("AWS:") and _UNIQUE_ID.match(element.removeprefix("AWS:")) is not None
