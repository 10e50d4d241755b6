"""Suppressions that stand in a settings file, as `[[suppress]]` tables, or `[[tool.modelkeep.suppress]]` in pyproject.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from modelkeep.core.errors import ConfigError
from modelkeep.core.suppression import Suppression, suppression

_HEADER = re.compile(r"\s*\[\[\s*(?:tool\s*\.\s*modelkeep\s*\.\s*)?[\"']?suppress[\"']?\s*\]\]")
_REMEDY = (
    "Write control, resource or tag, and both reason and expires, as in "
    '{control = "S3-01", resource = "arn:aws:s3:::dev-*", reason = "why", expires = 2027-01-31}.'
)


@dataclass(frozen=True, slots=True)
class FileSuppressions:
    """A `ports.Suppressions` over the entries of a settings file, which has been parsed; `text` is what was parsed."""

    path: Path
    entries: object
    text: str

    def all(self) -> Sequence[Suppression]:
        """See `ports.Suppressions`. Raises ConfigError, with the place, for an entry that is wrong."""
        if not isinstance(self.entries, list) or not all(isinstance(entry, dict) for entry in self.entries):
            raise ConfigError(f"{self.path}: suppress is to be tables, written as [[suppress]]", remedy=_REMEDY)
        places = self._places(len(self.entries))
        return [self._one(entry, *place) for entry, place in zip(self.entries, places, strict=True)]

    def _one(self, entry: Mapping[str, object], place: str, name: str) -> Suppression:
        try:
            return suppression(entry, origin=f"{self.path.name}{name}", id=f"{self.path.name}{name}")
        except ValueError as error:
            raise ConfigError(f"{self.path}{place}: {error}", remedy=_REMEDY) from error

    def _places(self, count: int) -> list[tuple[str, str]]:
        """Where each entry stands, for an error and for its origin: its line, or its number where the lines do not tell."""
        lines = [number for number, line in enumerate(self.text.splitlines(), 1) if _HEADER.match(line)]
        if len(lines) == count:
            return [(f":{line}: suppression", f":{line}") for line in lines]
        return [(f": suppression {number}", f" #{number}") for number in range(1, count + 1)]
