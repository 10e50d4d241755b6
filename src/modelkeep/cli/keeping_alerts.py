"""How the alerts of `detect` are kept for `investigate` and `report`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from modelkeep import bootstrap
from modelkeep.adapters.lake.events import last_batch
from modelkeep.adapters.store.saved_alerts import load_alerts, save_alerts
from modelkeep.app.detect import Detected
from modelkeep.app.kept_alerts import alerts_section, replaces, saved_of
from modelkeep.cli.living import living
from modelkeep.cli.settings import Settings
from modelkeep.core.logs.saved_alerts import AlertsSection


def keep_alerts(workspace: Path, detected: Detected, now: datetime, newest: int, folders: Sequence[str]) -> None:
    """Keep what all rules of these folders found in the whole lake, unless more rules are kept already. `newest` is the batch up to
    which was looked."""
    if replaces(load_alerts(workspace), folders):
        save_alerts(workspace, saved_of(detected, now, newest, folders))


def kept_alerts(settings: Settings) -> AlertsSection | None:
    """The alerts for a report; None where the workspace has no lake."""
    workspace = Path(settings["workspace"])
    newest = last_batch(bootstrap.lake_folder(workspace))
    if not newest:
        return None
    suppressions = living(settings, quiet=True, unmatched=False).suppressions
    return alerts_section(load_alerts(workspace), newest, suppressions, bootstrap.clock())
