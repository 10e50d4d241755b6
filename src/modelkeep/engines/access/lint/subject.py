"""What rules look at, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from modelkeep.core.policy import ALLOW, DENY, UNPARSED, Elements
from modelkeep.core.tables import Statement as StatementRow
from modelkeep.core.verdict import Severity
from modelkeep.engines.access.actions import Action, ActionTable
from modelkeep.engines.access.patterns import has_wildcard
from modelkeep.engines.access.statements import Statement, compile_row

Path = tuple[str | int, ...]
"""Where in a document something stands: ("Statement", 0, "Action", 2)."""

_STS = "sts:"


class PolicyKind(StrEnum):
    """What a policy is attached to; it decides which elements it may have and what an Allow in it means."""

    IDENTITY = "identity"
    RESOURCE = "resource"
    TRUST = "trust"
    SCP = "scp"
    RCP = "rcp"
    BOUNDARY = "boundary"
    ENDPOINT = "endpoint"


OF_RESOURCE = frozenset({PolicyKind.RESOURCE, PolicyKind.TRUST, PolicyKind.RCP, PolicyKind.ENDPOINT})
"""Kinds whose statements name principals."""
GRANTING = frozenset({PolicyKind.IDENTITY, PolicyKind.RESOURCE, PolicyKind.TRUST})
"""Kinds whose Allow gives something; in the others it only sets a limit."""
ANY_KIND = frozenset(PolicyKind)


@dataclass(frozen=True, slots=True)
class Place:
    """A line and a column, both from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyText:
    """A policy document as text. `places` tells where its elements begin, as far as the text could be read.

    `broken` is where it stops to be a document; None for one that is JSON without keys that are there twice.
    """

    name: str
    text: str
    places: Mapping[Path, Place] = field(default_factory=lambda: MappingProxyType({}))
    broken: Place | None = None

    def place(self, path: Path) -> Place:
        """Where an element begins, or the next one around it whose place is known."""
        if path[:1] == ("Statement",) and ("Statement", 0) not in self.places:
            path = ("Statement", *path[2:])  # one statement, without a list around it
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place())


@dataclass(frozen=True)
class Subject:
    """One document to be judged: its kind and its statements as `core.policy` reads them."""

    kind: PolicyKind
    statements: tuple[Elements, ...]
    table: ActionTable

    @cached_property
    def numbered(self) -> tuple[tuple[int, Elements], ...]:
        """The statements that were understood, with their positions."""
        return tuple((at, each) for at, each in enumerate(self.statements) if each.effect != UNPARSED)

    @property
    def allows(self) -> Iterator[tuple[int, Elements]]:
        """Those that allow."""
        return ((at, each) for at, each in self.numbered if each.effect == ALLOW)

    @property
    def denies(self) -> Iterator[tuple[int, Elements]]:
        """Those that deny."""
        return ((at, each) for at, each in self.numbered if each.effect == DENY)

    @cached_property
    def compiled(self) -> Mapping[int, Statement]:
        """The statements, ready to be asked."""
        return {
            at: compile_row(
                StatementRow(arn="", policy="", position=at, **each._asdict()), of_resource=self.kind in OF_RESOURCE
            )
            for at, each in self.numbered
        }

    def spelt_out(self, statement: Elements) -> Iterator[tuple[Path, Action]]:
        """The known actions that a statement names without wildcards, with their places in the statement."""
        for at, name in enumerate(statement.actions):
            action = None if has_wildcard(name) else self.table.action(name)
            if action is not None:
                yield ("Action", at), action


@dataclass(frozen=True, slots=True)
class Spot:
    """Something that a rule found: in which statement, None for the document, and where in it. `remedy` '' for the rule's own."""

    message: str
    statement: int | None = None
    path: Path = ()
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One check. `find` yields nothing for a document that is right."""

    id: str
    severity: Severity
    title: str
    remedy: str
    find: Callable[[Subject], Iterable[Spot]]
    kinds: frozenset[PolicyKind] = ANY_KIND


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong, at a place of a file. `statement` is its position from 0, None for the document; `sid` '' for none."""

    rule: str
    severity: Severity
    file: str
    place: Place
    message: str
    remedy: str
    statement: int | None = None
    sid: str = ""


def kind_of(statements: Iterable[Elements]) -> PolicyKind:
    """What a document most likely is. One that names no principals is taken for an identity policy: SCPs and boundaries look alike."""
    known = [each for each in statements if each.effect != UNPARSED]
    if not any(each.principals or each.not_principals for each in known):
        return PolicyKind.IDENTITY
    if all(
        not (each.resources or each.not_resources)
        and all(name.lower().startswith(_STS) for name in each.actions or each.not_actions)
        for each in known
    ):
        return PolicyKind.TRUST
    return PolicyKind.RESOURCE
