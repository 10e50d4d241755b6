"""JSON documents beside weights: configurations, tokenizers, indexes. They carry no code, but name what others load and run.

`auto_map` and `custom_pipelines` name Python modules that Transformers imports with `trust_remote_code=True`
(https://huggingface.co/docs/transformers/custom_models); `chat_template` is Jinja; `_target_` is called by Hydra.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from jinja2 import TemplateSyntaxError

from modelkeep.core.artifact_policy import Standing, Use
from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.code.doing import tell
from modelkeep.engines.artifacts.code.jinja import doings
from modelkeep.engines.artifacts.formats.keras_config import inspect_object, is_object
from modelkeep.engines.artifacts.formats.skops_schema import inspect_node, is_node
from modelkeep.engines.artifacts.formats.text import read_text, tell_secrets
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source

REMOTE = Rule(
    id="remote-code",
    title="A configuration names code that loaders import from the repository",
    severity=Severity.MEDIUM,
    fix="Load it with trust_remote_code=False, or read the modules that it names and pin the revision.",
)
TARGET = Rule(
    id="hydra-target",
    title="A configuration names a callable that Hydra calls",
    severity=Severity.HIGH,
    fix="Do not instantiate the configuration; write out what it is meant to make.",
)
_CODE = frozenset({"auto_map", "custom_pipelines"})
_TEMPLATES = frozenset({"chat_template", "default_chat_template"})
_NODES = 5_000_000


def inspect(source: Source, look: Look) -> None:
    """Parse the document and follow its keys."""
    text = read_text(source, look)
    if text is None:
        return
    tell_secrets(text, look)
    try:
        document = json.loads(text)
    except ValueError as error:
        # What only looked like JSON is text.
        if look.name.lower().endswith((".json", ".jsonl")) and not _are_lines(text):
            look.gap(f"json: {error}")
        return
    inspect_document(document, look)


def inspect_document(document: Any, look: Look) -> None:
    """What the keys of a parsed document name, at any depth."""
    _entry("", document, look)
    for path, key, value in _entries(document):
        _entry(path, value, look)
        if key in _CODE:
            for name in sorted(set(_texts(value))):
                elsewhere = "--" in name
                look.found(
                    REMOTE, "code of another repository is imported" if elsewhere else "code of the repository is imported",
                    at=path, evidence=name, severity=Severity.HIGH if elsewhere else None, review=True,
                )  # fmt: skip
        elif key in _TEMPLATES:
            for template in _texts(value):
                inspect_template(template, look, path)
        elif key == "_target_" and isinstance(value, str):
            _target(value, path, look)


def _entry(path: str, value: Any, look: Look) -> None:
    """A value that is an object of Keras or skops."""
    if is_object(value):
        inspect_object(value, path, look)
    if is_node(value):
        inspect_node(value, path, look)


def inspect_template(template: str, look: Look, at: str = "") -> None:
    """What a chat template does; a template that cannot be parsed is a gap."""
    try:
        found = doings(template)
    except TemplateSyntaxError as error:
        look.gap(f"jinja: {error.message}, line {error.lineno}{f' of {at}' if at else ''}")
        return
    tell(found, look, at)


def _target(name: str, path: str, look: Look) -> None:
    module, _, last = name.rpartition(".")
    judged = look.policy.judge(module or "builtins", last, Use.CALL)
    if judged.standing is Standing.DANGEROUS:
        look.found(
            TARGET, f"{judged.why}", at=path, evidence=name, severity=judged.severity, advisories=judged.advisories
        )
    elif judged.standing is Standing.REVIEW and judged.severity.rank <= Severity.HIGH.rank:
        look.found(TARGET, "nobody knows what it does", at=path, evidence=name, severity=Severity.LOW, review=True)


def _entries(document: Any) -> Iterator[tuple[str, str, Any]]:
    """Every key with its value and the path to it, without recursion."""
    waiting: list[tuple[str, Any]] = [("", document)]
    seen: set[int] = set()
    count = 0
    while waiting:
        path, value = waiting.pop()
        if id(value) in seen:  # YAML's aliases are one value at many places
            continue
        seen.add(id(value))
        count += 1
        if count > _NODES:
            raise ValueError("too many values")
        if isinstance(value, dict):
            for key, inner in value.items():
                place = f"{path}.{key}" if path else key
                yield place, key, inner
                if isinstance(inner, (dict, list)):
                    waiting.append((place, inner))
        elif isinstance(value, list):
            for at, each in enumerate(value):
                if isinstance(each, (dict, list)):
                    waiting.append((f"{path}[{at}]", each))
                    yield f"{path}[{at}]", "", each


def _texts(value: Any) -> Iterator[str]:
    """All texts in a value."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)


def _are_lines(text: str) -> bool:
    """Whether it is one document a line."""
    try:
        return all(json.loads(line) is not None for line in text.splitlines() if line.strip())
    except ValueError:
        return False
