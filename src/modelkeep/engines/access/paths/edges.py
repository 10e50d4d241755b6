"""Steps: who comes to what, by which technique, on what condition and by which statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import overload

from modelkeep.core.escalation import Gained
from modelkeep.engines.access.decision import Decision, Layer, Outcome, Say
from modelkeep.engines.access.expressions import Unread
from modelkeep.engines.access.principals import Named
from modelkeep.engines.access.statements import Ref

ADMINISTRATOR = "administrator:"
"""What the name of the node begins with that stands for unlimited rights in an account."""


@dataclass(frozen=True, slots=True)
class Removable:
    """A statement, and the principal or resource that has it: names of inline policies are everywhere the same. '' for managed policies,
    which are named by their ARN."""

    owner: str
    ref: Ref

    def __str__(self) -> str:
        return f"{self.owner}: {self.ref}" if self.owner else str(self.ref)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A permission that a step needs, and the statements that decide it. Without any one of `essential` it is gone."""

    action: str
    resource: str
    refs: tuple[Ref, ...]
    essential: tuple[Removable, ...] = ()


def deciding(decision: Decision) -> tuple[Ref, ...]:
    """The statements that give a permission, and those that would take it away if their conditions held.

    What an organisation allows is left out: it grants nothing.
    """
    if not decision.says:
        return decision.by
    found: dict[Ref, None] = {}
    for say in decision.says:
        if say.layer in (Layer.IDENTITY, Layer.RESOURCE):
            possible = [(ref, holds) for ref, holds in say.allows if holds is not False]
            certain = [ref for ref, holds in possible if holds is True]
            found |= dict.fromkeys(certain or [ref for ref, _ in possible])
        found |= dict.fromkeys(ref for ref, holds in say.denies if holds is not False)
    return tuple(found)


def essential(decision: Decision, principal: str, holder: str, *, same_account: bool) -> tuple[Removable, ...]:
    """The statements of which the removal of any one alone takes a permission away, as far as a decision shows its layers.

    Within an account, a resource's policy that names somebody is enough by itself, as their own policies are; if it names the account
    (of KMS keys and roles), or another account asks, both are needed.
    """
    allows = {say.layer: say for say in decision.says if say.layer in (Layer.IDENTITY, Layer.RESOURCE)}
    own = _granting(allows.get(Layer.IDENTITY), principal)
    others = _granting(allows.get(Layer.RESOURCE), holder)
    if own and others and same_account and allows[Layer.RESOURCE].by_name.keys() != {Named.ACCOUNT}:
        return ()
    return tuple(each for group in (own, others) if len(group) == 1 for each in group if each is not None)


def _granting(say: Say | None, owner: str) -> tuple[Removable | None, ...]:
    """The statements of a layer that allow; where any does for certain, only those that do. None for what was not read."""
    if say is None:
        return ()
    possible = [(ref, holds) for ref, holds in say.allows if holds is not False]
    certain = [(ref, holds) for ref, holds in possible if holds is True]
    found: dict[Removable | None, None] = {}
    for ref, holds in certain or possible:
        is_managed = ref.policy.startswith("arn:") and ":policy/" in ref.policy
        found[None if isinstance(holds, Unread) else Removable("" if is_managed else owner, ref)] = None
    return tuple(found)


class Proof(Sequence[Evidence]):
    """The evidence of a step, found when somebody looks: most steps are on no path that is shown.

    `owners` gives those whose statements may be among it, by name; other owners' are not, so that nobody has to look for them.
    """

    __slots__ = ("_find", "_found", "_owners")

    def __init__(self, find: Callable[[], tuple[Evidence, ...]], owners: Callable[[], frozenset[str]]) -> None:
        self._find = find
        self._found: tuple[Evidence, ...] | None = None
        self._owners = owners

    @property
    def _all(self) -> tuple[Evidence, ...]:
        if self._found is None:
            self._found = self._find()
        return self._found

    @overload
    def __getitem__(self, at: int) -> Evidence: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Evidence, ...]: ...
    def __getitem__(self, at: int | slice) -> Evidence | tuple[Evidence, ...]:
        return self._all[at]

    def __len__(self) -> int:
        return len(self._all)

    def may_rest_on(self, removable: Removable) -> bool:
        """Whether a statement may be among the evidence; False only where it is not."""
        return not removable.owner or removable.owner in self._owners()


@dataclass(frozen=True, slots=True)
class Edge:
    """A step. `source` and `target` are ARNs, names of principals without one, or administrators of an account.

    `outcome` is ALLOWED, ALLOWED_IF or UNKNOWN; `condition` is '' for ALLOWED only. `facts` is what is so besides permissions.
    `ordinary`: AWS is meant to be used so.
    """

    source: str
    target: str
    technique: str
    title: str
    gained: Gained
    outcome: Outcome
    condition: str = ""
    evidence: Sequence[Evidence] = field(default=(), compare=False)
    facts: tuple[str, ...] = ()
    ordinary: bool = False
    subject: str = ""
    """Whose rights grow, for Gained.RIGHTS."""


def administrator(account: str) -> str:
    """The node of unlimited rights in an account."""
    return f"{ADMINISTRATOR}{account}"


def is_administrator_node(node: str) -> bool:
    """Whether a node stands for unlimited rights."""
    return node.startswith(ADMINISTRATOR)
