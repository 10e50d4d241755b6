"""What a schema cannot say of a CycloneDX document: that names are unique, that what is named is there, that addresses are addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

_NO_IRI = re.compile(r"[\x00-\x20\x7f<>\"{}|\\^`]")
"""What may not stand in an IRI or a reference to one (RFC 3987)."""
_LINKS = ("ref", "dependsOn", "provides", "assemblies", "dependencies", "vulnerabilities", "subjects")


def problems(document: Mapping[str, Any]) -> tuple[str, ...]:
    """What is wrong with a document that its schema accepts, in order; empty for one that is sound."""
    names = Counter(str(each) for _, each in _walk(document, "bom-ref"))
    twice = [f"bom-ref {name!r} is given {count} times" for name, count in names.items() if count > 1]
    astray = [f"{place} names {ref!r}, which is not there" for place, ref in _links(document) if ref not in names]
    wrong = [
        f"{place}: {url!r} is no address"
        for place, url in _walk(document, "url")
        if isinstance(url, str) and _NO_IRI.search(url)
    ]
    return (*twice, *dict.fromkeys(astray), *wrong)


def _links(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every mention of a bom-ref; those into other documents (BOM-Link) aside."""
    for key in _LINKS:
        for place, value in _walk(document, key):
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, str) and not each.startswith("urn:cdx:"):
                    yield place, each


def _walk(value: object, key: str, place: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            where = f"{place}.{name}".lstrip(".")
            if name == key:
                yield where, each
            yield from _walk(each, key, where)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _walk(each, key, f"{place}[{number}]")
