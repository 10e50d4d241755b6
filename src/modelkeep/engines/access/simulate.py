"""Stand-alone cases: a request, the policies that bear on it, a decision.

A case is a JSON object: `{"id", "request": {"principal", "action", "resource", "resource_account"?, "context"?}, "policies":
{"identity", "boundary", "session", "resource", "endpoint": [policy], "scp", "rcp": [[policy]]}, "mode"?}`. A policy is a document, or
`{"name", "policy"}`. A context key that is not given is missing in mode `strict`, the default, and open in mode `symbolic`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

import msgspec

from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.context import Context, lowered
from modelkeep.engines.access.decision import Decision, Level, Outcome, Policies, decide
from modelkeep.engines.access.documents import Documents
from modelkeep.engines.access.principals import bounded, principal_of
from modelkeep.engines.access.requests import request_of
from modelkeep.engines.access.statements import Policy

_REMEMBERED = 20_000
"""Policies. One is remembered when it comes for the second time: most come once, and keeping those would cost more than it saves."""

_REMEMBERED_LEVELS = 1_000
"""Of organisations."""

Mode = Literal["strict", "symbolic"]

MODES: Mapping[str, Mode] = MappingProxyType({"strict": "strict", "symbolic": "symbolic"})
"""By name."""


class _Request(msgspec.Struct, forbid_unknown_fields=True):
    principal: str
    action: str
    resource: str = "*"
    resource_account: str | None = None
    context: dict[str, Any] | None = None


class _Policies(msgspec.Struct, forbid_unknown_fields=True):
    identity: list[msgspec.Raw] | None = None
    boundary: list[msgspec.Raw] | None = None
    session: list[msgspec.Raw] | None = None
    resource: list[msgspec.Raw] | None = None
    scp: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    rcp: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    endpoint: list[msgspec.Raw] | None = None


class _Case(msgspec.Struct):
    """Fields of other names are the user's own, such as what is expected."""

    id: str | int
    request: _Request
    policies: _Policies = msgspec.field(default_factory=_Policies)
    mode: Mode | None = None


class _Named(msgspec.Struct):
    policy: msgspec.Raw
    name: str = ""


class _Id(msgspec.Struct):
    id: str | int | None = None


_OF_RESOURCE = ("resource", "rcp", "endpoint")
"""The kinds of policies that name principals."""


class Simulator:
    """Decides cases, and remembers the policies that it has compiled."""

    def __init__(self, table: ActionTable, mode: Mode = "strict") -> None:
        """`table`: the actions that are known. `mode` is that of cases that name none."""
        self._table = table
        self._mode = mode
        self._cases = msgspec.json.Decoder(_Case)
        self._wrappers = msgspec.json.Decoder(_Named)
        self._listed = msgspec.json.Decoder(list[list[msgspec.Raw]] | None)
        self._documents = Documents()
        self._levels: dict[tuple[bytes, str, str], tuple[Level, ...]] = {}
        self._seen: set[int] = set()
        self._compiled: dict[tuple[bytes, str, str], Policy] = {}

    def answer(self, line: bytes) -> dict[str, Any]:
        """The decision for one line, as a JSON object. A line that is no case is `unknown`, with the problem."""
        try:
            case = self._cases.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
            return {"id": _id_of(line), "decision": Outcome.UNKNOWN.value, "by": [], "problem": str(problem)}
        try:
            decision = self._decided(case)
        except ValueError as problem:
            return {"id": case.id, "decision": Outcome.UNKNOWN.value, "by": [], "problem": str(problem)}
        return _told(case.id, decision)

    def _decided(self, case: _Case) -> Decision:
        asked = case.request
        context = Context(lowered(asked.context or {}), strict=(case.mode or self._mode) == "strict")
        who = principal_of(asked.principal)
        request = request_of(
            self._table,
            bounded(who) if case.policies.boundary else who,
            asked.action,
            asked.resource,
            context,
            account=asked.resource_account or None,
        )
        given = case.policies
        partition = request.principal.partition
        policies = Policies(
            self._level("identity", given.identity, partition),
            self._level("boundary", given.boundary, partition) if given.boundary else (),
            self._level("session", given.session, partition) if given.session else (),
            self._level("resource", given.resource, partition),
            self._organisation("scp", given.scp, partition) if given.scp else (),
            self._organisation("rcp", given.rcp, partition) if given.rcp else (),
            self._level("endpoint", given.endpoint, partition) if given.endpoint else (),
        )
        return decide(request, policies)

    def _organisation(self, kind: str, given: msgspec.Raw, partition: str) -> tuple[Level, ...]:
        """The levels of an organisation's policies; whole, because most cases have the same. Raises ValueError."""
        key = (bytes(given), kind, partition)
        found = self._levels.get(key)
        if found is None:
            try:
                levels = self._listed.decode(given) or ()
            except msgspec.DecodeError as problem:
                raise ValueError(f"{problem}, in policies.{kind}") from problem
            found = tuple([self._level(f"{kind}[{at}]", level, partition) for at, level in enumerate(levels)])
            if len(self._levels) >= _REMEMBERED_LEVELS:
                self._levels.clear()
            self._levels[key] = found
        return found

    def _level(self, place: str, given: list[msgspec.Raw] | None, partition: str) -> tuple[Policy, ...]:
        if not given:
            return ()
        if len(given) == 1:
            return (self._policy(f"{place}[0]", bytes(given[0]), partition),)
        return tuple([self._policy(f"{place}[{at}]", bytes(raw), partition) for at, raw in enumerate(given)])

    def _policy(self, name: str, raw: bytes, partition: str) -> Policy:
        key = (raw, name, partition)
        found = self._compiled.get(key)
        if found is not None:
            return found
        found = self._compile(name, raw, name.startswith(_OF_RESOURCE), partition)
        mark = hash(key)
        if mark in self._seen:
            if len(self._compiled) >= _REMEMBERED:
                self._compiled.clear()
            self._compiled[key] = found
        else:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            self._seen.add(mark)
        return found

    def _compile(self, name: str, raw: bytes, of_resource: bool, partition: str) -> Policy:
        document = raw
        if b'"policy"' in raw:
            try:
                wrapper = self._wrappers.decode(raw)
            except msgspec.ValidationError:
                pass  # the word stands somewhere inside a document
            else:
                document, name = bytes(wrapper.policy), wrapper.name or name
        return self._documents.policy(name, document, of_resource=of_resource, partition=partition)


def _id_of(line: bytes) -> str | int | None:
    """The id of a line that is not a case otherwise."""
    try:
        return msgspec.json.decode(line, type=_Id).id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _told(case_id: str | int, decision: Decision) -> dict[str, Any]:
    found: dict[str, Any] = {"id": case_id, "decision": decision.outcome.value}
    if decision.condition:
        found["condition"] = decision.condition
    found["by"] = [{"policy": ref.policy, "statement": ref.statement} for ref in decision.by]
    if decision.blocked_by:
        found["blocked_by"] = [layer.value for layer in decision.blocked_by]
    return found
