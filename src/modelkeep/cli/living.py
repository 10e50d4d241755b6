"""What people decided, for every command that shows findings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from modelkeep.cli.settings import Settings

if TYPE_CHECKING:
    from modelkeep.app.living import Living


def living(settings: Settings, *, quiet: bool = False, unmatched: bool = True) -> Living:
    """The suppressions of the settings file and the state store, and how owners are found; warnings go to standard error,
    unless `quiet`; without `unmatched`, not about what matches nothing.

    Raises StateError, or ConfigError for a state_url that is wrong.
    """
    from modelkeep import bootstrap

    return bootstrap.live_with(
        settings.suppressions,
        workspace=Path(settings["workspace"]),
        state_url=settings["state_url"],
        owner_tags=tuple(settings["owner_tags"]),
        controls=tuple(Path(folder) for folder in settings["controls"]),
        warn=_unsaid if quiet else _warn,
        unmatched=unmatched,
    )


def _unsaid(_: str) -> None:
    """Said elsewhere."""


def _warn(told: str) -> None:
    from modelkeep.cli.console import err

    err().print(f"warning: {told}", markup=False, highlight=False)
