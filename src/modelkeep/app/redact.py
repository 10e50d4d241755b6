"""Redact a file, or turn it back."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from modelkeep.core.redaction import Redacted


class Redacting(Protocol):
    """Redacts and restores single files."""

    def redact(self, source: Path, target: Path) -> Redacted:
        """Write a file in which nothing is found any more, and prove it. The target appears whole or not at all.

        Raises UsageError for files that cannot be used, RedactionError for what cannot be read or written or is found even so.
        """

    def restore(self, source: Path, target: Path) -> int:
        """Write what was tokenised as it was; bytes written. Raises UsageError for another key, RedactionError."""
