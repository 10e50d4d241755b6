"""A policy that was written, with the reason for each of its statements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from modelkeep.core.tables import Condition
from modelkeep.engines.access.least.grants import Scope
from modelkeep.engines.access.least.judging import Confidence

LARGEST_POLICY = 6_144
"""Characters of a managed policy without white space
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)."""

_LARGEST_STATEMENT = LARGEST_POLICY - 20
"""Room for the number of a part."""
_VERSION = "2012-10-17"


class Reason(StrEnum):
    """Why a statement is there."""

    USED = "used"
    RULE = "by rule"
    KEPT = "kept"
    DENY = "deny"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One statement. `note` says more of the reason; `events` and the times are those of what was used."""

    sid: str = ""
    reason: Reason
    note: str
    scope: Scope
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    events: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def document(self) -> dict[str, Any]:
        """The statement as JSON has it."""
        found: dict[str, Any] = {"Sid": self.sid} if self.sid else {}
        found["Effect"] = "Deny" if self.reason is Reason.DENY else "Allow"
        scope = self.scope
        for name, values in (
            ("Action", self.actions),
            ("NotAction", self.not_actions),
            ("Resource", scope.resources),
            ("NotResource", scope.not_resources),
        ):
            if values:
                found[name] = values[0] if len(values) == 1 else list(values)
        if scope.conditions:
            found["Condition"] = _conditions(scope.conditions)
        return found


def _conditions(conditions: Iterable[Condition]) -> dict[str, Any]:
    block: dict[str, dict[str, Any]] = {}
    for each in conditions:
        values: Any = each.values[0] if len(each.values) == 1 else list(each.values)
        block.setdefault(each.operator, {})[each.key] = values
    return block


@dataclass(frozen=True, slots=True)
class Removed:
    """An action that the role may use today and the new policy does not allow."""

    action: str
    confidence: Confidence
    why: str = ""


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Actions that no event shows and of which none could tell; `kept` says whether the new policy still allows them."""

    actions: tuple[str, ...]
    why: str
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """`beyond` are actions that were used on what the role's own policies do not allow today, so that the new policy does not either;
    `notes` what else is to be known."""

    entries: tuple[Entry, ...]
    removed: tuple[Removed, ...] = ()
    unjudged: tuple[Unjudged, ...] = ()
    beyond: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def documents(self) -> tuple[Mapping[str, Any], ...]:
        """As few policy documents as hold the statements, none if there is none. One that is too long alone is taken apart."""
        found: list[list[dict[str, Any]]] = []
        for statement in (part for each in self.entries for part in _parts(each.document())):
            if found and _length([*found[-1], statement]) <= LARGEST_POLICY:
                found[-1].append(statement)
            else:
                found.append([statement])
        return tuple({"Version": _VERSION, "Statement": statements} for statements in found)


def _parts(statement: dict[str, Any]) -> list[dict[str, Any]]:
    """A statement that fits into a policy, or numbered parts of one that does not."""
    found = _halved(statement)
    if len(found) == 1:
        return found
    return [{**part, "Sid": f"{statement.get('Sid', '')}Part{number}"} for number, part in enumerate(found, 1)]


def _halved(statement: dict[str, Any]) -> list[dict[str, Any]]:
    if _length([statement]) <= _LARGEST_STATEMENT:
        return [statement]
    for name in ("Action", "Resource"):
        values = statement.get(name)
        if isinstance(values, list):
            middle = len(values) // 2
            halves = ({**statement, name: values[:middle]}, {**statement, name: values[middle:]})
            return [part for half in halves for part in _halved(half)]
    return [statement]


def _length(statements: Sequence[Mapping[str, Any]]) -> int:
    return len(json.dumps({"Version": _VERSION, "Statement": statements}, separators=(",", ":"), ensure_ascii=False))
