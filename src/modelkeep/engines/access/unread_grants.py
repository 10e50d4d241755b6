"""What was not read and can only allow: grants, shares and the like deny nothing, unlike a policy that was not read."""

from __future__ import annotations

from dataclasses import dataclass

from modelkeep.engines.access.context import Context
from modelkeep.engines.access.expressions import Expression, Unread
from modelkeep.engines.access.members import synthetic
from modelkeep.engines.access.statements import Policy, Statement


@dataclass(frozen=True, slots=True)
class MayAllow:
    """Holds if what was not read allows it; it allows nobody who does not sign."""

    what: str

    def ask(self, context: Context) -> Expression:
        """Open for whoever signs."""
        if context.find("aws:principaltype") == ("Anonymous",):
            return False
        return Unread(self.what, ("allows it", "does not allow it"))


def may_allow(name: str, why: str, *, actions: tuple[str, ...]) -> Policy:
    """A policy that stands for grants that could not be read, which are about such actions at most."""
    return synthetic(name, "Allow", actions=actions, tests=(MayAllow(f"{name} ({why})"),))


def is_unread(statement: Statement) -> bool:
    """Whether a statement stands for something that was not read and can only allow."""
    return any(isinstance(test, MayAllow) for test in statement.tests)


def told(statement: Statement) -> str:
    """What was not read, and why."""
    return next((test.what for test in statement.tests if isinstance(test, MayAllow)), "")
