"""A template's sections, and what a run over it and its nested stacks shares."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from collections.abc import Mapping as Named
from dataclasses import dataclass, field
from pathlib import Path

from modelkeep.adapters.iac.cloudformation.nodes import Mapping, Node
from modelkeep.adapters.iac.cloudformation.tree import Document
from modelkeep.adapters.iac.resource import Deployment, Place, Trouble, Unknown, Value

MOST_VALUES = 1_000_000
"""Values that one template and its nested stacks may resolve to: aliases and loops can make few lines many."""
MOST_STACKS = 500
MOST_TROUBLES = 200
LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions"
SERVERLESS = "AWS::Serverless-2016-10-31"


class TooMuchError(Exception):
    """A template grows beyond what a template can be."""


@dataclass(slots=True)
class Run:
    """What a template and its nested stacks have in common: limits, and what went wrong.

    `open` holds what is being worked out, in order: what turns up a second time refers to itself.
    """

    deployment: Deployment
    within: Path
    troubles: list[Trouble] = field(default_factory=list)
    open: dict[tuple[int, str, str], str] = field(default_factory=dict)
    documents: dict[Path, Document] = field(default_factory=dict)
    exports: Named[str, Value] = field(default_factory=dict)
    """What other stacks export, by name."""
    stacks: int = 0
    _values: int = 0
    _told: set[tuple[str, int, str]] = field(default_factory=set)
    _hints: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def spend(self, values: int) -> None:
        """Count values; raises TooMuchError when there are too many."""
        self._values += values
        if self._values > MOST_VALUES:
            raise TooMuchError

    def trouble(self, file: str, line: int, message: str, remedy: str = "") -> Unknown:
        """Note what is wrong at a place, once; the value there is what is returned."""
        key = (file, line, message)
        if key not in self._told:
            self._told.add(key)
            if len(self._told) <= MOST_TROUBLES:
                self.troubles.append(Trouble(Place(file, line), message, remedy))
            elif len(self._told) == MOST_TROUBLES + 1:
                more = f"more than {MOST_TROUBLES} errors: the rest is not told"
                self.troubles.append(Trouble(Place(file, line), more, "Correct these first."))
        return Unknown(message)

    def hint(self, file: str, what: str, name: str, known: Iterable[str]) -> str:
        """Names that a mistyped one resembles, as the end of a message; `what` tells apart what it could be the name of."""
        key = (file, what, name)
        if key not in self._hints:
            if len(self._hints) >= MOST_TROUBLES or len(name) > 255:
                return ""
            close = difflib.get_close_matches(name, list(known)[:2000], n=2, cutoff=0.65)
            self._hints[key] = f"; did you mean {' or '.join(close)}?" if close else ""
        return self._hints[key]


@dataclass(frozen=True, slots=True)
class Template:
    """The sections of one file."""

    path: Path
    shown: str
    parameters: Mapping
    mappings: Mapping
    conditions: Mapping
    resources: Mapping
    outputs: Mapping
    transforms: tuple[str, ...]
    loops: bool

    @property
    def rewritten(self) -> bool:
        """Whether transforms may declare resources that the file does not show."""
        return any(each != LANGUAGE_EXTENSIONS for each in self.transforms)


def template_of(document: Document, path: Path, shown: str, run: Run) -> Template | None:
    """The sections of a parsed file; what is wrong with them is noted. None where there are no resources."""
    for each in document.complaints:
        run.trouble(shown, each.line, each.message, each.remedy)
    root = document.root
    if not isinstance(root, Mapping) or "Resources" not in root:
        line = root.line if isinstance(root, Mapping) else 1
        run.trouble(shown, line, "it is no template: it has no Resources", "Leave the file out.")
        return None
    if not isinstance(root["Resources"], Mapping):
        run.trouble(shown, root.lines["Resources"], "Resources is no mapping of names to resources")
        return None
    names = ("Parameters", "Mappings", "Conditions", "Resources", "Outputs")
    parameters, mappings, conditions, resources, outputs = (_section(root, name, shown, run) for name in names)
    return Template(
        path, shown, parameters, mappings, conditions, resources, outputs, _transforms(root, shown, run), document.loops
    )


def _section(root: Mapping, name: str, shown: str, run: Run) -> Mapping:
    found = root.get(name)
    if isinstance(found, Mapping):
        return found
    if found is not None:
        run.trouble(shown, root.lines[name], f"{name} is no mapping")
    return Mapping(root.line)


def _transforms(root: Mapping, shown: str, run: Run) -> tuple[str, ...]:
    found: Node = root.get("Transform")
    if found is None:
        return ()
    listed = found if isinstance(found, list) else [found]
    names = [each.get("Name") if isinstance(each, Mapping) else each for each in listed]
    told = tuple(each if isinstance(each, str) else "a macro" for each in names)
    for each in told:
        if each not in (LANGUAGE_EXTENSIONS, SERVERLESS):
            message = f"the transform {each} is not read: what it adds or changes is not known"
            run.trouble(shown, root.lines["Transform"], message, "Check the template that it makes.")
    return told
