"""Core ML: layers and models that need code of somebody's own (https://apple.github.io/coremltools/mlmodel/index.html)."""

from __future__ import annotations

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.protobuf import MalformedError, Message
from modelkeep.engines.artifacts.sources import Source

CUSTOM = Rule(
    id="core-ml-custom-layer",
    title="A Core ML model needs classes of somebody's own",
    severity=Severity.LOW,
    fix="Read the class in the app that loads the model.",
)
# Model.proto and NeuralNetwork.proto: custom models, linked models, pipelines, and the networks that hold layers.
_CUSTOM_MODEL, _LINKED_MODEL = 555, 556
_PIPELINE, _WRAPPED = 202, frozenset({200, 201})
_NETWORKS = frozenset({303, 403, 500})
_LAYERS, _CUSTOM_LAYER, _CLASS = 1, 500, 10
_DEEP = 16


def inspect(source: Source, look: Look) -> None:
    """Walk models, pipelines and layers."""
    try:
        _model(Message(source), look, 0)
    except MalformedError as error:
        look.gap(f"core ml: {error}")


def _model(model: Message, look: Look, depth: int) -> None:
    if depth > _DEEP:
        raise MalformedError("pipelines within pipelines without end")
    for field in model.blocks():
        inner = model.inner(field)
        if field.number == _CUSTOM_MODEL:
            _tell("a model", inner, look)
        elif field.number == _LINKED_MODEL:
            look.found(CUSTOM, "it is loaded from another file", review=True)
        elif field.number == _PIPELINE:
            _parts(inner, look, depth)
        elif field.number in _WRAPPED:
            for pipeline in inner.blocks(1):
                _parts(inner.inner(pipeline), look, depth)
        elif field.number in _NETWORKS:
            _layers(inner, look)


def _parts(pipeline: Message, look: Look, depth: int) -> None:
    for field in pipeline.blocks(1):
        _model(pipeline.inner(field), look, depth + 1)


def _layers(network: Message, look: Look) -> None:
    for field in network.blocks(_LAYERS):
        layer = network.inner(field)
        for custom in layer.blocks(_CUSTOM_LAYER):
            _tell("a layer", layer.inner(custom), look)


def _tell(what: str, custom: Message, look: Look) -> None:
    name = custom.one(_CLASS)
    look.found(
        CUSTOM, f"{what} is a class of its own", evidence=custom.text(name) if name is not None else "", review=True
    )
