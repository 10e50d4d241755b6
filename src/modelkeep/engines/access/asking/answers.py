"""What an answer consists of, whatever was asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from modelkeep.engines.access.decision import DENIED, Decision, Outcome
from modelkeep.engines.access.expressions import All, Any, Expression, Not, Unread
from modelkeep.engines.access.normal import Alternative
from modelkeep.engines.access.principals import Kind, Principal
from modelkeep.engines.access.statements import Ref


class Certainty(StrEnum):
    """How sure an answer is."""

    CERTAIN = "certain"
    CONDITIONAL = "conditional"
    UNKNOWN = "unknown"


CERTAINTIES = {
    Outcome.ALLOWED: Certainty.CERTAIN,
    Outcome.ALLOWED_IF: Certainty.CONDITIONAL,
    Outcome.UNKNOWN: Certainty.UNKNOWN,
}

ORDER = tuple(Certainty)
"""The order in which groups are shown."""

KIND_WORDS = {
    Kind.ANONYMOUS: "anonymous",
    Kind.STRANGER: "any account",
    Kind.FEDERATED: "federated",
    Kind.SERVICE: "service",
    Kind.ROOT: "root user",
    Kind.ROLE: "role",
    Kind.SESSION: "role session",
    Kind.USER: "user",
    Kind.FEDERATED_USER: "federated user",
}
ACCOUNT = "account"
"""The word for a whole account, by its name in a policy or because its users and roles were not read."""
ANYBODY = "anybody"
"""The word for whoever may be let in by what was not read."""

_WORST_FIRST = ("anonymous", "any account", "federated", ACCOUNT, "service", "role session", "role", "user")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Somebody who can, may or might be able to do something.

    `outside`: no principal of the accounts that were read. `rests_on_unread`: what was not read may change it; `needs_unread`: nothing
    that was read would be enough to allow it.
    """

    principal: str
    kind: str
    account: str
    outcome: Outcome
    condition: str = ""
    by: tuple[Ref, ...] = ()
    outside: bool = False
    rests_on_unread: bool = False
    needs_unread: bool = False
    comes_from: str = ""
    """How people come to a role that something else hands out, in words."""

    @property
    def certainty(self) -> Certainty:
        """The group in which it belongs."""
        return CERTAINTIES[self.outcome]

    @property
    def rank(self) -> tuple[int, bool, bool, bool, int, str, str]:
        """Certain before uncertain, what only something unread would allow at the end; outsiders first within, root users last."""
        place = _WORST_FIRST.index(self.kind) if self.kind in _WORST_FIRST else len(_WORST_FIRST)
        return (
            ORDER.index(self.certainty),
            self.needs_unread,
            not self.outside,
            self.kind == "root user",
            place,
            self.account,
            self.principal,
        )


def kind_of(who: Principal, *, outside: bool) -> str:
    """What a principal is, in a word. Of another account, its root stands for all whom the account lets."""
    return ACCOUNT if outside and who.kind is Kind.ROOT else KIND_WORDS[who.kind]


def rests_on_unread(decision: Decision) -> bool:
    """Whether something that was not read or not understood may change a decision."""
    if decision.alternatives:
        return any(atom.is_unread for way in decision.alternatives for atom, _ in way)
    if decision.outcome in (Outcome.ALLOWED, *DENIED):
        return False
    return decision.outcome is Outcome.UNKNOWN or any(
        _has_unread(holds) for say in decision.says for _, holds in (*say.allows, *say.denies)
    )


def needs_unread(decision: Decision) -> bool:
    """Whether something that was not read would have to allow it: nothing that was read is enough."""
    return bool(decision.alternatives) and all(
        any(atom.is_unread and holds for atom, holds in way) for way in decision.alternatives
    )


def condition_of(decision: Decision) -> str:
    """The condition in words, with what is said of one unread policy in one breath."""
    return told_ways(decision.alternatives) if decision.alternatives else decision.condition


def told_ways(ways: Iterable[Alternative]) -> str:
    """Alternatives in words."""
    texts = [" and ".join(_parts(way)) for way in ways]
    if len(texts) == 1:
        return texts[0]
    return ", or ".join(f"({text})" if " and " in text else text for text in dict.fromkeys(texts))


def _parts(way: Alternative) -> Iterator[str]:
    unread: dict[str, list[str]] = {}
    for atom, holds in sorted(way, key=lambda fact: fact[0].told(fact[1])):
        if isinstance(atom, Unread):
            unread.setdefault(atom.what, []).append(atom.does[0 if holds else 1])
        else:
            yield atom.told(holds)
    for what, does in unread.items():
        yield f"{what} {' and '.join(does)}"


def _has_unread(expression: Expression) -> bool:
    if isinstance(expression, bool):
        return False
    if isinstance(expression, All | Any):
        return any(map(_has_unread, expression.of))
    return (expression.of if isinstance(expression, Not) else expression).is_unread


def merged(refs: Iterable[Ref]) -> tuple[Ref, ...]:
    """Statements without repetition, in order."""
    return tuple(dict.fromkeys(refs))


def accepts_unsigned(action: str) -> bool:
    """Whether a request without signature can be it. Roles are assumed with credentials, or with a token by other actions; AWS KMS takes
    signed requests only, so that a key policy for everybody is for every AWS account.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html,
    https://docs.aws.amazon.com/kms/latest/APIReference/Welcome.html ("Signing Requests")
    """
    lower = action.lower()
    return lower != "sts:assumerole" and not lower.startswith("kms:")
