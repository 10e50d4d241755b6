"""What the templates of one run export to each other (Fn::ImportValue)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from modelkeep.adapters.iac.formats import Asked
from modelkeep.adapters.iac.reading import Found, content_of
from modelkeep.adapters.iac.resource import Trouble, Unknown, Value

_IMPORTS = b"ImportValue"
_MAY_EXPORT = (b"Export", b"TemplateURL", b"AWS::Serverless::Application")
_SUFFIXES = frozenset({".yaml", ".yml", ".json", ".template"})


def exports_among(every: Sequence[Found], asked: Asked) -> Mapping[str, Value]:
    """What is exported, by name; Unknown where several files export a name, such as those for test and production.

    An export that rests on another import is not known. Nothing is parsed where no file imports anything.
    """
    exporters, imports = [], False
    for found in every:
        content = content_of(found) if found.path.suffix in _SUFFIXES else b""
        if not isinstance(content, Trouble):
            imports = imports or _IMPORTS in content
            if any(each in content for each in _MAY_EXPORT):
                exporters.append(found)
    return _gathered(exporters, asked) if imports else {}


def _gathered(exporters: Sequence[Found], asked: Asked) -> Mapping[str, Value]:
    from modelkeep.adapters.iac.cloudformation.reader import read_exports

    by_file: list[tuple[Found, Sequence[tuple[str, Value]]]] = []
    nested: set[Path] = set()
    for found in exporters:
        content = content_of(found)
        if isinstance(content, Trouble):
            continue
        exported, files = read_exports(
            found.path,
            found.shown,
            content,
            deployment=found.deployment,
            parameters=asked.parameters,
            within=found.within,
        )
        nested |= files
        by_file.append((found, exported))
    values: dict[str, Value] = {}
    files_of: dict[str, list[str]] = {}
    for found, exported in by_file:
        if found.path.resolve() not in nested:
            for name, value in exported:
                files_of.setdefault(name, []).append(found.shown)
                values[name] = (
                    Unknown(f"{found.shown} exports it: {value.why}") if isinstance(value, Unknown) else value
                )
    return {
        name: values[name] if len(files) == 1 else Unknown(f"{' and '.join(files[:3])} export {name}")
        for name, files in files_of.items()
    }
