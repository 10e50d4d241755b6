"""How a call's pages follow each other, read from the definitions that botocore ships for its own paginators.

Some operations have pages but no such definition; theirs is told by the names of their parameters.

botocore's paginator ends for good at the first failed page; ours must ask that page again after a throttled reply.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jmespath
from botocore.model import OperationModel, StructureShape

LARGEST_PAGE = 1000

_TOKENS = ("NextToken", "nextToken", "Marker", "marker", "PageToken", "pageToken")
_LIMITS = ("MaxItems", "MaxResults", "maxResults", "maxItems", "Limit", "limit", "PageSize", "pageSize")


@dataclass(frozen=True, slots=True)
class Paging:
    """`start` are the parameters of the first page beyond the call's own: the largest page that the definition allows."""

    start: Mapping[str, int]
    inputs: tuple[str, ...]
    outputs: tuple[Any, ...]
    more: Any

    def following(self, reply: Mapping[str, Any]) -> dict[str, Any] | None:
        """The parameters of the page after `reply`, or None after the last."""
        if self.more is not None and not self.more.search(reply):
            return None
        found = {name: expression.search(reply) for name, expression in zip(self.inputs, self.outputs, strict=True)}
        present = {name: value for name, value in found.items() if value not in (None, "")}
        return present or None


def paging(definition: Mapping[str, Any], operation: OperationModel) -> Paging:
    """The paging of an operation from its entry in a paginator definition."""
    limit = definition.get("limit_key")
    start: dict[str, int] = {}
    if limit and isinstance(operation.input_shape, StructureShape):
        shape = operation.input_shape.members.get(limit)
        largest = shape.metadata.get("max") if shape is not None else None
        if shape is not None and shape.type_name in ("integer", "long") and largest:
            start[limit] = min(int(largest), LARGEST_PAGE)
    more = definition.get("more_results")
    return Paging(
        start=start,
        inputs=_listed(definition["input_token"]),
        outputs=tuple(jmespath.compile(text) for text in _listed(definition["output_token"])),
        more=jmespath.compile(more) if more else None,
    )


def inferred_paging(operation: OperationModel) -> Paging | None:
    """The paging of an operation that has no definition: one token goes in and comes out under the same name (or its Next…)."""
    given, returned = operation.input_shape, operation.output_shape
    if not isinstance(given, StructureShape) or not isinstance(returned, StructureShape):
        return None
    for token in _TOKENS:
        following = next((name for name in (token, f"Next{token}", f"next{token}") if name in returned.members), None)
        if token in given.members and following is not None:
            limit = next((name for name in _LIMITS if name in given.members), None)
            return paging({"input_token": token, "output_token": following, "limit_key": limit}, operation)
    return None


def _listed(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
