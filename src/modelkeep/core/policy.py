"""Policy documents as rows: the one parser of the IAM policy language.

Grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html. What the grammar does not allow is
never guessed at: a statement that is not understood becomes a row with effect `Unparsed`, which says that anything may be
granted there, and a document that is not understood becomes one such row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeVar
from urllib.parse import unquote

from modelkeep.core.arn import parse_arn
from modelkeep.core.tables import Condition, Statement

ALLOW, DENY, UNPARSED = "Allow", "Deny", "Unparsed"

StatementT = TypeVar("StatementT", bound=Statement)

_DOCUMENT_KEYS = frozenset({"Version", "Id", "Statement"})
_STATEMENT_KEYS = frozenset({
    "Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition",
})  # fmt: skip
_EXCLUDE_EACH_OTHER = tuple((name, f"Not{name}") for name in ("Action", "Resource", "Principal"))
_PRINCIPAL_TYPES = frozenset({"AWS", "Service", "Federated", "CanonicalUser"})
_VERSIONS = ("2008-10-17", "2012-10-17")
_ACCOUNT = re.compile(r"\d{12}\Z")
_MAPPING = (dict, Mapping)
"""What decoded JSON is made of first, because asking an abstract class is slow."""


class Elements(NamedTuple):
    """What one statement says, whoever carries it. `effect` is `Unparsed` where it was not understood; `problem` tells why."""

    sid: str = ""
    effect: str = UNPARSED
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    not_resources: tuple[str, ...] = ()
    principals: tuple[str, ...] = ()
    not_principals: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    version: str = _VERSIONS[1]
    problem: str = ""


def statements(
    row_class: type[StatementT], arn: str, policy_name: str, document: str | Mapping[str, Any] | None
) -> tuple[StatementT, ...]:
    """The statements of a policy document that the resource `arn` carries, in order, as rows; see `elements`."""
    return tuple(
        row_class(arn=arn, policy=policy_name, position=position, **each._asdict())
        for position, each in enumerate(elements(arn, document))
    )


def elements(arn: str, document: str | Mapping[str, Any] | None) -> list[Elements]:
    """The statements of a policy document that the resource `arn` carries, in order.

    `document` is JSON text, URL-encoded JSON text, or what such text decodes to. A document without a readable list of
    statements gives one with effect `Unparsed`; so does each statement that is not understood.
    """
    try:
        found = _decoded(document)
        listed = _listed_statements(found)
        version = _version(found)
    except (ValueError, TypeError, RecursionError) as problem:
        return [Elements(problem=_told(problem))]
    return [_statement(arn, version, statement) for statement in listed]


def _decoded(document: str | Mapping[str, Any] | None) -> Mapping[str, Any]:
    found: Any = document
    if isinstance(document, str):
        text = document if document.lstrip().startswith("{") else unquote(document, errors="strict")
        found = json.loads(text, object_pairs_hook=_without_duplicates)
    if not isinstance(found, _MAPPING):
        raise TypeError("a policy is an object")
    return found


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two values for one key: which of them counts is anybody's guess."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _version(document: Mapping[str, Any]) -> str:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html"""
    found = document.get("Version", _VERSIONS[0])
    if found not in _VERSIONS:
        raise ValueError(f"Version is neither {_VERSIONS[0]} nor {_VERSIONS[1]}")
    return str(found)


def _told(problem: Exception) -> str:
    """What is wrong with a document, without quoting it: error messages of parsers hold pieces of what they read."""
    if isinstance(problem, json.JSONDecodeError):
        return f"line {problem.lineno}, column {problem.colno}: {problem.msg}"
    if isinstance(problem, RecursionError):
        return "it is nested too deeply"
    return "it is not encoded as text" if isinstance(problem, UnicodeError) else str(problem)


def _listed_statements(document: Mapping[str, Any]) -> list[Any]:
    if not document.keys() <= _DOCUMENT_KEYS:
        raise ValueError("the document has elements that the grammar lacks")
    found = document.get("Statement")
    if isinstance(found, _MAPPING):
        return [found]
    if not isinstance(found, list):
        raise TypeError("the document has no statements")
    return found


def _statement(arn: str, version: str, statement: Any) -> Elements:
    try:
        _check(statement)
        conditions = statement.get("Condition")
        return Elements(
            _text(statement.get("Sid", "")),
            statement["Effect"],
            _texts(statement, "Action") if "Action" in statement else (),
            _texts(statement, "NotAction") if "NotAction" in statement else (),
            _texts(statement, "Resource") if "Resource" in statement else (),
            _texts(statement, "NotResource") if "NotResource" in statement else (),
            _principals(statement, "Principal", arn) if "Principal" in statement else (),
            _principals(statement, "NotPrincipal", arn) if "NotPrincipal" in statement else (),
            tuple(_conditions(conditions)) if "Condition" in statement else (),
            version,
        )
    except (ValueError, TypeError, RecursionError) as problem:
        return Elements(problem=_told(problem))


def _check(statement: Any) -> None:
    """Which elements go together. A trust policy has no Resource and an identity policy no Principal, but all have an action."""
    if not isinstance(statement, _MAPPING) or not statement.keys() <= _STATEMENT_KEYS:
        raise ValueError("the statement has elements that the grammar lacks")
    if statement.get("Effect") not in (ALLOW, DENY):
        raise ValueError("the effect is neither Allow nor Deny")
    if "Action" not in statement and "NotAction" not in statement:
        raise ValueError("the statement names no action")
    for name, opposite in _EXCLUDE_EACH_OTHER:
        if opposite in statement and name in statement:
            raise ValueError(f"{name} and {opposite} exclude each other")


def _texts(mapping: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A string or a list of strings. An empty list means nothing that AWS documents."""
    value = mapping[key]
    if not isinstance(value, list):
        return (_text(value),)
    if not value:
        raise ValueError(f"{key} is empty")
    return tuple(map(_text, value))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} where a string belongs")
    if not value.isascii():
        value.encode()  # half of a surrogate pair has no encoding, so it could not be stored
    return value


def _principals(statement: Mapping[str, Any], key: str, arn: str) -> tuple[str, ...]:
    value = statement[key]
    if value == "*":
        return ("*",)
    if not isinstance(value, _MAPPING) or not value or not value.keys() <= _PRINCIPAL_TYPES:
        raise ValueError(f"{key} is neither * nor a map of principals")
    return tuple(_principal(kind, each, arn) for kind in value for each in _texts(value, kind))


def _principal(kind: str, value: str, arn: str) -> str:
    """`AWS: 123456789012` is short for that account's root."""
    if kind == "AWS" and _ACCOUNT.match(value):
        parts = parse_arn(arn)
        return f"AWS:arn:{parts.partition if parts else 'aws'}:iam::{value}:root"
    return f"{kind}:{value}"


def _conditions(block: Any) -> Iterable[Condition]:
    if not isinstance(block, _MAPPING):
        raise TypeError("Condition is not a map of operators")
    for operator, keys in block.items():
        if not isinstance(keys, _MAPPING):
            raise TypeError("a condition operator has no map of keys")
        for key, value in keys.items():
            values = tuple(map(_condition_value, value)) if isinstance(value, list) else (_condition_value(value),)
            if not values:
                raise ValueError("a condition compares with nothing")
            yield Condition(_text(operator), _text(key), values)


def _condition_value(value: Any) -> str:
    """Booleans and numbers may stand without quotation marks."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return json.dumps(value, allow_nan=False)
    return _text(value)
