"""Builds what reads packages and looks them up; see `bootstrap`, which builds everything else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from modelkeep.engines.vulnerabilities.index import LIMIT_DAYS

if TYPE_CHECKING:
    from modelkeep.engines.vulnerabilities.index import Index

VULNERABILITY_FOLDER = "vulndb"
"""Where a workspace keeps vulnerability data."""


def load_index(workspace: Path, *, limit_days: int = LIMIT_DAYS) -> Index | None:
    """The vulnerability data of a workspace, None where `modelkeep vulndb update` never ran.

    Raises IntegrityError for data that cannot be used: a file that is corrupt, foreign or from a newer version.
    """
    from modelkeep.adapters.vulndb.store import load

    return load(workspace / VULNERABILITY_FOLDER, limit_days=limit_days)
