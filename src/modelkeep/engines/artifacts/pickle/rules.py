"""Kinds of issues that a pickle raises."""

from __future__ import annotations

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity

_REBUILD = (
    "Do not load the file. Ask its author for the weights as safetensors, or rebuild it from a source that you trust."
)
_LOOK = (
    "Look at what the name does. Where it is yours and harmless, name it in a policy file and pass that with --policy."
)

CALL = Rule(
    id="pickle-dangerous-call",
    title="Loading the file calls a dangerous function",
    severity=Severity.CRITICAL,
    fix=_REBUILD,
    atlas=("AML.T0011.000", "AML.T0018.002"),
)
REFERENCE = Rule(
    id="pickle-dangerous-reference",
    title="The file refers to a dangerous function",
    severity=Severity.HIGH,
    fix=_REBUILD,
)
UNKNOWN = Rule(
    id="pickle-unknown-call",
    title="Loading the file calls what is not known to be safe",
    severity=Severity.MEDIUM,
    fix=_LOOK,
)
INJECTION = Rule(
    id="pickle-attribute-injection",
    title="Loading the file changes a class, a function or a module",
    severity=Severity.CRITICAL,
    fix=_REBUILD,
)
COMPUTED = Rule(
    id="pickle-computed-name",
    title="The file hides what it imports behind a calculation",
    severity=Severity.HIGH,
    fix=_REBUILD,
)
EXPANSION = Rule(
    id="pickle-expansion",
    title="Loading the file takes far more memory or time than its size tells",
    severity=Severity.HIGH,
    fix="Do not load the file where other work runs.",
    atlas=("AML.T0029",),
)
CODE = Rule(
    id="pickle-code",
    title="The file carries functions as code",
    severity=Severity.MEDIUM,
    fix="Read the code that the function was made of, or have it installed as a package instead.",
)
