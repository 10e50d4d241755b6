"""Conditions that no policy document can write, of what works like a policy."""

from __future__ import annotations

from dataclasses import dataclass

from modelkeep.engines.access.context import Context, Openness
from modelkeep.engines.access.expressions import Expression, Not, Unread


@dataclass(frozen=True, slots=True)
class Maybe:
    """Holds if what was not read says so."""

    what: str

    def ask(self, context: Context) -> Expression:
        """Open."""
        return Unread(self.what)


@dataclass(frozen=True, slots=True)
class Outside:
    """The principal is of another account than these and no service of AWS; nobody's account counts as another one."""

    accounts: tuple[str, ...]

    def ask(self, context: Context) -> Expression:
        """Settled by the principal. One of whom no account is known is a stranger, and so from outside."""
        if context.find("aws:principalisawsservice") == ("true",):
            return False
        account = context.find("aws:principalaccount")
        if account is None or isinstance(account, Openness):
            return True
        return not set(account) & set(self.accounts)


@dataclass(frozen=True, slots=True)
class Signed:
    """Somebody signed the request: the principal is not anonymous."""

    def ask(self, context: Context) -> Expression:
        """Settled by the principal."""
        return context.find("aws:principaltype") != ("Anonymous",)


@dataclass(frozen=True, slots=True)
class Unsigned:
    """Nobody signed the request: the principal is anonymous."""

    def ask(self, context: Context) -> Expression:
        """Settled by the principal."""
        return context.find("aws:principaltype") == ("Anonymous",)


@dataclass(frozen=True, slots=True)
class OwnedElsewhere:
    """The object is one that another account wrote and still owns."""

    account: str

    @property
    def is_unread(self) -> bool:
        """No: it differs from object to object."""
        return False

    def told(self, holds: bool) -> str:
        """As part of a condition."""
        return f"the object belongs to {'another account than' if holds else 'account'} {self.account}"

    def ask(self, context: Context) -> Expression:
        """Open: which object it is, and whose, the request tells."""
        return self


@dataclass(frozen=True, slots=True)
class LetIn:
    """Something that is no part of IAM lets the caller in: an authoriser, an API key. `yes` and `no` say so in words."""

    yes: str
    no: str

    @property
    def is_unread(self) -> bool:
        """No: it differs from caller to caller."""
        return False

    def told(self, holds: bool) -> str:
        """As part of a condition."""
        return self.yes if holds else self.no


@dataclass(frozen=True, slots=True)
class Refused:
    """The caller is not let in."""

    by: LetIn

    def ask(self, context: Context) -> Expression:
        """Open: the request tells."""
        return Not(self.by)
