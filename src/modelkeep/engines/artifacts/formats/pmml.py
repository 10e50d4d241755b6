"""PMML and other XML: entities and external documents are told, and never followed (https://dmg.org/pmml/v4-4-1/GeneralStructure.html)."""

from __future__ import annotations

from xml.parsers import expat

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.formats.text import read_text, tell_secrets
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source

ENTITIES = Rule(
    id="xml-entities",
    title="An XML file declares entities, which readers expand or fetch",
    severity=Severity.HIGH,
    fix="Do not read the file with a parser that follows entities; write out what they stand for.",
)
SCRIPT = Rule(
    id="xml-script",
    title="An XML file of a model holds a script or an extension",
    severity=Severity.LOW,
    fix="Read what the element holds, and whether what loads the file runs it.",
)
_SCRIPTS = frozenset({"script", "extension"})


class _DeclaredError(Exception):
    """An entity is declared: the parser goes no further."""


def inspect(source: Source, look: Look) -> None:
    """Parse it without entities."""
    text = read_text(source, look)
    if text is None:
        return
    tell_secrets(text, look)
    parser = expat.ParserCreate()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def declared(name: str, *_: object) -> None:
        look.found(ENTITIES, "an entity is declared", at=f"line {parser.CurrentLineNumber}", evidence=name)
        raise _DeclaredError

    def started(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2].lower() in _SCRIPTS:
            told = " ".join(f"{key}={value}" for key, value in attributes.items())
            look.found(SCRIPT, f"an element {name}", at=f"line {parser.CurrentLineNumber}", evidence=told, review=True)

    parser.EntityDeclHandler = declared
    parser.StartElementHandler = started
    try:
        parser.Parse(text.encode(), True)
    except _DeclaredError:
        look.gap("xml: what follows the declaration of an entity is not read")
    except expat.ExpatError as error:
        look.gap(f"xml: {expat.ErrorString(error.code)}, line {error.lineno}")
