"""ONNX: where tensors lie outside of the file, and operators that need code of somebody's own.

https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. A location that leads out of the model's folder reads or overwrites other files
(CVE-2022-25882, CVE-2024-27318, CVE-2024-5187).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.protobuf import MalformedError, Message
from modelkeep.engines.artifacts.sources import Part, Source

OUTSIDE = Rule(
    id="onnx-external-path",
    title="An ONNX model reads tensors from outside of its folder",
    severity=Severity.HIGH,
    fix="Do not load the file. Save the model with its tensors beside it, under plain names.",
)
CUSTOM = Rule(
    id="onnx-custom-operator",
    title="An ONNX model needs operators that a library of somebody's own brings",
    severity=Severity.LOW,
    fix="Read where the library comes from that registers the operator; load no other.",
)
PYTHON = Rule(
    id="onnx-python-operator",
    title="An ONNX model calls Python",
    severity=Severity.HIGH,
    fix="Do not load the file with a runtime that registers Python operators; export the model without them.",
)
_GRAPH, _FUNCTIONS, _TRAINING = 7, 25, 20
_STANDARD = frozenset({
    "", "ai.onnx", "ai.onnx.ml", "ai.onnx.training", "ai.onnx.preview", "ai.onnx.preview.training", "com.microsoft",
    "com.microsoft.nchwc", "com.ms.internal.nhwc", "com.microsoft.experimental", "org.pytorch.aten", "ai.onnx.contrib",
})  # fmt: skip
_PYTHON = frozenset({"PythonOp", "PythonOpGrad", "PyOp", "PyCustomOpDef"})
_OUT = re.compile(r"^(?:[/\\]|[A-Za-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)|://|\0")
_DEEP = 32
_MOST_OPERATORS = 50


def inspect(source: Source, look: Look) -> None:
    """Walk graphs, functions and tensors; tensors' bytes are peeked at."""
    operators: dict[str, None] = {}
    try:
        model = Message(source)
        own = set(_own_functions(model))
        for field in model.blocks():
            if field.number == _GRAPH:
                _graph(model.inner(field), look, operators, 0)
            elif field.number == _FUNCTIONS:
                for node in model.inner(field).blocks(7):
                    _node(model.inner(node), look, operators, 1)
            elif field.number == _TRAINING:
                for graph in model.inner(field).blocks(1, 2):
                    _graph(model.inner(graph), look, operators, 1)
    except MalformedError as error:
        look.gap(f"onnx: {error}")
    for name in [each for each in operators if each not in own][:_MOST_OPERATORS]:
        look.found(CUSTOM, "it needs an operator of its own", evidence=name, review=True)


def _own_functions(model: Message) -> Iterator[str]:
    """The functions that the file defines itself, as `domain.name`."""
    for function in model.blocks(_FUNCTIONS):
        inner = model.inner(function)
        name, domain = inner.one(1), inner.one(10)
        yield f"{inner.text(domain) if domain else ''}.{inner.text(name) if name else ''}"


def _graph(graph: Message, look: Look, operators: dict[str, None], depth: int) -> None:
    if depth > _DEEP:
        raise MalformedError("graphs within graphs without end")
    for field in graph.blocks():
        if field.number == 1:
            _node(graph.inner(field), look, operators, depth)
        elif field.number == 5:
            _tensor(graph.inner(field), look)
        elif field.number == 15:
            for tensor in graph.inner(field).blocks(1, 2):
                _tensor(graph.inner(tensor), look)


def _node(node: Message, look: Look, operators: dict[str, None], depth: int) -> None:
    kind = domain = ""
    for field in node.blocks():
        if field.number == 4:
            kind = node.text(field)
        elif field.number == 7:
            domain = node.text(field)
        elif field.number == 5:
            _attribute(node.inner(field), look, operators, depth)
    if kind in _PYTHON:
        look.found(PYTHON, f"calls Python by {kind}", evidence=f"{domain}.{kind}")
    elif domain not in _STANDARD:
        operators.setdefault(f"{domain}.{kind}")


def _attribute(attribute: Message, look: Look, operators: dict[str, None], depth: int) -> None:
    for field in attribute.blocks():
        if field.number in (5, 10):
            _tensor(attribute.inner(field), look)
        elif field.number in (6, 11):
            _graph(attribute.inner(field), look, operators, depth + 1)


def _tensor(tensor: Message, look: Look) -> None:
    name = ""
    for field in tensor.blocks():
        if field.number == 8:
            name = tensor.text(field)
        elif field.number == 9 and field.size >= 64:
            look.peek(f"tensor {name}".strip(), Part(tensor.source, field.start, field.size))
        elif field.number == 13:
            _external(tensor.inner(field), name, look)


def _external(entry: Message, tensor: str, look: Look) -> None:
    key, value = entry.one(1), entry.one(2)
    if key is not None and value is not None and entry.text(key) == "location":
        place = entry.text(value)
        if _OUT.search(place):
            look.found(OUTSIDE, f"the tensor {tensor} lies at a path that leads elsewhere", evidence=place)
