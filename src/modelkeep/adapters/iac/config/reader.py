"""Reading files that AWS Config delivers: snapshots and histories, plain or gzipped."""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from modelkeep.adapters.iac.config.shapes import (
    companion_of,
    form_type,
    is_declarable,
    is_listed,
    properties_of,
    unrecorded_additions,
)
from modelkeep.adapters.iac.forms import forms, identity_of
from modelkeep.adapters.iac.resource import Declared, Deployment, Place, Reading, Trouble
from modelkeep.core.arn import partition_of

LARGEST = 1_000_000_000
"""Bytes that a gzipped file may unpack to."""
_BEGINNING = 65_536
"""Unpacked bytes within which a delivery names its items; Config writes them third, after the version and the snapshot's id."""
_GZIP = b"\x1f\x8b"
_WORDS = (b'"configurationItems"', b'"configurationItemCaptureTime"')
_GONE = frozenset({"ResourceDeleted", "ResourceDeletedNotRecorded"})
_RECORDED = frozenset({"OK", "ResourceDiscovered"})
_NOT_LISTED = ": what Config records of it is not known, so that it is not judged"
_SCAN = "Judge such resources where they are: modelkeep scan."
_CORRECT = "Download the file again, or let Config deliver a new snapshot: aws configservice deliver-config-snapshot."


def looks_like_config(content: bytes) -> bool:
    """Whether a file is a snapshot or history of AWS Config. A gzipped one that is torn before it shows what it is might be one."""
    if not content.startswith(_GZIP):
        return _WORDS[0] in content[:4096] or all(word in content for word in _WORDS)
    unpacker = zlib.decompressobj(wbits=31)
    try:
        beginning = unpacker.decompress(content, _BEGINNING)
    except zlib.error:
        return True
    return any(word in beginning for word in _WORDS) or not (unpacker.eof or len(beginning) == _BEGINNING)


def read_config(path: Path, shown: str, content: bytes) -> Reading:
    """The newest state of every resource in a file. Never raises: what is not understood is told as a trouble."""
    del path
    place = Place(shown)
    try:
        document = json.loads(_unpacked(content))
    except (OSError, EOFError, zlib.error, ValueError, RecursionError) as error:
        return Reading(file=shown, format="config", troubles=(Trouble(place, f"is not JSON: {error}"[:200], _CORRECT),))
    items = document.get("configurationItems") if isinstance(document, dict) else None
    if not isinstance(items, list):
        trouble = Trouble(place, "has no list of configuration items", _CORRECT)
        return Reading(file=shown, format="config", troubles=(trouble,))
    resources: list[Declared] = []
    troubles: Counter[str] = Counter()
    for item in _newest(items, troubles):
        resources += _declared(item, place, troubles)
    resources += _unrecorded(resources, place)
    return Reading(
        file=shown, format="config", resources=tuple(resources),
        troubles=tuple(
            Trouble(place, f"{told} ({count})", _SCAN if told.endswith(_NOT_LISTED) else _CORRECT)
            for told, count in sorted(troubles.items())
        ),
    )  # fmt: skip


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(_GZIP):
        return content
    unpacker = zlib.decompressobj(wbits=31)
    found = unpacker.decompress(content, LARGEST)
    if unpacker.unconsumed_tail:
        raise ValueError(f"unpacks to more than {LARGEST:,} bytes")
    if not unpacker.eof:
        raise gzip.BadGzipFile("the file is cut off")
    return found


def _newest(items: list[Any], troubles: Counter[str]) -> Iterator[Mapping[str, Any]]:
    """The last item of each resource; a history holds several."""
    found: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for item in items:
        if not isinstance(item, Mapping) or not isinstance(item.get("resourceType"), str) or not item.get("resourceId"):
            troubles["an item names no resource"] += 1
            continue
        key = (item["resourceType"], str(item["resourceId"]), item.get("awsAccountId"), item.get("awsRegion"))
        earlier = found.get(key)
        if earlier is None or str(item.get("configurationItemCaptureTime", "")) >= str(
            earlier.get("configurationItemCaptureTime", "")
        ):
            found[key] = item
    yield from found.values()


def _declared(item: Mapping[str, Any], place: Place, troubles: Counter[str]) -> Iterator[Declared]:
    cfn_type, status = form_type(item), item.get("configurationItemStatus")
    if status in _GONE:
        return
    if cfn_type not in forms():
        yield _one(item, place, cfn_type, {})
        return
    if status not in _RECORDED:
        troubles[f"{cfn_type} with status {status}: what it is like was not recorded"] += 1
        return
    if not is_listed(item):
        troubles[f"{cfn_type}{_NOT_LISTED}"] += 1
        return
    if not is_declarable(item):
        return
    properties = properties_of(item)
    if properties is None:
        troubles[f"{cfn_type} is not understood in the form in which Config records it"] += 1
        return
    yield _one(item, place, cfn_type, properties)
    if companion := companion_of(item):
        yield replace(_one(item, place, *companion), arn="", implied=True)


def _unrecorded(resources: list[Declared], place: Place) -> Iterator[Declared]:
    """What may add to the resources of each account and region without an item of its own."""
    types: dict[Deployment, set[str]] = {}
    for resource in resources:
        types.setdefault(resource.deployment, set()).add(resource.cfn_type)
    for deployment, found in types.items():
        for cfn_type, properties in unrecorded_additions(frozenset(found)):
            yield Declared(
                cfn_type=cfn_type, label="not recorded", properties=properties, place=place, deployment=deployment, implied=True,
            )  # fmt: skip


def _one(item: Mapping[str, Any], place: Place, cfn_type: str, properties: Mapping[str, Any]) -> Declared:
    region = str(item.get("awsRegion", ""))
    return Declared(
        cfn_type=cfn_type,
        label=_label(item, cfn_type),
        properties=properties,
        place=place,
        deployment=Deployment(str(item.get("awsAccountId", "")), region, partition_of(region)),
        arn=str(item.get("ARN") or item.get("arn") or ""),
    )


def _label(item: Mapping[str, Any], cfn_type: str) -> str:
    """What others call the resource: its id where CloudFormation gives it no name, whatever name an item may have."""
    identity = identity_of(cfn_type)
    named = identity is None or identity.name
    return str((named and item.get("resourceName")) or item["resourceId"])
