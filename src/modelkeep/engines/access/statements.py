"""Policies, compiled: each statement knows whether it applies to a request, and on what that depends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from modelkeep.core.policy import Elements, elements
from modelkeep.core.tables import Statement as StatementRow
from modelkeep.engines.access.conditions import AnyTest, compiled, fill
from modelkeep.engines.access.context import Context, Openness
from modelkeep.engines.access.expressions import Expression, Unread, all_of, any_of, negated
from modelkeep.engines.access.patterns import covers, has_variable, has_wildcard, matches, overlaps, plain_dollars
from modelkeep.engines.access.principals import Named, Principal, excepted, meant, named

_OLD = "2008-10-17"


class Effect(StrEnum):
    """What a statement does. UNREAD: it could not be understood, so that it may do either."""

    ALLOW = "Allow"
    DENY = "Deny"
    UNREAD = "Unparsed"


_ALLOW, _DENY, _UNREAD = Effect.ALLOW, Effect.DENY, Effect.UNREAD
"""To ask an enumeration for a member is slow."""


class Ref(NamedTuple):
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


Names = tuple[tuple[Named, Expression], ...]
"""Ways in which a statement names a principal, and on what each depends."""

ANYHOW: Names = ((Named.SELF, True),)
"""It names the principal, whoever that is."""

_ALL = ("*",)


class ActionSet:
    """Action patterns, and which actions they stand for, remembered."""

    __slots__ = ("_known", "_patterns")

    def __init__(self, patterns: tuple[str, ...]) -> None:
        self._patterns = tuple(each.lower() for each in patterns)
        self._known: dict[str, bool] = {}

    def holds(self, action: str) -> bool:
        """Whether an action, in lower case, is meant."""
        found = self._known.get(action)
        if found is None:
            found = self._known[action] = any(matches(each, action) for each in self._patterns)
        return found


@lru_cache(maxsize=16384)
def action_set(patterns: tuple[str, ...]) -> ActionSet:
    """One set for one list of patterns, however many statements have it."""
    return ActionSet(patterns)


@lru_cache(maxsize=16384)
def _written(patterns: tuple[str, ...]) -> tuple[ActionSet, bool]:
    """The actions that a statement names, and whether there are blanks among them.

    AWS documents neither that it refuses blanks around an action or its colon nor that it ignores them.
    """
    joined = "".join(patterns)
    if joined.isprintable() and " " not in joined:
        return action_set(patterns), False
    return action_set(tuple("".join(each.split()) for each in patterns)), True


class Statement(msgspec.Struct, frozen=True):
    """A compiled statement. `unclear` is what of it AWS would not have accepted or we do not know; '' for nothing.

    `may_grant`: AWS's documentation does not say that it refuses what is unclear, so that an Allow may count all the same.
    """

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
    may_grant: bool = False

    def means(self, action: str) -> bool:
        """Whether the statement is about an action, in lower case. An unread statement is about every one."""
        return self.effect is _UNREAD or self.actions.holds(action) != self.all_but_actions

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

    def names(self, who: Principal) -> Names:
        """How the statement names a principal; nothing where it does not."""
        if self.principals == _ALL:
            return ANYHOW
        return _names(who, self.principals, self.not_principals, self.effect is _DENY)

    def holds(self, context: Context) -> Expression:
        """Whether its conditions hold."""
        tests = self.tests
        if not tests:
            return True
        return tests[0].ask(context) if len(tests) == 1 else all_of(test.ask(context) for test in tests)

    def applies(self, resource: str, context: Context, *, everything: bool = False) -> Expression:
        """Whether it is about the resource and its conditions hold, as far as it is clear; see `covers`."""
        found: Expression = True
        if self.resources != _ALL:
            found = self.covers(resource, context, everything=everything)
        if found is False:
            return False
        if self.tests:
            holds = self.holds(context)
            found = holds if found is True else all_of((found, holds))
        return all_of((found, self.doubt())) if self.unclear else found

    def doubt(self) -> Expression:
        """What an unclear statement leaves open: nothing is granted by it, but a Deny never disappears."""
        if self.effect is Effect.DENY:
            return Unread(f"{self.ref}, which is not valid ({self.unclear}),", ("denies it", "does not deny it"))
        if self.may_grant:
            return Unread(f"{self.ref}, which is not valid ({self.unclear}),", ("allows it", "does not allow it"))
        return False

    def unread(self) -> tuple[Unread, Unread]:
        """What an unread statement leaves open: it may allow, and it may deny."""
        what = f"{self.ref.policy} ({self.unclear})"
        return Unread(what, ("allows it", "does not allow it")), Unread(what, ("denies it", "does not deny it"))


class Policy(msgspec.Struct, frozen=True):
    """A compiled policy document."""

    name: str
    statements: tuple[Statement, ...]


def policy_of(
    name: str, document: str | Mapping[str, Any] | None, *, of_resource: bool = False, partition: str = "aws"
) -> Policy:
    """A policy from its document (see `core.policy`). A document that is not understood is a policy of one unread statement.

    `of_resource`: it hangs on a resource, so that it names principals; a trust policy does. `partition` is where it is stored.
    """
    found = elements("" if partition == "aws" else f"arn:{partition}::::", document)
    if len(found) == 1:
        return Policy(name, (_compiled(Ref(name, 0, found[0].sid), found[0], of_resource),))
    return Policy(name, tuple([_compiled(Ref(name, at, each.sid), each, of_resource) for at, each in enumerate(found)]))


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
    return _compiled(Ref(row.policy, row.position, row.sid), row, of_resource)


def _compiled(ref: Ref, row: StatementRow | Elements, of_resource: bool) -> Statement:
    if row.effect not in ("Allow", "Deny"):
        return Statement(ref, Effect.UNREAD, action_set(("*",)), unclear=row.problem or "it could not be parsed")
    with_variables = row.version != _OLD
    resources, all_but = row.resources, row.not_resources
    if not with_variables:
        resources, all_but = tuple(map(plain_dollars, resources)), tuple(map(plain_dollars, all_but))
    actions, has_blanks = _written(row.actions or row.not_actions)
    tests, problem = _tests(row, with_variables) if row.conditions else ((), "")
    if has_blanks:
        problem = "an action holds blanks"
    return Statement(
        ref,
        _ALLOW if row.effect == "Allow" else _DENY,
        actions,
        bool(row.not_actions),
        resources,
        all_but,
        row.principals if of_resource else (),
        row.not_principals if of_resource else (),
        tests,
        _misplaced(row, of_resource) or problem,
        has_blanks,
    )


def _tests(row: StatementRow | Elements, with_variables: bool) -> tuple[tuple[AnyTest, ...], str]:
    """The conditions, and what of them is not valid. A Deny does not vanish because a value of its conditions can fit nothing."""
    found: list[AnyTest] = []
    problem = ""
    for condition in row.conditions:
        test = compiled(condition, with_variables)
        if test is None:
            problem = f"{condition.operator} is no condition operator, or not with these values"
        elif row.effect == "Deny" and not test.is_readable:
            problem = f"a value of {condition.operator} is not of its type"
        else:
            found.append(test)
    return tuple(found), problem


def _misplaced(row: StatementRow | Elements, of_resource: bool) -> str:
    """Which elements are there or missing that AWS does not accept there or without, in words.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    """
    names_principals = bool(row.principals or row.not_principals)
    if of_resource:
        return "" if names_principals else "it names no principal"
    if names_principals:
        return "it names a principal, which only policies of resources do"
    return "" if row.resources or row.not_resources else "it names no resource"


@lru_cache(maxsize=262144)
def _names(who: Principal, principals: tuple[str, ...], not_principals: tuple[str, ...], deny: bool) -> Names:
    if not_principals:
        others = negated(excepted(who, not_principals, deny=deny))
        return () if others is False else ((Named.SELF, others),)
    found: dict[Named, Expression] = {}
    for element in principals:
        how, depends = meant(who, element) if deny else named(who, element)
        if how is not Named.NOT:
            found[how] = any_of((found.get(how, False), depends))
    return tuple(found.items())


def _any_fits(patterns: tuple[str, ...], resource: str, context: Context, everything: bool) -> Expression:
    if len(patterns) == 1:
        return _fits(patterns[0], resource, context, everything)
    found: list[Expression] = []
    for pattern in patterns:
        fits = _fits(pattern, resource, context, everything)
        if fits is True:
            return True
        if fits is not False:
            found.append(fits)
    return any_of(found) if found else False


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
    if not ("*" in resource or "?" in resource) or not has_wildcard(resource):
        return matches(pattern, resource)
    if covers(pattern, resource):
        return True
    return ResourceWithin(pattern) if overlaps(pattern, resource) else False
