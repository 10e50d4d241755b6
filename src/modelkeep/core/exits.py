"""What commands that judge end with, for scripts."""

from __future__ import annotations

from modelkeep.core.verdict import Severity

EXIT_CLEAN = 0
EXIT_NOTHING = 3
EXIT_INCOMPLETE = 4
EXIT_OPEN = {Severity.CRITICAL: 14, Severity.HIGH: 13, Severity.MEDIUM: 12, Severity.LOW: 11}
"""An open finding of severity info does not change the exit code."""
