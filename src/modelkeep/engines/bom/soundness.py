"""What a schema cannot say of a CycloneDX document: that names are unique, that what is named is there, that addresses are addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

_NO_IRI = re.compile(r"[\x00-\x20\x7f<>\"{}|\\^`]")
"""What may not stand in an IRI or a reference to one (RFC 3987)."""
_NAME, _URL = "bom-ref", "url"
_LINKS = ("ref", "dependsOn", "provides", "assemblies", "dependencies", "vulnerabilities", "subjects")
_TOLD = frozenset({_NAME, _URL, *_LINKS})


def problems(document: Mapping[str, Any]) -> tuple[str, ...]:
    """What is wrong with a document that its schema accepts, in order; empty for one that is sound."""
    found = list(_walk(document, ""))
    names = Counter(str(value) for _, key, value in found if key == _NAME)
    twice = [f"bom-ref {name!r} is given {count} times" for name, count in names.items() if count > 1]
    astray = [
        f"{place} names {ref!r}, which is not there"
        for place, key, value in found
        for ref in _refs(key, value)
        if ref not in names
    ]
    wrong = [
        f"{place}: {value!r} is no address" for place, key, value in found if key == _URL and _NO_IRI.search(str(value))
    ]
    return (*twice, *dict.fromkeys(astray), *wrong)


def _refs(key: str, value: object) -> Iterator[str]:
    """The bom-refs that a value names; those into other documents (BOM-Link) aside."""
    if key in _LINKS:
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str) and not each.startswith("urn:cdx:"):
                yield each


def _walk(value: object, place: str) -> Iterator[tuple[str, str, Any]]:
    """Every name, link and address, with its place and key."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key in _TOLD:
                yield f"{place}.{key}".lstrip("."), key, each
            if isinstance(each, (dict, list)):
                yield from _walk(each, f"{place}.{key}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            if isinstance(each, (dict, list)):
                yield from _walk(each, f"{place}[{number}]")
