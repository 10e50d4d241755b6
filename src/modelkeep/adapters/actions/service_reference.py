"""AWS's service reference information: one JSON document per service, and a list of them.

https://docs.aws.amazon.com/service-authorization/latest/reference/service-reference.html

It does not tell which resource types are required, nor condition keys by resource type. The actions that authorise an operation
beside the one of its name are told as dependent actions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from modelkeep.adapters.actions.files import read_file
from modelkeep.core.action import (
    AccessLevel,
    Action,
    ActionRelease,
    ConditionKey,
    ResourceType,
    ResourceUse,
    ServiceActions,
)
from modelkeep.core.errors import ConnectionFailedError, UsageError

URL = "https://servicereference.us-east-1.amazonaws.com/"
"""Where AWS keeps the list of the documents."""
_AT_ONCE = 8
_REMEDY = f"Name a folder with the documents that {URL} lists, as they were downloaded."


class _Listed(msgspec.Struct):
    service: str
    url: str


class _Properties(msgspec.Struct, rename="pascal"):
    is_list: bool = False
    is_permission_management: bool = False
    is_tagging_only: bool = False
    is_write: bool = False


class _Annotations(msgspec.Struct, rename="pascal"):
    properties: _Properties


class _Named(msgspec.Struct, rename="pascal"):
    name: str


class _Action(msgspec.Struct, rename="pascal"):
    name: str
    annotations: _Annotations
    action_condition_keys: tuple[str, ...] = ()
    resources: tuple[_Named, ...] = ()


class _Authorised(msgspec.Struct, rename="pascal"):
    name: str
    service: str


class _Operation(msgspec.Struct, rename="pascal"):
    name: str
    authorized_actions: tuple[_Authorised, ...] = ()


class _Key(msgspec.Struct, rename="pascal"):
    name: str
    types: tuple[str, ...]


class _Resource(msgspec.Struct, rename="pascal"):
    name: str
    arn_formats: tuple[str, ...] = msgspec.field(default=(), name="ARNFormats")
    condition_keys: tuple[str, ...] = ()


class _Document(msgspec.Struct, rename="pascal"):
    name: str
    actions: tuple[_Action, ...]
    condition_keys: tuple[_Key, ...] = ()
    resources: tuple[_Resource, ...] = ()
    operations: tuple[_Operation, ...] = ()


class PublishedReference:
    """The documents as AWS publishes them."""

    def __init__(self, get: Callable[[str], bytes], today: date, url: str = URL) -> None:
        self._get = get
        self._today = today
        self._url = url

    def read(self) -> ActionRelease:
        """All documents of the list, dated today. Raises ConnectionFailedError where one of them cannot be had or read."""
        try:
            listed = msgspec.json.decode(self._get(self._url), type=list[_Listed])
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                bodies = list(pool.map(lambda each: self._get(each.url), listed))
            documents = [msgspec.json.decode(body, type=_Document) for body in bodies]
        except msgspec.MsgspecError as error:
            raise ConnectionFailedError(
                f"{self._url} does not answer with service reference information: {error}",
                remedy="Check the URL, and whether a proxy answers instead of AWS.",
            ) from error
        if not documents:
            raise ConnectionFailedError(f"{self._url} lists no service", remedy="Check the URL.")
        return _release(documents, self._today, self._url)


class CopiedReference:
    """Documents that were downloaded before: a folder of them, or a single one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> ActionRelease:
        """All JSON files, dated as the newest. Raises UsageError where one of them is neither a document nor the list."""
        paths = [self._path] if self._path.is_file() else sorted(self._path.rglob("*.json"))
        found = {path: self._document(path) for path in paths}
        documents = {path: document for path, document in found.items() if document is not None}
        if not documents:
            raise UsageError(f"{self._path}: there is no service reference document", remedy=_REMEDY)
        newest = max(path.stat().st_mtime for path in documents)
        return _release(documents.values(), datetime.fromtimestamp(newest, UTC).date(), str(self._path))

    def _document(self, path: Path) -> _Document | None:
        content = read_file(path)
        try:
            return None if content.lstrip()[:1] == b"[" else msgspec.json.decode(content, type=_Document)
        except msgspec.MsgspecError as error:
            raise UsageError(f"{path}: not a service reference document: {error}", remedy=_REMEDY) from error


def _release(documents: Iterable[_Document], day: date, where: str) -> ActionRelease:
    services: dict[str, ServiceActions] = {}
    foreign: dict[str, ConditionKey] = {}
    for document in documents:
        prefix = document.name.lower()
        keys = [ConditionKey(key.name, key.types[0] if key.types else "String") for key in document.condition_keys]
        own = tuple(key for key in keys if key.name.lower().startswith(f"{prefix}:"))
        foreign |= {key.name.lower(): key for key in keys if key not in own}
        services[prefix] = _service(prefix, document, own)
    return ActionRelease(
        date=day,
        source=f"AWS service reference information, {where}",
        attribution=("AWS service reference information, Amazon Web Services, Inc.",),
        services=tuple(services.values()),
        global_keys=tuple(foreign.values()),
        tells_required=False,
        tells_dependents=False,
    )


def _service(prefix: str, document: _Document, keys: tuple[ConditionKey, ...]) -> ServiceActions:
    dependents = _dependents(prefix, document.operations)
    types = {each.name: ResourceType(each.name, each.arn_formats, each.condition_keys) for each in document.resources}
    used = {each.name for action in document.actions for each in action.resources}
    for name in sorted(used - types.keys()):
        types[name] = ResourceType(name, (), ())
    return ServiceActions(
        prefix,
        tuple(
            Action(
                f"{prefix}:{each.name}",
                _level(each.annotations.properties),
                tuple(ResourceUse(name, len(each.resources) == 1, ()) for name in _names(each.resources)),
                each.action_condition_keys,
                dependents.get(each.name, ()),
            )
            for each in document.actions
        ),
        tuple(types.values()),
        keys,
    )


def _names(resources: Iterable[_Named]) -> Iterable[str]:
    return dict.fromkeys(each.name for each in resources)


def _dependents(prefix: str, operations: Iterable[_Operation]) -> Mapping[str, tuple[str, ...]]:
    """What authorises an operation beside the action of its name; nothing where there is no such action."""
    found: dict[str, tuple[str, ...]] = {}
    for operation in operations:
        own = f"{prefix}:{operation.name}"
        every = {f"{each.service}:{each.name}" for each in operation.authorized_actions}
        if own in every:
            found[operation.name] = tuple(sorted(every - {own}))
    return found


def _level(properties: _Properties) -> AccessLevel:
    if properties.is_permission_management:
        return AccessLevel.PERMISSIONS
    if properties.is_tagging_only:
        return AccessLevel.TAGGING
    if properties.is_write:
        return AccessLevel.WRITE
    return AccessLevel.LIST if properties.is_list else AccessLevel.READ
