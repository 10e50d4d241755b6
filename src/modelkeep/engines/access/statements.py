"""Policies, compiled: each statement knows whether it applies to a request, and on what that depends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from modelkeep.core.policy import statements as parsed
from modelkeep.core.tables import Statement as StatementRow
from modelkeep.engines.access.conditions import AnyTest, compiled, fill
from modelkeep.engines.access.context import Context, Openness
from modelkeep.engines.access.expressions import Expression, Unread, all_of, any_of, negated
from modelkeep.engines.access.patterns import covers, has_variable, has_wildcard, matcher, overlaps, plain_dollars
from modelkeep.engines.access.principals import Named, Principal, excepted, named

_OLD = "2008-10-17"


class Effect(StrEnum):
    """What a statement does. UNREAD: it could not be understood, so that it may do either."""

    ALLOW = "Allow"
    DENY = "Deny"
    UNREAD = "Unparsed"


@dataclass(frozen=True, slots=True)
class Ref:
    """Which statement: the policy's name, the statement's position from 0, and its Sid, '' for none."""

    policy: str
    statement: int
    sid: str = ""

    def __str__(self) -> str:
        return f"{self.policy}, statement {self.statement}{f' ({self.sid})' if self.sid else ''}"


@dataclass(frozen=True, slots=True)
class ResourceWithin:
    """The resource of the request is one that a pattern stands for."""

    pattern: str

    @property
    def is_unread(self) -> bool:
        """Never: requests decide it."""
        return False

    def told(self, holds: bool) -> str:
        """As part of a condition."""
        return f"the resource is {'' if holds else 'not '}within {self.pattern}"


class ActionSet:
    """Action patterns, and which actions they stand for, remembered."""

    __slots__ = ("_known", "_matchers")

    def __init__(self, patterns: tuple[str, ...]) -> None:
        self._matchers = tuple(matcher(each.lower()) for each in patterns)
        self._known: dict[str, bool] = {}

    def holds(self, action: str) -> bool:
        """Whether an action, in lower case, is meant."""
        found = self._known.get(action)
        if found is None:
            found = self._known[action] = any(each(action) for each in self._matchers)
        return found


@lru_cache(maxsize=16384)
def action_set(patterns: tuple[str, ...]) -> ActionSet:
    """One set for one list of patterns, however many statements have it."""
    return ActionSet(patterns)


@dataclass(frozen=True, slots=True)
class Statement:
    """A compiled statement. `unclear` is what of it AWS would not have accepted or we do not know; '' for nothing."""

    ref: Ref
    effect: Effect
    actions: ActionSet
    all_but_actions: bool = False
    resources: tuple[str, ...] = ()
    all_but_resources: tuple[str, ...] = ()
    principals: tuple[str, ...] = ()
    not_principals: tuple[str, ...] = ()
    tests: tuple[AnyTest, ...] = ()
    unclear: str = ""

    def means(self, action: str) -> bool:
        """Whether the statement is about an action, in lower case. An unread statement is about every one."""
        return self.effect is Effect.UNREAD or self.actions.holds(action) != self.all_but_actions

    def covers(self, resource: str, context: Context, *, everything: bool = False) -> Expression:
        """Whether it is about a resource, or about all that a pattern of resources stands for.

        `everything`: the action knows no resources, so that only `*` will do
        (https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html).
        """
        if self.resources:
            return _any_fits(self.resources, resource, context, everything)
        if self.all_but_resources:
            return negated(_any_fits(self.all_but_resources, resource, context, everything))
        return True

    def names(self, who: Principal) -> tuple[tuple[Named, Expression], ...]:
        """How the statement names a principal; nothing where it does not."""
        return _names(who, self.principals, self.not_principals, self.effect is Effect.DENY)

    def holds(self, context: Context) -> Expression:
        """Whether its conditions hold."""
        tests = self.tests
        if not tests:
            return True
        return tests[0].ask(context) if len(tests) == 1 else all_of(test.ask(context) for test in tests)

    def doubt(self) -> Expression:
        """What an unclear statement leaves open: nothing is granted by it, but a Deny never disappears."""
        return False if self.effect is Effect.ALLOW else Unread(f"what {self.ref} means: {self.unclear}")


@dataclass(frozen=True, slots=True)
class Policy:
    """A compiled policy document."""

    name: str
    statements: tuple[Statement, ...]


def policy_of(name: str, document: str | Mapping[str, Any] | None, *, of_resource: bool = False) -> Policy:
    """A policy from its document (see `core.policy`). A document that is not understood is a policy of one unread statement.

    `of_resource`: it hangs on a resource, so that it names principals; a trust policy does.
    """
    rows = parsed(StatementRow, "", name, document)
    return Policy(name, tuple(compile_row(row, of_resource=of_resource) for row in rows))


def unread_policy(name: str, why: str) -> Policy:
    """A policy that exists, or may exist, and could not be read."""
    return Policy(name, (Statement(Ref(name, 0), Effect.UNREAD, action_set(("*",)), unclear=why),))


def policies_of(rows: Iterable[StatementRow], *, of_resource: bool = False) -> tuple[Policy, ...]:
    """The policies that the estate's statement rows, in order, make up, by their names."""
    found: dict[str, list[Statement]] = {}
    for row in rows:
        found.setdefault(row.policy, []).append(compile_row(row, of_resource=of_resource))
    return tuple(Policy(name, tuple(statements)) for name, statements in found.items())


