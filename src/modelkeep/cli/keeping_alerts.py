"""How the alerts of `detect` are kept for `investigate` and `report`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from modelkeep import bootstrap
from modelkeep.adapters.lake.events import last_batch
from modelkeep.adapters.store.saved_alerts import load_alerts, save_alerts
from modelkeep.app.detect import Detected
from modelkeep.app.kept_alerts import alerts_section, saved_of
from modelkeep.cli.living import living
from modelkeep.cli.settings import Settings
from modelkeep.core.logs.saved_alerts import AlertsSection


def keep_alerts(workspace: Path, detected: Detected, now: datetime, newest: int) -> None:
    """Keep what all rules found in the whole lake. `newest` is the batch up to which was looked."""
    save_alerts(workspace, saved_of(detected, now, newest))


def kept_alerts(settings: Settings) -> AlertsSection | None:
    """The alerts for a report; None where the workspace has no lake."""
    workspace = Path(settings["workspace"])
    newest = last_batch(bootstrap.lake_folder(workspace))
    if not newest:
        return None
    suppressions = living(settings, quiet=True, unmatched=False).suppressions
    return alerts_section(load_alerts(workspace), newest, suppressions, bootstrap.clock())
