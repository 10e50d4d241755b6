"""Detection rules as files hold them, before any engine knows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One file of Sigma rules: one YAML document or several."""

    path: Path
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RuleTrouble:
    """A rule that is not evaluated: which, where, and why. `wrong` tells a mistake in the rule from something that is merely not there
    (its log source, a snapshot); `unread` that a file cannot be read, so that nobody knows which rules it holds."""

    rule: str
    path: Path
    line: int
    message: str
    wrong: bool
    unread: bool = False

    @property
    def told(self) -> str:
        """In one line, with file and line."""
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"
