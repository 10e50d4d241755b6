"""Patterns that are looked for in prompts, tool results and the arguments of tools."""

from __future__ import annotations

from dataclasses import dataclass

INJECTION, JAILBREAK, EXTRACTION = "injection", "jailbreak", "extraction"
MARKERS = (INJECTION, JAILBREAK, EXTRACTION)
"""Kinds that are looked for in what a model is told."""
RISKS = ("shell", "metadata_endpoint", "exfiltration_url", "credentials_file", "private_address")
"""Kinds that are looked for in the arguments of tools."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptPattern:
    """One pattern in RE2's syntax, searched in text in lower case with single spaces. `matches` are examples that it finds,
    `misses` are near ones that it must not find.
    """

    id: str
    kind: str
    pattern: str
    languages: tuple[str, ...] = ()
    matches: tuple[str, ...]
    misses: tuple[str, ...]
