"""Reading the properties of a declared resource: absent gives AWS's default, unknown gives None, which is unread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from modelkeep.adapters.iac.resource import Unknown, Value, at, unknowns

_TRUTHS = {True: True, False: False, "true": True, "false": False, "True": True, "False": False}


@dataclass(frozen=True, slots=True)
class Properties:
    """A resource's properties, or those of one part of it.

    Scalars may be written as text, as CloudFormation allows. A value of another type than asked for counts as not known.
    """

    tree: Value

    def value(self, path: str) -> Value:
        """What stands at a dotted path; '' is the tree itself."""
        return at(self.tree, path) if path else self.tree

    def given(self, path: str) -> bool | None:
        """Whether there is anything but an empty value."""
        found = self.value(path)
        return None if isinstance(found, Unknown) else found not in (None, "", [], {})

    def text(self, path: str, absent: str | None = "") -> str | None:
        """A text; numbers and truth values are written out."""
        found = self.value(path)
        if found is None:
            return absent
        if isinstance(found, bool):
            return "true" if found else "false"
        return str(found) if isinstance(found, str | int | float) else None

    def number(self, path: str, absent: int | None = None) -> int | None:
        """A whole number."""
        found = self.value(path)
        if found is None:
            return absent
        try:
            return None if isinstance(found, bool | Unknown) else int(found)
        except (TypeError, ValueError):
            return None

    def flag(self, path: str, *, absent: bool | None = False) -> bool | None:
        """A truth value."""
        found = self.value(path)
        if found is None:
            return absent
        return _TRUTHS.get(found) if isinstance(found, str | bool) else None

    def texts(self, path: str, absent: tuple[str, ...] | None = ()) -> tuple[str, ...] | None:
        """A list of texts; a single one counts as a list. One element that is not known makes all of it unread."""
        found = self.value(path)
        if found is None:
            return absent
        if isinstance(found, str):
            return (found,)
        if not isinstance(found, Sequence) or not all(isinstance(each, str | int) for each in found):
            return None
        return tuple(str(each) for each in found)

    def mapping(self, path: str) -> Mapping[str, Any] | None:
        """A mapping, with whatever is unknown inside of it; {} where it is absent."""
        found = self.value(path)
        if found is None:
            return {}
        return found if isinstance(found, Mapping) else None

    def each(self, path: str) -> tuple[tuple[Properties, ...], bool]:
        """The elements of a list of mappings (a single mapping counts as one), and whether they are all of them.

        Lists on the way are entered.
        """
        for step in range(path.count(".")):
            outer, inner = ".".join(path.split(".")[: step + 1]), ".".join(path.split(".")[step + 1 :])
            if isinstance(self.value(outer), list | tuple):
                elements, complete = self.each(outer)
                within = [each.each(inner) for each in elements]
                return tuple(each for found, _ in within for each in found), complete and all(
                    all_ for _, all_ in within
                )
        found = self.value(path)
        if found is None:
            return (), True
        if isinstance(found, Mapping):
            return (Properties(found),), True
        if not isinstance(found, Sequence) or isinstance(found, str):
            return (), False
        known = tuple(Properties(each) for each in found if isinstance(each, Mapping))
        return known, len(known) == len(found)

    def whole(self, path: str) -> bool:
        """Whether nothing at the path or below is unknown."""
        return next(unknowns(self.value(path)), None) is None
