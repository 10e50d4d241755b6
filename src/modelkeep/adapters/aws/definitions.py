"""botocore's service definitions, cut down to the operations that a scan makes.

EC2's definition alone describes 800 operations in 10 MB of JSON, of which a scan needs ten. botocore keeps what it loads and
makes a method per operation, so that cutting before it looks saves memory and time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from botocore.loaders import Loader

ALWAYS = (
    "ec2:DescribeRegions",
    "organizations:ListAccounts",
    "s3:HeadBucket",
    "sts:AssumeRole",
    "sts:GetCallerIdentity",
)
"""What entering accounts and regions needs, whatever is read there; and what botocore asks when S3 redirects it."""

_DOCUMENTATION = ("documentation", "documentationUrl", "examples")


class LeanLoader(Loader):  # type: ignore[misc]  # botocore ships no types
    """botocore's loader; after `keep`, service definitions hold only the named operations and the shapes they reach."""

    def __init__(self) -> None:
        super().__init__()
        self._operations: Mapping[str, frozenset[str]] | None = None

    def keep(self, calls: Iterable[str]) -> None:
        """Cut definitions that are loaded from now on to these calls (`client:Operation`)."""
        operations: dict[str, set[str]] = defaultdict(set)
        for call in (*calls, *ALWAYS):
            service, operation = call.split(":")
            operations[service].add(operation)
        self._operations = {service: frozenset(names) for service, names in operations.items()}

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:
        """See botocore. The cut is made in place: botocore's own cache holds the same object."""
        definition = super().load_service_model(service_name, type_name, api_version)
        if type_name == "service-2" and self._operations is not None and "kept" not in definition["metadata"]:
            cut(definition, self._operations.get(service_name, frozenset()))
            definition["metadata"]["kept"] = "cut"
        return definition


def cut(definition: dict[str, Any], operations: frozenset[str]) -> None:
    """Leave only these operations in a service definition, with the shapes that they reach, and no documentation."""
    definition["operations"] = {name: each for name, each in definition["operations"].items() if name in operations}
    shapes = definition["shapes"]
    kept: dict[str, Any] = {}
    waiting = [
        reference["shape"]
        for operation in definition["operations"].values()
        for reference in (operation.get("input"), operation.get("output"), *operation.get("errors", ()))
        if reference
    ]
    while waiting:
        name = waiting.pop()
        if name in kept:
            continue
        kept[name] = shape = shapes[name]
        waiting.extend(member["shape"] for member in shape.get("members", {}).values())
        waiting.extend(shape[part]["shape"] for part in ("member", "key", "value") if part in shape)
    definition["shapes"] = kept
    for part in (definition, *definition["operations"].values(), *kept.values()):
        for key in _DOCUMENTATION:
            part.pop(key, None)
        for member in part.get("members", {}).values():
            member.pop("documentation", None)
