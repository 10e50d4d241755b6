"""Presidio's analyzer with a spaCy or GLiNER model of the user's own, as a `Recogniser`. No connection is ever opened: a model has to be
installed, or to lie in a folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from modelkeep.core.errors import UsageError
from modelkeep.engines.classify.recognising import Recognised

ENTITIES = {"PERSON": "person", "LOCATION": "location", "ORGANIZATION": "organisation", "NRP": "group"}
"""Presidio's names (https://microsoft.github.io/presidio/supported_entities/) of what is told."""
_GLINER = "gliner:"
_LABELS = {
    "person": "PERSON",
    "name": "PERSON",
    "location": "LOCATION",
    "address": "LOCATION",
    "organization": "ORGANIZATION",
}
_RECOGNISE = frozenset({"ner", "entity_ruler"})
"""spaCy's components that name entities."""


def check(model: str) -> None:
    """Whether Presidio and the model are there, without loading them. Raises UsageError."""
    if find_spec("presidio_analyzer") is None or find_spec("spacy") is None:
        raise UsageError("Presidio is not installed", remedy="Install it with: pip install 'modelkeep[ner]'")
    name = model.removeprefix(_GLINER)
    is_package = name == model and name.isidentifier() and find_spec(name) is not None
    if not is_package and not Path(name).is_dir():
        remedy = "Give the name of a spaCy model that is installed, its folder, or gliner:FOLDER. None is ever fetched."
        raise UsageError(f"there is no model {model!r}", remedy=remedy)


def load(model: str) -> NamedEntities:
    """By the name of an installed spaCy package or its folder, or `gliner:FOLDER`. Raises UsageError without the extra or the model."""
    check(model)
    os.environ["HF_HUB_OFFLINE"] = "1"
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine
    from presidio_analyzer.predefined_recognizers import SpacyRecognizer

    is_gliner = model.startswith(_GLINER)
    pipeline = spacy.blank("en") if is_gliner else _pipeline(spacy, model)
    language = pipeline.lang

    class Loaded(SpacyNlpEngine):  # type: ignore[misc]
        """The pipeline that is loaded: Presidio's own `load` would fetch one."""

        def __init__(self) -> None:
            super().__init__(ner_model_configuration=NerModelConfiguration(labels_to_ignore=set()))
            self.nlp = {language: pipeline}

        def load(self) -> None:
            """Nothing is left to load."""

    recogniser = (
        _gliner(model.removeprefix(_GLINER), language)
        if is_gliner
        else SpacyRecognizer(supported_language=language, supported_entities=sorted(ENTITIES))
    )
    registry = RecognizerRegistry(recognizers=[recogniser], supported_languages=[language])
    return NamedEntities(
        AnalyzerEngine(registry=registry, nlp_engine=Loaded(), supported_languages=[language]), language
    )


class NamedEntities:
    """See `Recogniser`."""

    def __init__(self, engine: Any, language: str) -> None:
        self._engine = engine
        self._language = language

    def recognise(self, text: str) -> Sequence[Recognised]:
        """See `Recogniser`."""
        found = self._engine.analyze(text, language=self._language, entities=sorted(ENTITIES))
        recognised = (Recognised(each.start, each.end, ENTITIES[each.entity_type], float(each.score)) for each in found)
        return sorted(recognised, key=lambda each: (each.start, each.end, each.kind))


def _pipeline(spacy: Any, model: str) -> Any:
    try:
        pipeline = spacy.load(model)
    except (OSError, ValueError, ImportError) as error:
        remedy = "Give a model that was made for the spaCy that is installed."
        message = f"the model {model!r} cannot be loaded ({type(error).__name__})"
        raise UsageError(message, remedy=remedy) from error
    if _RECOGNISE.isdisjoint(pipeline.pipe_names):
        raise UsageError(f"the model {model!r} names no entities", remedy="Give one with spaCy's component ner.")
    return pipeline


def _gliner(folder: str, language: str) -> Any:
    try:
        from presidio_analyzer.predefined_recognizers import GLiNERRecognizer

        return GLiNERRecognizer(model_name=folder, entity_mapping=_LABELS, supported_language=language)
    except ImportError as error:
        remedy = "Install it with: pip install 'presidio-analyzer[gliner]'"
        raise UsageError("GLiNER is not installed", remedy=remedy) from error
