"""Structures as Trino, and so Athena and CloudTrail Lake, print them: `{type=Root, sessioncontext={attributes=null}}`, `[a, b]`.

Nothing is quoted there, so that a text is read only where it can be read in one way: a value ends where the next of the names that are
known begins (`, name=`) or where its structure ends, and no structure has a name twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

_NAME = re.compile(r"([A-Za-z][A-Za-z0-9_]*)=")
_DEEPEST = 8


class AmbiguousError(ValueError):
    """The text cannot be read, or could be read in more than one way."""


def parsed(text: str, names: Collection[str]) -> Any:
    """The structure or list that a text is. `names` are those that its structures may have, in lower case. Raises AmbiguousError."""
    reader = _Reader(text, frozenset(names))
    found = reader.value(0)
    if reader.position != len(text):
        raise AmbiguousError(f"something follows at character {reader.position + 1}")
    return found


class _Reader:
    """Reads a text from its beginning to its end."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self._text, self._names, self.position = text, names, 0

    def value(self, depth: int) -> Any:
        """The value that begins here."""
        if depth > _DEEPEST:
            raise AmbiguousError("it is nested too deeply")
        first = self._text[self.position : self.position + 1]
        if first == "{":
            return self._structure(depth)
        if first == "[":
            return self._list(depth)
        return self._scalar()

    def _structure(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self.position += 1
        while not self._taken("}"):
            if found and not self._taken(", "):
                raise AmbiguousError(f"a structure does not end at character {self.position + 1}")
            matched = _NAME.match(self._text, self.position)
            if matched is None or (name := matched[1]).lower() not in self._names or name in found:
                raise AmbiguousError(f"there is no name that is known, or one twice, at character {self.position + 1}")
            self.position = matched.end()
            found[name] = self.value(depth + 1)
        return found

    def _list(self, depth: int) -> list[Any]:
        found: list[Any] = []
        self.position += 1
        while not self._taken("]"):
            if found and not self._taken(", "):
                raise AmbiguousError(f"a list does not end at character {self.position + 1}")
            found.append(self.value(depth + 1))
        return found

    def _taken(self, sign: str) -> bool:
        if not self._text.startswith(sign, self.position):
            return False
        self.position += len(sign)
        return True

    def _scalar(self) -> str | None:
        start = self.position
        while self.position < len(self._text) and not self._ends():
            self.position += 1
        text = self._text[start : self.position]
        return None if text == "null" else text

    def _ends(self) -> bool:
        """Whether a value ends here. A bracket or brace inside of one cannot be told from an end, and what follows it shows that."""
        if self._text[self.position] in "}]":
            return True
        if not self._text.startswith(", ", self.position):
            return False
        matched = _NAME.match(self._text, self.position + 2)
        return matched is not None and matched[1].lower() in self._names
