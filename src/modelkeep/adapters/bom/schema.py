"""CycloneDX documents held against their own schema, as cyclonedx-python-lib brings it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from modelkeep.core.errors import UsageError
from modelkeep.engines.bom.soundness import problems

_KNOWN = re.compile(r"1\.([2-9]|\d\d)\Z")
_LONGEST = 300
_LISTS = ("components", "services", "dependencies", "compositions", "vulnerabilities", "annotations")
"""Lists that may be long. jsonschema compares each item with each other for `uniqueItems`, a minute for 4,000 packages: they are
judged in portions, and compared by their text."""
_PORTION = 50


def validate(document: Mapping[str, Any]) -> tuple[str, ...]:
    """What is wrong with a CycloneDX document in JSON; empty for one that is valid and sound.

    Raises UsageError for a version of CycloneDX that is not known.
    """
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    version = str(document.get("specVersion"))
    name = f"V{version.replace('.', '_')}"
    if not _KNOWN.match(version) or name not in SchemaVersion.__members__:
        raise UsageError(f"CycloneDX {version} is not known", remedy="Known are versions 1.2 to 1.7 in JSON.")
    validator = JsonStrictValidator(SchemaVersion[name])
    wrong = tuple(_wrong(document, lambda text: validator.validate_str(text, all_errors=True) or ()))
    return wrong or problems(document)


def _wrong(document: Mapping[str, Any], errors: Callable[[str], Iterable[Any]]) -> Iterator[str]:
    lists = {key: document[key] for key in _LISTS if isinstance(document.get(key), list)}
    for each in errors(json.dumps({**document, **{key: [] for key in lists}})):
        yield _told(each.data)
    frame = {key: document[key] for key in ("bomFormat", "specVersion") if key in document}
    for key, items in lists.items():
        yield from _twice(key, items)
        for start in range(0, len(items), _PORTION):
            for each in errors(json.dumps({**frame, key: items[start : start + _PORTION]})):
                if each.data.absolute_path:
                    yield _told(each.data, start)


def _twice(key: str, items: list[Any]) -> Iterator[str]:
    """Items that are there before."""
    seen = set()
    for number, each in enumerate(items):
        text = json.dumps(each, sort_keys=True)
        if text in seen:
            yield f"{key}[{number}]: the same is there twice"
        seen.add(text)


def _told(error: Any, start: int = 0) -> str:
    """Where, and what: jsonschema's own words without the schema that it prints. `start` is the first item of the portion."""
    path = list(error.absolute_path)
    if len(path) > 1 and path[0] in _LISTS and isinstance(path[1], int):
        path[1] += start
    place = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in path).lstrip(".")
    return f"{place or 'document'}: {error.message[:_LONGEST]}"
