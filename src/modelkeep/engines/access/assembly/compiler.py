"""Statement rows as policies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from modelkeep.core.tables import Statement
from modelkeep.engines.access.decision import Level
from modelkeep.engines.access.statements import Policy, compile_row

_UNNAMED = "resource policy"


class Compiler:
    """Policies from rows, each compiled once however many principals it is attached to."""

    def __init__(self) -> None:
        """Nothing is compiled yet."""
        self._known: dict[tuple[object, ...], Policy] = {}

    def by_resource(self, rows: Iterable[Statement], *, of_resource: bool) -> dict[str, Level]:
        """The policies of each resource that carries any, by its ARN."""
        grouped: dict[str, dict[str, list[Statement]]] = {}
        for row in rows:
            grouped.setdefault(row.arn, {}).setdefault(row.policy, []).append(row)
        return {
            arn: tuple(self._policy(name or _UNNAMED, statements, of_resource) for name, statements in policies.items())
            for arn, policies in grouped.items()
        }

    def _policy(self, name: str, rows: list[Statement], of_resource: bool) -> Policy:
        key = (name, of_resource, *(_content(row) for row in sorted(rows, key=lambda row: row.position)))
        found = self._known.get(key)
        if found is None:
            rows.sort(key=lambda row: row.position)
            named = (replace(row, policy=name) for row in rows)
            found = Policy(name, tuple(compile_row(row, of_resource=of_resource) for row in named))
            self._known[key] = found
        return found


def _content(row: Statement) -> tuple[object, ...]:
    """What makes statements the same, whoever has them."""
    return (
        row.position, row.sid, row.effect, row.actions, row.not_actions, row.resources, row.not_resources, row.principals,
        row.not_principals, row.conditions, row.version,
    )  # fmt: skip
