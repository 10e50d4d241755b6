"""The policy that allows what was used, what is needed besides, and what nothing can be said of.

It is never wider than what the role's own policies allow today. What was used and they do not allow is said: a policy of the
resource allowed it, or they were changed since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from modelkeep.core.event_facts import Companion, EventFacts, On
from modelkeep.core.tables import Condition
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.least.evidence import Evidence, Seen
from modelkeep.engines.access.least.grants import Grants, Scope, scope_of
from modelkeep.engines.access.least.judging import Judge
from modelkeep.engines.access.least.narrowing import narrowed
from modelkeep.engines.access.least.uses import Call
from modelkeep.engines.access.least.written import Entry, Reason, Removed, Unjudged, Written

_PASS_ROLE = "iam:PassRole"  # noqa: S105  # an action
_OF_SERVICES = ".amazonaws.com"
_DENIES = "denied today: statement {statement} of {policy}"


@dataclass(frozen=True, slots=True)
class _Piece:
    """One action at one scope, before statements are put together."""

    action: str
    scope: Scope
    reason: Reason
    note: str
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True)
class Writer:
    """`bucket_keys`: the KMS key that encrypts a bucket's new objects, by the bucket's ARN."""

    table: ActionTable
    facts: EventFacts
    grants: Grants
    evidence: Evidence
    judge: Judge
    bucket_keys: Mapping[str, str] = field(default_factory=dict)
    removes_unjudged: bool = False

    def write(self) -> Written:
        """The policy."""
        beyond: dict[str, None] = {}
        used = _widest(self._used(beyond))
        by_rule = [*self._passed(), *self._companions(used), *self._dependents(used), *self._keys(used)]
        kept, unjudged = self._kept()
        pieces = [*used, *_without_covered(by_rule, used), *_without_covered(kept, (*used, *by_rule))]
        entries = _named([*_put_together(pieces), *self._denied()])
        allowed = {piece.action.lower() for piece in pieces}
        removed = tuple(
            Removed(action, self.judge.confidence(action), self.judge.unjudged(action))
            for action in self.grants.actions
            if action.lower() not in allowed
        )
        notes = tuple(
            f"{row.policy}, statement {row.position}, was not understood ({row.problem}) and is not in the new policy"
            for row in self.grants.unread
        )
        return Written(entries=entries, removed=removed, unjudged=unjudged, beyond=tuple(beyond), notes=notes)

    def _used(self, beyond: dict[str, None]) -> Iterator[_Piece]:
        """Each action that was used, on what it was used on."""
        by_action: dict[str, dict[str, list[Call]]] = {}
        for circumstance in self.evidence.calls:
            call = circumstance.call
            by_action.setdefault(call.action, {}).setdefault(call.resource, []).append(call)
        for action, by_resource in by_action.items():
            patterns = narrowed(by_resource, lambda wide, action=action: self._is_allowed(action, wide))  # type: ignore[misc]
            calls = [call for group in by_resource.values() for call in group]
            for pattern in patterns:
                yield from self._on(action, pattern, calls, beyond)

    def _is_allowed(self, action: str, pattern: str) -> bool:
        return any(scope.covers(pattern) for scope in self.grants.scopes(action))

    def _on(self, action: str, pattern: str, calls: list[Call], beyond: dict[str, None]) -> Iterator[_Piece]:
        times = (self.evidence.actions[action],)
        scopes = list(self.grants.narrowed(action, pattern))
        if not scopes:
            beyond[action] = None
        for scope in scopes:
            note = ""
            if scope == Scope((pattern,)):
                scope = replace(scope, conditions=self._evident(action, pattern, calls))
            elif scope.resources != (pattern,):
                note = "on what, the events do not tell: it stays as it is today"
            yield _Piece(action, scope, Reason.USED, note, times)

    def _evident(self, action: str, pattern: str, calls: list[Call]) -> tuple[Condition, ...]:
        """Conditions that every recorded call fits and that follow from what the action is for."""
        found: list[Condition] = []
        service = action.partition(":")[0]
        if pattern == "*" and self.table.region_of_requests(service) is None and all(call.region for call in calls):
            regions = tuple(sorted({call.region for call in calls}))
            found.append(Condition("StringEquals", "aws:RequestedRegion", regions))
        if service == "kms" and all(call.via.endswith(_OF_SERVICES) for call in calls):
            services = tuple(sorted({via_service(call) for call in calls}))
            found.append(Condition("StringEquals", "kms:ViaService", services))
        return tuple(found)

    def _passed(self) -> Iterator[_Piece]:
        """Roles that requests handed to services: passing one leaves no event of its own."""
        for (role, service), seen in self.evidence.passed.items():
            condition = Condition("StringEquals", "iam:PassedToService", (service,))
            for scope in self.grants.narrowed(_PASS_ROLE, role):
                conditions = (*scope.conditions, condition)
                if any(each.key.lower() == "iam:passedtoservice" for each in scope.conditions):
                    conditions = scope.conditions
                note = f"requests to {service} handed it this role"
                yield _Piece(_PASS_ROLE, replace(scope, conditions=conditions), Reason.RULE, note, (seen,))

    def _companions(self, used: list[_Piece]) -> Iterator[_Piece]:
        for companion in self.facts.companions:
            for piece in used:
                if piece.action in companion.actions:
                    yield from self._needed(piece, companion)

    def _dependents(self, used: list[_Piece]) -> Iterator[_Piece]:
        """What AWS lists as dependent, where a request of the same service is asked for it, or no event would tell."""
        for piece in used:
            action = self.table.action(piece.action)
            for name in action.dependents if action is not None else ():
                same = action is not None and name.partition(":")[0] == action.service
                if name != _PASS_ROLE and (same or self.judge.unjudged(name)):
                    why = f"AWS lists it as needed with {piece.action}"
                    yield from self._needed(piece, Companion((piece.action,), (name,), why))

    def _needed(self, piece: _Piece, companion: Companion) -> Iterator[_Piece]:
        for name in companion.adds:
            action = self.table.action(name)
            if action is None:
                continue
            fitting = [each for each in piece.scope.resources if self.table.resource_types_of(action, each)]
            patterns = ["*"] if companion.on is On.ANY or not fitting else fitting
            for pattern in patterns:
                for scope in self.grants.narrowed(name, pattern):
                    yield _Piece(name, scope, Reason.RULE, companion.why)

    def _keys(self, used: list[_Piece]) -> Iterator[_Piece]:
        for piece in used:
            for companion in self.facts.keys:
                for bucket in sorted({_bucket(each) for each in piece.scope.resources}):
                    key = self.bucket_keys.get(bucket)
                    if piece.action not in companion.actions or not key:
                        continue
                    region = key.split(":")[3]
                    condition = Condition("StringEquals", "kms:ViaService", (f"s3.{region}.amazonaws.com",))
                    for name in companion.adds:
                        for scope in self.grants.narrowed(name, key):
                            scope = (
                                replace(scope, conditions=(*scope.conditions, condition))
                                if not scope.conditions
                                else scope
                            )
                            yield _Piece(name, scope, Reason.RULE, companion.why)

    def _kept(self) -> tuple[list[_Piece], tuple[Unjudged, ...]]:
        """Permissions that no event could have shown, as they are today."""
        kept: list[_Piece] = []
        reasons: dict[str, dict[str, None]] = {}
        for row in self.grants.allows:
            scope = scope_of(row)
            unknown = f"the action table of {self.table.date} does not know it"
            found = [(name, self.judge.unjudged(name)) for name in self.grants.actions_of(row)]
            found += [(name, unknown) for name in self.grants.unknown_actions(row)]
            for name, why in found:
                if why:
                    reasons.setdefault(why, {})[name] = None
                    kept.append(_Piece(name, scope, Reason.KEPT, why))
        unjudged = tuple(
            Unjudged(tuple(sorted(names)), why, not self.removes_unjudged) for why, names in reasons.items()
        )
        return ([] if self.removes_unjudged else kept), unjudged

    def _denied(self) -> Iterator[Entry]:
        """What is denied today stays denied."""
        for row in self.grants.denies:
            note = _DENIES.format(policy=row.policy, statement=row.position)
            yield Entry(
                reason=Reason.DENY, note=note, scope=scope_of(row), actions=row.actions, not_actions=row.not_actions
            )


def via_service(call: Call) -> str:
    """What kms:ViaService holds for a call that a service made with the principal's permissions
    (https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service)."""
    return f"{call.via.removesuffix(_OF_SERVICES)}.{call.region}{_OF_SERVICES}"


def _bucket(arn: str) -> str:
    return arn.partition("/")[0]


def _without_covered(pieces: Iterable[_Piece], others: Iterable[_Piece]) -> list[_Piece]:
    """Those that others do not say already."""
    by_action: dict[str, dict[Scope, None]] = {}
    for each in others:
        by_action.setdefault(each.action, {})[each.scope] = None
    return [
        piece
        for piece in dict.fromkeys(pieces)
        if not any(scope.says(piece.scope) for scope in by_action.get(piece.action, ()))
    ]


def _widest(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Those that no other of them says already: where an event did not tell the resource, the whole of today's is there."""
    by_action: dict[str, list[_Piece]] = {}
    for each in pieces:
        by_action.setdefault(each.action, []).append(each)
    return [
        piece
        for group in by_action.values()
        for at, piece in enumerate(group)
        if not any(
            other.scope.says(piece.scope) and (number < at or not piece.scope.says(other.scope))
            for number, other in enumerate(group)
            if number != at
        )
    ]