def compile_row(row: StatementRow, *, of_resource: bool) -> Statement:
    """One statement of the estate. Both kinds of principals are kept for policies of resources only."""
    ref = Ref(row.policy, row.position, row.sid)
    if row.effect not in ("Allow", "Deny"):
        return Statement(ref, Effect.UNREAD, action_set(("*",)), unclear=row.problem or "it could not be parsed")
    with_variables = row.version != _OLD
    resources, all_but = row.resources, row.not_resources
    if not with_variables:
        resources, all_but = tuple(map(plain_dollars, resources)), tuple(map(plain_dollars, all_but))
    tests = tuple(compiled(condition, with_variables) for condition in row.conditions)
    return Statement(
        ref,
        Effect.ALLOW if row.effect == "Allow" else Effect.DENY,
        action_set(row.actions or row.not_actions),
        bool(row.not_actions),
        resources,
        all_but,
        row.principals if of_resource else (),
        row.not_principals if of_resource else (),
        tuple(test for test in tests if test is not None),
        _unclear(row, of_resource, None in tests),
    )


def _unclear(row: StatementRow, of_resource: bool, unknown_operator: bool) -> str:
    """What AWS does not accept, in words."""
    if unknown_operator:
        names = ", ".join(sorted({each.operator for each in row.conditions if compiled(each, True) is None}))
        return f"{names} is no condition operator, or not with these values"
    if of_resource and not (row.principals or row.not_principals):
        return "it names no principal"
    if not of_resource and (row.principals or row.not_principals):
        return "it names a principal, which only policies of resources do"
    if not of_resource and not (row.resources or row.not_resources):
        return "it names no resource"
    return ""


@lru_cache(maxsize=262144)
def _names(
    who: Principal, principals: tuple[str, ...], not_principals: tuple[str, ...], deny: bool
) -> tuple[tuple[Named, Expression], ...]:
    if not_principals:
        others = negated(excepted(who, not_principals, deny=deny))
        return () if others is False else ((Named.SELF, others),)
    found: dict[Named, Expression] = {}
    for element in principals:
        how, depends = named(who, element)
        if how is not Named.NOT:
            found[how] = any_of((found.get(how, False), depends))
    return tuple(found.items())


def _any_fits(patterns: tuple[str, ...], resource: str, context: Context, everything: bool) -> Expression:
    if len(patterns) == 1:
        return _fits(patterns[0], resource, context, everything)
    return any_of(_fits(pattern, resource, context, everything) for pattern in patterns)


def _fits(pattern: str, resource: str, context: Context, everything: bool) -> Expression:
    if pattern == "*":
        return True
    if everything:
        return covers(pattern, "*")
    if "${" in pattern and has_variable(pattern):
        filled = fill(pattern, context)
        if filled is None:
            return False
        if isinstance(filled, Openness):
            return ResourceWithin(pattern) if overlaps(pattern, resource) else False
        pattern = filled
    if not has_wildcard(resource):
        return matcher(pattern)(resource)
    if covers(pattern, resource):
        return True
    return ResourceWithin(pattern) if overlaps(pattern, resource) else False
