"""CycloneDX documents held against their own schema, as cyclonedx-python-lib brings it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from modelkeep.core.errors import UsageError
from modelkeep.engines.bom.soundness import problems

_KNOWN = re.compile(r"1\.([2-9]|\d\d)\Z")
_LONGEST = 300


def validate(document: Mapping[str, Any], text: str) -> tuple[str, ...]:
    """What is wrong with a CycloneDX document in JSON, `text` being the same; empty for one that is valid and sound.

    Raises UsageError for a version of CycloneDX that is not known.
    """
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    version = str(document.get("specVersion"))
    name = f"V{version.replace('.', '_')}"
    if not _KNOWN.match(version) or name not in SchemaVersion.__members__:
        raise UsageError(f"CycloneDX {version} is not known", remedy="Known are versions 1.2 to 1.7 in JSON.")
    found = JsonStrictValidator(SchemaVersion[name]).validate_str(text, all_errors=True)
    wrong = [_told(each.data) for each in found or ()]
    return tuple(wrong) or problems(document)


def _told(error: Any) -> str:
    """Where, and what: jsonschema's own words without the schema that it prints."""
    place = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in error.absolute_path).lstrip(".")
    return f"{place or 'document'}: {error.message[:_LONGEST]}"
