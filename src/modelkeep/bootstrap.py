"""The only place that builds adapters and hands them to use cases."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from modelkeep.core.control import Control, Relation
from modelkeep.ports import Workspace


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The controls and lineage files in force."""

    controls: tuple[Control, ...]
    relations: tuple[Relation, ...]


def load_catalogue(folders: Sequence[Path] = ()) -> Catalogue:
    """The built-in catalogue and the controls of `folders`. Raises CatalogueError."""
    from modelkeep.adapters.lake.estate import empty_estate
    from modelkeep.catalogue.loader import built_in_controls, built_in_relations, load_controls, load_relations

    estate = empty_estate()
    try:
        controls = [control for folder in (built_in_controls(), *folders) for control in load_controls(folder, estate)]
        return Catalogue(tuple(controls), load_relations(built_in_relations(), estate))
    finally:
        estate.close()


def open_workspace(folder: Path) -> Workspace:
    """The workspace in a folder."""
    from modelkeep.adapters.store.workspace import FolderWorkspace

    return FolderWorkspace(folder)


def endpoint_url(given: str | None) -> str | None:
    """The endpoint that replaces AWS's: as given, or from the standard environment variable."""
    return given or os.environ.get("AWS_ENDPOINT_URL") or None
