"""Which AWS API calls an EventBridge rule reacts to.

Patterns: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
API calls arrive through CloudTrail with the detail type "AWS API Call via CloudTrail".
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

API_CALL = "AWS API Call via CloudTrail"


class _UnknownComparisonError(ValueError):
    """A comparison that this module does not understand."""


@dataclass(frozen=True, slots=True)
class ApiCalls:
    """Event sources and names with `*` for any text."""

    sources: tuple[str, ...]
    names: tuple[str, ...]


NONE = ApiCalls((), ())


def api_calls(pattern: str) -> ApiCalls | None:
    """The API calls, `NONE` where the pattern is about other events or about some of the calls only, None where it cannot be told."""
    if not pattern:
        return NONE
    try:
        return _api_calls(json.loads(pattern))
    except (ValueError, TypeError, AttributeError):
        return None


def _api_calls(pattern: dict[str, Any]) -> ApiCalls:
    detail = dict(pattern.get("detail") or {})
    if not any(fnmatchcase(API_CALL, each) for each in _texts(pattern.get("detail-type"))):
        return NONE
    names, sources = _texts(detail.pop("eventName", None)), _texts(detail.pop("eventSource", None))
    if detail.get("errorCode") == [{"exists": False}]:
        del detail["errorCode"]
    narrowed = set(pattern) - {"source", "detail-type", "detail", "account", "region"}
    if detail or narrowed:
        return NONE
    if sources == ("*",):
        sources = tuple(f"{each.removeprefix('aws.')}.amazonaws.com" for each in _texts(pattern.get("source")))
    return ApiCalls(sources, names)


def _texts(tests: Iterable[Any] | None) -> tuple[str, ...]:
    """The alternatives of one field, `*` when the pattern does not mention it."""
    if tests is None:
        return ("*",)
    return tuple(_text(test) for test in tests)


def _text(test: Any) -> str:
    if isinstance(test, str):
        return test
    if isinstance(test, dict) and len(test) == 1:
        ((comparison, value),) = test.items()
        if isinstance(value, str):
            match comparison:
                case "prefix":
                    return f"{value}*"
                case "suffix":
                    return f"*{value}"
                case "wildcard" | "equals-ignore-case":
                    return value
        if comparison == "exists" and value is True:
            return "*"
    raise _UnknownComparisonError(repr(test))
