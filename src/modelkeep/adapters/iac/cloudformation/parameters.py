"""What parameters come to before anybody deploys: what is given, their defaults, or nothing that is known.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from modelkeep.adapters.iac.cloudformation.nodes import Mapping
from modelkeep.adapters.iac.cloudformation.values import Assumed, text_of
from modelkeep.adapters.iac.resource import Unknown, Value

if TYPE_CHECKING:
    from modelkeep.adapters.iac.cloudformation.scope import Scope


def parameter_value(scope: Scope, name: str, given: Callable[[], Value] | None) -> Value:
    """A parameter's value. What is not to be shown is never known, and neither is what Parameter Store holds: a template, and who
    deploys it, name the entry only."""
    body, line = scope.template.parameters[name], scope.template.parameters.lines[name]
    if not isinstance(body, Mapping):
        return scope.wrong(line, f"the parameter {name} is no mapping")
    if text_of(body.get("NoEcho", "false")) != "false":
        return Unknown(f"the parameter {name} is not to be shown")
    kind = body.get("Type", "String")
    if not isinstance(kind, str) or kind.startswith("AWS::SSM::Parameter::Value"):
        return Unknown(f"the parameter {name} is read from SSM Parameter Store when it is deployed")
    allowed = body.get("AllowedValues")
    if given is not None:
        found = given()
        if isinstance(allowed, list) and not _allowed(found, allowed):
            return scope.wrong(line, f"the parameter {name} is given a value that AllowedValues does not have")
    elif "Default" in body:
        found = body["Default"]
    elif isinstance(allowed, list) and len(allowed) == 1:
        found = allowed[0]
    else:
        found = Unknown(f"the parameter {name} has no default")
    return _listed(found) if kind == "CommaDelimitedList" or kind.startswith("List<") else _scalar(scope, name, found)


def _allowed(found: Value, allowed: list[Value]) -> bool:
    text = text_of(found)
    return text is None or isinstance(found, Assumed) or text in [text_of(each) for each in allowed]


def _scalar(scope: Scope, name: str, found: Value) -> Value:
    if found is None or text_of(found) is not None or isinstance(found, Unknown | list):
        return found
    return scope.wrong(scope.template.parameters.lines[name], f"the parameter {name} is no text")


def _listed(found: Value) -> Value:
    if isinstance(found, list | Unknown):
        return found
    text = text_of(found)
    parts = [each.strip() for each in text.split(",")] if text else []
    return [Assumed(each) for each in parts] if isinstance(found, Assumed) else parts
