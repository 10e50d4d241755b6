"""Steps: who comes to what, by which technique, on what condition and by which statements."""

from __future__ import annotations

from dataclasses import dataclass

from modelkeep.core.escalation import Gained
from modelkeep.engines.access.decision import Decision, Layer, Outcome, Say
from modelkeep.engines.access.principals import Named
from modelkeep.engines.access.statements import Ref

ADMINISTRATOR = "administrator:"
"""What the name of the node begins with that stands for unlimited rights in an account."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A permission that a step needs, and the statements that decide it. Without any one of `essential` it is gone."""

    action: str
    resource: str
    refs: tuple[Ref, ...]
    essential: tuple[Ref, ...] = ()


def essential(decision: Decision, same_account: bool) -> tuple[Ref, ...]:
    """The statements of which the removal of any one alone takes a permission away, as far as a decision shows its layers.

    Within an account, a resource's policy that names somebody is enough by itself, as their own policies are; if it names the account
    (of KMS keys and roles), or another account asks, both are needed.
    """
    allows = {say.layer: say for say in decision.says if say.layer in (Layer.IDENTITY, Layer.RESOURCE)}
    own, others = (_granting(allows.get(layer)) for layer in (Layer.IDENTITY, Layer.RESOURCE))
    if own and others and same_account and allows[Layer.RESOURCE].by_name.keys() != {Named.ACCOUNT}:
        return ()
    return tuple(refs[0] for refs in (own, others) if len(refs) == 1)


def _granting(say: Say | None) -> tuple[Ref, ...]:
    """The statements of a layer that allow; where any does for certain, only those that do."""
    if say is None:
        return ()
    certain = [ref for ref, holds in say.allows if holds is True]
    return tuple(dict.fromkeys(certain or [ref for ref, holds in say.allows if holds is not False]))


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
    evidence: tuple[Evidence, ...] = ()
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
