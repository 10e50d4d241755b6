"""IAM actions, the resource types and condition keys of services, as AWS's Service Authorization Reference lists them.

https://docs.aws.amazon.com/service-authorization/latest/reference/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class AccessLevel(StrEnum):
    """How AWS classifies an action."""

    LIST = "List"
    READ = "Read"
    WRITE = "Write"
    PERMISSIONS = "Permissions management"
    TAGGING = "Tagging"


@dataclass(frozen=True, slots=True)
class ResourceUse:
    """A resource type that an action works on. `condition_keys` are those that hold for the action on this type only.

    `required` is the asterisk of AWS's table: a request names such a resource. Where an action has several resources, it must be
    allowed on each one that the request names.
    """

    name: str
    required: bool
    condition_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """An action by its whole name, such as `s3:GetObject`.

    `condition_keys` hold for the action whatever it works on. `dependents` are the actions that the caller needs besides, in
    some uses or in all.
    """

    name: str
    access_level: AccessLevel
    resource_types: tuple[ResourceUse, ...]
    condition_keys: tuple[str, ...]
    dependents: tuple[str, ...]

    @property
    def service(self) -> str:
        """The service prefix."""
        return self.name.partition(":")[0]

    @property
    def wildcard_only(self) -> bool:
        """Whether only `*` can be its resource, so that a statement with an ARN never grants it."""
        return not self.resource_types


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A resource type of a service, what its ARNs look like, and the condition keys that tell something of the resource."""

    name: str
    arn_templates: tuple[str, ...]
    condition_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConditionKey:
    """A condition key with the type of its values: String, ARN, Bool, Date, IPAddress, Numeric, or ArrayOf... one of them.

    A name may have a placeholder: `aws:PrincipalTag/${TagKey}`.
    """

    name: str
    type: str

    @property
    def multivalued(self) -> bool:
        """Whether a request may hold several values, so that ForAllValues and ForAnyValue make sense."""
        return self.type.startswith("ArrayOf")


@dataclass(frozen=True, slots=True)
class ServiceActions:
    """Everything known of one service: actions in order of name, resource types, condition keys."""

    prefix: str
    actions: tuple[Action, ...]
    resource_types: tuple[ResourceType, ...]
    condition_keys: tuple[ConditionKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRelease:
    """An edition of the facts: the services, the day of the data, where it is from with its version, and whose it is.

    `global_keys` are the condition keys that belong to no service's prefix. An edition that does not tell which resource types
    are required, or which actions are dependent, says so: then they are kept from the edition before.
    """

    date: date
    source: str
    attribution: tuple[str, ...]
    services: tuple[ServiceActions, ...]
    global_keys: tuple[ConditionKey, ...] = ()
    tells_required: bool = True
    tells_dependents: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionFacts:
    """What AWS documents and editions of the facts lack or tell otherwise.

    `alternatives` are actions whose resource types are never required together; `dependents` adds to an action's;
    `operations` are API operations that other actions authorise; `regions` what aws:RequestedRegion is for services with one
    endpoint, by partition; `rcp_services` whose actions resource control policies apply to, but for `rcp_exempt`.
    """

    global_keys: tuple[ConditionKey, ...]
    rcp_date: date
    rcp_services: tuple[str, ...]
    rcp_exempt: tuple[str, ...]
    regions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    operations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    alternatives: frozenset[str] = frozenset()
    dependents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
