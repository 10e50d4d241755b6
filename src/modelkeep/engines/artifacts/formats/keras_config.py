"""Configurations of Keras, wherever they stand: in .keras and .h5 files, in JSON, beside a SavedModel.

A configuration names classes by module, and layers carry code or paths: Lambda holds marshalled bytecode, others read files
(CVE-2024-3660, CVE-2025-1550, CVE-2025-8747, CVE-2025-9905, CVE-2025-12058).
"""

from __future__ import annotations

from typing import Any, TypeGuard

from modelkeep.core.artifact_policy import Standing, Use
from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.looking import Look

LAMBDA = Rule(
    id="keras-lambda",
    title="A Keras model carries Python bytecode",
    severity=Severity.CRITICAL,
    fix="Do not load the file. Write the layer as a class of your own, and save the weights alone.",
)
MODULE = Rule(
    id="keras-module",
    title="A Keras configuration names a callable of another module",
    severity=Severity.CRITICAL,
    fix="Do not load the file. Rebuild the model from its source, and load the weights alone.",
)
OWN = Rule(
    id="keras-custom-object",
    title="A Keras model needs classes of somebody's own",
    severity=Severity.LOW,
    fix="Read the class that is registered under the name before the model is loaded.",
)
FILES = Rule(
    id="keras-reads-files",
    title="A layer of a Keras model reads a file or another model when it is loaded",
    severity=Severity.MEDIUM,
    fix="Keep vocabularies within the configuration, and load no layer that names a path.",
)
_HOME = (
    "keras",
    "tf_keras",
    "tensorflow.keras",
    "tensorflow.python.keras",
    "keras_core",
    "keras_hub",
    "keras_nlp",
    "keras_cv",
)
_LAMBDAS = frozenset({"Lambda", "__lambda__"})
_VOCABULARIES = frozenset({"StringLookup", "IntegerLookup", "TextVectorization", "IndexLookup"})
_LOADERS = frozenset({"TFSMLayer", "TorchModuleWrapper"})
_FETCHING = frozenset(
    {"get_file", "load_model", "load_weights", "load_img", "deserialize_keras_object", "model_from_json"}
)


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a JSON value is how Keras writes an object: its class and its configuration."""
    return isinstance(value, dict) and isinstance(value.get("class_name"), str) and "config" in value


def inspect_object(value: dict[str, Any], path: str, look: Look) -> None:
    """One object; those within it are looked at by whoever walks the document."""
    name, config = value["class_name"], value["config"]
    if name in _LAMBDAS:
        _lambda(name, config, path, look)
    if isinstance(module := value.get("module"), str) and module:
        _module(module, name, path, look)
    package, is_registered, _ = str(value.get("registered_name") or "").partition(">")
    if is_registered and package.lower() not in _HOME:
        look.found(
            OWN,
            "a class that is registered by somebody else",
            at=path,
            evidence=str(value["registered_name"]),
            review=True,
        )
    if name in _LOADERS:
        unpickles = name == "TorchModuleWrapper"
        message = (
            f"{name} {'unpickles what its configuration holds' if unpickles else 'loads another model from a path'}"
        )
        look.found(FILES, message, at=path, severity=Severity.HIGH, review=not unpickles)
    vocabulary = config.get("vocabulary") if isinstance(config, dict) else None
    if name in _VOCABULARIES and isinstance(vocabulary, str) and vocabulary:
        message = f"{name} reads its vocabulary from a file"
        look.found(FILES, message, at=path, evidence=vocabulary, advisories=("CVE-2025-12058",))


def _lambda(name: str, config: Any, path: str, look: Look) -> None:
    function = config.get("function") if isinstance(config, dict) else None
    named = isinstance(function, dict) and function.get("class_name") != "__lambda__"
    if name == "__lambda__" or (isinstance(function, (list, dict)) and not named):
        message = "a layer or function is bytecode that runs with the model"
        look.found(LAMBDA, message, at=path, advisories=("CVE-2024-3660",))
        return
    told = function.get("config") if isinstance(function, dict) else function
    message = "a Lambda layer calls a function by its name"
    look.found(LAMBDA, message, at=path, evidence=str(told)[:200], severity=Severity.MEDIUM, review=True)


def _module(module: str, name: str, path: str, look: Look) -> None:
    """A callable by module and name, as Keras 3 writes it."""
    if any(module == home or module.startswith(f"{home}.") for home in _HOME):
        if name in _FETCHING:
            message = "it loads from an address or path when the configuration is read"
            look.found(MODULE, message, at=path, evidence=f"{module}.{name}", advisories=("CVE-2025-8747",))
        return
    judged = look.policy.judge(module, name, Use.CALL)
    evidence = f"{module}.{name}"
    if judged.standing is Standing.DANGEROUS:
        advisories = ("CVE-2025-1550", *judged.advisories)
        look.found(MODULE, judged.why, at=path, evidence=evidence, severity=judged.severity, advisories=advisories)
    elif judged.standing is Standing.REVIEW:
        look.found(OWN, "a class that Keras does not bring", at=path, evidence=evidence, review=True)
