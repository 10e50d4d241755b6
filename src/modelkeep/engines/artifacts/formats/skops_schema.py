"""The schema of skops: which classes and functions its loader takes (https://skops.readthedocs.io/en/stable/persistence.html)."""

from __future__ import annotations

import re
from typing import Any, TypeGuard

from modelkeep.core.artifact_policy import Standing, Use
from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.looking import Look

NAMES = Rule(
    id="skops-callable",
    title="A skops file names a dangerous function or class",
    severity=Severity.CRITICAL,
    fix="Do not load the file, and trust no list of types that it tells itself.",
)
UNKNOWN = Rule(
    id="skops-unknown",
    title="A skops file names functions or classes that nobody knows",
    severity=Severity.LOW,
    fix="Read what they do before you name them as trusted.",
)


_SCALAR = re.compile(r"(?:u?int|float|complex)\d+|bool_?|str_|bytes_|datetime64|timedelta64|longdouble")
"""Numpy's scalars, which skops keeps as nodes and pickles do not."""


def is_node(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a JSON value is a node of skops."""
    return isinstance(value, dict) and "__loader__" in value and "__module__" in value


def inspect_node(node: dict[str, Any], path: str, look: Look) -> None:
    """One node; those within it are looked at by whoever walks the document."""
    pairs = [(node.get("__module__"), node.get("__class__"), Use.NEW)]
    content = node.get("content")
    if isinstance(content, dict):
        pairs.append((content.get("module_path"), content.get("function"), Use.CALL))
        pairs.append((content.get("__module__"), content.get("__class__"), Use.MENTION))
    for module, name, use in pairs:
        if (
            not isinstance(module, str)
            or not isinstance(name, str)
            or (use is Use.NEW and node["__loader__"] == "FunctionNode")
        ):
            continue
        if module == "numpy" and _SCALAR.fullmatch(name):
            continue
        judged = look.policy.judge(module, name, use)
        if judged.standing is Standing.DANGEROUS:
            look.found(
                NAMES,
                judged.why,
                at=path,
                evidence=f"{module}.{name}",
                severity=judged.severity,
                advisories=judged.advisories,
            )
        elif judged.standing is Standing.REVIEW:
            look.found(UNKNOWN, judged.why, at=path, evidence=f"{module}.{name}", severity=judged.severity, review=True)
