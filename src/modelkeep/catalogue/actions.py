"""The action table's data: the file that comes with Modelkeep, or a newer one that `modelkeep actions update` made.

The file is a zip of JSON members, `meta` and one for each service; engines/access/action_data.py says what they hold. What AWS
documents besides is in `iam/overrides.toml`, laid over every edition when it is made.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from modelkeep.catalogue.toml_file import TomlFile
from modelkeep.core.action import ActionFacts, ConditionKey
from modelkeep.core.errors import CatalogueError

_REMEDY = "Delete the file: the table that comes with Modelkeep is used then."


class ActionFile:
    """One file. Members are read when they are asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def meta(self) -> Mapping[str, Any]:
        """What the file says about itself. Raises CatalogueError for a file that is none."""
        found = self._member("meta")
        if found is None or not {"date", "source", "attribution", "services", "rcp"} <= found.keys():
            raise CatalogueError(self.path, 1, "the file is no action table", remedy=_REMEDY)
        return found

    @property
    def date(self) -> date:
        """The day of the data."""
        try:
            return date.fromisoformat(self.meta["date"])
        except (TypeError, ValueError) as error:
            raise CatalogueError(self.path, 1, "the action table has no date", remedy=_REMEDY) from error

    def service(self, prefix: str) -> Mapping[str, Any]:
        """The part of a service that `meta` names. Raises CatalogueError where it is missing."""
        found = self._member(prefix)
        if found is None:
            raise CatalogueError(self.path, 1, f"the action table lacks {prefix!r}", remedy=_REMEDY)
        return found

    @cached_property
    def _archive(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(self.path)
        except (OSError, zipfile.BadZipFile) as error:
            raise CatalogueError(self.path, 1, f"the action table cannot be read: {error}", remedy=_REMEDY) from error

    def _member(self, name: str) -> Mapping[str, Any] | None:
        try:
            content = self._archive.read(f"{name}.json")
            return msgspec.json.decode(content, type=dict[str, Any])
        except KeyError:
            return None
        except (OSError, zipfile.BadZipFile, msgspec.MsgspecError) as error:
            raise CatalogueError(self.path, 1, f"the action table cannot be read: {error}", remedy=_REMEDY) from error


def built_in_actions() -> Path:
    """The file that comes with Modelkeep."""
    return Path(str(files("modelkeep.catalogue"))) / "iam" / "actions.zip"


def built_in_facts() -> Path:
    """The file of what AWS documents besides."""
    return Path(str(files("modelkeep.catalogue"))) / "iam" / "overrides.toml"


def newest_actions(refreshed: Path | None) -> ActionFile:
    """The newer one of the file that comes with Modelkeep and a refreshed one, if there is any. Raises CatalogueError."""
    ours = ActionFile(built_in_actions())
    if refreshed is None or not refreshed.exists():
        return ours
    theirs = ActionFile(refreshed)
    return theirs if theirs.date >= ours.date else ours


def load_facts(path: Path) -> ActionFacts:
    """What AWS documents besides. Raises CatalogueError."""
    file = TomlFile(path)
    content = file.content
    try:
        return ActionFacts(
            global_keys=tuple(ConditionKey(name, kind) for name, kind in _facts(content, "condition_keys").items()),
            rcp_date=date.fromisoformat(content["rcp"]["date"]),
            rcp_services=tuple(content["rcp"]["services"]),
            rcp_exempt=tuple(content["rcp"]["exempt"]),
            regions=_facts(content, "regions"),
            operations={
                f"{service}:{operation}": tuple(actions)
                for service in content["operations"]
                for operation, actions in _facts(content["operations"], service).items()
            },
            alternatives=frozenset(content["alternatives"]["actions"]),
            dependents={name: tuple(row["actions"]) for name, row in content.get("dependents", {}).items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise file.error(f"the file lacks what it is to hold: {error}") from error


def _facts(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in content[name].items() if key not in ("source", "date")}
