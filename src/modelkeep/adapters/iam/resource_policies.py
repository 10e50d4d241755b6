"""Policies of resources from a folder: one JSON file for each resource.

Three forms are read, told apart by what is in them:

- `{"resource": ARN, "account": "123456789012", "policy": {...}}`: `policy` an object, JSON text, or null for a resource without one;
  `account` only where the ARN leaves it out, as a bucket's does;
- what AWS's commands print, whose member `Policy`, `policyText` or `ResourcePolicy` holds the policy as text;
- a policy's document itself.

The file's name tells the resource in the last two: its ARN, with `/` as %2F and, where wanted, `:` as %3A, and `.json`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec

from modelkeep.adapters.iam.details import document_text
from modelkeep.core.arn import parse_arn
from modelkeep.core.errors import UsageError
from modelkeep.engines.access.asking.given import GivenPolicy
from modelkeep.engines.access.statements import Effect, policy_of

_PRINTED = ("Policy", "policyText", "ResourcePolicy", "resourcePolicy", "policy")
_REMEDY = 'Write {"resource": ARN, "account": ID, "policy": {...}}, or name the file after the ARN, with / as %2F.'


def read_resource_policies(folder: Path, account: str) -> Iterator[GivenPolicy]:
    """The policies in a folder, in order of the files' names; `account` is that of ARNs without one, '' where nobody says.

    Raises UsageError, with file and place, for a file that is none of the three forms or whose policy does not parse.
    """
    if not folder.is_dir():
        raise UsageError(
            f"{folder} is no folder", remedy="Name a folder with one JSON file for each resource's policy."
        )
    seen: dict[str, Path] = {}
    for path in sorted(folder.glob("*.json")):
        found = _read(path, account)
        if found.resource in seen:
            raise UsageError(
                f"{path}: {found.resource} is in {seen[found.resource].name} already", remedy="Keep one of them."
            )
        seen[found.resource] = path
        yield found
    if not seen:
        raise UsageError(f"{folder} holds no .json file", remedy=_REMEDY)


def _read(path: Path, account: str) -> GivenPolicy:
    try:
        members = msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw])
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}", remedy="Make the file readable.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}", remedy=_REMEDY) from error
    if "resource" in members:
        resource, own = _text(path, members, "resource"), _text(path, members, "account")
        if "policy" not in members:
            raise UsageError(f"{path}: it has no policy", remedy="Write null for a resource without one.")
        document = document_text(bytes(members["policy"]))
    else:
        resource, own = unquote(path.name.removesuffix(".json")), ""
        printed = next((each for each in _PRINTED if each in members), None)
        document = document_text(bytes(members[printed]) if printed else path.read_bytes())
    parts = parse_arn(resource)
    if parts is None:
        raise UsageError(f"{path}: {resource!r} is no ARN of a resource", remedy=_REMEDY)
    owner = parts.account or own or account
    if not owner:
        raise UsageError(
            f"{path}: nothing tells in which account {resource} is", remedy='Add "account": "123456789012".'
        )
    _check(path, resource, document)
    return GivenPolicy(resource, owner, document, path.name)


def _text(path: Path, members: Mapping[str, msgspec.Raw], name: str) -> str:
    if name not in members:
        return ""
    found: Any = msgspec.json.decode(members[name])
    if not isinstance(found, str):
        raise UsageError(f"{path}: {name} is no text", remedy=_REMEDY)
    return found


def _check(path: Path, resource: str, document: str | None) -> None:
    """A policy that a person gives is not to be unread: what does not parse is told."""
    if document is None:
        return
    for statement in policy_of(path.name, document, of_resource=True).statements:
        if statement.effect is Effect.UNREAD:
            where = f"statement {statement.ref.statement}" if statement.ref.statement else "the policy"
            raise UsageError(f"{path}: {where} is not understood: {statement.unclear}", remedy="Correct the policy.")
