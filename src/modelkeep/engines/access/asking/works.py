"""Which actions work on a resource, and in which form they name it."""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.core.action import Action
from modelkeep.core.arn import parse_arn
from modelkeep.engines.access.actions import ActionTable

_ALSO_OF = {"iam": ("sts",), "apigateway": ("execute-api",)}
"""Services some of whose actions work on resources of another: roles are assumed with STS."""


def forms_of(arn: str) -> tuple[str, ...]:
    """A resource, and all that is in it: a bucket and its objects, also through an access point; a model package group and its packages."""
    parts = parse_arn(arn)
    if parts is None:
        return (arn,)
    start = arn[: len(arn) - len(parts.resource)]
    if parts.service == "s3" and not parts.account and "/" not in parts.resource:
        return (arn, f"{arn}/*")
    if parts.service == "s3" and parts.resource.startswith("accesspoint/") and parts.resource.count("/") == 1:
        return (arn, f"{arn}/object/*")
    if parts.service == "sagemaker" and parts.resource.startswith("model-package-group/"):
        return (arn, f"{start}model-package/{parts.resource.partition('/')[2]}/*")
    return (arn,)


class Works:
    """Remembers which actions work on resources of a kind."""

    def __init__(self, table: ActionTable) -> None:
        """`table`: the actions that are known."""
        self._table = table
        self._known: dict[tuple[str, str, int], tuple[Action, ...]] = {}

    def on(self, arn: str, kind: str = "") -> Iterator[tuple[str, tuple[Action, ...]]]:
        """The forms in which a resource is named, each with the actions that take it. Resources of one kind have the same."""
        parts = parse_arn(arn)
        if parts is None:
            return
        for at, form in enumerate(forms_of(arn)):
            key = (parts.service, kind or arn, at)
            if key not in self._known:
                self._known[key] = tuple(self._of(parts.service, form))
            yield form, self._known[key]

    def without_resource(self, service: str) -> Iterator[Action]:
        """The actions of a service that take no resource."""
        known = self._table.service_actions(service)
        return (each for each in known.actions if each.wildcard_only) if known else iter(())

    def _of(self, service: str, form: str) -> Iterator[Action]:
        for each in (service, *_ALSO_OF.get(service, ())):
            known = self._table.service_actions(each)
            for action in known.actions if known else ():
                if self._table.resource_types_of(action, form):
                    yield action
