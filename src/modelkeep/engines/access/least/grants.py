"""What a role's own policies allow today, statement by statement. Nothing that is written goes beyond it unknowingly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from modelkeep.core.policy import ALLOW, DENY
from modelkeep.core.tables import Condition
from modelkeep.core.tables import Statement as StatementRow
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.patterns import covers, matcher, overlaps, plain_dollars

_OLD = "2008-10-17"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a statement allows: its resources, or all but some, and its conditions."""

    resources: tuple[str, ...]
    not_resources: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()

    def covers(self, pattern: str) -> bool:
        """Whether all that a pattern stands for lies within. True is always right."""
        if self.not_resources:
            return not any(_may_meet(each, pattern) for each in self.not_resources)
        return any(each in ("*", pattern) or covers(each, pattern) for each in self.resources)

    def says(self, other: Scope) -> bool:
        """Whether it allows all that another does. True is always right."""
        if not set(self.conditions) <= set(other.conditions):
            return False
        if other.not_resources:
            return self.resources == ("*",) or self.not_resources == other.not_resources
        return all(map(self.covers, other.resources))

    def within(self, pattern: str) -> tuple[str, ...]:
        """The part of a pattern that lies within, as patterns: it, or those of the scope's own that may fit it too."""
        if self.covers(pattern):
            return (pattern,)
        return tuple(each for each in self.resources if overlaps(each, pattern))


class Grants:
    """The statements of a role's policies."""

    def __init__(self, rows: Iterable[StatementRow], table: ActionTable) -> None:
        """`rows`: all statements of inline and attached policies."""
        self._rows = tuple(map(_modern, rows))
        self._table = table
        self._matchers: dict[str, tuple[Scope, ...]] = {}
        self._actions: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[str, ...]] = {}

    @property
    def denies(self) -> tuple[StatementRow, ...]:
        """The statements that deny."""
        return tuple(row for row in self._rows if row.effect == DENY)

    @property
    def unread(self) -> tuple[StatementRow, ...]:
        """The statements that were not understood."""
        return tuple(row for row in self._rows if row.effect not in (ALLOW, DENY))

    @property
    def allows(self) -> tuple[StatementRow, ...]:
        """The statements that allow."""
        return tuple(row for row in self._rows if row.effect == ALLOW)

    @cached_property
    def actions(self) -> tuple[str, ...]:
        """The known actions that are allowed on something, in order."""
        found: set[str] = set()
        for row in self.allows:
            found |= set(self.actions_of(row))
        return tuple(sorted(found))

    def actions_of(self, row: StatementRow) -> tuple[str, ...]:
        """The known actions that a statement means."""
        key = (row.actions, row.not_actions)
        if key not in self._actions:
            self._actions[key] = self._spelt_out(row)
        return self._actions[key]

    def _spelt_out(self, row: StatementRow) -> tuple[str, ...]:
        if not row.not_actions:
            return tuple(
                dict.fromkeys(a.name for name in row.actions for a in self._table.matching("".join(name.split())))
            )
        excepted = [matcher(name.lower()) for name in row.not_actions]
        return tuple(a.name for a in self._table.matching("*") if not any(fits(a.name.lower()) for fits in excepted))

    def unknown_actions(self, row: StatementRow) -> tuple[str, ...]:
        """The patterns of a statement that stand for no known action."""
        return tuple(name for name in row.actions if name != "*" and not self._table.matching("".join(name.split())))

    def scopes(self, action: str) -> tuple[Scope, ...]:
        """Where the statements allow an action."""
        lower = action.lower()
        if lower not in self._matchers:
            self._matchers[lower] = tuple(dict.fromkeys(scope_of(row) for row in self.allows if _means(row, lower)))
        return self._matchers[lower]

    def narrowed(self, action: str, pattern: str) -> Iterator[Scope]:
        """The part of a pattern on which an action is allowed today: one scope without conditions where that covers all of it."""
        scopes = self.scopes(action)
        if any(not scope.conditions and scope.covers(pattern) for scope in scopes):
            yield Scope((pattern,))
            return
        for scope in scopes:
            if scope.not_resources and not scope.covers(pattern):
                yield scope
            elif inner := scope.within(pattern):
                yield Scope(inner, (), scope.conditions)


def scope_of(row: StatementRow) -> Scope:
    """Where a statement counts."""
    return Scope(row.resources, row.not_resources, row.conditions)


def _means(row: StatementRow, action: str) -> bool:
    if row.not_actions:
        return not any(matcher(name.lower())(action) for name in row.not_actions)
    return any(matcher("".join(name.split()).lower())(action) for name in row.actions)


def _modern(row: StatementRow) -> StatementRow:
    """A statement of 2008 as one of 2012 that means the same: `${` is text in it."""
    if row.version != _OLD:
        return row
    conditions = tuple(
        Condition(each.operator, each.key, tuple(map(plain_dollars, each.values))) for each in row.conditions
    )
    return StatementRow(
        arn=row.arn, policy=row.policy, position=row.position, sid=row.sid, effect=row.effect, actions=row.actions,
        not_actions=row.not_actions, resources=tuple(map(plain_dollars, row.resources)),
        not_resources=tuple(map(plain_dollars, row.not_resources)), conditions=conditions, problem=row.problem,
    )  # fmt: skip


def _may_meet(one: str, other: str) -> bool:
    """Whether two patterns may mean an ARN in common, field by field: names in ARNs hold no colons, those of objects aside."""
    mine, theirs = one.split(":", 5), other.split(":", 5)
    if len(mine) < 6 or len(theirs) < 6 or theirs[2] == "s3":
        return overlaps(one, other)
    return all(map(overlaps, mine, theirs))