def _put_together(pieces: Iterable[_Piece]) -> Iterator[Entry]:
    """Actions of one service, reason and scope become one statement; then resources of the same actions do."""
    merged: dict[tuple[str, Reason, str, Scope], list[_Piece]] = {}
    for each in dict.fromkeys(pieces):
        merged.setdefault((each.action.partition(":")[0], each.reason, each.note, each.scope), []).append(each)
    again: dict[tuple[Reason, str, tuple[str, ...], tuple[str, ...], tuple[Condition, ...]], Entry] = {}
    for (_, reason, note, scope), group in merged.items():
        actions = tuple(sorted({each.action for each in group}))
        seen = {id(each): each for piece in group for each in piece.seen}.values()
        entry = Entry(
            reason=reason, note=note, scope=scope, actions=actions, events=sum(each.events for each in seen),
            first=_edge(min, (each.first for each in seen)), last=_edge(max, (each.last for each in seen)),
        )  # fmt: skip
        key = (reason, note, actions, scope.not_resources, scope.conditions)
        again[key] = _joined(again[key], entry) if key in again else entry
    yield from again.values()


def _joined(one: Entry, other: Entry) -> Entry:
    """Two statements that differ in their resources only."""
    resources = tuple(dict.fromkeys((*one.scope.resources, *other.scope.resources)))
    # What was used is counted by action; what is needed besides, by resource.
    events = one.events if one.reason is Reason.USED else one.events + other.events
    return replace(one, events=events, scope=replace(one.scope, resources=("*",) if "*" in resources else resources))


def _edge(pick: object, times: Iterable[datetime]) -> datetime | None:
    found = list(times)
    assert callable(pick)
    return pick(found) if found else None


def _named(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """With Sids that say why a statement is there."""
    names = {Reason.USED: "Used", Reason.RULE: "Needed", Reason.KEPT: "Kept", Reason.DENY: "Denied"}
    counts: dict[str, int] = {}
    found: list[Entry] = []
    for each in entries:
        service = (each.actions or each.not_actions or ("",))[0].partition(":")[0]
        stem = names[each.reason] + "".join(part.capitalize() for part in service.replace("*", "All").split("-"))
        counts[stem] = counts.get(stem, 0) + 1
        found.append(replace(each, sid=stem if counts[stem] == 1 else f"{stem}{counts[stem]}"))
    return tuple(found)
