"""How `investigate` runs, and how the last alerts are found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from modelkeep import __version__, bootstrap
from modelkeep.adapters.export.files import written
from modelkeep.adapters.lake.events import last_batch
from modelkeep.adapters.lake.investigation import LakeHistory
from modelkeep.adapters.store.saved_alerts import load_alerts
from modelkeep.app.investigate import exit_code, investigate
from modelkeep.app.kept_alerts import alerts_told
from modelkeep.app.placeholders import models_of
from modelkeep.cli.settings import Settings
from modelkeep.core.errors import NothingToScanError, UsageError
from modelkeep.core.logs.investigation import Investigation

_SPAN = re.compile(r"([1-9][0-9]*)([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a person asks for. `context` is minutes."""

    asked: str
    since: str | None
    until: str | None
    context: int
    limit: int
    snapshot: str


def run_investigate(settings: Settings, ask: Ask, format_name: str, output: Path | None) -> int:
    """Investigate, show it and return the exit code."""
    workspace = Path(settings["workspace"])
    now = bootstrap.clock()
    since, until = _time(ask.since, now, end=False), _time(ask.until, now, end=True)
    if since and until and since >= until:
        raise UsageError("--since is not before --until", remedy="Swap them.")
    folder = bootstrap.lake_folder(workspace)
    newest = last_batch(folder)
    if not newest:
        raise NothingToScanError(f"there are no logs in {folder}", remedy="Read logs with `modelkeep logs ingest`.")
    saved = load_alerts(workspace)
    found = investigate(
        lambda first, last: LakeHistory(folder, first, last), ask.asked, alerts=saved.alerts if saved else (),
        models=_models(workspace, ask.snapshot), since=since, until=until, context=timedelta(minutes=ask.context),
        notes=(alerts_told(saved, newest),),
    )  # fmt: skip
    with written(output) as out:
        _write(found, format_name, out, ask.limit)
    return exit_code(found)


def _models(workspace: Path, snapshot: str) -> Mapping[str, tuple[str, ...]] | None:
    opened = bootstrap.open_workspace(workspace)
    if snapshot == "latest" and not opened.snapshots():
        return None
    connection = opened.snapshot(snapshot).open()
    try:
        return models_of(connection)
    finally:
        connection.close()


def _write(found: Investigation, format_name: str, file: IO[str], limit: int) -> None:
    if format_name == "json":
        from modelkeep.adapters.export.investigation_json import write

        write(found, file)
    elif format_name == "html":
        from modelkeep.adapters.export.investigation_html import write_html

        write_html(found, file, limit, __version__)
    else:
        from modelkeep.adapters.export.investigation_text import write_text

        write_text(found, file, limit)


def _time(told: str | None, now: datetime, *, end: bool) -> datetime | None:
    """A moment; a day is its beginning, or its end."""
    if told is None:
        return None
    span = _SPAN.fullmatch(told)
    if span:
        return now - timedelta(**{_UNITS[span[2]]: int(span[1])})
    try:
        moment = datetime.fromisoformat(told)
    except ValueError as error:
        raise UsageError(f"{told!r} is no time", remedy="Write 24h, 7d, 2026-01-31 or 2026-01-31T10:00.") from error
    if end and len(told) == len("2026-01-31"):
        moment += timedelta(days=1)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
