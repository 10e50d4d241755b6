"""Versions that files of a model tell: what it was made with, and so what it is to be loaded with.

https://mlflow.org/docs/latest/ml/model/ (MLmodel, python_env.yaml), Hugging Face's config.json (`transformers_version`), Keras'
metadata.json (`keras_version`), skops' schema.json (`_skops_version`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from modelkeep.core.components import Component, Evidence, PackageType
from modelkeep.engines.components.documents import from_json, from_yaml, mapping, text
from modelkeep.engines.components.found import Found, MalformedError
from modelkeep.engines.components.requirements import LINES, add

_VERSION = re.compile(r"\d[0-9A-Za-z.+_-]{0,63}")
_FLAVOURS: Mapping[str, str] = {
    "sklearn_version": "scikit-learn",
    "pytorch_version": "torch",
    "tf_version": "tensorflow",
    "keras_version": "keras",
    "xgb_version": "xgboost",
    "lgb_version": "lightgbm",
    "catboost_version": "catboost",
    "transformers_version": "transformers",
    "sentence_transformers_version": "sentence-transformers",
    "onnx_version": "onnx",
    "spacy_version": "spacy",
    "statsmodels_version": "statsmodels",
    "prophet_version": "prophet",
    "langchain_version": "langchain",
    "pyspark_version": "pyspark",
    "paddle_version": "paddlepaddle",
    "h2o_version": "h2o",
    "diffusers_version": "diffusers",
}
_KEYS: Mapping[str, str] = {
    "transformers_version": "transformers",
    "_diffusers_version": "diffusers",
    "keras_version": "keras",
    "_skops_version": "skops",
}


def read_mlmodel(path: str, content: bytes, found: Found) -> None:
    """MLmodel: versions of flavours, of MLflow and of Python."""
    document = from_yaml(content)
    if not isinstance(document, dict) or "flavors" not in document:
        raise MalformedError("no flavors")
    _tell("mlflow", document.get("mlflow_version"), path, found)
    for flavour in mapping(document["flavors"]).values():
        for key, value in mapping(flavour).items():
            if key in _FLAVOURS:
                _tell(_FLAVOURS[key], value, path, found)
            elif key == "python_version":
                _tell_python(value, path, found)


def read_python_env(path: str, content: bytes, found: Found) -> None:
    """python_env.yaml: the version of Python, and lines as in a requirements file."""
    document = from_yaml(content)
    if not isinstance(document, dict):
        raise MalformedError("no environment")
    _tell_python(document.get("python"), path, found)
    found.references.read.add(path)
    for key in ("build_dependencies", "dependencies"):
        asked: Any = document.get(key)
        for each in asked[:LINES] if isinstance(asked, list) else ():
            add(text(each), path, found, at=key)


def read_settings(path: str, content: bytes, found: Found) -> None:
    """config.json, metadata.json, schema.json and the like, where they tell such a version; others of that name are no matter of ours."""
    if any(f'"{key}"'.encode() in content for key in _KEYS):
        document = mapping(from_json(content))
        for key, name in _KEYS.items():
            _tell(name, document.get(key), path, found)


def _tell(name: str, version: Any, path: str, found: Found) -> None:
    if _VERSION.fullmatch(text(version)):
        found.add(path, Component(type=PackageType.PYPI, name=name, version=text(version), evidence=Evidence.TOLD))


def _tell_python(version: Any, path: str, found: Found) -> None:
    if _VERSION.fullmatch(text(version)):
        component = Component(type=PackageType.GENERIC, name="python", version=text(version), evidence=Evidence.TOLD)
        found.add(path, component)
