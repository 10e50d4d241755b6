"""The alerts of the last `detect` over a workspace's lake, in one file."""

from __future__ import annotations

from pathlib import Path

import msgspec

from modelkeep.adapters.export.files import write_text
from modelkeep.core.errors import IntegrityError
from modelkeep.core.logs.saved_alerts import SavedAlerts

FILE = "alerts.json"


def save_alerts(workspace: Path, saved: SavedAlerts) -> None:
    """Replace what was saved before. Raises WorkspaceError where the file cannot be written."""
    write_text(msgspec.json.encode(saved).decode(), workspace / FILE)


def load_alerts(workspace: Path) -> SavedAlerts | None:
    """What was saved last, None for nothing. Raises IntegrityError for a file that is not as it was written."""
    path = workspace / FILE
    if not path.exists():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=SavedAlerts)
    except (OSError, msgspec.DecodeError) as error:
        raise IntegrityError(
            f"{path}: {error}", remedy="Run `modelkeep detect` again: it writes the file anew."
        ) from error
