"""Detection rules as files hold them, before any engine knows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

TOLD_BY_PEOPLE = ("release_roles", "owned_networks", "canaries", "hourly_budget", "model_prices")
"""Placeholders of rules that no scan can fill."""
EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "owned_networks": ("198.51.100.0/24", "2001:db8::/32"),
    "hourly_budget": ("25",),
    "model_prices": ("MODEL=0.003/0.015",),
}
"""Values in the form that rules need, where a rule is shown without anybody having told any."""


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
