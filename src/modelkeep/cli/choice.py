"""Which controls a command is about: the catalogue in force, and what the options chose from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from modelkeep import bootstrap
from modelkeep.app.selection import Selection, select
from modelkeep.cli.settings import Settings


@dataclass(frozen=True, slots=True)
class Choice:
    """Controls by id, practice and severity; nothing means all of the profile."""

    ids: Sequence[str] = ()
    practices: Sequence[str] = ()
    severities: Sequence[str] = ()

    @property
    def given(self) -> bool:
        """Somebody named some."""
        return bool(self.ids or self.practices or self.severities)


def chosen(settings: Settings, choice: Choice) -> tuple[bootstrap.Catalogue, Selection]:
    """The catalogue with a person's own controls, and the controls that the settings' profile and the choice name.

    Raises CatalogueError, and UsageError for unknown names.
    """
    catalogue = bootstrap.load_catalogue([Path(folder) for folder in settings["controls"]])
    return catalogue, select(
        catalogue.controls,
        catalogue.profiles,
        profile=settings["control_profile"],
        demanded=settings.given("control_profile"),
        ids=choice.ids,
        practices=choice.practices,
        severities=choice.severities,
    )
