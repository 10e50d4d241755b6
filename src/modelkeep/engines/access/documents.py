"""Policies from the bytes of their documents, for those who compile thousands a second.

Most documents are plain: they have the elements of the grammar, each once. Those are decoded straight into structures, and of all
statements that differ by their resources and names only, one goes through `statements.policy_of`. Whatever is not plain goes there as
text, so that it is told what is wrong with it. Both ways lead to the same policy.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import UNSET, Raw, UnsetType

from modelkeep.engines.access.patterns import plain_dollars
from modelkeep.engines.access.statements import Effect, Policy, Ref, Statement, policy_of

_REMEMBERED = 8_192
"""Statements that differ by more than their resources."""

_BLANK = b" \t\n\r"
_OLD = "2008-10-17"
_PARTS = ("Action", "NotAction", "Principal", "NotPrincipal", "Condition")
_Where = tuple[str, bool, str]
"""The version of a policy, whether it is a resource's, and its partition."""


class _Statement(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    Effect: Literal["Allow", "Deny"]
    Sid: str | UnsetType = UNSET
    Action: Raw | UnsetType = UNSET
    NotAction: Raw | UnsetType = UNSET
    Resource: str | list[str] | UnsetType = UNSET
    NotResource: str | list[str] | UnsetType = UNSET
    Principal: Raw | UnsetType = UNSET
    NotPrincipal: Raw | UnsetType = UNSET
    Condition: Raw | UnsetType = UNSET


class _Document(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    Statement: list[_Statement] | _Statement
    Version: Literal["2008-10-17", "2012-10-17"] | UnsetType = UNSET
    Id: str | UnsetType = UNSET


class _NotPlainError(ValueError):
    """The document has to be read by somebody who can say what is wrong with it."""


class Documents:
    """Compiles documents, and remembers what statements have in common."""

    def __init__(self) -> None:
        """Nothing is remembered yet."""
        self._plain = msgspec.json.Decoder(_Document)
        self._any = msgspec.json.Decoder(Any, float_hook=_exactly)
        self._encoder = msgspec.json.Encoder()
        self._known: dict[tuple[object, ...], Statement] = {}

    def policy(self, name: str, document: bytes, *, of_resource: bool, partition: str) -> Policy:
        """As `policy_of`, of a document in JSON. Raises UnicodeDecodeError where it is not encoded as text."""
        try:
            found = self._plain.decode(document)
            # of a plain text without escapes, whatever is lost was in quotation marks
            if b"\\" in document or document.count(b'"') != self._encoder.encode(found).count(b'"'):
                raise _NotPlainError
            listed = found.Statement if isinstance(found.Statement, list) else [found.Statement]
            where = (_OLD if found.Version is UNSET else found.Version, of_resource, partition)
            statements = [self._statement(Ref(name, at, each.Sid or ""), each, where) for at, each in enumerate(listed)]
        except (msgspec.DecodeError, ValueError, RecursionError):
            return policy_of(name, document.decode(), of_resource=of_resource, partition=partition)
        return Policy(name, tuple(statements))

    def _statement(self, ref: Ref, given: _Statement, where: _Where) -> Statement:
        """Raises _NotPlainError."""
        parts = (given.Action, given.NotAction, given.Principal, given.NotPrincipal, given.Condition)
        resource, other_resource = given.Resource, given.NotResource
        texts = [each if each is UNSET else bytes(each) for each in parts]
        key = (*where, given.Effect, resource is UNSET, other_resource is UNSET, *texts)
        alike = self._known.get(key)
        if alike is None:
            alike = self._understood(given, texts, where)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = alike
        is_old = where[0] == _OLD
        return Statement(
            ref,
            alike.effect,
            alike.actions,
            alike.all_but_actions,
            () if resource is UNSET else _patterns(resource, is_old),
            () if other_resource is UNSET else _patterns(other_resource, is_old),
            alike.principals,
            alike.not_principals,
            alike.tests,
            alike.unclear,
            alike.may_grant,
        )

    def _understood(self, given: _Statement, texts: list[bytes | UnsetType], where: _Where) -> Statement:
        """The statement, whatever its resources are. Raises _NotPlainError."""
        version, of_resource, partition = where
        element = {name: self._value(text) for name, text in zip(_PARTS, texts, strict=True) if text is not UNSET}
        element |= {name: "*" for name in ("Resource", "NotResource") if getattr(given, name) is not UNSET}
        document = {"Version": version, "Statement": {"Effect": given.Effect, **element}}
        found = policy_of("", document, of_resource=of_resource, partition=partition).statements[0]
        if found.effect is Effect.UNREAD:
            raise _NotPlainError
        return found

    def _value(self, text: bytes) -> Any:
        """What a text stands for. Nothing is written longer than it was read, blanks aside, so that what is as long again lost nothing.

        Raises _NotPlainError where the first value of a key that is there twice is lost, or the digits of a long number.
        """
        found = self._any.decode(text)
        if len(text.translate(None, _BLANK)) != len(self._encoder.encode(found).translate(None, _BLANK)):
            raise _NotPlainError
        return found


def _patterns(value: str | list[str], is_old: bool) -> tuple[str, ...]:
    """Raises _NotPlainError for an empty list."""
    found = (value,) if isinstance(value, str) else tuple(value)
    if not found:
        raise _NotPlainError
    return tuple(map(plain_dollars, found)) if is_old else found


def _exactly(digits: str) -> float:
    """A long number would lose its last digits."""
    raise _NotPlainError(digits)
