"""YAML beside weights: MLflow's MLmodel, NeMo's and Hydra's configurations. It is parsed by the loader that makes plain values only."""

from __future__ import annotations

import re
from typing import Any

import yaml

from modelkeep.core.artifact_policy import Standing, Use
from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.formats.json_document import inspect_document
from modelkeep.engines.artifacts.formats.text import read_text, tell_secrets
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source

TAG = Rule(
    id="yaml-python-tag",
    title="A YAML file makes Python objects when it is loaded",
    severity=Severity.CRITICAL,
    fix="Do not load the file with yaml.load or yaml.unsafe_load; write out its plain values.",
)
LOADER = Rule(
    id="mlflow-loader",
    title="An MLflow model is loaded by a module of somebody's own",
    severity=Severity.MEDIUM,
    fix="Read the module before the model is loaded: it runs as soon as that happens.",
)
# https://mlflow.org/docs/latest/ml/model/: the model file of a folder.
_MLMODEL = "MLmodel"
_TAGS = re.compile(
    r"!!python/(?P<how>object/apply|object/new|object|name|module)[:\s]\s*(?P<name>[\w.]*)|tag:yaml\.org,2002:python/(?P<other>\S+)"
)


def inspect(source: Source, look: Look) -> None:
    """Tags that make objects, and what keys name."""
    text = read_text(source, look)
    if text is None:
        return
    tell_secrets(text, look)
    _tags(text, look)
    try:
        documents = list(yaml.load_all(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))  # plain values only
    except yaml.YAMLError as error:
        look.gap(f"yaml: {getattr(error, 'problem', None) or 'it cannot be parsed'}")
        return
    for document in documents:
        inspect_document(document, look)
        if look.name.rpartition("/")[2] == _MLMODEL and isinstance(document, dict):
            _mlflow(document, look)


def _tags(text: str, look: Look) -> None:
    for found in _TAGS.finditer(text):
        at = f"line {text.count(chr(10), 0, found.start()) + 1}"
        name = found["name"] or found["other"] or ""
        module, _, last = name.rpartition(".")
        judged = look.policy.judge(module or "builtins", last, Use.CALL)
        if judged.standing is Standing.DANGEROUS or (found["how"] or "").startswith("object/"):
            look.found(TAG, "an object is made by a call", at=at, evidence=found[0])
        else:
            look.found(TAG, "a Python object is named", at=at, evidence=found[0], severity=Severity.MEDIUM, review=True)


def _mlflow(document: dict[str, Any], look: Look) -> None:
    flavors = document.get("flavors")
    for name, flavor in flavors.items() if isinstance(flavors, dict) else ():
        module = flavor.get("loader_module") if isinstance(flavor, dict) else None
        if isinstance(module, str) and module.partition(".")[0] not in ("mlflow", "mlflow_skinny"):
            look.found(
                LOADER, f"{name} is loaded by a module of its own", at=f"flavors.{name}", evidence=module, review=True
            )
