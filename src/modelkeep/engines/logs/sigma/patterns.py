"""Regular expressions of rules: what all engines understand alike."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sigma.types import SigmaRegularExpression, SigmaRegularExpressionFlag

_LETTERS = {
    SigmaRegularExpressionFlag.IGNORECASE: "i",
    SigmaRegularExpressionFlag.MULTILINE: "m",
    SigmaRegularExpressionFlag.DOTALL: "s",
}
_FOREIGN = re.compile(r"\(\?(?:=|!|<=|<!|>|P=|\()|[*+?}]\+")
_REFERENCE = re.compile(r"\\[1-9]")


@dataclass(frozen=True, slots=True)
class Foreign:
    """A pattern that some engine does not understand, and why."""

    message: str


def flagged(value: SigmaRegularExpression) -> str | Foreign:
    """The pattern with its flags in front, or what is wrong with it.

    DuckDB's RE2 knows no look-around, no back references, no atomic groups and no possessive quantifiers; Spark and Athena do, so a
    pattern with them would be refused by one engine only.
    """
    pattern = str(value.regexp)
    bare = _without_literals(pattern)
    if _FOREIGN.search(bare) or _REFERENCE.search(re.sub(r"\\\\", "", pattern)):
        return Foreign(
            "its regular expression has look-around, back references, atomic groups or possessive quantifiers, which not all "
            "engines know"
        )
    letters = "".join(sorted(_LETTERS[each] for each in value.flags))
    return f"(?{letters}){pattern}" if letters else pattern


def _without_literals(pattern: str) -> str:
    """The pattern without escaped characters and character classes."""
    return re.sub(r"\[\^?\]?[^\]]*\]", "C", re.sub(r"\\.", "L", pattern, flags=re.DOTALL))
