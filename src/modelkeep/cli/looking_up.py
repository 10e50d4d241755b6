"""Where vulnerability data lie, as settings say it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from modelkeep.cli.settings import Settings

if TYPE_CHECKING:
    from modelkeep.bootstrap_components import LookupOptions


def lookup_options(settings: Settings) -> LookupOptions:
    """The folder of the data, their greatest age, and the VEX documents."""
    from modelkeep.bootstrap_components import VULNERABILITY_FOLDER, LookupOptions

    index = settings["vulnerabilities.index"]
    return LookupOptions(
        index=Path(index) if index else Path(settings["workspace"]) / VULNERABILITY_FOLDER,
        limit_days=settings["vulnerabilities.max_age"],
        vex=tuple(map(Path, settings["vulnerabilities.vex"])),
    )
